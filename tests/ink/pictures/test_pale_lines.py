"""Paper with pale lines, on which the pen is far darker: the digit comes out as it would from blank paper."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from digitpad.ink.pictures.pipeline import from_array
from tests.ink.sample import drawings

INKS = [drawing.ink for drawing in drawings()]


def page(number: int, *, squares: bool, lines: bool) -> np.ndarray:
    """A digit somewhere on a photographed page, (h, w) uint8; the same page with and without its lines."""
    rng = np.random.default_rng(number)
    side, paper, pen = int(rng.integers(320, 700)), int(rng.integers(150, 230)), float(rng.uniform(0.012, 0.035))
    picture = Image.new("L", (side, side), paper)
    canvas = ImageDraw.Draw(picture)
    step, slope, pale = side * rng.uniform(0.045, 0.1), rng.uniform(-0.04, 0.04), paper - int(rng.integers(18, 45))
    for at in np.arange(-1, side / step + 1) * step if lines else ():
        canvas.line((0, at, side, at + slope * side), fill=pale, width=max(side // 300, 1))
        if squares:
            canvas.line((at, 0, at - slope * side, side), fill=pale, width=max(side // 300, 1))
    ink = INKS[number % len(INKS)]
    left, top, _, _ = ink.box
    size = side * rng.uniform(0.35, 0.6) / ink.extent
    corner = rng.uniform(0.12, 0.3, 2) * side
    for stroke in ink.strokes:
        points = [tuple((point - (left, top)) * size + corner) for point in stroke]
        canvas.line(points, fill=40, width=max(int(pen * side), 2), joint="curve")
    soft = np.asarray(picture.filter(ImageFilter.GaussianBlur(1.0)), np.float64)
    light = 1 + 0.12 * np.linspace(-1, 1, side)[:, None] * np.linspace(-1, 1, side)[None, :]
    return (soft * light + rng.normal(0, 1.5, soft.shape)).clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize("squares", [False, True], ids=["ruled", "squared"])
@pytest.mark.parametrize("number", range(12))
def test_pale_lines_leave_the_digit_as_it_is(number: int, squares: bool) -> None:
    blank, lined = (from_array(page(number, squares=squares, lines=lines)) for lines in (False, True))
    assert np.abs(blank - lined).mean() <= 0.04

"""Digits in pictures that the model was not trained on, through the picture pipeline or only shrunk to 28x28.

    python -m tests.benchmarks.picture_pipeline [--model padnet --pictures 2000]

Four kinds, made here from MNIST's test digits and from held-out writers' ink: grey 16x16 scans (each digit fills its
picture), 28x28 canvases with the digit off its middle and of any size, the same drawn from real ink with a thin aliased
pen, and photographs of ink on paper (uneven light, noise, a soft lens, 300 pixels). They are imitations: no scans or
photographs of others are at hand. Prints one JSON object a kind: accuracy through the door, merely shrunk, and the
share that the door refused as no picture of a digit.
"""

import argparse
import json
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from digitpad.core.errors import ImageError
from digitpad.evaluation.named_recognizer import Recognizer
from digitpad.ink import corpus
from digitpad.ink.files import Drawing
from digitpad.ink.pictures import pipeline
from digitpad.learn import datasets

Grey = NDArray[np.uint8]
Kind = Callable[[np.random.Generator], tuple[Grey, int]]
SMOOTH = Image.Resampling.BICUBIC


def main() -> None:
    """Prints a line a kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="padnet")
    parser.add_argument("--pictures", type=int, default=2000)
    chosen = parser.parse_args()
    recognizer = Recognizer(chosen.model)
    test, ink = datasets.load("mnist").test, corpus.load().held_out
    digits = [(x.numpy(), int(y)) for x, y in zip(test.x, test.y, strict=True)]
    kinds: dict[str, Kind] = {
        "scans, 16x16": lambda rng: scan(*digits[rng.integers(len(digits))], rng),
        "canvas, 28x28, off-centre": lambda rng: canvas(*digits[rng.integers(len(digits))], rng),
        "ink on a canvas, 28x28": lambda rng: drawn(ink[rng.integers(len(ink))], rng),
        "photographs, 300x300": lambda rng: photograph(ink[rng.integers(len(ink))], rng),
    }
    for name, kind in kinds.items():
        print(
            json.dumps({"pictures": name, "model": chosen.model} | judged(recognizer, kind, chosen.pictures)),
            flush=True,
        )


def judged(recognizer: Recognizer, kind: Kind, count: int) -> dict[str, float]:
    """Accuracy both ways; a picture in which the door finds nothing counts as wrong."""
    rng = np.random.default_rng(1)
    right = plain = lost = 0
    for picture, label in (kind(rng) for _ in range(count)):
        try:
            right += recognizer.recognize_glyph(pipeline.from_array(picture)).nearest == label
        except ImageError:
            lost += 1
        plain += recognizer.recognize_glyph(shrunk(picture)).nearest == label
    return {"n": count, "door": right / count, "merely shrunk": plain / count, "nothing found": lost / count}


def shrunk(picture: Grey) -> NDArray[np.float32]:
    """The whole picture as a glyph, light on dark: what most pads do."""
    small = np.asarray(Image.fromarray(picture).resize((28, 28), Image.Resampling.BILINEAR), np.float32) / 255
    return 1 - small if np.median(small) > 0.5 else small


def scan(digit: Grey, label: int, rng: np.random.Generator) -> tuple[Grey, int]:
    """Cropped and stretched into 16x16 with its aspect kept, dark on light, as grey as scans are."""
    page = Image.new("L", (16, 16), 0)
    rows, columns = np.flatnonzero(digit.any(axis=1)), np.flatnonzero(digit.any(axis=0))
    crop = Image.fromarray(digit[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    scale = 16 / max(crop.size)
    small = crop.resize((max(round(crop.width * scale), 1), max(round(crop.height * scale), 1)), SMOOTH)
    page.paste(small, ((16 - small.width) // 2, (16 - small.height) // 2))
    low, high = rng.uniform(0, 0.15), rng.uniform(0.75, 1)
    return np.uint8(255 - 255 * (low + (high - low) * np.asarray(page, np.float32) / 255)), label


def canvas(digit: Grey, label: int, rng: np.random.Generator) -> tuple[Grey, int]:
    """Scaled by 0.5 to 1.2 and moved by up to 6 pixels."""
    scale, moved = rng.uniform(0.5, 1.2), rng.uniform(-6, 6, 2) * 0.8
    offset = 14 - (14 + moved) / scale
    turn = (1 / scale, 0, float(offset[0]), 0, 1 / scale, float(offset[1]))
    made = Image.fromarray(digit).transform((28, 28), Image.Transform.AFFINE, turn, Image.Resampling.BILINEAR)
    return np.asarray(made), label


def drawn(drawing: Drawing, rng: np.random.Generator) -> tuple[Grey, int]:
    """Real ink on a 28x28 canvas, anywhere, 10 to 24 pixels large, two pixels wide, with stairs."""
    return np.asarray(page(drawing, 28, rng.uniform(10, 24), 2, rng)), int(drawing.word or 0)


def photograph(drawing: Drawing, rng: np.random.Generator) -> tuple[Grey, int]:
    """Real ink on paper: a shadow across it, noise, a lens that is not quite sharp."""
    side = 300
    ink = page(drawing, side, rng.uniform(80, 240), int(rng.integers(4, 12)), rng)
    soft = np.asarray(ink.filter(ImageFilter.GaussianBlur(rng.uniform(0.6, 2))), np.float32) / 255
    across, down = np.meshgrid(np.linspace(-1, 1, side), np.linspace(-1, 1, side))
    light = rng.uniform(0.6, 0.9) + rng.uniform(-0.2, 0.2) * across + rng.uniform(-0.2, 0.2) * down
    picture = light * (1 - soft * rng.uniform(0.5, 0.85)) + rng.normal(0, rng.uniform(0.005, 0.03), soft.shape)
    return np.uint8(255 * np.clip(picture, 0, 1)), int(drawing.word or 0)


def page(drawing: Drawing, side: int, size: float, pen: int, rng: np.random.Generator) -> Image.Image:
    """The strokes on a black square, so large, wherever they have room."""
    left, top, right, bottom = drawing.ink.box
    scale = size / max(right - left, bottom - top, 1e-6)
    extent = np.array([right - left, bottom - top]) * scale
    corner = pen + rng.uniform(0, 1, 2) * np.maximum(side - extent - 2 * pen, 0)
    made = Image.new("L", (side, side), 0)
    artist = ImageDraw.Draw(made)
    for line in placed(drawing, scale, corner - np.array([left, top]) * scale):
        artist.line(line, fill=255, width=pen, joint="curve")
    return made


def placed(drawing: Drawing, scale: float, offset: NDArray[np.float64]) -> Iterator[list[tuple[float, float]]]:
    """Each stroke as points to draw; a dot becomes a short line."""
    for stroke in drawing.ink.strokes:
        points = [(float(x), float(y)) for x, y in stroke * scale + offset]
        yield points if len(points) > 1 else [points[0], (points[0][0] + 1, points[0][1])]


if __name__ == "__main__":
    main()

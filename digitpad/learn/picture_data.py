"""Training digits from the picture pipeline: scans and web canvases of our own making. Imports torch and ink.

What the pipeline makes of a coarse or off-centre picture differs a little from drawn ink: it is softer, with a
stroke width of its own. A model meets both, so it learns from both. Only training digits are used.
"""

from collections.abc import Generator, Iterator

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  as everybody calls it
from numpy.typing import NDArray

from digitpad.core.errors import ImageError
from digitpad.ink.corpus import Corpus
from digitpad.ink.glyph import SIZE, draw, resample
from digitpad.ink.perturb import Variation, varied
from digitpad.ink.pictures import pipeline
from digitpad.learn.dataset import Split

SCANS, CANVASES = 5000, 5000
SLICE = 10  # pictures between two words of how far it is
SCAN_SIDE = 16  # as the postal digits that the first networks were trained on

Grey = NDArray[np.float32]


def entering(mnist: Split, ink: Corpus, seed: int) -> Generator[float, None, Split]:
    """MNIST digits as coarse grey scans, and ink as a web canvas stores it, both made glyphs by the picture pipeline.

    In pieces: gives the share done after each.
    """
    x: list[NDArray[np.uint8]] = []
    y: list[int] = []
    canvases = CANVASES if ink.training else 0
    for number, (picture, label) in enumerate(_pictures(mnist, ink, canvases, np.random.default_rng([seed, 2])), 1):
        glyph = _entered(picture)
        if glyph is not None:
            x.append(glyph)
            y.append(label)
        if number % SLICE == 0:
            yield number / (SCANS + canvases)
    return Split(torch.from_numpy(np.stack(x)), torch.tensor(y, dtype=torch.int64))


def _pictures(mnist: Split, ink: Corpus, canvases: int, rng: np.random.Generator) -> Iterator[tuple[Grey, int]]:
    for at in rng.integers(len(mnist), size=SCANS):
        yield _scan(mnist.x[int(at)].numpy(), rng), int(mnist.y[int(at)])
    for at in rng.integers(len(ink.training), size=canvases):
        drawing = ink.training[int(at)]
        strokes = varied(drawing.ink, rng, Variation(), drawing.word or "")[0].strokes
        yield _canvas(strokes, rng), int(drawing.word or 0)


def _entered(picture: Grey) -> NDArray[np.uint8] | None:
    """The glyph (28, 28) uint8 that the door makes of it; None where it finds nothing."""
    try:
        return np.round(pipeline.from_array(picture, light_ink=True) * 255).astype(np.uint8)
    except ImageError:
        return None


def _scan(picture: NDArray[np.uint8], rng: np.random.Generator) -> Grey:
    """A digit cropped and fitted into 16x16, aspect kept, with the grey of a scan."""
    rows, columns = np.flatnonzero(picture.max(axis=1)), np.flatnonzero(picture.max(axis=0))
    crop = picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(np.float32) / 255
    scale = SCAN_SIDE / max(crop.shape)
    size = [max(round(side * scale), 1) for side in crop.shape]
    small = F.interpolate(torch.from_numpy(crop)[None, None], size, mode="bilinear", antialias=True)[0, 0].numpy()
    page = np.zeros((SCAN_SIDE, SCAN_SIDE), np.float32)
    top, left = ((SCAN_SIDE - side) // 2 for side in size)
    page[top : top + size[0], left : left + size[1]] = small
    low, high = rng.uniform(0, 0.08), rng.uniform(0.8, 1.0)
    grey: Grey = np.clip(low + (high - low) * page ** rng.uniform(0.7, 1.3), 0, 1).astype(np.float32)
    return grey


def _canvas(strokes: tuple[NDArray[np.float64], ...], rng: np.random.Generator) -> Grey:
    """Ink at some size and place on a canvas that is stored as 28x28."""
    every = np.concatenate(strokes)
    low, high = every.min(axis=0), every.max(axis=0)
    side, pen = rng.uniform(11, 23), rng.uniform(1.3, 3.4)
    scale = side / max(float((high - low).max()), 1e-6)
    room = np.maximum(SIZE - (high - low) * scale - pen, 0)
    corner = rng.uniform(0, 1, 2) * room + pen / 2
    return draw([resample((stroke - low) * scale + corner) for stroke in strokes], pen)

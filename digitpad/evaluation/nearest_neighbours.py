"""The training digits that a model finds most like a drawing: distances in its last hidden layer. numpy and learn.

For each model the features of all training digits are found once, brought to their MOST main directions (60,000 rows
of 4,704 numbers would be half a gigabyte), and kept in `<home>/features`. The CANDIDATES nearest by these are then put
into order by their full features, so that what is shown are the nearest by the model's own measure.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitpad.core import limits
from digitpad.core.picture_sets import test_pictures
from digitpad.core.records import Card
from digitpad.core.storage import write_atomic
from digitpad.evaluation.explanations import SHOWN, Neighbour
from digitpad.evaluation.measure import floats
from digitpad.ink import npz_files
from digitpad.ink.glyph import Picture
from digitpad.learn import attribution, datasets
from digitpad.learn.dataset import Split
from digitpad.learn.networks import Net

FOLDER = "features"
FORMAT = 2  # 1: two jobs could ask one net at once, and each be given rows of the other
MOST = 64  # main directions kept
FITTED = 1000  # digits from which the main directions are found
CANDIDATES = 200
CHUNK = 250


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """All training digits as one model describes them: `rows` (N, k), about `mean` (d,), along `directions` (d, k)."""

    mean: NDArray[np.float32]
    directions: NDArray[np.float32]
    rows: NDArray[np.float16]


def training_set(card: Card) -> str:
    """The pictures among which neighbours are looked for: the training part of what the model learned from."""
    return test_pictures(card.plan.dataset)


def found(net: Net, digits: Split) -> Iterator[float | Features]:
    """The features of all training digits: yields the share done (0-1), and the Features last."""
    pictures = digits.x.numpy()
    sample = np.unique(np.linspace(0, len(pictures) - 1, min(FITTED, len(pictures))).astype(np.int64))
    first = []
    for start in range(0, len(sample), CHUNK):
        first.append(attribution.features(net, floats(pictures[sample[start : start + CHUNK]])))
        yield 0.05 * min((start + CHUNK) / len(sample), 1.0)
    mean, directions = attribution.principal(np.concatenate(first), MOST)
    rows = np.empty((len(pictures), directions.shape[1]), np.float16)
    for start in range(0, len(pictures), CHUNK):
        some = attribution.features(net, floats(pictures[start : start + CHUNK]))
        rows[start : start + CHUNK] = np.clip((some - mean) @ directions, -60_000, 60_000)
        yield 0.05 + 0.95 * min((start + CHUNK) / len(pictures), 1.0)
    yield Features(mean, directions, rows)


def nearest(net: Net, card: Card, features: Features, digits: Split, glyph: Picture) -> list[Neighbour]:
    """The SHOWN training digits nearest to the glyph in the model's last hidden layer, the nearest first."""
    here = attribution.features(net, glyph[None])[0]
    short = (here - features.mean) @ features.directions
    rough = np.square(features.rows.astype(np.float32) - short).sum(axis=1)
    some = np.argpartition(rough, min(CANDIDATES, len(rough) - 1))[:CANDIDATES]
    pictures = digits.x.numpy()[some]
    exact = np.linalg.norm(attribution.features(net, floats(pictures)) - here, axis=1)
    best = np.argsort(exact, kind="stable")[:SHOWN]
    labels = digits.y.numpy()
    return [
        Neighbour(int(some[at]), pictures[at], _called(card, int(labels[some[at]])), float(exact[at])) for at in best
    ]


def _called(card: Card, label: int) -> str:
    """The class of a training digit, its number where the model knows fewer classes."""
    return card.classes[label] if label < len(card.classes) else str(label)


# --- kept on disk ---


def keep(home: Path, weights: str, digits: Split, features: Features) -> None:
    """Keeps the features that a net of these weights (by fingerprint) has for these digits. Raises StorageError."""
    content = io.BytesIO()
    np.savez(
        content,
        format=np.array(FORMAT),
        digits=np.array(_fingerprint(digits)),
        mean=features.mean,
        directions=features.directions,
        rows=features.rows,
    )
    write_atomic(_path(home, weights), content.getvalue())


def kept(home: Path, weights: str, digits: Split, net: Net) -> Features | None:
    """The features that were kept of these weights, which are this net's, over these digits.

    None where there are none, or none to be trusted: of other digits, of an older digitpad, or broken.
    """
    try:
        names = ("format", "digits", "mean", "directions", "rows")
        content = npz_files.read(_path(home, weights), dict.fromkeys(names, True), limits.CACHE_BYTES)
        if content["format"].tolist() != FORMAT or content["digits"].tolist() != _fingerprint(digits):
            return None
    except (OSError, ValueError):
        return None
    made = Features(content["mean"], content["directions"], content["rows"])
    width = attribution.features(net, np.zeros((1, 28, 28), np.float32)).shape[1]
    fit = made.mean.shape == (width,) and made.rows.ndim == 2 and made.directions.shape == (width, made.rows.shape[1])
    numbers = all(
        part.dtype.kind == "f" and np.isfinite(part).all() for part in (made.mean, made.directions, made.rows)
    )
    return made if fit and numbers and len(made.rows) == len(digits) else None


@lru_cache(maxsize=4)
def _fingerprint(digits: Split) -> str:
    """Which digits they are, worked out once for each set: a tenth of a second for 60,000."""
    return datasets.fingerprint(digits)


def _path(home: Path, weights: str) -> Path:
    return home / FOLDER / f"{weights}.npz"

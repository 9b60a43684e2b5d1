"""padnet's training data: MNIST, real ink drawn anew each epoch, what is no digit. Imports torch, ink, picture_data.

An epoch holds MNIST's training pictures, some through the picture pipeline, every drawing of the training writers
twice (as varied for this epoch and for the one before, so that each rendering is used twice), and drawings that are no
digit: letters, scribbles, digits laid on their side, two digits at once. Ink goes the pad's own way to the glyph.
"""

import hashlib
from collections.abc import Generator, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray

from digitpad.core.generators import mapped
from digitpad.ink import corpus
from digitpad.ink.corpus import Corpus
from digitpad.ink.glyph import SIZE, glyphs
from digitpad.ink.ink import Ink
from digitpad.ink.perturb import Variation, varied
from digitpad.ink.scribbles import scribble, side_by_side, turned
from digitpad.learn.dataset import Dataset, Split, finished
from digitpad.learn.picture_data import entering

SCRIBBLES, PAIRS, TURNED = 5500, 1500, 500  # drawings an epoch that are no digit, beside the letters
NOT_A_DIGIT = 10
COMMON_SEED = 1  # most runs have it, and what was drawn for it need not be drawn again
SLICE = 100  # drawings that are drawn at once, between two words of how far it is
DOOR_SHARE = 0.8  # of the time that loading takes
TURNABLE = "23457"  # digits that are none when laid on their side

Result = TypeVar("Result")
Rows = tuple[NDArray[np.uint8], NDArray[np.int64]]


def load(mnist: Dataset, home: Path | None = None, leave_out: str = "") -> Dataset:
    """MNIST and the training writers' ink; the test split is MNIST's. Raises DatasetError, InkError.

    `leave_out` names an ink source that is kept from training altogether.
    """
    return finished(loading(mnist, home, leave_out))


def loading(
    mnist: Dataset, home: Path | None = None, leave_out: str = "", fold: int | None = corpus.HELD_OUT
) -> Generator[float, None, Dataset]:
    """As `load`, in pieces: gives the share done after each. `fold`: whose writers are held out; None: nobody is."""
    ink = corpus.load(home, leave_out, fold)
    entered = yield from _scaled(entering(mnist.train, ink, COMMON_SEED), 0.0, DOOR_SHARE)
    renew = EpochSampler(mnist.train, ink, entered, Variation())
    yield from _scaled(renew.ahead(COMMON_SEED, 1), DOOR_SHARE, 1.0)
    return Dataset(
        "mnist+ink",
        mnist.classes,
        renew(COMMON_SEED, 1),
        mnist.test,
        _fingerprint(mnist, ink),
        reject=True,
        renew=renew,
        ahead=renew.ahead,
        fixed=len(mnist.train),
    )


class EpochSampler:
    """A function (seed, epoch) -> that epoch's training split: always as many rows, the same for the same arguments.

    `ahead` does its work beforehand, in pieces, so that whoever waits for it can be told, and can end it.
    """

    def __init__(self, mnist: Split, ink: Corpus, entered: Split, how: Variation) -> None:
        self._mnist, self._ink, self._entered, self._how = mnist, ink, entered, how
        self._kept: dict[tuple[str, int, int], Rows] = {}  # kind, seed, epoch

    def __call__(self, seed: int, epoch: int) -> Split:
        """The training split of an epoch."""
        finished(self.ahead(seed, epoch))
        parts = [self._kept[key] for key in _needed(seed, epoch)]
        x = torch.cat([self._mnist.x, self._entered.x, *(torch.from_numpy(part[0]) for part in parts)])
        y = torch.cat([self._mnist.y, self._entered.y, *(torch.from_numpy(part[1]) for part in parts)])
        return Split(x, y)

    def ahead(self, seed: int, epoch: int) -> Generator[float, None, None]:
        """Draws what the epoch needs and is not drawn yet; gives the share done after each piece of work.

        What is drawn is kept until another epoch's is: the next epoch uses the newer half of the digits again.
        """
        wanted = _needed(seed, epoch)
        self._kept = {key: rows for key, rows in self._kept.items() if key in wanted}
        missing = [key for key in wanted if key not in self._kept]
        sizes = {"digits": len(self._ink.training), "others": len(self._ink.training_other) + SCRIBBLES + PAIRS}
        total, before = sum(sizes[kind] for kind, _, _ in missing), 0
        for kind, number, at in missing:
            made = _digits if kind == "digits" else _others
            rng = np.random.default_rng([number, at, int(kind == "others")])
            drawings = made(self._ink, rng, self._how)
            start, end = before / max(total, 1), (before + sizes[kind]) / max(total, 1)
            rows = yield from _scaled(_rendering(drawings, sizes[kind]), start, end)
            self._kept[kind, number, at] = rows
            before += sizes[kind]


def _needed(seed: int, epoch: int) -> tuple[tuple[str, int, int], ...]:
    """What an epoch is made of, as keys of what is kept, in the order of its rows."""
    return ("digits", seed, epoch - 1), ("digits", seed, epoch), ("others", seed, epoch)


def _scaled(work: Generator[float, None, Result], start: float, end: float) -> Generator[float, None, Result]:
    """The work, as the part from start to end of a larger one."""
    return mapped(work, lambda share: start + (end - start) * share)


def _digits(ink: Corpus, rng: np.random.Generator, how: Variation) -> Iterator[tuple[Ink, float, int]]:
    for drawing in ink.training:
        word = drawing.word or ""
        yield *varied(drawing.ink, rng, how, word), int(word)


def _others(ink: Corpus, rng: np.random.Generator, how: Variation) -> Iterator[tuple[Ink, float, int]]:
    for drawing in ink.training_other:
        yield *varied(drawing.ink, rng, how), NOT_A_DIGIT
    for _ in range(SCRIBBLES):
        yield *varied(scribble(rng), rng, how), NOT_A_DIGIT
    if not ink.training:
        return
    for _ in range(PAIRS):
        first, second = (ink.training[int(at)].ink for at in rng.integers(len(ink.training), size=2))
        yield *varied(side_by_side(first, second, rng), rng, how), NOT_A_DIGIT
    turnable = [drawing for drawing in ink.training if drawing.word in set(TURNABLE)]
    for at in rng.integers(len(turnable), size=TURNED if turnable else 0):
        lying = turned(turnable[int(at)].ink, turnable[int(at)].word or "", rng)
        if lying is not None:
            yield *varied(lying, rng, how), NOT_A_DIGIT


def _rendering(drawings: Iterator[tuple[Ink, float, int]], count: int) -> Generator[float, None, Rows]:
    """The glyphs (N, 28, 28) uint8 and classes (N,) int64 of about `count` varied drawings; gives the share done."""
    pictures, labels = [np.empty((0, SIZE, SIZE), np.uint8)], list[int]()
    while some := list(islice(drawings, SLICE)):
        inks, pens, classes = zip(*some, strict=True)
        pictures.append(np.round(glyphs(inks, pens) * 255).astype(np.uint8))
        labels.extend(classes)
        yield min(len(labels) / count, 1.0)
    return np.concatenate(pictures), np.array(labels, dtype=np.int64)


def _fingerprint(mnist: Dataset, ink: Corpus) -> str:
    """SHA-256 over MNIST's fingerprint and every training drawing."""
    digest = hashlib.sha256(mnist.fingerprint.encode())
    for drawing in (*ink.training, *ink.training_other):
        digest.update(f"{drawing.key_id}{drawing.word}".encode())
        for stroke in drawing.ink.strokes:
            digest.update(stroke.tobytes())
    return digest.hexdigest()

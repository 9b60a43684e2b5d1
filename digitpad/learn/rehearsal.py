"""What a model knows already, as a sample: what it rehearses while it is taught, and what shows that it forgot nothing.

Of MNIST or whatever the model was trained on, and of recorded ink where the model learned from ink and this machine has
any; with it come drawings that are no digit. Imports torch, ink and datasets.
"""

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from digitpad.core.records import DIGITS, Card
from digitpad.ink import corpus
from digitpad.ink.corpus import Corpus
from digitpad.ink.files import Drawing
from digitpad.ink.ink import Ink
from digitpad.ink.scribbles import scribble, side_by_side
from digitpad.learn import datasets
from digitpad.learn.augment import augment
from digitpad.learn.dataset import Split
from digitpad.learn.seeds import derived
from digitpad.learn.teaching import Examples, Rendering, rendered

PICTURES, DRAWN, OTHERS, SCRIBBLES = 1000, 450, 120, 60  # that are rehearsed
GUARD = 1000  # pictures that say what was forgotten: of the training set, since the test set may choose nothing
TESTED, TESTED_DRAWN = 2000, 300  # that are looked at before and after
ONE_IN = 12  # drawings of the recorded ink


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Known:
    """`rehearsal`: pictures and drawings; `drawn`: those of them drawn with a pen, None where there is no ink.

    `guard`: more training pictures, varied likewise and never rehearsed.
    `tested` and `ink`: pictures of the test set, and drawings of writers whom no training has seen (None: no ink).
    """

    rehearsal: Examples
    drawn: Examples | None
    guard: Examples
    tested: Examples
    ink: Examples | None


def known(card: Card, home: Path | None, seed: int, leave_out: str = "") -> Generator[float, None, Known]:
    """The samples for a model; gives the share done. `leave_out` names an ink source that is kept from them.

    Raises DatasetError, InkError.
    """
    dataset = datasets.load("mnist" if card.plan.dataset == "mnist+ink" else card.plan.dataset, home)
    pictures = sampled(dataset.train, PICTURES + GUARD, seed)
    changed = torch.from_numpy(pictures.glyphs)[:, None]
    generator = torch.Generator().manual_seed(derived(seed, "rehearsal"))
    varied = augment(changed, card.plan.augmentation, generator)[:, 0].numpy()
    pictures = Examples(glyphs=np.ascontiguousarray(varied), labels=pictures.labels)
    guarding = np.arange(len(pictures)) >= len(pictures) - min(GUARD, len(pictures) // 2)
    pictures, guard = pictures.of(~guarding), pictures.of(guarding)
    ink = corpus.sampled(home, ONE_IN, leave_out) if card.classes == DIGITS else Corpus((), (), (), ())
    yield 0.3
    rng = np.random.default_rng(derived(seed, "ink"))
    drawn = yield from _drawn(card, ink, rng, seed)
    held_out = _picked(ink.held_out, TESTED_DRAWN, rng)
    labels = [DIGITS.index(one.word or "") for one in held_out]
    shown = rendered([one.ink for one in held_out], labels, None, 1, seed) if held_out else None
    for share in shown or ():
        yield 0.8 + 0.2 * share
    return Known(
        rehearsal=pictures if drawn is None else _joined(pictures, drawn),
        drawn=drawn if ink.training else None,
        guard=guard,
        tested=sampled(dataset.test, TESTED, seed),
        ink=shown.examples if shown is not None else None,
    )


def _drawn(card: Card, ink: Corpus, rng: np.random.Generator, seed: int) -> Generator[float, None, Examples | None]:
    """Digits of the training writers where the model learned from ink, and what is none where it can refuse."""
    if card.plan.dataset != "mnist+ink":
        return None
    digits = _picked(ink.training, DRAWN, rng)
    inks, labels = [one.ink for one in digits], [DIGITS.index(one.word or "") for one in digits]
    words = [one.word or "" for one in digits]
    if card.reject:
        others = [*(one.ink for one in _picked(ink.training_other, OTHERS, rng)), *_none(digits, rng)]
        inks, labels, words = inks + others, labels + [len(DIGITS)] * len(others), words + [""] * len(others)
    made: Rendering = rendered(inks, labels, words, 1, seed)
    for share in made:
        yield 0.3 + 0.5 * share
    return made.examples


def _none(digits: list[Drawing], rng: np.random.Generator) -> list[Ink]:
    """Scribbles, and two digits at once."""
    made = [scribble(rng) for _ in range(SCRIBBLES)]
    for _ in range(SCRIBBLES // 2 if digits else 0):
        first, second = (digits[int(at)].ink for at in rng.integers(len(digits), size=2))
        made.append(side_by_side(first, second, rng))
    return made


def _picked(drawings: tuple[Drawing, ...], count: int, rng: np.random.Generator) -> list[Drawing]:
    """So many of them at random, or all."""
    return [drawings[int(at)] for at in rng.permutation(len(drawings))[:count]]


def sampled(split: Split, count: int, seed: int) -> Examples:
    """So many pictures of a split at random."""
    rows = torch.randperm(len(split), generator=torch.Generator().manual_seed(derived(seed, "pictures")))[:count]
    return Examples(glyphs=split.x[rows].float().div(255).numpy(), labels=split.y[rows].numpy())


def _joined(first: Examples, second: Examples) -> Examples:
    return Examples(
        glyphs=np.concatenate([first.glyphs, second.glyphs]), labels=np.concatenate([first.labels, second.labels])
    )

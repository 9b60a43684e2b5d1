"""Robustness: drawings changed step by step until a model fails; one of them, or 1,000 digits. numpy, ink; no torch.

Of one drawing, a curve a model. Of 1,000 test digits, the share still read right; size and place are left out there,
since digitpad's fit takes them away before any model sees them. Every digit counts as one observation, however often it
was changed, so the interval is that of a mean over digits.

Recognizers come from whoever has loaded them, so that the window can hold what is found without loading torch.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from digitpad.core.file_locks import locked
from digitpad.core.language import tr, tr_n
from digitpad.core.limits import ROBUSTNESS_BYTES
from digitpad.core.records import DIGITS, Card, Count, Interval, Share
from digitpad.core.statistics import Z95
from digitpad.core.storage import read_json, read_object, write_atomic
from digitpad.core.typed_json import Length, Name, from_json
from digitpad.ink import perturb
from digitpad.ink.perturb import TRANSFORMS, Drawing, Transform

ROBUSTNESS = "robustness"  # what stands for a set's name in rows and scores
KINDS = tuple(key for key, transform in TRANSFORMS.items() if not transform.on_canvas)
EVERY = 4  # of 41 steps: all of them take four times as long and say the same
DIGITS_TESTED = 1000
CHUNK = 250  # drawings between two looks at whether to go on
FILE_NAME = "robustness.json"
FORMAT = 1
ROUNDING = 1e-6  # that a figure may differ by from what it follows from


class Classifier(Protocol):
    """What the test needs of a recognizer."""

    @property
    def card(self) -> Card:
        """What is known of the model."""

    def probabilities(
        self, pictures: ArrayLike, paths: NDArray[np.float32] | None = None
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """(N, 28, 28) glyphs, and the paths of ink, to (N, classes), and (N,) whether each is answered."""


@dataclass(frozen=True, slots=True, eq=False)
class Perturbation:
    """A drawing in every step of one transform: glyphs (N, 28, 28) float32 for the N amounts.

    `paths` (N, 9, 72) float32 are of ink; None for a picture, and where the drawing is not fitted.
    """

    kind: str
    fitted: bool
    glyphs: NDArray[np.float32]
    paths: NDArray[np.float32] | None = None
    number: int = 0  # of the question that it answers

    @property
    def transform(self) -> Transform:
        """The transform."""
        return TRANSFORMS[self.kind]


@dataclass(frozen=True, slots=True, eq=False)
class RobustnessCurve:
    """One model over a perturbation: its probabilities (N, classes)."""

    model: str
    table: NDArray[np.float64]
    number: int = 0

    def right(self, true: int) -> NDArray[np.bool_]:
        """Where the class is the likeliest one, (N,)."""
        return np.asarray(self.table.argmax(axis=1) == true)


@dataclass(frozen=True, slots=True)
class ToleranceRange:
    """From where to where a model stays right, around the neutral step: indices of the first wrong step at each side.

    None: it stays right to the end of that side. `at_all`: it is right where nothing is changed.
    """

    below: int | None
    above: int | None
    at_all: bool = True


def perturbation(drawing: Drawing, kind: str, *, fitted: bool = True, number: int = 0) -> Perturbation:
    """The drawing in all steps of this kind. Raises KeyError for an unknown kind."""
    paths = perturb.all_paths(drawing, kind, fitted=fitted)
    return Perturbation(kind, fitted, perturb.all_steps(drawing, kind, fitted=fitted), paths, number)


def curves(steps: Perturbation, recognizers: Mapping[str, Classifier]) -> Iterator[RobustnessCurve]:
    """What each model makes of the steps, one after the other."""
    for model, recognizer in recognizers.items():
        yield RobustnessCurve(model, recognizer.probabilities(steps.glyphs, steps.paths)[0], steps.number)


def hold(right: NDArray[np.bool_], neutral_at: int) -> ToleranceRange:
    """The unbroken run of right steps around the neutral one. right (N,)."""
    if not right[neutral_at]:
        return ToleranceRange(None, None, at_all=False)
    wrong = np.flatnonzero(~right)
    below, above = wrong[wrong < neutral_at], wrong[wrong > neutral_at]
    return ToleranceRange(int(below[-1]) if len(below) else None, int(above[0]) if len(above) else None)


def hold_text(found: ToleranceRange, transform: Transform) -> str:
    """In words: where the model fails, such as "fails from -32° and from 44°"."""
    if not found.at_all:
        return tr("wrong from the start")
    ends = [transform.shown(float(transform.amounts[at])) for at in (found.below, found.above) if at is not None]
    if not ends:
        return tr("never fails here")
    if len(ends) == 1:
        return tr("fails from {end}", end=ends[0])
    return tr("fails from {end} and {other}", end=ends[0], other=ends[1])


# --- the figure over many digits ---


@dataclass(frozen=True, slots=True)
class Robustness:
    """One model: mean accuracy over kinds and amounts with its 95 % interval, and each kind's accuracies by amount."""

    model: Name
    n: Count
    accuracy: Share
    ci95: Interval
    kinds: Mapping[str, Annotated[tuple[Share, ...], Length(1000, least=1)]]
    confusion: tuple[tuple[Count, ...], ...] = ()  # [true][predicted], over all steps; square

    def row(self) -> dict[str, object]:
        """As a row of an evaluation, under the contract's names; `kinds` beside them."""
        return {
            "model": self.model, "on": ROBUSTNESS, "n": self.n, "accuracy": self.accuracy, "ci95": list(self.ci95),
            "kinds": {kind: list(values) for kind, values in self.kinds.items()},
            "confusion": [list(line) for line in self.confusion] or None,
        }  # fmt: skip


def chosen(count: int, wanted: int = DIGITS_TESTED) -> NDArray[np.int64]:
    """Which of `count` drawings are tested: `wanted` of them, spread evenly; the same for everybody."""
    return np.unique(np.linspace(0, count - 1, min(wanted, count)).astype(np.int64)) if count else np.empty(0, np.int64)


def measured(
    recognizers: Sequence[Classifier], drawings: Sequence[Drawing], labels: Sequence[int], every: int = EVERY
) -> Iterator[float | Robustness]:
    """All models over all steps of all drawings: yields the share done (0-1) by parts, and each Robustness last."""
    truth = np.asarray(labels, np.int64)
    steps = [(kind, at) for kind in KINDS for at in range(len(perturb.amounts(kind, every)))]
    right = {kind: np.zeros((len(recognizers), len(perturb.amounts(kind, every)), len(truth)), bool) for kind in KINDS}
    counts = np.zeros((len(recognizers), len(DIGITS), len(DIGITS)), np.int64)
    starts = range(0, len(truth), CHUNK)
    wanted = any(recognizer.card.takes_path for recognizer in recognizers)
    for done, (kind, at) in enumerate(steps):
        amount = float(perturb.amounts(kind, every)[at])
        for part, start in enumerate(starts):
            some = slice(start, start + CHUNK)
            glyphs = np.stack([perturb.perturbed(drawing, kind, amount) for drawing in drawings[some]])
            paths = _paths(drawings[some], kind, amount) if wanted else None
            for number, recognizer in enumerate(recognizers):
                said = recognizer.probabilities(glyphs, paths)[0].argmax(axis=1)
                right[kind][number, at, some] = said == truth[some]
                np.add.at(counts[number], (truth[some], said), 1)
            yield (done + (part + 1) / len(starts)) / len(steps)
    for number, recognizer in enumerate(recognizers):
        found = judged(recognizer.card.id, {kind: table[number] for kind, table in right.items()})
        yield replace(found, confusion=tuple(map(tuple, counts[number].tolist())))


def _paths(drawings: Sequence[Drawing], kind: str, amount: float) -> NDArray[np.float32] | None:
    """The paths of changed drawings, (N, 9, 72); None where not all of them are ink."""
    made = [perturb.perturbed_path(drawing, kind, amount) for drawing in drawings]
    kept = [each for each in made if each is not None]
    return np.stack(kept) if kept and len(kept) == len(made) else None


def judged(model: str, right: Mapping[str, NDArray[np.bool_]]) -> Robustness:
    """The figures of one model; right[kind] (amounts, digits). Every kind weighs alike, every amount within it too."""
    each = np.mean([table.mean(axis=0) for table in right.values()], axis=0)  # (digits,)
    mean, n = float(each.mean()), len(each)
    half = Z95 * float(each.std(ddof=1)) / math.sqrt(n) if n > 1 else 1.0
    kinds = {kind: tuple(map(float, table.mean(axis=1))) for kind, table in right.items()}
    return Robustness(model, n, mean, (max(mean - half, 0.0), min(mean + half, 1.0)), kinds)


def detail(found: Robustness) -> str:
    """The mean of each kind, in words."""
    parts = [
        f"{TRANSFORMS[kind].title.lower()} {100 * float(np.mean(values)):.1f}" for kind, values in found.kinds.items()
    ]
    return tr_n("Mean accuracy in per cent over {count:,} changed digit: {parts}",
                "Mean accuracy in per cent over {count:,} changed digits: {parts}",
                found.n, parts=", ".join(parts))  # fmt: skip


# --- kept on disk ---


def keep(home: Path, weights: str, data: str, found: Robustness) -> None:
    """Keeps the figures of these weights on these drawings (both by fingerprint). Raises StorageError."""
    path = home / "evaluations" / FILE_NAME
    with locked(path):
        rows = _sound(read_object(path, ROBUSTNESS_BYTES))
        rows[f"{weights}-{data}"] = found.row() | {"format": FORMAT}
        write_atomic(path, (json.dumps(rows) + "\n").encode())


def recalled(home: Path, models: Mapping[str, str], data: str = "") -> list[Robustness]:
    """What is kept of these models (id -> fingerprint of the weights); of these drawings alone where they are named."""
    found = []
    try:
        rows = _sound(read_json(home / "evaluations" / FILE_NAME, ROBUSTNESS_BYTES))
    except (OSError, ValueError):
        return []
    for model, weights in models.items():
        for key, row in rows.items():
            if key.startswith(f"{weights}-") and key.endswith(data):
                made = _read(model, row)
                found += [] if made is None else [made]
    return found


def _sound(data: object) -> dict[str, Any]:
    """Everything kept; what is broken of it is left out, and measured again."""
    return {key: row for key, row in data.items() if isinstance(row, dict)} if isinstance(data, dict) else {}


def _read(model: str, row: Mapping[str, Any]) -> Robustness | None:
    """One row; None where it is broken, another version's, or contradicts itself."""
    try:
        found = from_json(Robustness, {**row, "model": model, "confusion": row.get("confusion") or []})
    except ValueError:
        return None
    if row.get("format") != FORMAT or set(found.kinds) != set(KINDS) or not _agrees(found):
        return None
    return found if _is_of(found.confusion, found) else replace(found, confusion=())


def _agrees(found: Robustness) -> bool:
    """Whether the accuracy is the mean of the kinds', and lies in its interval."""
    mean = float(np.mean([np.mean(values) for values in found.kinds.values()]))
    low, high = found.ci95
    return abs(found.accuracy - mean) <= ROUNDING and low - ROUNDING <= found.accuracy <= high + ROUNDING


def _is_of(counts: Sequence[Sequence[int]], found: Robustness) -> bool:
    """Whether that share of the counts is right that the figures say; a matrix that says another is left out."""
    if len(counts) != len(DIGITS) or any(len(line) != len(DIGITS) for line in counts):
        return False
    said, right = sum(map(sum, counts)), sum(line[at] for at, line in enumerate(counts))
    shares = [share for values in found.kinds.values() for share in values]
    return said > 0 and abs(right / said - float(np.mean(shares))) <= ROUNDING

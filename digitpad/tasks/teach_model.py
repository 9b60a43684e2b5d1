"""Teaching a copy of a model somebody's hand: checked drawings in, a copy and its figures out. Imports learn late.

Before and after are honest: the drawings are read by copies that did not learn from them (leaving some out in turn).
"""

from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from digitpad import __version__
from digitpad.core.errors import InkError, ModelError
from digitpad.core.generators import mapped
from digitpad.core.language import tr, tr_n
from digitpad.core.limits import TAUGHT_DRAWINGS
from digitpad.core.records import DIGITS, OTHER, Card, Origin
from digitpad.ink import drawn_pictures
from digitpad.ink.files import Drawing, fingerprint
from digitpad.models.cards import OpenModel, Weights
from digitpad.models.library import Library, check_name, numbered
from digitpad.tasks.progress import Problem, Progress

if TYPE_CHECKING:
    from digitpad.learn.teaching import Dose, Examples, Teaching

Result = TypeVar("Result")

FOLDS = 3  # parts of the drawings, each left out once
LEAST = 2  # drawings: of one, none can be left out
ENOUGH = 5  # kept drawings, from which on the user is asked to teach a copy
RENDERED, MOST_TIMES = 600, 24  # variations of all drawings together, and of one


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeAfter:
    """How many of `n` the original got right, and how many the copy."""

    n: int
    before: int
    after: int

    @property
    def shares(self) -> tuple[float | None, float | None]:
        """Both as accuracies; None where there was nothing to read."""
        return (self.before / self.n, self.after / self.n) if self.n else (None, None)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Taught:
    """A copy that nobody has kept yet, and what it gets right: the drawings by class, MNIST, and ink of others."""

    card: Card
    weights: Weights
    classes: dict[str, BeforeAfter]
    drawings: BeforeAfter
    pictures: BeforeAfter | None
    ink: BeforeAfter | None


Event = Progress | Problem | Taught


def taught(
    library: Library,
    home: Path,
    model: str,
    drawings: Sequence[Drawing],
    *,
    name: str | None = None,
    seed: int = 1,
    dose: "Dose | None" = None,
) -> Generator[Event, None, None]:
    """Teaches a copy of a model, or where that is a taught one, of its original; the last event is `Taught`.

    `dose`: how much; by default what the benchmark has chosen. Nothing is written: `keep` does that.
    Raises UnknownNameError, ModelError, InkError, DatasetError, PlanError.
    """
    original = opened(library, model)
    check_name(name or f"{original.card.id}-mine")
    usable = checked(drawings, original.card)
    if left_out := len(drawings) - len(usable):
        said = tr_n(
            "{count} drawing was left out: {model} does not know its label.",
            "{count} drawings were left out: {model} does not know their labels.",
            left_out,
            model=original.card.id,
        )
        yield Problem(said, tr("Its classes are {classes}.", classes=", ".join(original.card.classes)))
    words = {one.word for one in usable}
    if len(words) == 1:
        yield Problem(
            tr("All the drawings are labelled {label}.", label=next(iter(words))),
            tr("Keep some of the other classes too, so that none of them becomes a {label}.", label=next(iter(words))),
        )
    yield Progress(tr("Loading torch"), -1.0)
    from digitpad.learn import device

    device.import_torch()
    yield from _taught(original, home, usable, name or f"{original.card.id}-mine", seed, dose)


def keep(library: Library, made: Taught) -> Card:
    """Puts the copy into the library; gives its card, under the next free id. Raises StorageError."""
    return library.save(made.card, made.weights)


def opened(library: Library, model: str) -> OpenModel:
    """The model to start from: errors would pile up in a copy of a copy. Raises UnknownNameError, ModelError."""
    return library.open(original_card(library, library.card(model)).id)


def original_card(library: Library, card: Card) -> Card:
    """The card of what a taught model was taught from; another model's own. Raises UnknownNameError, ModelError."""
    if card.origin is None:
        return card
    first = card.origin.original
    if not library.has(first):
        raise ModelError(
            tr("{model} was taught from {original}, which is not in the library.", model=card.id, original=first),
            tr("Bring {original} back, or choose another model.", original=first),
        )
    return library.card(first)


def free_name(library: Library, original: str) -> str:
    """A name for a copy that no model has yet."""
    taken = library.names()
    return next(name for name in numbered(f"{original}-mine") if name not in taken)


def offered(card: Card, drawings: Sequence[Drawing], later: int) -> int:
    """From how many of the kept drawings the user should be asked to teach a copy; 0: they should not be asked.

    `later`: how many there were when the user was last asked. They are asked when ENOUGH more have gathered, of which
    the model has learned none.
    """
    if card.graph is not None or (card.origin is not None and card.origin.own_classes):
        return 0
    if len(drawings) - min(later, len(drawings)) < ENOUGH:
        return 0
    usable = known_to(drawings, card)
    seen = frozenset(card.origin.fingerprints) if card.origin is not None else frozenset()
    return len(usable) if sum(fingerprint(one) not in seen for one in usable) >= ENOUGH else 0


def known_to(drawings: Sequence[Drawing], card: Card) -> list[Drawing]:
    """Those whose label the model knows."""
    return [one for one in drawings if one.ink and label_of(one, card) is not None]


def checked(drawings: Sequence[Drawing], card: Card) -> list[Drawing]:
    """The drawings whose label the model knows, if they can be learned from. Raises InkError, ModelError."""
    if card.graph is not None:
        raise ModelError(
            tr("{model} came in as an ONNX file and cannot be taught.", model=card.id), tr("Choose another model.")
        )
    if not drawings:
        raise InkError(tr("There are no drawings to learn from."), tr("Draw a digit and keep it with its label."))
    usable = known_to(drawings, card)
    if not usable:
        raise InkError(
            tr("None of the drawings has a label that {model} knows.", model=card.id),
            tr("Its classes are {classes}.", classes=", ".join(card.classes)),
        )
    if len(usable) < LEAST:
        raise InkError(
            tr("One drawing is not enough to learn from."), tr("Keep at least {least} with their labels.", least=LEAST)
        )
    if len(usable) > TAUGHT_DRAWINGS:
        raise InkError(
            tr("{count:,} drawings are too many to teach; up to {most:,} are taken.",
               count=len(usable), most=TAUGHT_DRAWINGS),
            tr("Train a model on them instead, or choose some."),
        )  # fmt: skip
    check_contradictions(usable)
    return usable


def label_of(drawing: Drawing, card: Card) -> int | None:
    """The number of the drawing's class; of what is no digit, one more, where the model can refuse; None: unknown."""
    if drawing.word in card.classes:
        return card.classes.index(drawing.word)
    return len(card.classes) if card.reject and drawing.word == OTHER else None


def check_contradictions(drawings: Sequence[Drawing]) -> None:
    """Raises InkError where the same strokes stand under two labels."""
    words: dict[tuple[bytes, ...], Drawing] = {}
    for one in drawings:
        strokes = tuple(stroke.tobytes() for stroke in one.ink.strokes) or (
            str(one.extra.get(drawn_pictures.KEY)).encode(),
        )
        other = words.setdefault(strokes, one)
        if other.word != one.word:
            raise InkError(
                tr("The same drawing is labelled {first} and {second} ({key}, {other}).",
                   first=other.word, second=one.word, key=other.key_id, other=one.key_id),
                tr("Delete the wrong one, then teach again."),
            )  # fmt: skip


def _taught(
    original: OpenModel, home: Path, drawings: Sequence[Drawing], name: str, seed: int, dose: "Dose | None"
) -> Generator[Event, None, None]:
    from digitpad.learn.rehearsal import Known, known
    from digitpad.learn.teaching import Dose, Teaching, rendered, right

    card = original.card
    inks, labels = [one.ink for one in drawings], [label_of(one, card) or 0 for one in drawings]
    words = [one.word if one.word in DIGITS else "" for one in drawings]
    times = int(np.clip(RENDERED // len(drawings), 1, MOST_TIMES))
    yield Progress(tr("Loading the data"), 0.0)
    rehearsal: Known = yield from _part(known(card, home, seed), tr("Preparing the rehearsal"), 0.0, 0.3)
    own, plain = rendered(inks, labels, words, times, seed), rendered(inks, labels, None, 1, seed)
    for work, start, end in ((own, 0.3, 0.45), (plain, 0.45, 0.5)):
        yield from _part(iter(work), tr("Varying your drawings"), start, end)
    assert own.examples is not None and plain.examples is not None  # noqa: S101  they were rendered
    teaching = Teaching(
        original, own.examples, rehearsal.rehearsal, rehearsal.drawn, dose or Dose(), seed, rehearsal.guard
    )
    yield Progress(tr("Reading with the original"), 0.5)
    before = right(card, original.weights, plain.examples)
    after = yield from _left_out(card, teaching, plain.examples, times, seed)
    yield from _part(teaching.taught(np.ones(len(own.examples), bool)), tr("Teaching"), 0.8, 0.9)
    weights = teaching.weights()
    yield Progress(tr("Testing what it forgot"), 0.9)

    ink, plan = rehearsal.ink, card.plan
    yield Taught(
        card=_copy(card, name, drawings),
        weights=weights,
        classes=_by_class(drawings, before, after),
        drawings=_counted(before, after),
        pictures=_counted(*teaching.compared(rehearsal.tested)) if plan.dataset in ("mnist", "mnist+ink") else None,
        ink=_counted(right(card, original.weights, ink), right(card, weights, ink)) if ink is not None else None,
    )


def _left_out(
    card: Card, teaching: "Teaching", drawings: "Examples", times: int, seed: int
) -> Generator[Event, None, NDArray[np.bool_]]:
    """Which drawings copies get right that did not learn from them: each fold by a copy taught on the others."""
    from digitpad.learn.teaching import right

    fold = folds(drawings.labels, seed)
    made, count = np.zeros(len(drawings), bool), int(fold.max()) + 1
    for number in range(count):
        start = 0.5 + 0.3 * number / count
        text = tr("Teaching without part {number} of {count}", number=number + 1, count=count)
        yield from _part(teaching.taught(np.repeat(fold != number, times)), text, start, start + 0.3 / count)
        made[fold == number] = right(card, teaching.weights(), drawings.of(fold == number))
    return made


def folds(labels: NDArray[np.int64], seed: int) -> NDArray[np.int64]:
    """The part (N,) that each drawing belongs to: up to FOLDS, each class spread over them as evenly as can be."""
    order = np.random.default_rng(seed).permutation(len(labels))
    ranked = order[np.argsort(labels[order], kind="stable")]
    fold = np.empty(len(labels), np.int64)
    fold[ranked] = np.arange(len(labels)) % min(FOLDS, len(labels))
    return fold


def _copy(card: Card, name: str, drawings: Sequence[Drawing]) -> Card:
    marks = tuple(fingerprint(one) for one in drawings)
    return replace(
        card, id=name, title="", note="", scores=(), tradeoff=(), bundled=False, digitpad_version=__version__,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        origin=Origin(original=card.id, drawings=len(drawings), fingerprints=marks),
        command=f"digitpad teach {card.id} --drawings FILE --name {name}",
    )  # fmt: skip


def _by_class(
    drawings: Sequence[Drawing], before: NDArray[np.bool_], after: NDArray[np.bool_]
) -> dict[str, BeforeAfter]:
    words = np.array([one.word for one in drawings])
    return {word: _counted(before[words == word], after[words == word]) for word in sorted(Counter(words.tolist()))}


def _counted(before: NDArray[np.bool_], after: NDArray[np.bool_]) -> BeforeAfter:
    return BeforeAfter(n=len(before), before=int(before.sum()), after=int(after.sum()))


def _part(work: Generator[float, None, Result], text: str, start: float, end: float) -> Generator[Event, None, Result]:
    """The work as the part of the whole from start to end."""
    return mapped(work, lambda share: Progress(text, start + (end - start) * share))

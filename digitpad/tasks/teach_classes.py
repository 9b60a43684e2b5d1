"""A model of one's own classes, trained on another model's features: drawings in, a model and its figures out.

The figures are of drawings that the model that read them had not been trained on: each part is left out in turn, by
writer where the drawings say who wrote them. Imports learn late.
"""

import zlib
from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from digitpad import __version__
from digitpad.core.errors import DatasetError, InkError, StorageError
from digitpad.core.generators import mapped
from digitpad.core.language import tr, tr_n
from digitpad.core.limits import CLASS_DRAWINGS, OWN_CLASSES
from digitpad.core.records import GLYPH, OTHERS, OWN, PATH, Card, Origin, Rules, Score
from digitpad.ink import drawn_pictures
from digitpad.ink.class_names import class_name
from digitpad.ink.files import Drawing
from digitpad.models.cards import OpenModel, Weights
from digitpad.models.library import Library, check_name
from digitpad.tasks import teach_model
from digitpad.tasks.progress import Problem, Progress
from digitpad.tasks.train_path_branch import is_trained

if TYPE_CHECKING:
    from digitpad.evaluation.evaluations import Evaluation
    from digitpad.learn.class_examples import ClassExamples
    from digitpad.learn.class_teaching import ClassDose, ClassTeaching
    from digitpad.learn.teaching import Examples

Result = TypeVar("Result")

FOLDS = 3  # parts of the drawings, each left out once
LEAST = 2  # drawings of a class: of one, none can be left out
FEW = 5  # drawings of a class: with fewer, its figures say little
RENDERED, MOST_TIMES = 2400, 12  # variations of all drawings together, and of one
DIGITS_SHOWN = 300  # pictures of MNIST
FEWEST_STEPS, MOST_STEPS, ROWS_A_STEP = 300, 1200, 8
ANSWERED = 0.98  # of the drawings that were left out
MOST_REFUSED, MOST_REFUSED_OF_ONE_HAND = 0.9, 0.6  # thresholds at most


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFigures:
    """How many drawings of a class there are, and how many of them were classified correctly when left out."""

    n: int
    right: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClassesTaught:
    """A model that nobody has kept yet; its figures by class and (in the card's scores) over all drawings.

    `by_writer`: whole writers were left out. `evaluation`: of the drawings of a class, row by row; `glyphs` (N, 28, 28)
    uint8 are theirs.
    """

    card: Card
    weights: Weights
    classes: dict[str, ClassFigures]
    evaluation: "Evaluation"
    glyphs: NDArray[np.uint8]
    by_writer: bool

    @property
    def score(self) -> Score:
        """The figures over all drawings that were left out in turn."""
        return self.evaluation.score

    @property
    def confusion(self) -> NDArray[np.int64]:
        """(classes, classes) counts: row = the true class."""
        return self.evaluation.confusion()


Event = Progress | Problem | ClassesTaught


def are_own(drawings: Sequence[Drawing], classes: Sequence[str]) -> bool:
    """Whether these drawings need a model of their own classes: not all of their words are these classes or OTHER."""
    return any(one.word is not None and one.word not in (*classes, *OTHERS) for one in drawings)


def taught(
    library: Library,
    model: str,
    drawings: Sequence[Drawing],
    *,
    name: str | None = None,
    classes: Sequence[str] = (),
    seed: int = 1,
    scratch: bool = False,
    dose: "ClassDose | None" = None,
) -> Generator[Event, None, None]:
    """Trains a model of the drawings' words on a model's features; the last event is `ClassesTaught`.

    `classes`: their order, and which must have drawings; by default digits first, then by name. Drawings under one of
    OTHERS show what is none of them. `scratch`: nothing of the model is taken but its network and how its input is
    scaled. Nothing is written: `keep` does that.
    Raises UnknownNameError, ModelError, InkError, PlanError.
    """
    original = teach_model.opened(library, model)
    named = check_name(name or f"{original.card.id}-classes")
    usable, left_out = _worded(drawings)
    if left_out:
        said = tr_n(
            "{count} drawing was left out: it has no label or nothing was drawn.",
            "{count} drawings were left out: they have no label or nothing was drawn.",
            left_out,
        )
        yield Problem(said, tr("Give every drawing the name of its class."))
    known = checked(usable, classes)
    yield from _few(usable, known)
    yield Progress(tr("Loading torch"), -1.0)
    from digitpad.learn import device

    device.import_torch()
    yield from _taught(original, usable, known, named, seed, dose or _dose(scratch=scratch), library.home)


def keep(library: Library, home: Path, made: ClassesTaught) -> Card:
    """Puts the model into the library; gives its card, under the next free id. Raises StorageError.

    What was said of the drawings that were left out is kept beside other evaluations, for the confusion matrix, and so
    are they as pictures.
    """
    from digitpad.evaluation import evaluation_cache, left_out

    card = library.save(made.card, made.weights)
    with suppress(StorageError):  # it is a matrix less
        evaluation_cache.keep(home, replace(made.evaluation, model=card.id, weights=library.fingerprint(card.id)))
        left_out.keep(home, made.evaluation.data, made.glyphs)
    return card


def _worded(drawings: Sequence[Drawing]) -> tuple[list[Drawing], int]:
    """The drawings with something drawn and a name, which is cleaned up, and how many have not."""
    named = [replace(one, word=class_name(one.word or "")) for one in drawings]
    usable = [one for one in named if one.word and (one.ink or drawn_pictures.is_picture(one))]
    return usable, len(named) - len(usable)


def checked(drawings: Sequence[Drawing], classes: Sequence[str] = ()) -> tuple[str, ...]:
    """The classes, if a model of them can be trained on these drawings. Raises InkError."""
    counts = Counter(one.word or "" for one in drawings if one.word not in OTHERS)
    known = tuple(classes) or in_order(counts)
    _check_names(known)
    if not counts:
        raise InkError(tr("There are no drawings to learn from."), tr("Draw ten or more of each class."))
    if len(known) < 2:
        raise InkError(
            tr("There is one class only, {name}: a model needs two to choose from.", name=shown(known[0])),
            tr("Add a class, and draw ten or more of it."),
        )
    if len(known) > OWN_CLASSES:
        raise InkError(
            tr("{count:,} classes are too many; up to {most} are taken.", count=len(known), most=OWN_CLASSES),
            tr("Check that each word is the name of a class."),
        )
    for word in known:
        if counts[word] < LEAST:
            raise InkError(
                tr_n("The class {name} has {count} drawing.", "The class {name} has {count} drawings.", counts[word],
                     name=shown(word)),
                tr("Draw at least {least} of it, better ten or more, or remove the class.", least=LEAST),
            )  # fmt: skip
    if len(drawings) > CLASS_DRAWINGS:
        raise InkError(
            tr("{count:,} drawings are too many; up to {most:,} are taken.", count=len(drawings), most=CLASS_DRAWINGS),
            tr("Choose some hundred of each class: more teach hardly more."),
        )
    teach_model.check_contradictions(drawings)
    return known


def _check_names(names: Sequence[str]) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise InkError(tr("Two classes are called {name}.", name=shown(twice[0])), tr("Give one of them another name."))
    if "" in names:
        raise InkError(tr("A class has no name."), tr("Give it one: a letter, a word or a sign."))


def in_order(names: Sequence[str] | Counter[str]) -> tuple[str, ...]:
    """The names as they are shown where nobody put them in order: digits, other numbers, then by the alphabet."""

    def place(name: str) -> tuple[bool, int, str, str]:
        number = name.isascii() and name.isdigit() and len(name) < 10
        return not number, int(name) if number else 0, name.casefold(), name

    return tuple(sorted(names, key=place))


def shown(name: str) -> str:
    """A class's name in a sentence, which a very long one would fill."""
    return name if len(name) <= 40 else f"{name[:40]}\N{HORIZONTAL ELLIPSIS}"


def _few(drawings: Sequence[Drawing], classes: Sequence[str]) -> list[Problem]:
    counts = Counter(one.word for one in drawings)
    few = [shown(word) for word in classes if counts[word] < FEW]
    if not few:
        return []
    said = tr("There are fewer than {few} drawings of {names}.", few=FEW, names=", ".join(few[:10]))
    return [Problem(said, tr("With ten or more of each class it will be read better, and the figures will say more."))]


def _taught(
    original: OpenModel,
    drawings: Sequence[Drawing],
    classes: tuple[str, ...],
    name: str,
    seed: int,
    dose: "ClassDose",
    home: Path,
) -> Generator[Event, None, None]:
    from digitpad.learn import class_examples
    from digitpad.learn.class_teaching import ClassTeaching

    numbers = {word: number for number, word in enumerate(classes)}
    labels = np.array([numbers.get(one.word or "", len(classes)) for one in drawings], np.int64)
    times, steps = amount(len(drawings))
    work = class_examples.rendered(drawings, labels, times, len(classes), seed)
    given: ClassExamples = yield from _part(work, tr("Varying your drawings"), 0.0, 0.25)
    yield Progress(tr("Looking at them with {model}", model=original.card.name), 0.25)
    teaching = ClassTeaching(original, len(classes), given, dose, seed, _digits(home, seed))
    card = _card(original.card, classes, name, len(drawings), takes_path=teaching.takes_path)
    if dose.scratch:
        card = replace(card, command=f"{card.command} --from-scratch")
    fold, by_writer = folds(drawings, labels, seed)
    logits = yield from _left_out(card, teaching, given.plain, fold, times, steps)
    last = teaching.taught(np.ones(len(given.varied), bool), steps)
    yield from _part(last, tr("Training the model"), 0.85, 1.0)
    yield _made(card, teaching.weights(), given.plain, *logits, by_writer=by_writer)


def _dose(*, scratch: bool) -> "ClassDose":
    from digitpad.learn.class_teaching import ClassDose

    return ClassDose(scratch=scratch)


def _digits(home: Path, seed: int) -> "Examples | None":
    """Pictures of digits, which are none of most people's classes; None where MNIST is not on this machine."""
    from digitpad.learn import datasets, rehearsal

    try:
        return rehearsal.sampled(datasets.load("mnist", home, download=False).train, DIGITS_SHOWN, seed)
    except DatasetError:
        return None


def amount(drawings: int) -> tuple[int, int]:
    """How many times each of so many drawings is varied, and how many steps a training takes."""
    times = int(np.clip(RENDERED // drawings, 2 if drawings <= RENDERED * 2 else 1, MOST_TIMES))
    return times, int(np.clip(times * drawings // ROWS_A_STEP, FEWEST_STEPS, MOST_STEPS))


def _left_out(
    card: Card, teaching: "ClassTeaching", plain: "Examples", fold: NDArray[np.int64], times: int, steps: int
) -> Generator[Event, None, tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """What models say of the drawings that were left out, with the path and of the glyph alone: (N, classes + 1)."""
    from digitpad.learn.card_recognizer import CardRecognizer

    made = np.zeros((2, len(plain), len(card.classes) + 1))
    count = int(fold.max()) + 1
    for number in range(count):
        text = tr("Training without part {number} of {count}", number=number + 1, count=count)
        start, size = 0.3 + 0.55 * number / count, 0.55 / count
        work = teaching.taught(np.repeat(fold != number, times), steps)
        yield from _part(work, text, start, start + size)
        rows = plain.of(fold == number)
        asked = CardRecognizer(card, teaching.weights())
        made[0, fold == number] = asked.logits(rows.glyphs, rows.paths)
        made[1, fold == number] = asked.logits(rows.glyphs)
    return made[0], made[1]


def folds(drawings: Sequence[Drawing], labels: NDArray[np.int64], seed: int) -> tuple[NDArray[np.int64], bool]:
    """The part (N,) that each drawing belongs to, and whether whole writers are left out.

    Writers are, where there are at least as many as parts and no part holds all drawings of a class: drawings of one
    hand are much alike, and say little of how another's will be read.
    """
    writers = [
        f"{one.extra.get('source', '')}/{one.extra['writer']}" if "writer" in one.extra else "" for one in drawings
    ]
    known = Counter(writers)
    if "" not in known and len(known) >= FOLDS:
        sizes, part = [0] * FOLDS, dict[str, int]()
        for writer, count in known.most_common():
            part[writer] = sizes.index(min(sizes))
            sizes[part[writer]] += count
        fold = np.array([part[writer] for writer in writers], np.int64)
        if all(len(set(fold[labels == label].tolist())) > 1 for label in np.unique(labels)):
            return fold, True
    return teach_model.folds(labels, seed), False


def _made(
    card: Card,
    weights: Weights,
    plain: "Examples",
    both: NDArray[np.float64],
    alone: NDArray[np.float64],
    *,
    by_writer: bool,
) -> ClassesTaught:
    """The model with its rules, all fitted on what was said of drawings that were left out."""
    from digitpad.evaluation import calibration, evaluations
    from digitpad.evaluation.evaluations import Evaluation

    count, own = len(card.classes), plain.labels < len(card.classes)
    both, alone, labels = both[own], alone[own], plain.labels[own]
    rules = calibration.fitted(both, labels, ANSWERED)
    card = calibration.ruled(card, _capped(rules, by_writer=by_writer))
    if card.takes_path:
        card = replace(card, picture=_capped(calibration.fitted(alone, labels, ANSWERED), by_writer=by_writer))
    powers = np.exp((both[:, :count] - both[:, :count].max(axis=1, keepdims=True)) / rules.temperature)
    said: dict[str, Any] = {
        "labels": labels.astype(np.int16),
        "best": both[:, :count].argmax(axis=1).astype(np.int16),
        "confidence": (powers.max(axis=1) / powers.sum(axis=1)).astype(np.float32),
        "answered": calibration.digit_scores(both) >= card.threshold,
    }
    score = evaluations.score_of(OWN, **said)
    data = f"{zlib.crc32(np.ascontiguousarray(both).tobytes()):08x}"
    now = datetime.now(UTC).isoformat(timespec="seconds")
    evaluation = Evaluation(card.id, "", data, score, card.classes, **said, measured=now)
    figures = {
        word: ClassFigures(n=int(row.sum()), right=int(row[number]))
        for number, (word, row) in enumerate(zip(card.classes, evaluation.confusion(), strict=True))
    }
    trained = sum(array.size for key, array in weights.items() if is_trained(key))
    card = replace(card, scores=(score,), parameters=trained)
    return ClassesTaught(
        card=card, weights=weights, classes=figures, evaluation=evaluation, by_writer=by_writer,
        glyphs=np.rint(plain.glyphs[own] * 255).astype(np.uint8),
    )  # fmt: skip


def _capped(rules: Rules, *, by_writer: bool) -> Rules:
    """The rules with a threshold that other hands pass too: those of one hand are surer than anybody else will be."""
    return replace(rules, threshold=min(rules.threshold, MOST_REFUSED if by_writer else MOST_REFUSED_OF_ONE_HAND))


def _card(original: Card, classes: tuple[str, ...], name: str, count: int, *, takes_path: bool) -> Card:
    from digitpad.learn.class_teaching import PATH_SHARE

    return replace(
        original, id=name, classes=classes, title="", note="", scores=(), history=(), tradeoff=(), bundled=False,
        seconds=0.0, cpu_seconds=0.0, samples_per_second=0.0,  # the original's, which is not trained again
        reject=True, threshold=0.0, doubt=0.0, temperature=1.0, picture=None, fusion=PATH_SHARE,
        inputs=(GLYPH, PATH) if takes_path else (GLYPH,), digitpad_version=__version__, changes=(),
        created=datetime.now(UTC).isoformat(timespec="seconds"), data_fingerprint="",
        origin=Origin(original=original.id, drawings=count, own_classes=True),
        command=f"digitpad teach {original.id} --drawings FILE --name {name}",
    )  # fmt: skip


def _part(work: Generator[float, None, Result], text: str, start: float, end: float) -> Generator[Event, None, Result]:
    """The work as the part of the whole from start to end."""
    return mapped(work, lambda share: Progress(text, start + (end - start) * share))

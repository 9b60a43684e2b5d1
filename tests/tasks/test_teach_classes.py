"""A model of one's own classes as a task: what comes out, how its figures are made, and what is refused."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from digitpad.core.errors import DatasetError, InkError, PlanError
from digitpad.core.records import OTHER, OWN, Refusal
from digitpad.evaluation import evaluation_cache, test_sets
from digitpad.evaluation.eval_set_cache import EvalSetCache
from digitpad.ink import drawn_pictures
from digitpad.ink.files import Drawing
from digitpad.ink.glyph import glyph
from digitpad.ink.ink import Ink
from digitpad.learn import class_teaching
from digitpad.learn.card_recognizer import CardRecognizer
from digitpad.learn.class_teaching import ClassDose
from digitpad.learn.teaching import Examples
from digitpad.tasks import evaluate_models, teach_classes, write_code
from digitpad.tasks.progress import Problem, Progress
from digitpad.tasks.teach_classes import ClassesTaught
from tests import small_models, tiny_mnist

SHAPES = {
    "L": [[(0, 0), (0, 100), (70, 100)]],
    "十": [[(50, 0), (50, 100)], [(0, 50), (100, 50)]],
    "a long name of a class": [[(0, 0), (100, 0), (50, 90), (0, 0)]],
}


def drawn(word: str, times: int = 6, writers: int = 0) -> list[Drawing]:
    """So many drawings of a class that differ a little."""
    made = []
    for at in range(times):
        strokes = [[(x + 3 * at * (y > 0), y - at) for x, y in stroke] for stroke in SHAPES[word]]
        extra = {"writer": f"w{at % writers}"} if writers else {}
        made.append(Drawing(Ink.from_strokes(strokes), word, f"{word}-{at}", extra=extra))
    return made


def every(writers: int = 0) -> list[Drawing]:
    return [one for word in SHAPES for one in drawn(word, writers=writers)]


@pytest.fixture
def quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITPAD_DATA", str(tiny_mnist.write(tmp_path / "data")))
    monkeypatch.setattr(teach_classes, "RENDERED", 60)
    monkeypatch.setattr(teach_classes, "FEWEST_STEPS", 25)
    monkeypatch.setattr(teach_classes, "MOST_STEPS", 25)


def test_a_model_of_own_classes_names_them_refuses_scribbles_and_can_be_measured_on_such_drawings(
    tmp_path: Path, quick: None
) -> None:
    library = small_models.empty_library(tmp_path)
    small_models.saved_of_two(library, "first")
    drawings = [*every(), Drawing(Ink(), "L"), Drawing(drawn("L")[0].ink)]
    events, again = (
        list(teach_classes.taught(library, "first", drawings, name="mine", dose=ClassDose(rate=0.01))) for _ in range(2)
    )
    shares = [event.share for event in events if isinstance(event, Progress)]
    assert shares == sorted(shares) and shares[-1] <= 1
    (problem,) = [event for event in events if isinstance(event, Problem)]
    assert problem.message.startswith("2 drawings were left out")
    made, twin = events[-1], again[-1]
    assert isinstance(made, ClassesTaught) and isinstance(twin, ClassesTaught)
    assert all(np.array_equal(made.weights[name], twin.weights[name]) for name in made.weights)
    assert made.card.classes == ("a long name of a class", "L", "十") and made.card.takes_path
    assert made.score.n == 18 and made.score.accuracy > 0.8 and not made.by_writer
    assert made.card.seconds == 0, "how long the original took says nothing of this one"
    assert {word: figures.n for word, figures in made.classes.items()} == dict.fromkeys(made.card.classes, 6)
    card = teach_classes.keep(library, library.home, made)
    recognizer = CardRecognizer.of(library.open(card.id))
    answer = recognizer.recognize(drawn("十", 1)[0].ink)
    assert answer.classes[answer.nearest or 0] == "十" and len(answer.probabilities) == 3
    assert recognizer.recognize(drawn("L", 1)[0].ink, threshold=1.0).refused is Refusal.NONE_OF_THESE
    (kept,) = evaluation_cache.recalled(library.home, {card.id: library.fingerprint(card.id)})
    assert kept.on == OWN and kept.confusion().sum() == 18
    rows = test_sets.of_drawings("some.ndjson", [*every(), replace(drawn("L")[0], word="7")])
    found = [one for one in evaluate_models.evaluated(library, [card.id], rows, library.home) if hasattr(one, "score")]
    assert found[0].score.n == 18 and found[0].fits and found[0].row()["others"] == 1
    with pytest.raises(PlanError, match="no script"):
        list(write_code.written(library, card.id))


def test_whole_writers_are_left_out_where_there_are_enough_of_them(tmp_path: Path) -> None:
    drawings = every(writers=3)
    labels = np.repeat(np.arange(3), 6)
    fold, by_writer = teach_classes.folds(drawings, labels, 1)
    assert by_writer
    writers = np.array([one.extra["writer"] for one in drawings])
    assert all(len(set(fold[writers == writer].tolist())) == 1 for writer in set(writers.tolist()))
    alone = [replace(one, extra={"writer": str(label)}) for one, label in zip(drawings, labels, strict=True)]
    assert not teach_classes.folds(alone, labels, 1)[1]  # each class has a writer of its own
    assert not teach_classes.folds(every(), labels, 1)[1]


def test_pictures_are_a_class_like_drawings_and_make_a_model_that_looks_at_the_glyph_alone(
    tmp_path: Path, quick: None
) -> None:
    library = small_models.empty_library(tmp_path)
    small_models.saved_of_two(library, "first")
    pictures = [drawn_pictures.drawing_of(glyph(one.ink), one.word or "", one.key_id) for one in every()]
    *_, made = teach_classes.taught(library, "first", pictures, dose=ClassDose(rate=0.01))
    assert isinstance(made, ClassesTaught) and made.card.inputs == ("glyph",)
    assert made.score.accuracy > 0.8
    CardRecognizer(made.card, made.weights)


@pytest.mark.parametrize(
    ("drawings", "classes", "said"),
    [
        (list, (), "no drawings"),
        (lambda: drawn("L"), (), "one class only, L"),
        (lambda: [*drawn("L"), *drawn("十", 1)], (), "十 has 1 drawing"),
        (lambda: drawn("L"), ("L", "empty"), "empty has 0 drawings"),
        (every, ("L", "十", "L"), "Two classes are called L"),
        (every, ("L", ""), "no name"),
        (lambda: [*every(), replace(drawn("L")[2], word="十")], (), "labelled L and 十"),
        (lambda: every() * 600, (), "10,800 drawings are too many"),
        (lambda: [replace(one, word=f"{at // 2}") for at, one in enumerate(every() * 30)], (), "classes are too many"),
    ],
)
def test_what_no_model_can_be_trained_on_is_refused_in_a_sentence(
    drawings: Callable[[], list[Drawing]], classes: tuple[str, ...], said: str
) -> None:
    with pytest.raises(InkError, match=said) as caught:
        teach_classes.checked(drawings(), classes)
    assert caught.value.hint


def test_own_classes_are_what_a_model_does_not_know(tmp_path: Path) -> None:
    card = small_models.card_of("first")
    known = [replace(drawn("L")[0], word=word) for word in ("7", OTHER, None)]
    assert not teach_classes.are_own(known, card.classes)
    assert teach_classes.are_own([*known, *drawn("L", 1)], card.classes)


def test_classes_stand_in_the_order_that_people_expect() -> None:
    assert teach_classes.in_order(["b", "10", "A", "9", "a", "十"]) == ("9", "10", "A", "a", "b", "十")


def test_from_scratch_nothing_of_the_model_is_taken_but_its_network(tmp_path: Path, quick: None) -> None:
    library = small_models.empty_library(tmp_path)
    small_models.saved_of_two(library, "first")
    small_models.saved_of_two(library, "second", seed=2)
    made = []
    for model in ("first", "second"):
        dose = ClassDose(rate=0.01, scratch=True)
        *_, last = teach_classes.taught(library, model, every(), name="mine", scratch=True, dose=dose)
        assert isinstance(last, ClassesTaught)
        made.append(last)
    one, other = made
    assert all(np.array_equal(one.weights[name], other.weights[name]) for name in one.weights)
    assert one.score.accuracy > 0.8 and not one.card.takes_path and one.card.command.endswith("--from-scratch")
    kept = teach_classes.keep(library, library.home, one)
    assert CardRecognizer.of(library.open(kept.id)).recognize(drawn("L")[0].ink).label == "L"


def test_digits_that_a_class_looks_like_do_not_show_what_is_none_of_the_classes(tmp_path: Path) -> None:
    library = small_models.empty_library(tmp_path)
    small_models.saved_of_two(library, "first")
    model = library.open("first")
    glyphs = np.random.default_rng(1).uniform(0, 1, (40, 28, 28)).astype(np.float32)
    plain = Examples(glyphs=glyphs, labels=np.zeros(40, np.int64))
    digits = Examples(glyphs=glyphs, labels=np.arange(40) % 10)
    taken = Counter(
        answer.digit for answer in CardRecognizer.of(model).recognize_glyphs(glyphs) if answer.digit is not None
    )
    alike = {digit for digit, count in taken.items() if count > 4}
    assert alike, "noise looks like something to this model"
    kept = class_teaching.unlike(model, plain, 1, digits)
    assert np.array_equal(kept, glyphs[[at for at in range(40) if at % 10 not in alike]])


def test_the_drawings_that_it_was_judged_on_can_be_looked_at_and_lost_ones_are_a_sentence(
    tmp_path: Path, quick: None
) -> None:
    library = small_models.empty_library(tmp_path)
    small_models.saved_of_two(library, "first")
    *_, made = teach_classes.taught(library, "first", every(), name="mine", dose=ClassDose(rate=0.01))
    assert isinstance(made, ClassesTaught)
    kept = teach_classes.keep(library, library.home, made)
    sets, data = EvalSetCache(library.home), made.evaluation.data
    row = int(np.flatnonzero(made.evaluation.labels == kept.classes.index("L"))[0])
    shown = sets.glyphs(OWN, data, [row])[0]
    assert np.abs(shown / 255 - glyph(drawn("L")[0].ink)).max() < 0.01
    assert np.array_equal(sets.drawing(OWN, data, row)[1] * 255, shown)
    for wrong, rows in (("0" * 8, [0]), ("../x", [0]), (data, [999])):
        with pytest.raises(DatasetError, match="not kept"):
            sets.glyphs(OWN, wrong, rows)

"""Teaching as a task: what is refused, what comes out, and that a copy of a copy starts from the original."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.errors import InkError, ModelError
from digitpad.core.records import OTHER, Origin
from digitpad.ink.files import Drawing, fingerprint
from digitpad.ink.ink import Ink
from digitpad.learn.teaching import Dose
from digitpad.tasks import teach_model
from digitpad.tasks.progress import Problem, Progress
from digitpad.tasks.teach_model import Taught
from tests import small_models, tiny_mnist

SHAPES = {
    "1": [(50, 0), (48, 100)],
    "7": [(0, 0), (60, 0), (20, 100)],
    "0": [(50, 0), (0, 50), (50, 99), (98, 50), (49, 1)],
}


def drawn(word: str, times: int = 4) -> list[Drawing]:
    """So many drawings of a digit that differ a little."""
    made = []
    for at in range(times):
        points = [(x + 3 * at, y - at) if y else (x, y) for x, y in SHAPES[word]]
        made.append(Drawing(Ink.from_strokes([points]), word, f"{word}-{at}"))
    return made


def test_a_taught_copy_reads_drawings_that_were_left_out_and_the_same_seed_makes_the_same_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGITPAD_DATA", str(tiny_mnist.write(tmp_path / "data")))
    library = small_models.empty_library(tmp_path)
    small_models.saved(library, "first")
    drawings = [*drawn("1"), *drawn("7"), *drawn("0"), Drawing(drawn("1")[0].ink, "x")]
    dose = Dose(steps=20)
    events, again = (list(teach_model.taught(library, library.home, "first", drawings, dose=dose)) for _ in range(2))
    shares = [event.share for event in events if isinstance(event, Progress)]
    assert shares == sorted(shares) and shares[-1] <= 1
    (problem,) = [event for event in events if isinstance(event, Problem)]
    assert problem.message.startswith("1 drawing")
    made, twin = events[-1], again[-1]
    assert isinstance(made, Taught) and isinstance(twin, Taught)
    assert made.drawings.n == 12 and made.drawings.after > made.drawings.before
    assert {word: pair.n for word, pair in made.classes.items()} == {"0": 4, "1": 4, "7": 4}
    assert made.pictures is not None and made.pictures.n == 300 and made.ink is None
    assert all(np.array_equal(made.weights[name], twin.weights[name]) for name in made.weights)
    kept = teach_model.keep(library, made)
    origin = library.card(kept.id).origin
    assert origin is not None and (origin.original, origin.drawings) == ("first", 12)
    assert teach_model.opened(library, kept.id).card.id == "first"
    library.delete("first")
    with pytest.raises(ModelError, match="taught from first"):
        teach_model.opened(library, kept.id)


@pytest.mark.parametrize(
    ("drawings", "said"),
    [
        (list, "no drawings"),
        (lambda: drawn("1", 1), "One drawing"),
        (lambda: [replace(one, word="x") for one in drawn("1")], "None of the drawings"),
        (lambda: [*drawn("1"), replace(drawn("1")[2], word="7")], "labelled 1 and 7"),
        (lambda: drawn("1", 3) * 700, "too many"),
    ],
)
def test_what_cannot_be_taught_is_refused_in_a_sentence(drawings: Callable[[], list[Drawing]], said: str) -> None:
    with pytest.raises(InkError, match=said) as caught:
        teach_model.checked(drawings(), small_models.card_of("first"))
    assert caught.value.hint


def test_what_is_no_digit_is_a_class_of_its_own_where_the_model_can_refuse() -> None:
    other = replace(drawn("1")[0], word=OTHER)
    card = small_models.card_of("first")
    assert teach_model.label_of(other, card) is None
    assert teach_model.label_of(other, replace(card, reject=True)) == 10


@given(st.lists(st.integers(0, 9), min_size=2, max_size=60))
def test_folds_leave_each_drawing_out_once_and_share_out_each_class(labels: list[int]) -> None:
    rows = np.array(labels)
    fold = teach_model.folds(rows, 1)
    sizes = np.bincount(fold)
    assert len(sizes) == min(teach_model.FOLDS, len(labels)) and sizes.max() - sizes.min() <= 1
    for label in set(labels):
        counts = np.bincount(fold[rows == label], minlength=len(sizes))
        assert counts.max() - counts.min() <= 1


def test_the_user_is_asked_when_five_more_drawings_have_gathered_that_the_model_does_not_know() -> None:
    card = small_models.card_of("first")
    drawings = [*drawn("1"), *drawn("7")]
    assert teach_model.offered(card, drawings[:4], 0) == 0
    assert teach_model.offered(card, drawings[:5], 0) == 5
    assert teach_model.offered(card, drawings, 5) == 0, "three more than when it was declined"
    assert teach_model.offered(card, [*drawings, *drawn("0")[:2]], 5) == 10
    assert teach_model.offered(card, drawings[:5], 100) == 0, "some were deleted since"
    taught = replace(card, origin=Origin(original="x", drawings=5, fingerprints=tuple(map(fingerprint, drawings[:5]))))
    assert teach_model.offered(taught, drawings, 0) == 0
    assert teach_model.offered(taught, [replace(one, word="2") for one in drawings], 0) == 8, "they are others now"

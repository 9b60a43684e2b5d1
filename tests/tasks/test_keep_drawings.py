"""The user's own drawings as tasks: a broken line costs itself alone, is told once, and is never lost."""

from pathlib import Path

from digitpad.evaluation.eval_set_cache import EvalSetCache
from digitpad.ink import my_drawings
from digitpad.ink.ink import Ink
from digitpad.tasks import keep_drawings, load_sets
from digitpad.tasks.keep_drawings import KeptDrawings, RelabelledDrawings, RemovedDrawings
from digitpad.tasks.load_sets import LoadedSet
from digitpad.tasks.progress import Problem

SEVEN = Ink.from_strokes([[(0, 0), (60, 0), (20, 100)]])
A, B = (f'{{"word":"{name}","key_id":"{name}","drawing":[[[0,50,9],[0,9,80]]]}}\n' for name in "12")


def broken(home: Path) -> Path:
    """A file of two drawings with a line between them that is none."""
    place = my_drawings.path(home)
    place.parent.mkdir(parents=True)
    place.write_text(A + "no ink\n" + B)
    return place


def test_keeping_one_in_a_file_with_a_broken_line_keeps_it_and_says_both(tmp_path: Path) -> None:
    place = broken(tmp_path)
    problem, kept = keep_drawings.kept(tmp_path, SEVEN, "7")
    assert isinstance(problem, Problem) and "2 drawings could be read" in problem.message
    assert isinstance(kept, KeptDrawings) and kept.added is not None
    assert [drawing.word for drawing in kept.drawings] == ["1", "2", "7"]
    assert place.with_name(f"{place.name}.broken").read_text() == A + "no ink\n" + B
    (kept,) = keep_drawings.every(tmp_path)
    assert len(kept.drawings) == 3


def test_deleting_one_beside_a_broken_line_deletes_it_alone(tmp_path: Path) -> None:
    place = broken(tmp_path)
    problem, removed, kept = keep_drawings.removed(tmp_path, ["1"])
    assert isinstance(problem, Problem) and isinstance(removed, RemovedDrawings)
    assert [drawing.word for drawing in kept.drawings] == ["2"]
    assert "no ink" in place.with_name(f"{place.name}.broken").read_text()


def test_models_are_measured_on_those_that_can_be_read_and_anew_after_each_that_is_kept(tmp_path: Path) -> None:
    broken(tmp_path)
    sets = EvalSetCache(tmp_path)
    _, problem, first = load_sets.loaded(["mine"], sets, tmp_path)
    assert isinstance(problem, Problem) and problem.about == ""
    assert isinstance(first, LoadedSet) and first.rows.labels.tolist() == [1, 2]
    my_drawings.add(tmp_path, SEVEN, "7")
    _, again = load_sets.loaded(["mine"], sets, tmp_path)
    assert again.rows.labels.tolist() == [1, 2, 7]


def test_a_drawing_that_is_kept_again_gets_the_label_and_stands_there_once(tmp_path: Path) -> None:
    (first,) = keep_drawings.kept(tmp_path, SEVEN, "1")
    relabelled, kept = keep_drawings.kept(tmp_path, SEVEN, "7")
    assert relabelled == RelabelledDrawings(before={first.added.key_id: "1"}, word="7")
    assert [drawing.word for drawing in kept.drawings] == ["7"]
    again, _ = keep_drawings.kept(tmp_path, SEVEN, "7")
    assert again.before == {}
    back, kept = keep_drawings.relabelled(tmp_path, relabelled.before)
    assert back.before == {first.added.key_id: "7"} and kept.drawings[0].word == "1"
    assert kept.drawings[0].extra == first.added.extra, "all else of it stays"

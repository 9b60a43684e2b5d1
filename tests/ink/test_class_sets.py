"""Sets of own classes: changed as values, kept whole as ink files, and refused in a sentence."""

from pathlib import Path

import pytest

from digitpad.core.errors import InkError
from digitpad.ink import class_files, class_sets
from digitpad.ink.class_sets import ClassSet
from digitpad.ink.files import Drawing
from digitpad.ink.ink import Ink

STROKE = Ink.from_strokes([[(0, 0), (5, 9)]])


def of_two() -> ClassSet:
    return ClassSet(name="signs", classes=("加", "minus")).with_drawings([Drawing(STROKE, "minus", "one")])


def test_a_set_comes_back_with_the_order_of_its_classes_and_those_without_drawings(tmp_path: Path) -> None:
    assert class_sets.names(tmp_path) == []
    class_sets.save(tmp_path, of_two())
    found = class_sets.load(tmp_path, "signs")
    assert class_sets.names(tmp_path) == ["signs"]
    assert (found.classes, [one.key_id for one in found.drawings]) == (("加", "minus"), ["one"])
    lines = list(class_files.read(class_sets.path_of(tmp_path, "signs")))  # as digitpad teach reads it
    assert [one.word for one in lines if isinstance(one, Drawing)] == ["minus"]


def test_classes_are_renamed_with_their_drawings_and_removed_with_them() -> None:
    renamed = of_two().renamed("minus", " 減 ")
    assert renamed.classes == ("加", "減") and renamed.of("減")[0].key_id == "one"
    assert renamed.renamed("加", "加") is renamed
    assert not renamed.without_class("減").drawings
    assert not renamed.without_drawings({"one"}).drawings
    assert of_two().with_drawings([Drawing(STROKE, "new", "two")]).classes == ("加", "minus", "new")


@pytest.mark.parametrize("name", ["minus", "", " \n", "e\u0301"])
def test_names_that_cannot_be_are_sentences(name: str) -> None:
    given = of_two().with_class("\u00e9")
    with pytest.raises(InkError) as caught:
        given.with_class(name)
    assert caught.value.hint


def test_more_drawings_than_a_model_takes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(class_sets, "CLASS_DRAWINGS", 2)
    with pytest.raises(InkError, match="up to 2 drawings"):
        of_two().with_drawings([Drawing(STROKE, "minus", f"{at}") for at in range(2)])

"""A unit is looked at at once, and again with test pictures, in the words of their own classes."""

from pathlib import Path

import numpy as np

from digitpad.core.errors import DatasetError
from digitpad.core.layer_trace import NONE_OFF, UnitView
from digitpad.learn import datasets
from digitpad.tasks import look_at_unit
from digitpad.tasks.look_at_unit import UnitViews
from tests.small_models import empty_library, saved

GLYPH = np.random.default_rng(1).random((28, 28), np.float32)


def views_of(library, layer: int) -> list[UnitView]:
    found = UnitViews(library, library.home).view("m", GLYPH, layer, 3, NONE_OFF)
    return [event for event in found if isinstance(event, UnitView)]


def test_the_test_pictures_follow_with_their_own_classes(tmp_path: Path, monkeypatch) -> None:
    library = empty_library(tmp_path)
    saved(library, "m", "mlp-256-128", classes=tuple("abcdefghij"))
    monkeypatch.setattr(look_at_unit, "SEARCHED", 60)
    fast, slow = views_of(library, 1)
    assert fast.examples is None and slow.examples.shape == (9, 28, 28) and slow.searched == 60
    assert set(slow.names) == set("abcdefghij")
    assert all(len(label) > 1 or label.isdigit() for label in slow.labels), "of the pictures, not of the model"


def test_where_no_test_pictures_are_it_says_so(tmp_path: Path, monkeypatch) -> None:
    def lacking(*_: object, **__: object) -> None:
        raise DatasetError("It is not here.", "Fetch it.")

    library = empty_library(tmp_path)
    saved(library, "m", "mlp-256-128")
    monkeypatch.setattr(datasets, "load", lacking)
    *_, last = views_of(library, 2)
    assert len(last.examples) == 0

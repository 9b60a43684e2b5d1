"""Pictures as people have them are read: forms, cells, sheets on tables, glare, colours, pens of every kind.

Six of each kind, in other sizes, colours and hands each (see picture_kinds.py); five must be read by the bundled
model. How many of hundreds are: `python -m tests.benchmarks.picture_kinds`.
"""

import functools

import numpy as np
import pytest

from digitpad.errors import ImageError
from digitpad.ink import pictures
from digitpad.ink.pictures import PictureSwitches
from digitpad.library.recognizer import Recognizer
from tests.ink.picture_kinds import KINDS, Maker

COUNT, RIGHT = 6, 5

# A kind, and the step without which it is not read: what that step is good for.
NEEDED = {
    "box_inside": ("sheet", "lines"),
    "base_line": ("lines",),
    "comb": ("lines",),
    "cell_frame": ("lines",),
    "squared_paper": ("lines",),
    "note_on_even_table": ("sheet",),
    "panel_in_window": ("sheet",),
    "equal_grey": ("colour",),
    "glare": ("light",),
    "dotted": ("dots",),
    "hollow": ("outline",),
}


@functools.cache
def reader() -> Recognizer:
    return Recognizer("padnet")


def read_right(kind: str, switches: PictureSwitches = pictures.EVERY_PICTURE_STEP, count: int = COUNT) -> int:
    maker = Maker(np.random.default_rng([5, sorted(KINDS).index(kind)]))
    right = 0
    for _ in range(count):
        picture, label = KINDS[kind](maker)
        try:
            answer = reader().recognize_glyph(pictures.from_array(picture, switches=switches)).digit
        except ImageError:
            answer = None
        right += answer == label
    return right


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_picture_is_read(kind: str) -> None:
    assert read_right(kind) >= RIGHT


@pytest.mark.parametrize("kind", NEEDED)
def test_without_its_step_it_is_not(kind: str) -> None:
    without = PictureSwitches(**dict.fromkeys(NEEDED[kind], False))
    assert read_right(kind, without) < COUNT


def test_every_step_that_was_taken_can_be_seen() -> None:
    picture, _ = KINDS["squared_paper"](Maker(np.random.default_rng(3)))
    found = pictures.steps(picture)
    assert {"picture", "sheet", "colour", "light", "lines", "digit", "glyph"} <= set(found.seen)
    assert set(found.seen) <= set(pictures.STEPS)
    assert found.glyph is not None and found.problem is None
    assert all(seen.min() >= 0 and seen.max() <= 1 for seen in found.seen.values())


def test_an_empty_cell_shows_how_far_it_came() -> None:
    picture, _ = KINDS["cell_empty_with_lines"](Maker(np.random.default_rng(3)))
    found = pictures.steps(picture)
    assert found.glyph is None and found.problem is not None
    assert "lines" in found.seen and "glyph" not in found.seen

"""However many points somebody scribbles: the glyph needs memory and time in proportion, and comes out the same."""

import numpy as np
import pytest

from digitpad.ink import glyph as drawing
from digitpad.ink.glyph import PEN_WIDTH, draw, glyph
from digitpad.ink.ink import Ink
from tests.peak import cost_of

FAR_APART = """
import numpy
from digitpad.ink.glyph import glyph
from digitpad.ink.ink import Ink
points = numpy.random.default_rng(1).uniform(0, 1000, ({count}, 2))
assert 0.4 < glyph(Ink((points,))).mean() < 0.6
"""


@pytest.mark.parametrize("pen", [0.5, PEN_WIDTH, 6.0])
def test_many_segments_are_drawn_as_few_are(pen: float, monkeypatch: pytest.MonkeyPatch) -> None:
    path = np.cumsum(np.random.default_rng(1).uniform(-0.55, 0.55, (2000, 2)), axis=0) + 14
    at_once = draw([path], pen)
    monkeypatch.setattr(drawing, "CHUNK", 64)
    assert np.array_equal(draw([path], pen), at_once)


def test_long_segments_are_drawn_in_pieces_too(monkeypatch: pytest.MonkeyPatch) -> None:
    path = np.random.default_rng(2).uniform(4, 24, (500, 2))
    at_once = draw([path])
    monkeypatch.setattr(drawing, "CHUNK", 64)
    assert np.array_equal(draw([path]), at_once)


def test_a_scribble_of_thirty_thousand_points_far_apart_takes_little_memory() -> None:
    cost = cost_of(FAR_APART.format(count=30_000))
    assert cost.megabytes < 300
    assert cost.cpu_seconds < 2, "were every point drawn, it would be ten times as much"


@pytest.mark.long
def test_three_hundred_thousand_points_do_too() -> None:
    assert cost_of(FAR_APART.format(count=300_000)).megabytes < 800


def test_a_scribble_is_no_other_for_being_drawn_in_pieces() -> None:
    points = np.random.default_rng(3).uniform(0, 1000, (30, 2))  # some hundred segments: at once
    often = np.repeat(points, 200, axis=0)  # the same line, of thousands of points
    assert np.abs(glyph(Ink((points,))) - glyph(Ink((often,)))).max() < 0.02

"""Figures in words and in order, whatever text a card holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core import formats


def test_names_stand_in_the_order_of_their_numbers() -> None:
    names = ["run-10", "Run-9", "run-010b", "a", "run", "9" * 5000, "10", "2"]
    assert sorted(names, key=formats.natural) == ["2", "10", "9" * 5000, "a", "run", "Run-9", "run-10", "run-010b"]


@given(st.lists(st.text(), max_size=5))
def test_any_names_have_an_order(names: list[str]) -> None:
    ordered = [formats.natural(name) for name in sorted(names, key=formats.natural)]
    assert ordered == sorted(ordered)


FAR = ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "0001-01-01"]


@pytest.mark.parametrize("text", ["", "never", "2026-99-99", "\0", "9" * 5000, *FAR])
def test_what_is_no_moment_that_a_calendar_shows_stays_as_it_is(text: str) -> None:
    assert formats.date(text) == text
    assert formats.timestamp(text) is None


def test_a_moment_is_shown_to_the_minute() -> None:
    assert formats.date("2026-03-01T12:00:00+00:00").startswith("2026-0")

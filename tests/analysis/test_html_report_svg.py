"""The report's pictures: round ticks, a gap where there is no figure, lines that can be told apart."""

import dataclasses

from digitpad.analysis import html_report_svg
from digitpad.core.records import EpochDone
from tests.small_models import card_of

HISTORY = tuple(EpochDone(at, 3, 1 / at, 0.5, 0.9 / at, 0.5 + at / 10, 1.0, 0.01, 100.0) for at in (1, 2, 3))


def test_ticks_are_round() -> None:
    assert html_report_svg.Axis(0, 10, 0, 100).ticks() == [0, 2, 4, 6, 8, 10]
    assert html_report_svg.Axis(96.3, 99.2, 0, 100).ticks() == [97, 98, 99]
    assert html_report_svg.Axis(1, 1, 0, 100).ticks() == [1]
    assert [tick.text for tick in html_report_svg.Axis(0, 1, 0, 100).marks()] == ["0", "0.2", "0.4", "0.6", "0.8", "1"]


def test_no_history_makes_no_chart() -> None:
    assert html_report_svg.curves([], "x", lambda done: done.test_loss) is None


def test_a_long_name_is_cut_where_it_stands_and_whole_in_its_tip() -> None:
    (row, _) = html_report_svg.intervals([("a <&> b" * 9, 0.98, 0.97, 0.99), ("c", 0.5, 0.4, 0.6)]).rows
    assert row.short.endswith("\u2026") and len(row.short) < 25 and row.name == "a <&> b" * 9
    assert row.low < row.value < row.high


def test_a_loss_that_is_no_number_leaves_a_gap_and_no_nan() -> None:
    lost = dataclasses.replace(HISTORY[0], epoch=4, test_loss=float("nan"))
    broken = dataclasses.replace(card_of("first"), history=(*HISTORY, lost))
    drawn = html_report_svg.curves([broken], "test loss", lambda done: done.test_loss)
    assert drawn is not None
    (line,) = drawn.lines
    assert "nan" not in line.points and len(line.points.split()) == len(HISTORY)


def test_no_two_of_many_models_have_the_same_line_in_the_legend() -> None:
    entries = html_report_svg.legend([(at, f"m{at}") for at in range(32)])
    assert len({(entry.colour, entry.dash) for entry in entries}) == 32

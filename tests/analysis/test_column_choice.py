"""What a table's cells say of settings, in the language chosen."""

import re

from digitpad.analysis import column_choice, html_report_svg
from digitpad.analysis.comparison import ModelRow
from digitpad.core.recipes import RECIPES
from digitpad.core.records import DIGITS, Card, EpochDone


def test_the_augmentation_in_a_table_is_told_in_the_language_chosen(chinese: None) -> None:
    """9: "rotate 14, shift 1.5" stood in the Chinese table and report; in CSV files it still does."""
    row = ModelRow(Card("a", RECIPES["padnet"], DIGITS, 1, "w", 1), {})
    column = next(each for each in column_choice.SETTINGS if each.key == "plan:augmentation")
    assert column.text(row).startswith("旋转 14") and not re.search("[a-z]{4}", column.text(row))
    ((_, plain),) = column.plain
    assert str(plain(row)).startswith("rotate 14")


def test_the_reports_curves_are_labelled_in_the_language_chosen(chinese: None) -> None:
    """9: "epoch" stood below the curves of the Chinese report."""
    history = tuple(
        EpochDone(
            epoch=number, epochs=2, train_loss=1.0, train_accuracy=0.5, test_loss=1.0, test_accuracy=0.5, seconds=1.0,
            learning_rate=0.1, samples_per_second=1.0,
        )
        for number in (1, 2)
    )  # fmt: skip
    card = Card("a", RECIPES["padnet"], DIGITS, 1, "w", 1, history=history)
    assert "轮次" in repr(html_report_svg.curves([card], "", lambda done: done.test_loss))

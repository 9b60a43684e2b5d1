"""What stands below a thumbnail: whole words, whatever the classes are called."""

import pytest
from PySide6.QtGui import QFont, QFontMetrics

from digitpad.analysis.examples import Example
from digitpad.ui.compare.examples.examples_view import tile_words


@pytest.mark.parametrize(
    ("true", "said", "shown"),
    [("4", "9", "4 \u2192 9"), ("7", "7", "7"), ("", "3", "? \u2192 3"), ("Shirt", "Dress", "\u2192 Dress")],
)
def test_where_both_names_do_not_fit_the_one_it_was_taken_for_is_whole(qapp, true: str, said: str, shown: str) -> None:
    metrics = QFontMetrics(QFont())
    room = metrics.horizontalAdvance("\u2192 Dress") + 4
    assert tile_words(Example(0, true, said, 0.9), metrics, room) == shown


def test_a_name_that_does_not_fit_at_all_keeps_its_beginning(qapp) -> None:
    metrics = QFontMetrics(QFont())
    shown = tile_words(
        Example(0, "Bag", "Ankle boot of leather", 0.9), metrics, metrics.horizontalAdvance("\u2192 Ankle")
    )
    assert shown.startswith("\u2192 A")
    assert shown.endswith("\u2026")

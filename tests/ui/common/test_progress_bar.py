"""A progress bar says what it is told, letter by letter."""

import pytest
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QProgressBar
from pytestqt.qtbot import QtBot

from digitpad.ui.common.progress_bar import ProgressBar
from digitpad.ui.compare.compare_bar import CompareBar


@pytest.mark.parametrize("words", ["epoch 5/5 - 42 % - paused", "padnet on 50%power.ndjson", "100%v, %m", "%%", ""])
def test_the_words_stay_as_they_are(qtbot: QtBot, words: str) -> None:
    bar = ProgressBar()
    qtbot.addWidget(bar)
    bar.show_progress(0.42, words)
    assert (bar.text(), bar.value()) == (words, 420)
    bar.show_progress(-1.0, words)
    assert (bar.text(), bar.value()) == (words, 0)


def test_an_evaluation_names_its_file_and_no_part_of_the_name_is_markup(qtbot: QtBot) -> None:
    line = CompareBar()
    qtbot.addWidget(line)
    words = "padnet on <b>50%v</b>.ndjson, 2 of 6"
    line.show_progress(words, 0.25)
    bar = line.findChild(QProgressBar, "compare-progress")
    assert bar.text() == words
    assert not Qt.mightBeRichText(bar.toolTip())

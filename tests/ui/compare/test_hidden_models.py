"""Models that the filter hides: they stay current, come to light when asked for, and an empty table says why."""

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit, QListView
from pytestqt.qtbot import QtBot

from digitpad.ui.compare.compare_panel import ComparePanel
from tests.ui.compare.cards import bundled
from tests.ui.compare.parts import act, choose, current, heard, names, part, press, table


def test_a_hidden_model_stays_current_and_is_selected_again_once_it_is_seen(panel: ComparePanel) -> None:
    choose(panel, "mlp-512")
    told = heard(table(panel).current_changed)
    part(panel, "compare-filter", QLineEdit).setText("padnet")
    panel.show_models(bundled())
    assert not act(panel, "evaluate").isEnabled(), "what is not seen is not selected"
    part(panel, "compare-filter", QLineEdit).clear()
    assert current(panel) == "mlp-512" and told == []
    assert act(panel, "evaluate").isEnabled()


def test_a_click_on_a_hidden_models_answer_brings_it_to_light(panel: ComparePanel, qtbot: QtBot) -> None:
    part(panel, "compare-filter", QLineEdit).setText("padnet")
    part(panel, "compare-answers", QListView).model_requested.emit("mlp-512")
    assert part(panel, "compare-filter", QLineEdit).text() == ""
    assert current(panel) == "mlp-512"
    choose(panel, "padnet", "cnn-5x5")
    press(panel, qtbot, "compare-differs")
    part(panel, "compare-answers", QListView).model_requested.emit("cnn-5x5")
    assert len(names(panel)) == 2 and current(panel) == "cnn-5x5", "that one was to be seen"
    part(panel, "compare-answers", QListView).model_requested.emit("mlp-512")
    assert len(names(panel)) == 6 and current(panel) == "mlp-512"


def test_a_filter_that_nothing_fits_says_so(panel: ComparePanel) -> None:
    view = table(panel).viewport()

    def colours(picture: QImage) -> set[int]:
        return {picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}

    part(panel, "compare-filter", QLineEdit).setText("no such model")
    assert names(panel) == []
    assert len(colours(view.grab().toImage())) > 1, "there are words"
    panel.show_models([])
    assert len(colours(view.grab().toImage())) == 1

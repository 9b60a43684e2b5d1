"""Words that do not fit their place: they end in dots or lose their middle, and can be read as a whole elsewhere."""

from pytestqt.qtbot import QtBot

from digitpad.ui.common.elided import ElidedCombo, ElidedLabel


def test_a_title_that_does_not_fit_ends_in_dots_and_says_all_of_itself(qtbot: QtBot) -> None:
    label = ElidedLabel("a rather long title of a model, which nobody could read as a whole here")
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    assert label.toolTip() == label.text()
    label.setText("7")
    assert label.toolTip() == ""
    assert label.minimumSizeHint().width() <= 40


def test_a_combo_box_leaves_out_the_middle_of_a_name_so_that_seeds_stay_apart(qtbot: QtBot) -> None:
    combo = ElidedCombo()
    qtbot.addWidget(combo)
    combo.addItems(["a-rather-long-name-seed2", "a-rather-long-name-seed3"])
    combo.resize(600, 30)
    combo.show()
    assert combo.shown == "a-rather-long-name-seed2"
    combo.resize(150, 30)
    second = combo.shown
    combo.setCurrentIndex(1)
    assert second != combo.shown
    assert second.startswith("a-")
    assert "\u2026" in second
    assert combo.fontMetrics().horizontalAdvance(second) < combo.width()
    assert not combo.grab().isNull()

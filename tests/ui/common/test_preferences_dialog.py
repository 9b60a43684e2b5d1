"""Preferences: what is set is shown, and every change is told at once."""

from PySide6.QtWidgets import QCheckBox, QComboBox, QSpinBox
from pytestqt.qtbot import QtBot

from digitpad.core.settings import Settings
from digitpad.ui.common.preferences_dialog import PreferencesDialog

SET = Settings(language="zh_CN", theme="dark", zoom=150, pen_width=12.0, numbers=True)


def test_it_shows_the_settings_and_tells_what_is_chosen(qtbot: QtBot) -> None:
    """19: there were no preferences."""
    dialog = PreferencesDialog(SET)
    boxes = {name: dialog.findChild(QComboBox, f"preferences-{name}") for name in ("language", "theme", "zoom")}
    pen = dialog.findChild(QSpinBox, "preferences-pen")
    ticks = {name: dialog.findChild(QCheckBox, f"preferences-{name}") for name in ("numbers", "steps")}
    assert [box.currentData() for box in boxes.values()] == ["zh_CN", "dark", 150]
    assert pen.value() == 12 and [tick.isChecked() for tick in ticks.values()] == [True, False]
    told: list[object] = []
    for signal in ("language", "theme", "zoom", "pen", "numbers", "steps"):
        getattr(dialog, f"{signal}_chosen").connect(told.append)
    for box in boxes.values():
        box.setCurrentIndex(0)
        box.activated.emit(0)
    pen.setValue(0)
    assert pen.text() == "automatic"
    for tick in ticks.values():
        tick.click()
    assert told == ["", "system", 75, 0.0, False, True]
    assert all(box.accessibleName() and box.toolTip() for box in (*boxes.values(), pen))
    dialog.deleteLater()


def test_a_zoom_between_the_usual_ones_is_shown_as_it_is(qtbot: QtBot) -> None:
    dialog = PreferencesDialog(Settings(zoom=133))
    assert dialog.findChild(QComboBox, "preferences-zoom").currentText() == "133 %"
    dialog.deleteLater()

"""The menus of training, models and tools, and Return on buttons. The numbers are the usability review's."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDialog, QMenu, QPlainTextEdit
from pytestqt.qtbot import QtBot

from digitpad.ui.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen can neither raise nor grab


@pytest.fixture
def window(qtbot: QtBot, bare_window: MainWindow) -> MainWindow:
    bare_window.apply_theme("light")
    bare_window.show()
    bare_window.activateWindow()
    qtbot.waitUntil(bare_window.isActiveWindow)
    return bare_window


def menu(window: MainWindow, name: str) -> QMenu:
    found = window.findChild(QMenu, name)
    assert found is not None, name
    return found


def test_what_training_has_buttons_for_the_menu_has_too(qtbot: QtBot, window: MainWindow) -> None:
    """19: Start, Pause, Step, Stop had no menu and no key."""
    window.show_compare()
    entries = menu(window, "menu-train")
    entries.aboutToShow.emit()
    enabled = {action.objectName(): action.isEnabled() for action in entries.actions()}
    assert enabled["menu-train-start"] and not enabled["menu-train-pause"] and not enabled["menu-train-stop"]
    entries.aboutToHide.emit()
    with qtbot.waitSignal(window.train.start_requested):
        QTest.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert window.tabs.currentWidget() is window.train, "what was started is seen"


def test_an_entry_for_a_toggle_is_ticked_as_its_button_is(window: MainWindow) -> None:
    """19: toggles stood in the menu without a tick."""
    entries, log = menu(window, "menu-train"), window.findChild(QAbstractButton, "train-log")
    action = window.findChild(QAction, "menu-train-log")
    log.click()
    entries.aboutToShow.emit()
    assert action.isCheckable() and action.isChecked() is log.isChecked()


def test_models_and_tools_have_menus(qtbot: QtBot, window: MainWindow) -> None:
    """19: Evaluate, Rename, Note, Delete had no menu."""
    names = {action.objectName() for action in menu(window, "menu-model").actions()}
    assert {"compare-evaluate-action", "compare-rename-action", "compare-note-action", "compare-delete-action"} <= names
    page = window.compare.reasons.robustness
    with qtbot.waitSignal(page.sample_requested):
        window.findChild(QAction, "sample").trigger()


def test_files_that_were_opened_are_offered_again(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    """19: there was no Open Recent."""
    recent = menu(window, "recent")
    assert not recent.menuAction().isEnabled()
    window.menus.show_recent([str(tmp_path / "7 & 8.png"), str(tmp_path / "b.ndjson")])
    assert recent.menuAction().isEnabled() and len(recent.actions()) == 2
    with qtbot.waitSignal(window.files.open_requested) as told:
        recent.actions()[0].trigger()
    assert told.args == [[tmp_path / "7 & 8.png"]]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_return_presses_a_button_as_space_does(qtbot: QtBot, window: MainWindow, key: Qt.Key) -> None:
    """19: Return pressed no button."""
    window.show_train()
    start = window.findChild(QAbstractButton, "train-start")
    start.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(window.train.start_requested):
        QTest.keyClick(window.windowHandle(), key)


def test_what_was_said_can_be_read_again(window: MainWindow) -> None:
    """10: a message that went by itself was gone for good."""
    window.say("Saved as a.csv.", kind="good")
    window.say("The disk is full.", "Make room.")
    window.messages.close(window.messages.message)
    window.findChild(QAction, "show-messages").trigger()
    box = window.findChild(QDialog, "past-messages")
    said = box.findChild(QPlainTextEdit).toPlainText().splitlines()
    assert said[0].endswith("The disk is full. Make room.") and said[1].endswith("Saved as a.csv.")
    box.close()


def doubled(actions: list[QAction]) -> list[str]:
    """The entries of one menu that share a letter to reach them by."""
    letters: dict[str, list[str]] = {}
    for action in actions:
        words = action.text().partition("\t")[0].replace("&&", "")
        letters.setdefault(words.partition("&")[2][:1].lower(), []).append(words)
    return [words for letter, entries in letters.items() if letter and len(entries) > 1 for words in entries]


def doubled_anywhere(window: MainWindow) -> dict[str, list[str]]:
    """By menu, the entries that share a letter."""
    bar = window.menuBar().actions()
    assert len(bar) > 6 and all("&" in action.text() for action in bar), "each menu has a letter"
    menus = {"bar": bar, **{each.objectName() or each.title(): each.actions() for each in window.findChildren(QMenu)}}
    return {name: found for name, actions in menus.items() if (found := doubled(actions))}


def test_every_letter_of_a_menu_leads_to_one_entry(window: MainWindow) -> None:
    """19: Train and Tools shared Alt+T, so that neither opened at once."""
    assert not doubled_anywhere(window)


def test_every_letter_of_a_chinese_menu_leads_to_one_entry(chinese: None, window: MainWindow) -> None:
    """19"""
    assert not doubled_anywhere(window)

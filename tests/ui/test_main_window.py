"""The window itself, with the real panels and nothing behind them: menus, tabs, themes, dialogs, files."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAction, QColor, QDesktopServices, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QTextBrowser

from digitpad.core import help_pages
from digitpad.core.errors import InkError, StorageError
from digitpad.core.settings import Settings
from digitpad.ink.ink import Ink
from digitpad.ui.common import drawing_picture
from digitpad.ui.common.about_dialogs import AboutDialog
from digitpad.ui.common.help_dialog import HelpDialog
from digitpad.ui.common.icon import SIZES, app_icon
from digitpad.ui.common.theme import DARK, LIGHT
from digitpad.ui.compare.compare_bar import CompareBar
from digitpad.ui.main_window import MainWindow

CROSS = Ink.from_strokes([[(10, 10), (90, 90)], [(90, 10), (10, 90)]])


@pytest.fixture
def window(bare_window: MainWindow) -> MainWindow:
    bare_window.apply_theme("light")
    bare_window.show()
    return bare_window


def action(window: MainWindow, name: str) -> QAction:
    found = window.findChild(QAction, name)
    assert found is not None, name
    return found


def test_the_edit_menu_works_on_the_pad(window):
    window.pad.set_ink(CROSS)
    action(window, "undo").trigger()
    assert not window.pad.canvas.ink
    action(window, "redo").trigger()
    assert len(window.pad.canvas.ink.strokes) == 2
    action(window, "clear").trigger()
    assert not window.pad.canvas.ink


def test_keys_reach_the_pad_wherever_the_focus_is(qtbot, window):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.pad.set_ink(CROSS)
    window.tabs.setFocus()
    QTest.keyClick(window.tabs, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not window.pad.canvas.ink
    QTest.keyClick(window.tabs, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert window.pad.canvas.ink


def test_every_entry_of_every_menu_says_what_it_does(window):
    titles = window.menuBar().actions()  # kept, or older PySide6 drops the menus, and what is in them
    entries = [entry for title in titles for entry in title.menu().actions() if not entry.isSeparator()]
    assert len(entries) > 14
    assert [entry.text() for entry in entries if not entry.statusTip()] == []


def test_the_pad_can_stand_alone_and_the_tabs_come_back(window):
    shown: list[bool] = []
    window.compare_shown.connect(shown.append)
    action(window, "side").trigger()
    assert not window.tabs.isVisible()
    assert window.pad.isVisible()
    action(window, "show-compare").trigger()
    assert window.tabs.isVisible()
    assert window.comparing
    assert shown[-1] is True
    action(window, "show-train").trigger()
    assert not window.comparing
    assert shown[-1] is False


def test_the_whole_window_takes_the_theme(window):
    for choice, theme in (("dark", DARK), ("light", LIGHT)):
        window.apply_theme(choice)
        assert action(window, f"theme-{choice}").isChecked()
        ground = window.grab().toImage().pixelColor(3, window.height() // 2)
        assert ground == QColor(theme.window)


def test_choosing_a_theme_is_a_wish(qtbot, window):
    with qtbot.waitSignal(window.theme_requested) as told:
        action(window, "theme-dark").trigger()
    assert told.args == ["dark"]


def desktop_changes() -> None:
    hints = QGuiApplication.styleHints()
    hints.colorSchemeChanged.emit(hints.colorScheme())


def test_the_desktop_s_change_is_followed_only_if_wished(qtbot, window):
    window.apply_theme("dark")
    desktop_changes()
    assert window.theme_choice == "dark"
    window.apply_theme("system")
    desktop_changes()
    assert window.theme_choice == "system"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_settings_of_any_kind_leave_a_usable_window(window, theme):
    window.restore(Settings(theme=theme, geometry="not hex", splitter="00ff", tab=99))
    assert window.pad.isVisible()
    assert window.width() >= window.minimumWidth()


def test_what_goes_on_is_said_in_the_status_line(window):
    line = window.findChild(QLabel, "status")
    window.show_status("desk", "Loading torch …")
    window.show_status("training", "Training mlp-512: epoch 3 of 10")
    assert line.text().split() == ["Loading", "torch", "…", "·", "Training", "mlp-512:", "epoch", "3", "of", "10"]
    window.show_status("desk", "")
    assert line.text() == "Training mlp-512: epoch 3 of 10"


def test_the_window_stays_until_it_is_let_go(qtbot, window):
    with qtbot.waitSignal(window.close_requested):
        assert not window.close()
    assert window.isVisible()
    with qtbot.waitSignal(window.closed):
        window.let_go()
    assert not window.isVisible()


def test_the_about_box_tells_versions_licences_and_folders(window, home, monkeypatch):
    window.dialogs.show_about()
    box = window.findChild(AboutDialog)
    words = "\n".join(label.text() for label in box.findChildren(QLabel))
    for part in ("digitpad", "Python", "Qt", "PySide6", "torch", "CC BY-SA 3.0", "MIT licence", str(home / "models")):
        assert part in words
    assert not box.isModal()
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    box.open_folder(QUrl.fromLocalFile(str(home / "models")).toString())
    assert [Path(url.toLocalFile()) for url in opened] == [home / "models"]
    assert (home / "models").is_dir()
    box.close()


def test_help_lists_every_key_of_the_window(window):
    action(window, "show-keys").trigger()
    box = window.findChild(HelpDialog)
    words = box.findChild(QTextBrowser, "help-text").toPlainText().splitlines()
    keys = {key for line in words for key in line.split(", ")}
    assert {"Ctrl+Z", "F2", "Del", "Ctrl+R", "F11", "F6", "Ctrl+0"} <= keys, "19: F2 and Del were left out"
    told = {key.toString() for each in window.findChildren(QAction) for key in each.shortcuts()[:1]}
    assert told - {""} <= keys
    assert action(window, "show-help").shortcut().toString() == "F1", "19: F1 was a list of keys instead of help"
    action(window, "show-help").trigger()
    assert window.findChildren(HelpDialog) == [box], "it comes to the front again"
    box.close()


def test_the_help_names_only_keys_that_there_are(window):
    """19"""
    known = {key.toString() for each in window.findChildren(QAction) for key in each.shortcuts()}
    known |= {each.text().partition("\t")[2] for each in window.findChildren(QAction)}
    for page in help_pages.pages():
        for key in re.findall(r"`((?:Ctrl\+(?:Shift\+)?|F)[^`]{1,2})`", page.text):
            assert key in known, (page.name, key)


def test_the_icon_is_there_in_every_size():
    assert {size.width() for size in app_icon().availableSizes()} == set(SIZES)


def test_an_empty_clipboard_is_said(window):
    QApplication.clipboard().clear()
    action(window, "paste").trigger()
    assert "no picture" in window.messages.message.text


@pytest.mark.parametrize(
    ("name", "signal"),
    [("save", "save_ink_requested"), ("save-picture", "save_picture_requested"), ("open", "open_requested")],
)
def test_file_dialogs_do_not_block_and_their_answers_come_as_signals(qtbot, window, tmp_path, name, signal):
    window.files.last.use(str(tmp_path))
    action(window, name).trigger()
    dialog = window.findChild(QFileDialog)
    path = tmp_path / "x.png"
    with qtbot.waitSignal(getattr(window.files, signal)) as told:
        dialog.fileSelected.emit(str(path))
    assert told.args in ([path], [[path]])
    assert window.files.last.path == str(tmp_path)
    dialog.close()


def test_every_dialog_begins_where_the_last_one_went_whatever_it_was_for(qtbot, window, tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    window.files.last.use(str(tmp_path / "a"))
    action(window, "save").trigger()
    answered(window, tmp_path / "b" / "seven.ndjson")
    asked = [
        lambda: window.compare.exports.ask_for_table(),
        lambda: window.files.save_content("Save charts", "PNG picture (*.png)", "training.png", b""),
        lambda: window.compare.findChild(CompareBar).file_requested.emit(),
    ]
    for ask in asked:
        ask()
        assert answered(window, None) == tmp_path / "b"


def answered(window, path: Path | None) -> Path:
    """Answers the dialog that is open, or closes it; says where it began."""
    (dialog,) = (each for each in window.findChildren(QFileDialog) if each.isVisible())
    began = Path(dialog.directory().absolutePath())
    if path is not None:
        dialog.fileSelected.emit(str(path))
    dialog.close()
    return began


def test_a_saved_picture_is_black_on_white_and_shows_the_drawing(tmp_path, qapp):
    path = tmp_path / "cross.png"
    drawing_picture.save(CROSS, path)
    image = QImage(str(path))
    assert (image.width(), image.height()) == (drawing_picture.SIDE, drawing_picture.SIDE)
    assert image.pixelColor(5, 5) == QColor("white")
    assert image.pixelColor(drawing_picture.SIDE // 2, drawing_picture.SIDE // 2) == QColor("black")


def test_a_picture_of_nothing_or_to_nowhere_is_refused_in_words(tmp_path, qapp):
    with pytest.raises(InkError, match="no drawing"):
        drawing_picture.save(Ink(), tmp_path / "x.png")
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="could not be written"):
        drawing_picture.save(CROSS, tmp_path / "file" / "x.png")


def test_a_dot_is_a_picture_too(tmp_path, qapp):
    drawing_picture.copy(Ink.from_strokes([[(5, 5)]]))
    image = QApplication.clipboard().image()
    assert image.pixelColor(drawing_picture.SIDE // 2, drawing_picture.SIDE // 2) == QColor("black")


def test_the_first_window_fits_on_the_screen(window):
    room = window.screen().availableSize()
    assert window.width() <= room.width()
    assert window.height() <= room.height()


def test_f5_presents_and_escape_brings_the_window_back(window):
    """8"""
    present, canvas = action(window, "present"), window.pad.canvas
    assert present.shortcut().toString() == "F5"
    present.trigger()
    assert window.presentation.isVisible() and window.isFullScreen() and not window.tabs.isVisible()
    assert not window.statusBar().isVisible() and window.menuBar().height() == 0
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert not window.presentation.isVisible() and not window.isFullScreen() and window.tabs.isVisible()
    assert window.pad.isAncestorOf(canvas) and window.menuBar().height() > 0 and window.zoom == 100

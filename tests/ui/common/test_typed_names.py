"""A path typed in full into Qt's own file dialog is the answer, whatever folders lie on the way."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from digitpad.ui.common.file_dialogs import FileDialogs
from digitpad.ui.compare.compare_panel import ComparePanel
from tests.ui.compare.cards import bundled

# the list of names that fit pops up, and the platform without a screen says that it lacks such things
pytestmark = pytest.mark.qt_log_ignore("does not support (raise|grabbing)", extend=True)


def type_name(dialog: QFileDialog, text: str) -> None:
    """Types over the name that stands there, letter by letter, and confirms."""
    edit = dialog.findChild(QLineEdit, "fileNameEdit")
    assert edit is not None
    edit.selectAll()
    for letter in text:
        QTest.keyClick(edit, letter)
        QCoreApplication.processEvents()
    QTest.keyClick(edit, Qt.Key.Key_Return)


def pad_saving(window: QWidget) -> tuple[QFileDialog, Callable[[], list[Path]]]:
    files = FileDialogs(window)
    got: list[Path] = []
    files.save_ink_requested.connect(got.append)
    files.save_ink()
    return opened(window), lambda: got


def pad_opening(window: QWidget) -> tuple[QFileDialog, Callable[[], list[Path]]]:
    files = FileDialogs(window)
    got: list[Path] = []
    files.open_requested.connect(got.extend)
    files.open()
    return opened(window), lambda: got


def comparing(window: QWidget) -> tuple[QFileDialog, Callable[[], list[Path]]]:
    panel = ComparePanel(window)
    panel.show_models(bundled())
    got: list[Path] = []
    panel.exports.report_requested.connect(got.append)
    panel.exports.ask_for_report()
    return opened(panel), lambda: got


def opened(window: QWidget) -> QFileDialog:
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    return dialog


@pytest.mark.parametrize("ask", [pad_saving, pad_opening, comparing])
def test_a_path_typed_in_full_is_the_answer(qtbot: QtBot, tmp_path: Path, ask: Callable[[QWidget], object]) -> None:
    folder = tmp_path / "some" / "folder"
    folder.mkdir(parents=True)
    wanted = folder / ("there.ndjson" if ask is pad_opening else "new.ndjson")
    (folder / "there.ndjson").write_text("")
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    dialog, got = ask(window)  # type: ignore[misc]
    type_name(dialog, str(wanted))
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert got() == [wanted]

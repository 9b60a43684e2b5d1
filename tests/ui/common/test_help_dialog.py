"""Help in its window: pages, a search, links from page to page."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListWidget, QMainWindow, QTextBrowser
from pytestqt.qtbot import QtBot

from digitpad.core import help_pages
from digitpad.ui.common.help_dialog import HelpDialog


@pytest.fixture
def help_window(qtbot: QtBot) -> Iterator[HelpDialog]:
    parent = QMainWindow()
    qtbot.addWidget(parent)
    dialog = HelpDialog(parent)
    dialog.show()
    yield dialog
    dialog.close()


def listed(dialog: HelpDialog) -> list[str]:
    pages = dialog.findChild(QListWidget, "help-pages")
    return [pages.item(row).data(Qt.ItemDataRole.UserRole) for row in range(pages.count())]


def test_all_pages_are_listed_and_the_first_is_shown(help_window: HelpDialog) -> None:
    """19: there were no help contents."""
    text = help_window.findChild(QTextBrowser, "help-text")
    assert listed(help_window) == list(help_pages.NAMES)
    assert text.toPlainText().startswith("Getting started")
    help_window.findChild(QListWidget, "help-pages").setCurrentRow(1)
    assert text.toPlainText().startswith("Drawing and reading")


def test_a_search_lists_the_pages_with_the_words_and_marks_them(help_window: HelpDialog) -> None:
    search, text = help_window.findChild(QLineEdit, "help-search"), help_window.findChild(QTextBrowser, "help-text")
    QTest.keyClicks(search, "softmax")
    assert set(listed(help_window)) == {"networks", "glossary"}
    marked = [each.cursor.selectedText().lower() for each in text.extraSelections()]
    assert marked and set(marked) == {"softmax"}
    QTest.keyClicks(search, "qqq")
    assert listed(help_window) == [] and "No page" in text.toPlainText()
    search.clear()
    assert listed(help_window) == list(help_pages.NAMES)
    assert not text.extraSelections() and len(text.toPlainText()) > 500


def test_links_lead_to_pages_and_others_to_the_desktop(
    help_window: HelpDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    text = help_window.findChild(QTextBrowser, "help-text")
    text.anchorClicked.emit(QUrl("glossary.md"))
    assert text.toPlainText().startswith("Glossary") and not opened
    text.anchorClicked.emit(QUrl("https://example.org/"))
    assert opened == [QUrl("https://example.org/")]

"""The window in Chinese: no text of the catalogue is shown in English."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QTabWidget, QWidget

from digitpad.core import paths
from digitpad.ui.main_window import MainWindow
from tests.ui.compare.cards import bundled

PO = paths.resources() / "locale" / "zh_CN" / "LC_MESSAGES" / "digitpad.po"


@pytest.fixture
def window(chinese, bare_window: MainWindow) -> MainWindow:
    bare_window.compare.show_models(bundled())
    return bare_window


def shown(window: MainWindow) -> Iterator[tuple[str, str]]:
    """Every text that the window shows or says, with the name of what shows it."""
    for widget in (window, *window.findChildren(QWidget)):
        name = widget.objectName() or type(widget).__name__
        for text in (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()):
            yield from ((name, part) for part in re.split("</?p>", text))
        if isinstance(widget, QLabel | QAbstractButton):
            yield name, widget.text()
        if isinstance(widget, QComboBox):
            yield from ((name, widget.itemText(at)) for at in range(widget.count()))
        if isinstance(widget, QTabWidget):
            yield from ((name, widget.tabText(at)) for at in range(widget.count()))
    for action in window.findChildren(QAction):
        yield from ((action.objectName(), text) for text in (action.text(), action.toolTip(), action.statusTip()))


def test_nothing_that_has_a_translation_is_shown_in_english(window: MainWindow) -> None:
    """9: nothing could be translated."""
    with PO.open("rb") as file:
        english = {message.id for message in read_po(file) if message.id and message.id != message.string}
    texts = list(shown(window))
    assert len(texts) > 500
    left = [(name, text) for name, text in texts if text.strip(" \u25be\u25b8") in english]
    assert not left, f"{left}"


# Names, notations and keys, which are the same in Chinese.
ENGLISH_TOO = re.compile(r"padnet|digitpad|torch|beta [12]|conv \dx\d|linear 10|dropout 0|mean 0|std 0|<[^>]+>|&nbsp;")


def test_nothing_in_the_window_is_english_words(window: MainWindow) -> None:
    """9: "against", "best" and the names of changed settings were never marked for translation."""
    plain = re.compile(r"(?<![\w./:=-])[a-z]{4,}(?![\w./:=-])")
    found = {(name, text) for name, text in shown(window) if plain.search(ENGLISH_TOO.sub("", text))}
    assert not found, f"{found}"

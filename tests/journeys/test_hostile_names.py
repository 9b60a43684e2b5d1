"""Names from anywhere, through the whole program: the library's table, pages, pictures, a terminal and a window."""

import csv
import io
import json
import xml.dom.minidom
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QMenu, QWidget

from digitpad import app, cli
from digitpad.analysis.columns import FIXED, as_csv, as_markdown
from digitpad.analysis.comparison import rows
from digitpad.core.escaping import visible
from digitpad.models.library import open_library
from digitpad.ui.common import picture_export
from digitpad.ui.main_window import MainWindow
from tests.small_models import saved

TITLE = '=<img src="x">&File|*b*\x1b[31m\x07'
NOTE = "@first\nsecond </td><script>\u202e"
STROKE = [[[50] * 16, list(range(10, 90, 5))]]
# "not a digit" of a pipe, a file that a terminal would obey, and half a character
KEYS = ("\x1b]0;owned\x07", "one\ntwo", "\ud800", "<b>", "=1+1")


@pytest.fixture
def hostile(home: Path) -> Path:
    """A home whose one trained model has a hostile title and note."""
    library = open_library(home)
    saved(library, "mine")
    library.rename("mine", TITLE)
    library.note("mine", NOTE)
    return home


def test_a_table_of_models_keeps_its_rows(hostile: Path) -> None:
    table = rows(open_library(hostile).cards())
    lines = list(csv.reader(io.StringIO(as_csv(table, FIXED))))
    assert len(lines) == 1 + len(table)
    cells = {cell for line in lines for cell in line}
    assert {f"'{visible(TITLE)}", f"'{visible(NOTE)}"} <= cells
    markdown = as_markdown(table, FIXED).splitlines()
    assert len(markdown) == 2 + len(table)
    assert len({line.replace("\\|", "").count("|") for line in markdown}) == 1
    assert not any("<" in line for line in markdown)


def test_a_terminal_obeys_no_name(hostile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drawings = hostile.parent / "drawings.ndjson"
    drawings.write_text("".join(json.dumps({"key_id": key, "drawing": STROKE}) + "\n" for key in KEYS))
    strange = hostile.parent / "\x1b[2J.png"
    strange.write_bytes(b"no picture")
    assert cli.main(["models"]) == 0
    assert cli.main(["predict", "--model", "mine", str(drawings)]) == 0
    assert cli.main(["predict", "--model", "mine", str(strange)]) == 2
    assert cli.main(["predict", "--model", TITLE, str(drawings)]) == 2
    said = capsys.readouterr()
    for text in (said.out, said.err):
        assert all(character.isprintable() or character == "\n" for character in text)
        text.encode()
    assert "\\x1b]0;owned\\x07" in said.out and "one\\ntwo" in said.out
    assert cli.main(["predict", "--model", "mine", "--json", str(drawings)]) == 0
    keys = [json.loads(line)["key_id"] for line in capsys.readouterr().out.splitlines()]
    assert keys == [key.replace("\ud800", "\ufffd") for key in KEYS], (
        "half a character is none, and nothing else changes"
    )


@pytest.fixture
def window(qtbot, hostile: Path) -> Iterator[MainWindow]:
    made = app.build(hostile)
    made.show()
    yield made
    with qtbot.waitSignal(made.closed, timeout=60_000):
        made.close()
    made.deleteLater()


def tips(window: MainWindow) -> Iterator[str]:
    """Every tooltip of the window's parts and of what its lists and tables hold."""
    for widget in window.findChildren(QWidget):
        yield widget.toolTip()
    for view in window.findChildren(QAbstractItemView):
        model = view.model()
        for row in range(model.rowCount(QModelIndex()) if model is not None else 0):
            for column in range(100):
                index = model.index(row, column, QModelIndex())
                if not index.isValid():
                    break
                yield str(index.data(Qt.ItemDataRole.ToolTipRole) or "")


def test_in_a_window_a_name_is_no_rich_text_no_key_of_a_menu_and_no_markup_of_a_picture(window: MainWindow) -> None:
    told = [tip for tip in tips(window) if "img" in tip or "script" in tip]
    assert told, "a tooltip tells the name"
    for tip in told:
        assert not (Qt.mightBeRichText(tip) and ("<img" in tip or "<script" in tip)), tip
    guessing = [label for label in window.findChildren(QLabel) if label.textFormat() == Qt.TextFormat.AutoText]
    assert [label.objectName() or label.text() for label in guessing] == []
    drawn = xml.dom.minidom.parseString(picture_export.svg(window.compare, TITLE))  # noqa: S318  # our own
    assert drawn.getElementsByTagName("title")[0].firstChild.data == visible(TITLE)
    assert drawn.getElementsByTagName("script") == []
    window.compare.delete_requested.emit(["mine"])
    menus = (*window.findChildren(QMenu), window)
    named = [action.text() for menu in menus for action in menu.actions() if "img" in action.text()]
    assert named and all("&&File" in text for text in named)

"""Several files dropped at once: the good ones are shown one after the other, each bad one is said in its own words."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from digitpad.ink import file_kinds
from digitpad.ink.subject import Picture
from digitpad.ui.common import file_dialogs
from tests.journeys.windows import ONE, answer, controller, draw, find, said

pytest_plugins = ["tests.journeys.windows"]

LINE = json.dumps({"word": "1", "drawing": [[[50, 50, 50, 50], [10, 40, 70, 95]]]})
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M4 1V8" stroke="#000"/></svg>'


def picture(path: Path) -> Path:
    page = Image.new("RGB", (300, 200), "white")
    ImageDraw.Draw(page).line([(150, 30), (150, 170)], fill="black", width=12)
    page.save(path)
    return path


def everything_said(window) -> list[str]:
    """Every message that waits, each once; the bar is empty afterwards."""
    found = []
    while said(window):
        found.append(said(window))
        window.messages.close(window.messages.message)
    return found


def test_of_several_files_the_good_are_shown_and_the_bad_are_said(qtbot, open_window, tmp_path):
    window = open_window()
    good = picture(tmp_path / "good.png")
    (tmp_path / "page.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "some.ndjson").write_text(f"broken\n{LINE}\n")
    dropped = [tmp_path / "absent.png", good, tmp_path / "page.pdf", tmp_path / "some.ndjson"]
    window.pad.files_dropped.emit(dropped)
    qtbot.waitUntil(lambda: answer(window) != "" and not window.pad.canvas.ink)
    texts: list[str] = []

    def heard() -> bool:
        texts.extend(everything_said(window))
        return len(texts) >= 4

    qtbot.waitUntil(heard)
    for words in ("absent.png", "page.pdf is a PDF document", "some.ndjson, line 1", "number 1 of 2 drawings"):
        assert any(words in text for text in texts), words


def test_the_next_of_them_is_a_button_away(qtbot, open_window, tmp_path):
    window = open_window()
    (tmp_path / "ink.ndjson").write_text(f"{LINE}\n")
    window.pad.files_dropped.emit([picture(tmp_path / "a.png"), tmp_path / "ink.ndjson"])
    for number, ink in ((1, False), (2, True), (1, False)):
        qtbot.waitUntil(lambda number=number: f"number {number} of 2" in said(window))
        assert bool(window.pad.canvas.ink) == ink
        find(window, QPushButton, "message-action").click()


@pytest.mark.parametrize("change", ["clear", "a stroke over the picture", "another picture"])
def test_what_is_no_longer_on_the_pad_is_not_said_to_be(qtbot, open_window, tmp_path, change):
    window = open_window()
    (tmp_path / "ink.ndjson").write_text(f"{LINE}\n")
    window.pad.files_dropped.emit([picture(tmp_path / "a.png"), tmp_path / "ink.ndjson"])
    qtbot.waitUntil(lambda: "a.png is on the pad, number 1 of 2" in said(window))
    if change == "clear":
        window.pad.clear()
    elif change == "another picture":
        window.pad.show_picture(Picture(np.full((60, 60), 200, np.uint8)))
    else:
        draw(window, ONE)
    assert said(window) == ""
    qtbot.waitUntil(lambda: not controller(window).job_pool.busy)


@pytest.mark.parametrize("name", ["folder", "wrong-name.png", "drawing.svg", "letters.jsonl"])
def test_what_the_command_line_reads_the_window_reads(qtbot, open_window, tmp_path, name):
    window = open_window()
    path = tmp_path / name
    if name == "folder":
        path.mkdir()
        picture(path / "a.png")
    else:
        path.write_text(SVG if name.endswith("svg") else f"{LINE}\n")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    QGuiApplication.clipboard().setMimeData(data)
    assert window.pad.paste()
    qtbot.waitUntil(lambda: answer(window) != "")


def test_the_dialog_lists_what_is_read():
    for suffix in file_kinds.READ:
        assert f"*{suffix}" in file_dialogs.readable()[0]
        assert any(f"*{suffix}" in each for each in file_dialogs.readable()[1:3])

"""The ways of reading in the real window: numbers, thresholds, switched-off steps, tiny drawings, kept drawings."""

import json

import numpy as np
import pytest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QWidget

from digitpad.evaluation import test_sets
from digitpad.ink import my_drawings
from digitpad.ink.ink import Ink
from digitpad.ink.subject import Picture
from digitpad.ui.common.confusion_view import ConfusionView
from digitpad.ui.draw.drawings_dialog import DrawingsDialog
from tests.journeys.windows import MODEL, ONE, answer, at_rest, close, controller, draw, find, press, said

pytest_plugins = ["tests.journeys.windows"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen can neither raise nor grab
LEFT_ONE = [(0.3, y) for _, y in ONE]
RIGHT_ONE = [(0.7, y) for _, y in ONE]
SPECK = [(0.5, 0.5), (0.505, 0.51), (0.51, 0.52)]


def test_two_ones_are_eleven_and_the_switch_is_remembered(qtbot, open_window, window_home) -> None:
    window = open_window()
    press(window, "pad-numbers")
    draw(window, LEFT_ONE)
    qtbot.waitUntil(lambda: answer(window) == "1")
    draw(window, RIGHT_ONE)
    qtbot.waitUntil(lambda: answer(window) == "11")
    assert len(window.pad.canvas.marks) == 2
    window.pad.undo()
    qtbot.waitUntil(lambda: answer(window) == "1")
    window.pad.redo()
    qtbot.waitUntil(lambda: answer(window) == "11")
    press(window, "pad-numbers")
    qtbot.waitUntil(lambda: answer(window) != "11")
    assert window.pad.canvas.marks == ()
    press(window, "pad-numbers")
    close(qtbot, window)
    assert json.loads((window_home / "settings.json").read_text())["numbers"] is True


def test_two_ones_on_a_pad_for_one_digit_are_asked_about(qtbot, open_window) -> None:
    window = open_window()
    line = window.pad.answer_view.line
    draw(window, LEFT_ONE)
    qtbot.waitUntil(lambda: answer(window) == "1")
    draw(window, RIGHT_ONE)
    qtbot.waitUntil(lambda: line.accessibleName() == "Two digits? Read them as a number")
    assert answer(window) == ""
    line.linkActivated.emit("offer")
    qtbot.waitUntil(lambda: answer(window) == "11")
    press(window, "pad-numbers")
    page = np.full((120, 200), 255, np.uint8)
    page[20:100, 40:50] = page[20:100, 140:150] = 0
    window.pad.show_picture(Picture(page))
    qtbot.waitUntil(lambda: line.accessibleName() == "Two digits? Read them as a number")
    assert answer(window) == ""


def test_two_ones_on_a_picture_are_eleven_with_a_frame_around_each(qtbot, open_window) -> None:
    window = open_window()
    press(window, "pad-numbers")
    page = np.full((120, 200), 255, np.uint8)
    page[20:100, 40:50] = page[20:100, 140:150] = 0
    window.pad.show_picture(Picture(page))
    qtbot.waitUntil(lambda: answer(window) == "11")
    boxes = [mark.box for mark in window.pad.canvas.marks]
    assert [round(left, -1) for left, _, _, _ in boxes] == [40, 140], "the frames lie in the picture's own pixels"
    press(window, "pad-numbers")
    qtbot.waitUntil(lambda: len(answer(window)) < 2)
    assert window.pad.canvas.marks == ()


def test_the_other_models_read_the_newest_digit_of_a_number(qtbot, open_window) -> None:
    window = open_window()
    window.show_compare()
    asked: list[Ink] = []
    original = controller(window).inference.ask_others
    controller(window).inference.ask_others = lambda request: (asked.append(request.subject.ink), original(request))
    press(window, "pad-numbers")
    draw(window, LEFT_ONE)
    draw(window, RIGHT_ONE)
    qtbot.waitUntil(lambda: answer(window) == "11" and bool(asked) and len(asked[-1].strokes) == 1)
    assert asked[-1].box[0] > 0.6 * window.pad.canvas.width()


def test_a_threshold_of_ones_own_makes_a_model_doubt_and_is_remembered(qtbot, open_window, window_home) -> None:
    window = open_window()
    draw(window, ONE)
    qtbot.waitUntil(lambda: answer(window) == "1")
    window.pad.threshold.slider.setValue(window.pad.threshold.slider.maximum())
    window.pad.threshold.show_threshold(1.1)
    window.pad.read_again()
    qtbot.waitUntil(lambda: "perhaps" in window.pad.answer_view.line.text())
    assert answer(window) == "1"
    window.pad.threshold.own.click()
    qtbot.waitUntil(lambda: "perhaps" not in window.pad.answer_view.line.text())
    window.pad.threshold.show_threshold(0.25)
    window.pad.threshold.threshold_requested.emit(0.25)
    close(qtbot, window)
    assert json.loads((window_home / "settings.json").read_text())["threshold"] == 0.25


def test_a_speck_on_the_canvas_is_too_small(qtbot, open_window) -> None:
    window = open_window()
    draw(window, SPECK)
    qtbot.waitUntil(lambda: "too small" in window.pad.answer_view.line.text())
    assert answer(window) == ""


def test_switching_a_step_off_changes_what_every_model_is_shown(qtbot, open_window) -> None:
    window = open_window()
    window.show_compare()
    window.pad.show_inspector(True)
    draw(window, [(0.1 + 0.1 * x, 0.1 + 0.1 * y) for x, y in ONE])
    at_rest(qtbot, window)
    rounds: list[object] = []
    controller(window).inference.compared.connect(rounds.append)
    before = window.pad.answer_view.glyph.pixels
    press(window, "pad-switch-fit")
    at_rest(qtbot, window)
    assert not (window.pad.answer_view.glyph.pixels == before).all()
    assert not rounds[-1].request.subject.switches.fit
    window.resize(window.width() + 90, window.height() + 90)  # and the drawing lies elsewhere on a larger canvas
    canvas = window.pad.canvas
    qtbot.waitUntil(lambda: rounds[-1].request.subject.screen.width == canvas.width())
    assert rounds[-1].request.subject.screen.pen == canvas.pen_px
    assert rounds[-1].glyph.sum() < 0.6 * before.sum() / 255
    window.pad.show_inspector(False)
    qtbot.waitUntil(lambda: bool((window.pad.answer_view.glyph.pixels == before).all()))


def test_drawings_are_kept_opened_measured_and_deleted(qtbot, open_window, window_home) -> None:
    window = open_window()
    draw(window, ONE)
    window.pad.keep_requested.emit("1")
    qtbot.waitUntil(lambda: "Kept as 1" in said(window))
    kept = my_drawings.load(window_home)
    assert [drawing.word for drawing in kept] == ["1"]
    assert len(kept[0].ink.strokes[0]) == len(ONE)
    assert test_sets.load("mine", window_home).labels.tolist() == [1]
    window.pad.clear()
    window.pad.mine_requested.emit()
    qtbot.waitUntil(lambda: (box := window.findChild(DrawingsDialog, "mine")) is not None and box.isVisible())
    box = find(window, DrawingsDialog, "mine")
    box.list.item(0).setSelected(True)
    box.open_button.click()
    qtbot.waitUntil(lambda: answer(window) == "1")
    box.delete_button.click()
    qtbot.waitUntil(lambda: my_drawings.load(window_home) == [] and "deleted" in said(window))
    window.messages.act()
    qtbot.waitUntil(lambda: len(my_drawings.load(window_home)) == 1)
    qtbot.waitUntil(lambda: box.list.count() == 1)


def test_a_drawing_kept_beside_a_broken_line_is_said_to_be_kept(qtbot, open_window, window_home) -> None:
    place = my_drawings.path(window_home)
    place.parent.mkdir(parents=True)
    place.write_text('no ink\n{"word": "7", "drawing": [[[0, 9], [0, 9]]]}\n')
    window = open_window(ready=False)
    draw(window, ONE)
    window.pad.keep_requested.emit("1")
    qtbot.waitUntil(lambda: "Kept as 1. You have 2 drawings" in said(window))
    window.messages.close(window.messages.message)
    assert "1 drawing could be read. The old file is kept as mine.ndjson.gz.broken." in said(window)


def test_an_empty_pad_cannot_be_kept(qtbot, open_window, window_home) -> None:
    window = open_window(ready=False)
    window.pad.keep_requested.emit("1")
    qtbot.waitUntil(lambda: "no drawing on the pad" in said(window))
    assert not my_drawings.path(window_home).exists()


def test_models_are_measured_on_ones_own_drawings(qtbot, open_window, window_home) -> None:
    window = open_window()
    for x in (10, 20, 30):
        my_drawings.add(window_home, Ink.from_strokes([[(x, y) for y in range(0, 100, 5)]]), "1")
    window.compare.select(MODEL)
    box = find(window, QComboBox, "compare-on")
    window.compare.evaluate_requested.emit([MODEL], "mine")
    qtbot.waitUntil(lambda: box.findData("mine") >= 0 and not controller(window).job_pool.busy, timeout=60_000)
    box.setCurrentIndex(box.findData("mine"))
    assert sum(map(sum, find(window, ConfusionView, "compare-confusion").matrix.counts)) == 3


def test_leaving_out_a_pictures_step_changes_what_is_read(qtbot, open_window) -> None:
    window = open_window()
    window.pad.show_inspector(True)
    page = np.full((200, 200, 3), (250, 250, 245), np.uint8)
    page[60:140, 95:105] = (40, 40, 60)
    page[30:170:139, 40:161] = page[30:170, 40:161:120] = (40, 40, 60)  # a box around it
    window.pad.show_picture(Picture(page))
    at_rest(qtbot, window)
    qtbot.waitUntil(lambda: bool(window.pad.answer_view.glyph.pixels.any()))
    boxed_off = window.pad.answer_view.glyph.pixels
    assert window.findChild(QWidget, "pad-picture-steps").isVisible()
    for name in ("sheet", "lines"):
        window.findChild(QAbstractButton, f"pad-picture-switch-{name}").click()
    # the box is read with the one in it: it reaches to the glyph's sides
    qtbot.waitUntil(lambda: bool(window.pad.answer_view.glyph.pixels[:, 3:7].any()))
    at_rest(qtbot, window)
    window.pad.show_inspector(False)
    qtbot.waitUntil(lambda: bool((window.pad.answer_view.glyph.pixels == boxed_off).all()))

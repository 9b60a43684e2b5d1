"""The pad as a whole: found by its contract's names, driven by mouse and keys, in any size, without torch."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QSlider, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from digitpad.core.recipes import RECIPES
from digitpad.core.records import DIGITS, RUNNING, Answer, Card, Refusal, Score
from digitpad.ink.ink import Ink
from digitpad.ui.common import theme
from digitpad.ui.draw.document import Picture
from digitpad.ui.draw.pad_panel import PadPanel
from tests import small_models
from tests.ui.draw.mouse_strokes import LEFT, PLAIN, PadSpy, draw

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
CARDS = [
    Card(name, plan, DIGITS, 1000, "weights.safetensors", 4000, scores=(Score("mnist", 10_000, 0.9912, (0.98, 1.0)),))
    for name, plan in RECIPES.items()
]


def found(pad: PadPanel, kind: type, name: str) -> QWidget:
    widget = pad.findChild(kind, name)
    assert widget is not None, name
    return widget


def test_everything_of_the_contract_is_there_and_named(pad: PadPanel) -> None:
    assert isinstance(found(pad, QComboBox, "pad-model"), QComboBox)
    assert isinstance(found(pad, QLabel, "pad-answer"), QLabel)
    for name in ("pad-clear", "pad-undo", "pad-redo"):
        assert isinstance(found(pad, QAbstractButton, name), QAbstractButton)
    for name in ("pad-canvas", "pad-bars", "pad-glyph", "pad-pen"):
        found(pad, QWidget, name)


def test_every_control_has_a_tooltip_and_a_name_for_a_screen_reader(pad: PadPanel) -> None:
    for name in ("pad-model", "pad-undo", "pad-redo", "pad-clear", "pad-pen", "pad-answer", "pad-bars", "pad-glyph"):
        widget = found(pad, QWidget, name)
        assert widget.toolTip(), name
        assert widget.accessibleName(), name
    assert found(pad, QWidget, "pad-canvas").accessibleName()


def test_the_tab_key_walks_from_the_model_to_the_pen(pad: PadPanel, qtbot: QtBot) -> None:
    draw(pad.canvas, [(50, 50), (60, 60)])
    draw(pad.canvas, [(50, 90), (60, 90)])
    pad.undo()
    pad.activateWindow()
    pad.models.setFocus()
    qtbot.waitUntil(pad.models.hasFocus)
    names = []
    for _ in range(10):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        names.append(QApplication.focusWidget().objectName())
    tools = ["undo", "redo", "clear", "eraser", "numbers", "steps", "keep", "pen"]
    assert names == ["pad-threshold", "pad-canvas", *(f"pad-{name}" for name in tools)]


def test_drawing_is_told_at_every_point(pad: PadPanel, spy: PadSpy) -> None:
    draw(pad.canvas, [(50, 50), (100, 60), (80, 200)])
    assert [len(ink.strokes[0]) for ink in spy.inks] == [1, 2, 3]
    assert pad.canvas.ink.strokes[0].tolist() == [[50, 50], [100, 60], [80, 200]]


def test_the_buttons_undo_redo_and_clear(pad: PadPanel, spy: PadSpy) -> None:
    undo, redo, clear = (found(pad, QAbstractButton, f"pad-{name}") for name in ("undo", "redo", "clear"))
    assert not (undo.isEnabled() or redo.isEnabled() or clear.isEnabled())
    draw(pad.canvas, [(50, 50), (100, 60)])
    QTest.mouseClick(undo, LEFT)
    assert not pad.canvas.ink
    assert redo.isEnabled()
    assert not undo.isEnabled()
    QTest.mouseClick(redo, LEFT)
    assert len(pad.canvas.ink.strokes) == 1
    QTest.mouseClick(clear, LEFT)
    assert not pad.canvas.ink
    assert not spy.inks[-1]
    assert not clear.isEnabled()


@pytest.mark.parametrize("redo", [(Qt.Key.Key_Z, CONTROL | SHIFT), (Qt.Key.Key_Y, CONTROL)])
def test_the_keys_undo_redo_and_clear(pad: PadPanel, redo: tuple[Qt.Key, Qt.KeyboardModifier]) -> None:
    draw(pad.canvas, [(50, 50), (100, 60)])
    QTest.keyClick(pad.canvas, Qt.Key.Key_Z, CONTROL)
    assert not pad.canvas.ink
    QTest.keyClick(pad.canvas, *redo)
    assert pad.canvas.ink
    QTest.keyClick(pad.canvas, Qt.Key.Key_Delete)
    assert not pad.canvas.ink


def test_escape_forgets_the_stroke_that_is_being_drawn(pad: PadPanel, spy: PadSpy) -> None:
    draw(pad.canvas, [(50, 50), (100, 60)])
    QTest.mousePress(pad.canvas, LEFT, PLAIN, QPoint(80, 80))
    QTest.keyClick(pad.canvas, Qt.Key.Key_Escape)
    QTest.mouseMove(pad.canvas, QPoint(120, 120))
    QTest.mouseRelease(pad.canvas, LEFT, PLAIN, QPoint(150, 150))
    assert len(pad.canvas.ink.strokes) == 1
    assert len(spy.inks[-1].strokes) == 1


def test_an_empty_canvas_has_no_answer(pad: PadPanel) -> None:
    draw(pad.canvas, [(50, 50), (100, 60)])
    pad.show_answer(Answer(1, 0.9, (0.1, 0.9, *(0.0,) * 8), 1))
    pad.answer_view.glyph.show_glyph(np.ones((28, 28), np.float32))
    pad.clear()
    assert found(pad, QLabel, "pad-answer").text() == ""  # type: ignore[attr-defined]
    assert not pad.answer_view.glyph.pixels.any()


def test_models_are_offered_by_name_and_chosen_by_id(pad: PadPanel, spy: PadSpy) -> None:
    pad.models.show_models([replace(CARDS[0], title="My first"), *CARDS[1:]], "cnn-5x5")
    box = pad.models
    assert [box.itemData(row) for row in range(box.count())] == list(RECIPES)
    assert "My first" in box.itemText(0)
    assert "Fashion-MNIST" in box.itemText(0)
    assert "99.12 %" in box.itemData(2, Qt.ItemDataRole.ToolTipRole)
    assert pad.models.model_id == "cnn-5x5"
    assert spy.models == []
    box.setCurrentIndex(box.findData("mlp-512"))
    assert spy.models == ["mlp-512"]
    pad.models.select("padnet")
    assert (pad.models.model_id, spy.models) == ("padnet", ["mlp-512"])


def test_a_model_that_is_gone_gives_way_to_the_first_and_that_is_told(pad: PadPanel, spy: PadSpy) -> None:
    pad.models.show_models(CARDS, "deleted")
    assert pad.models.model_id == CARDS[0].id
    assert spy.models == [CARDS[0].id]
    pad.models.show_models([], "deleted")
    assert pad.models.model_id == ""


def test_the_model_in_training_can_be_chosen_while_it_runs(pad: PadPanel, spy: PadSpy) -> None:
    pad.models.show_models(CARDS, "padnet")
    pad.models.show_running("cnn-5x5, epoch 2")
    assert pad.models.model_id == "padnet"
    pad.models.setCurrentIndex(pad.models.findData(RUNNING))
    pad.models.show_running("cnn-5x5, epoch 3")
    assert pad.models.currentText() == "cnn-5x5, epoch 3"
    pad.models.show_models(CARDS[:3], RUNNING)
    assert spy.models == [RUNNING]
    assert pad.models.model_id == RUNNING
    pad.models.show_running("")
    assert pad.models.model_id == spy.models[-1] == CARDS[0].id


def test_the_pen_slider_sets_the_pen_and_tells_it(pad: PadPanel, spy: PadSpy) -> None:
    found(pad, QSlider, "pad-pen").setValue(31)  # type: ignore[attr-defined]
    assert pad.canvas.pen_px == 31
    assert spy.widths == [31.0]
    assert pad.pen_label.text().endswith("31 px")


def test_a_remembered_pen_is_taken_without_telling(pad: PadPanel, spy: PadSpy) -> None:
    pad.canvas.set_pen_width(9.0)
    assert (pad.pen_slider.value(), pad.canvas.pen_px, spy.widths) == (9, 9.0, [])
    pad.canvas.set_pen_width(0.0)
    assert pad.pen_slider.value() == round(pad.canvas.pen_px) > 9


def test_a_picture_stays_until_the_user_draws(pad: PadPanel, spy: PadSpy) -> None:
    picture = Picture(np.full((28, 28), 90, np.uint8))
    pad.show_picture(picture)
    assert spy.pictures == [picture]
    assert pad.clear_button.isEnabled()
    draw(pad.canvas, [(50, 50), (60, 70)])
    assert pad.canvas.picture is None
    pad.undo()
    assert spy.pictures[-1] is picture and not spy.inks[-1]


def test_foreign_ink_is_shown_and_told(pad: PadPanel, spy: PadSpy) -> None:
    pad.set_ink(Ink.from_strokes([[(0, 0), (0.5, 1.0)]]))
    assert pad.canvas.ink.extent > 100
    assert len(spy.inks[-1].strokes) == 1


@pytest.mark.parametrize("size", [(380, 600), (560, 950)])
@pytest.mark.parametrize("name", ["light", "dark"])
def test_nothing_is_cut_off_at_the_sizes_it_is_made_for(qtbot: QtBot, size: tuple[int, int], name: str) -> None:
    window = QWidget()
    window.setObjectName("page")
    qtbot.addWidget(window)
    pad = PadPanel()
    layout = QVBoxLayout(window)
    layout.setContentsMargins(8, 8, 8, 8)
    layout.addWidget(pad)
    window.resize(*size)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    kept = application.styleSheet(), application.palette()
    theme.dress(theme.THEMES[name])
    window.show()
    assert window.size().toTuple() == size
    assert min(pad.canvas.width(), pad.canvas.height()) >= 240
    for widget in pad.findChildren(QWidget):
        if widget.isVisible():
            assert widget.width() >= widget.minimumSizeHint().width(), widget.objectName()
            assert widget.height() >= widget.minimumSizeHint().height(), widget.objectName()
            corner = widget.mapTo(window, QPoint(widget.width(), widget.height()))
            assert corner.x() <= size[0]
            assert corner.y() <= size[1]
    application.setStyleSheet(kept[0])
    application.setPalette(kept[1])


def test_nothing_moves_when_answers_notes_and_names_change(pad: PadPanel) -> None:
    QApplication.processEvents()  # the first layout
    before = pad.canvas.size(), pad.answer_view.size()
    seven = Answer(7, 0.9, (*(0.1 / 9,) * 7, 0.9, *(0.1 / 9,) * 2), 7)
    for news in (
        lambda: pad.answer_view.show_note("Loading a model that has a very long name indeed, and more"),
        lambda: pad.show_answer(seven),
        lambda: pad.show_answer(replace(seven, digit=None, refused=Refusal.NOT_A_DIGIT)),
        lambda: pad.show_classes(("T-shirt/top", "Trouser", "Pullover", *DIGITS[3:9], "Ankle boot")),
        lambda: pad.answer_view.show_note(""),
    ):
        news()
        QApplication.processEvents()
        assert (pad.canvas.size(), pad.answer_view.size()) == before


def test_a_model_of_other_things_than_digits_reads_no_numbers(pad: PadPanel, qtbot: QtBot) -> None:
    card = small_models.card_of("letters")
    pad.show_numbers(True)
    pad.show_card(replace(card, classes=("a", "b")))
    pad.show_classes(("a", "b"))
    assert not pad.tools.numbers.isEnabled() and pad.canvas.hint == "Draw here"
    with qtbot.waitSignal(pad.subject_changed) as told:
        pad.set_ink(Ink.from_strokes([[(0, 0), (90, 90)]]))
    assert not told.args[0].numbers
    pad.show_card(card)
    pad.show_classes(card.classes)
    assert pad.tools.numbers.isEnabled() and pad.tools.numbers.isChecked()
    assert pad.canvas.hint == "Draw a digit here"


def test_a_disabled_pad_does_not_draw(pad: PadPanel) -> None:
    pad.setEnabled(False)
    at = QPointF(50, 50)
    QApplication.sendEvent(pad.canvas, QMouseEvent(QEvent.Type.MouseButtonPress, at, at, LEFT, LEFT, PLAIN))
    assert not pad.canvas.ink


def test_the_pad_is_built_without_torch() -> None:
    code = (
        "import sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "app = QApplication(['-', '-platform', 'offscreen'])\n"
        "from digitpad.ui.draw.pad_panel import PadPanel\n"
        "pad = PadPanel()\n"
        "sys.exit('torch' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=180).returncode == 0


@pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen can neither raise nor grab
@pytest.mark.parametrize(("keys", "label"), [
    ((Qt.Key.Key_Return,), "0"), ((Qt.Key.Key_Right, Qt.Key.Key_Enter), "1"), ((Qt.Key.Key_7,), "7"),
    ((Qt.Key.Key_Tab, Qt.Key.Key_Space), "1"),
])  # fmt: skip
def test_a_drawing_is_kept_by_the_keyboard_alone(qtbot, pad, keys, label) -> None:
    pad.set_ink(Ink.from_strokes([[(1, 1), (1, 9)]]))
    kept: list[str] = []
    pad.keep_requested.connect(kept.append)
    pad.tools.keep.open()
    qtbot.waitUntil(lambda: QApplication.focusWidget().objectName() == "pad-keep-0")
    for key in keys:
        QTest.keyClick(QApplication.focusWidget(), key)
    assert kept == [label]


@pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen can neither raise nor grab
@pytest.mark.parametrize("filled", [True, False])
def test_a_card_below_a_button_takes_the_keyboard_and_gives_it_back(qtbot, pad, filled) -> None:
    pad.activateWindow()
    qtbot.waitUntil(pad.isActiveWindow)
    if filled:
        pad.set_ink(Ink.from_strokes([[(1, 1), (1, 9)]]))
    pad.canvas.setFocus()
    for opened, first in ((pad.tools.keep.open, "pad-keep-0" if filled else "pad-mine"),
                          (pad.threshold.click, "pad-threshold-slider")):  # fmt: skip
        opened()
        qtbot.waitUntil(lambda first=first: QApplication.focusWidget().objectName() == first)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
        qtbot.waitUntil(pad.canvas.hasFocus)


def test_the_answer_stands_beside_the_canvas_where_the_panel_is_wide(qtbot, pad) -> None:
    narrow = pad.minimumSizeHint().width()
    pad.resize(430, 700)
    assert pad.answer_view.y() > pad.canvas.height()
    pad.resize(780, 540)
    qtbot.waitUntil(lambda: pad.answer_view.x() > pad.canvas.width())
    assert pad.canvas.height() > 350 and pad.minimumSizeHint().width() == narrow
    assert pad.minimumSizeHint().height() < 540
    pad.resize(430, 700)
    qtbot.waitUntil(lambda: pad.answer_view.y() > pad.canvas.height())

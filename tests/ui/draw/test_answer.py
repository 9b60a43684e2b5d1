"""What the pad says: the digit, how sure, the refusals, the ten bars and the glyph."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFont, QFontMetrics, QImage
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from digitpad.core.records import DIGITS, Answer, Refusal
from digitpad.ui.common.bars import TEXT_PX, Bars
from digitpad.ui.common.glyph_view import GlyphView
from digitpad.ui.common.theme import DARK, LIGHT, dress
from digitpad.ui.draw import answer_text
from digitpad.ui.draw.answer_view import SMALLEST_PX, AnswerView, largest_font
from tests.ui.common.shown import shown

FASHION = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip


def answer(best: int = 7, share: float = 0.91, refused: str = "", classes: tuple[str, ...] = DIGITS) -> Answer:
    rest = (1.0 - share) / 9
    shares = tuple(share if number == best else rest for number in range(10))
    return Answer(None if refused else best, share, shares, best, refused, classes)


EMPTY = Answer(None, 0.0, (0.1,) * 10, None, Refusal.EMPTY)


@pytest.fixture
def view(qtbot: QtBot) -> AnswerView:
    return shown(qtbot, AnswerView(), 380, 240)


def text(view: QWidget, name: str) -> str:
    label = view.findChild(QLabel, name)
    assert label is not None
    return label.text()


def picture(widget: QWidget) -> np.ndarray:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return flat[..., 2::-1].astype(int)


def test_an_answer_is_shown_as_digit_certainty_and_bars(view: AnswerView) -> None:
    view.show_answer(answer(7, 0.91))
    assert text(view, "pad-answer") == "7"
    assert text(view, "pad-verdict") == "91.0 % sure"
    rows = view.bars.rows
    assert [row.label for row in rows] == list(DIGITS)
    assert [row.text for row in rows] == ["1.0 %"] * 7 + ["91.0 %"] + ["1.0 %"] * 2
    assert [row.best for row in rows].index(True) == 7


@pytest.mark.parametrize(
    ("reason", "line"),
    [
        (Refusal.NOT_A_DIGIT, "not a digit \u2013 perhaps 7"),
        (Refusal.TOO_SMALL, "too small to read \u2013 perhaps 7"),
    ],
)
def test_a_refusal_leaves_the_answer_empty_and_says_why_with_the_nearest_guess(
    view: AnswerView, reason: Refusal, line: str
) -> None:
    view.show_answer(answer(7, 0.4, reason))
    assert text(view, "pad-answer") == ""
    assert text(view, "pad-verdict") == line
    assert view.bars.rows[7].share == 0.4


def test_in_doubt_the_digit_stands_lighter_and_its_rival_is_named(view: AnswerView) -> None:
    sure = answer(7, 0.6)
    view.show_answer(sure)
    certain = picture(view.label)
    view.show_answer(dataclasses.replace(sure, in_doubt=True))
    assert text(view, "pad-answer") == "7", "the bare digit"
    assert text(view, "pad-verdict") == "60.0 % sure \u2013 perhaps 0"
    doubted = picture(view.label)
    background = certain[0, 0]
    assert np.abs(doubted - background).max() < np.abs(certain - background).max(), "lighter"
    assert (doubted != background).any(axis=2).sum() > 0
    view.show_answer(sure)
    np.testing.assert_array_equal(picture(view.label), certain)


@pytest.mark.parametrize("nothing", [None, EMPTY])
def test_no_drawing_no_answer(view: AnswerView, nothing: Answer | None) -> None:
    view.show_answer(answer())
    view.show_answer(nothing)
    assert text(view, "pad-answer") == ""
    assert text(view, "pad-verdict") == ("" if nothing else "The prediction appears here")
    assert {(row.share, row.text, row.best) for row in view.bars.rows} == {(0.0, "", False)}


def test_a_fashion_model_shows_its_own_names_and_they_fit(view: AnswerView) -> None:
    view.show_answer(answer(9, 0.7, classes=FASHION))
    assert text(view, "pad-answer") == "Ankle boot"
    assert [row.label for row in view.bars.rows] == list(FASHION)
    font = QFont()
    font.setPixelSize(TEXT_PX)
    widest = max(QFontMetrics(font).horizontalAdvance(name) for name in FASHION)
    view.show_answer(answer())
    digits = view.bars.minimumSizeHint().width()
    view.show_answer(answer(9, 0.7, classes=FASHION))
    assert view.bars.minimumSizeHint().width() - digits == widest - QFontMetrics(font).horizontalAdvance("0")
    view.adjustSize()
    assert view.bars.width() >= view.bars.minimumSizeHint().width()
    font = largest_font("Ankle boot", view.label.width(), view.label.height())
    assert QFontMetrics(font).horizontalAdvance("Ankle boot") <= view.label.width()


def test_the_names_stay_when_the_canvas_is_cleared(view: AnswerView) -> None:
    view.show_answer(answer(9, classes=FASHION))
    view.show_answer(None)
    assert [row.label for row in view.bars.rows] == list(FASHION)


def test_a_note_stands_in_the_line_until_it_is_taken_away(view: AnswerView) -> None:
    view.show_answer(answer(3, 0.5))
    view.show_note("Loading torch\u2026")
    assert text(view, "pad-verdict") == "Loading torch\u2026"
    view.show_note("")
    assert text(view, "pad-verdict") == "50.0 % sure"


@given(st.floats(0, 1))
def test_only_certainty_is_written_as_certain(share: float) -> None:
    written = answer_text.percentage(share)
    assert (written == "100.0 %") == (share == 1.0)
    assert float(written.removesuffix(" %")) == pytest.approx(100 * share, abs=0.1)


def test_a_screen_reader_hears_the_answer(view: AnswerView) -> None:
    assert view.label.accessibleName() == "Prediction"
    view.show_answer(answer(7, 0.91))
    assert view.label.accessibleDescription() == "7, 91.0 % sure"
    view.show_answer(answer(7, 0.4, Refusal.NOT_A_DIGIT))
    assert "not a digit" in view.label.accessibleDescription()


def test_the_longer_the_probability_the_longer_the_bar(qtbot: QtBot) -> None:
    bars = Bars()
    qtbot.addWidget(bars)
    bars.resize(300, 240)
    lengths = []
    for share in (0.0, 0.25, 0.5, 1.0):
        bars.show_answer(Answer(0, share, (share, *((1 - share) / 9,) * 9), 0))
        shot = picture(bars)
        row = shot[: 240 // 10]
        accent = np.array([int(LIGHT.accent[i : i + 2], 16) for i in (1, 3, 5)])
        lengths.append(int((np.abs(row - accent).sum(axis=2) < 12).any(axis=0).sum()))
    assert lengths[0] <= 3
    assert lengths[2] == pytest.approx(lengths[3] / 2, abs=3)
    assert lengths[1] == pytest.approx(lengths[3] / 4, abs=3)


def test_of_more_classes_than_there_is_room_for_the_likeliest_are_shown(qtbot: QtBot) -> None:
    names = tuple(f"class {number}" for number in range(40))
    shares = (0.5, *(0.0,) * 20, 0.3, *(0.0,) * 17, 0.2)
    many = answer_text.rows(Answer(0, 0.5, shares, 0, None, names))
    assert [row.label for row in answer_text.fitting(many, 3)] == ["class 0", "class 21", "class 39"]
    assert answer_text.fitting(many, 40) == many
    assert len(answer_text.fitting(answer_text.blank(names), 12)) == 12
    bars = Bars()
    qtbot.addWidget(bars)
    room = bars.minimumSizeHint().height(), bars.sizeHint().height()
    bars.show_classes(("a name that is longer than any sentence about it could ever be", *names))
    assert (bars.minimumSizeHint().height(), bars.sizeHint().height()) == room
    assert bars.minimumSizeHint().width() < 240
    bars.resize(300, 200)
    picture(bars)


def test_what_is_none_of_own_classes_is_said_so(view: AnswerView) -> None:
    view.show_answer(answer(1, 0.4, Refusal.NONE_OF_THESE, FASHION))
    assert text(view, "pad-answer") == ""
    assert text(view, "pad-verdict") == "none of these \u2013 perhaps Trouser"


def test_a_long_name_is_whole_in_the_text_and_the_tooltip(view: AnswerView) -> None:
    name = "a name that fits in no column at all, whatever its letters"
    view.show_answer(answer(0, 0.9, classes=(name, *FASHION[1:])))
    assert text(view, "pad-answer") == name and view.label.toolTip() == name
    view.show_answer(answer())
    assert view.label.toolTip() != "7"


def test_refused_bars_do_not_shine(qtbot: QtBot) -> None:
    bars = Bars()
    qtbot.addWidget(bars)
    bars.resize(300, 240)
    bars.show_answer(answer(7, 0.9))
    shining = picture(bars)
    bars.show_answer(answer(7, 0.9, Refusal.NOT_A_DIGIT))
    assert (picture(bars) != shining).any()


def test_the_same_answer_again_paints_nothing(qtbot: QtBot) -> None:
    bars = Bars()
    qtbot.addWidget(bars)
    updates: list[int] = []
    bars.update = lambda *_args: updates.append(1)  # type: ignore[method-assign]  # counts, and that is all
    bars.show_answer(answer())
    bars.show_answer(answer())
    assert len(updates) == 1


def test_the_glyph_is_shown_pixel_by_pixel(qtbot: QtBot) -> None:
    view = GlyphView()
    qtbot.addWidget(view)
    view.resize(120, 120)
    glyph = np.random.default_rng(1).random((28, 28)).astype(np.float32)
    view.show_glyph(glyph)
    square = view.square()
    assert square.width() == 28 * 4
    shot = picture(view)[square.top() : square.top() + 112, square.left() : square.left() + 112, 0]
    wanted = np.rint(glyph * 255).astype(int).repeat(4, axis=0).repeat(4, axis=1)
    assert (shot == wanted).all()
    view.show_glyph(None)
    assert not view.pixels.any()


def test_a_glyph_of_another_shape_is_an_error(qtbot: QtBot) -> None:
    view = GlyphView()
    qtbot.addWidget(view)
    with pytest.raises(ValueError, match=r"\(27, 28\)"):
        view.show_glyph(np.zeros((27, 28), np.float32))


def test_each_theme_is_painted_in_its_own_colours(view: AnswerView) -> None:
    view.show_answer(answer())
    dress(LIGHT)  # with the style sheet, which lays things out a little differently
    QApplication.processEvents()
    parts = (view.label, view.bars, view.glyph)
    light = [picture(part) for part in parts]
    dress(DARK)
    for part, before in zip(parts, light, strict=True):
        assert (picture(part) != before).any(), part.objectName()


def test_the_letters_fill_the_room_and_never_vanish(qapp: object) -> None:
    assert largest_font("7", 128, 80).pixelSize() == 80
    assert largest_font("7", 128, 400).pixelSize() > 80
    assert largest_font("a very long name of a class", 60, 80).pixelSize() == SMALLEST_PX


def test_an_empty_answer_says_what_stands_there(qtbot: QtBot) -> None:
    """32: a dash over a black square was all that an empty answer said."""
    view = AnswerView()
    qtbot.addWidget(view)
    view.show_answer(None)
    line = view.findChild(QLabel, "pad-verdict")
    assert line.text() == "The prediction appears here"
    view.show_ink(True)
    view.show_answer(None)
    assert not line.text(), "while it is being read"

"""The presentation for the last row of a classroom: what it borrows it gives back."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from digitpad.core.records import DIGITS, Answer
from digitpad.ui.common import theme as themes
from digitpad.ui.common.theme import SPACE
from digitpad.ui.draw.pad_panel import PadPanel
from digitpad.ui.presentation.large_answer import LINE_SHARE, LargeAnswer
from digitpad.ui.presentation.pointer_trail import PointerTrail
from digitpad.ui.presentation.presentation import Presentation, zoom_for
from digitpad.ui.train.train_panel import TrainPanel

SEVEN = Answer(digit=7, confidence=0.91, probabilities=(0.01,) * 7 + (0.91, 0.01, 0.01), classes=DIGITS, nearest=7)


class Stage:
    """A page with both panels and the presentation, as the window has them."""

    def __init__(self) -> None:
        self.page, self.pad, self.train = QWidget(), PadPanel(), TrainPanel()
        self.shown = Presentation(self.pad, self.train)
        column = QVBoxLayout(self.page)
        for part in (self.pad, self.train, self.shown):
            column.addWidget(part)


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    made = Stage()
    qtbot.addWidget(made.page)
    made.page.resize(1200, 900)
    made.page.show()
    yield made


def homes(stage: Stage) -> list[tuple[QWidget, int]]:
    """Where the borrowed parts are: their parent, and their place in its layout."""
    found = []
    for part in (stage.pad.canvas, stage.pad.inspector, stage.train.charts):
        home = part.parentWidget()
        found.append((home, home.layout().indexOf(part)))
    return found


def begin(stage: Stage) -> None:
    stage.pad.hide()
    stage.train.hide()
    stage.shown.begin()


def test_canvas_steps_and_curves_come_and_go_back_to_their_places(stage: Stage) -> None:
    """8: from the last row of a classroom nothing could be read."""
    before = homes(stage)
    begin(stage)
    for part in (stage.pad.canvas, stage.pad.inspector, stage.train.charts):
        assert stage.shown.isAncestorOf(part) and part.isVisible()
    assert stage.pad.canvas.height() > 400 and stage.pad.canvas.width() > 400
    stage.shown.end()
    stage.pad.show()
    stage.train.show()
    assert homes(stage) == before
    assert stage.pad.canvas.isVisible() and stage.train.charts.isVisible() and not stage.pad.inspector.isVisible()


def test_what_the_pad_shows_is_shown_large(stage: Stage) -> None:
    """8"""
    large = stage.shown.findChild(LargeAnswer)
    stage.pad.show_answer(SEVEN)
    begin(stage)
    assert large.answer.shown == "7" and large.answer.rows[7].text == "91.0 %" and "91.0 %" in large.answer.sentence
    assert "7" in large.accessibleDescription()
    stage.pad.show_answer(None)
    assert large.answer.shown == "\u2013" and large.answer.rows[7].text == ""
    pixels = large.grab()
    stage.pad.show_answer(SEVEN)
    assert large.grab().toImage() != pixels.toImage()
    stage.shown.end()


def test_escape_gives_up_a_stroke_first_and_then_leaves(qtbot: QtBot, stage: Stage) -> None:
    begin(stage)
    canvas, left = stage.pad.canvas, []
    stage.shown.left.connect(lambda: left.append(True))
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    QTest.mouseMove(canvas, QPoint(90, 90))
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert not canvas.ink.strokes and not left
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    assert canvas.ink.strokes
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert not canvas.ink.strokes, "the pad's keys are heard"
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert left == [True]
    stage.shown.end()


def test_a_light_trail_follows_the_pointer_and_fades(qtbot: QtBot, stage: Stage) -> None:
    begin(stage)
    trail, handle = stage.shown.findChild(PointerTrail), stage.page.windowHandle()
    assert trail.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    for x in (200, 240, 280):
        QTest.mouseMove(handle, QPoint(x, 300))
    qtbot.waitUntil(lambda: trail.points >= 1)
    qtbot.waitUntil(lambda: trail.points == 0)
    stage.shown.end()
    QTest.mouseMove(handle, QPoint(200, 300))
    assert trail.points == 0


@pytest.mark.parametrize(
    ("height", "least", "zoom"), [(1080, 100, 200), (600, 100, 110), (2160, 100, 250), (480, 75, 75), (1080, 250, 250)]
)
def test_letters_are_as_large_as_the_screen_and_never_smaller_than_before(height: int, least: int, zoom: int) -> None:
    assert zoom_for(height, least) == zoom


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_canvas_has_the_page_round_its_corners_and_its_card_when_it_is_back(stage: Stage, name: str) -> None:
    """Four squares of the card's colour lay on the page."""
    canvas, theme = stage.pad.canvas, themes.chosen(name)
    before = themes.current()
    themes.dress(theme)
    try:
        begin(stage)
        assert corners(canvas) == {QColor(theme.window).name()}
        stage.shown.end()
        stage.pad.show()
        assert corners(canvas) == {QColor(theme.panel).name()}
    finally:
        themes.dress(before)


def corners(widget: QWidget) -> set[str]:
    image = widget.grab().toImage()
    right, low = image.width() - 1, image.height() - 1
    return {image.pixelColor(x, y).name() for x in (0, right) for y in (0, low)}


def test_the_winners_bar_has_a_track_as_long_as_the_others(stage: Stage) -> None:
    """Its percentage is bold, and took room from it."""
    large = stage.shown.findChild(LargeAnswer)
    stage.pad.show_answer(SEVEN)
    begin(stage)
    image = large.grab().toImage()
    ends = [last_column_of(image, QColor(themes.current().soft), row) for row in row_middles(large)]
    assert len(set(ends)) == 1 and ends[0] > 0, ends
    stage.shown.end()


def row_middles(large: LargeAnswer) -> list[int]:
    """Where the rows' middles are: above the sentence, spread evenly."""
    high = (large.height() - 2 * SPACE) * (1 - LINE_SHARE)
    return [int(SPACE + high * (number + 0.5) / len(large.answer.rows)) for number in range(len(large.answer.rows))]


def last_column_of(image: QImage, colour: QColor, row: int) -> int:
    return max((x for x in range(image.width()) if image.pixelColor(x, row).name() == colour.name()), default=0)


@pytest.mark.parametrize("size", [(1280, 800), (800, 800)])
def test_large_letters_push_no_chart_out_of_the_page(qtbot: QtBot, stage: Stage, size: tuple[int, int]) -> None:
    """At 200 % the charts went on below the screen, where nothing can scroll."""
    zoom_to(200)
    try:
        stage.page.resize(*size)
        begin(stage)
        stage.train.charts.show_steps(True)
        charts = [
            stage.train.charts.findChild(QWidget, f"train-{name}-chart") for name in ("loss", "accuracy", "steps")
        ]
        qtbot.waitUntil(lambda: all(chart.isVisible() for chart in charts))
        whole = stage.shown.rect()
        qtbot.waitUntil(lambda: all(whole.contains(QRect(c.mapTo(stage.shown, QPoint()), c.size())) for c in charts))
        stage.shown.end()
        assert charts[0].parentWidget().minimumHeight() >= 2 * 140, "at home they are as high as they were"
    finally:
        zoom_to(100)


def zoom_to(percent: int) -> None:
    themes.set_zoom(percent)
    themes.dress(themes.current())

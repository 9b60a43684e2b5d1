"""A look inside a run: filters, mistakes and confusion, epoch by epoch, and the bars of the net of that epoch."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QSlider, QWidget

from digitpad.core.records import PAST, Answer, Outcome
from digitpad.ui.common import theme as themes
from digitpad.ui.train.picture_grid import GAP, WORD_ROOM, PictureGrid, fitted
from digitpad.ui.train.train_panel import TrainPanel
from tests.ui.train.parts import chart, press, shown
from tests.ui.train.run_events import epoch_of, inside_of, started


def inside(qtbot, panel: TrainPanel, epochs: int = 3) -> QSlider:
    run = [started()]
    for number in range(1, epochs + 1):
        run += [*epoch_of(number), *inside_of(number)]
    shown(panel, run)
    press(qtbot, panel, "train-view-inside")
    return panel.findChild(QSlider, "train-epoch-slider")


def middle(grid: PictureGrid, picture: int) -> QPoint:
    """The middle of one of the pictures in a grid."""
    below = WORD_ROOM if grid.words else 0
    columns, side = fitted(grid.count, grid.width(), grid.height(), below)
    row, column = divmod(picture, columns)
    return QPoint(column * (side + GAP) + side // 2, row * (side + GAP + below) + side // 2)


def test_a_look_inside_shows_filters_mistakes_and_confusion(qtbot, panel) -> None:
    slider = inside(qtbot, panel)
    assert not chart(panel, "loss").isVisible()
    assert (slider.value(), slider.maximum()) == (2, 2)
    assert panel.findChild(QWidget, "train-filters").count == 16
    assert panel.findChild(QWidget, "train-mistakes").words == ["4 \u2192 9", "7 \u2192 \u2205"]
    assert panel.findChild(QWidget, "train-matrix").matrix.counts[4][9] == 3
    press(qtbot, panel, "train-view-curves")
    assert chart(panel, "loss").isVisible()


def test_scrubbing_goes_back_to_an_epochs_net(qtbot, panel) -> None:
    slider = inside(qtbot, panel)
    with qtbot.waitSignal(panel.moment_requested) as wish:
        slider.setValue(0)
    moment = wish.args[0]
    assert moment.card.id == PAST
    assert moment.weights["a"].dtype == np.float32 and (moment.weights["a"] == 1).all()
    assert moment.weights["steps"] == 1
    assert panel.findChild(QWidget, "train-matrix").matrix.counts[4][9] == 1
    assert panel.findChild(QLabel, "train-epoch-shown").text() == "1 of 3"
    shown(panel, [*epoch_of(4), *inside_of(4)])
    assert panel.findChild(QLabel, "train-epoch-shown").text() == "1 of 4", "who looks back is not pulled away"
    slider.setValue(slider.maximum())
    shown(panel, [*epoch_of(5), *inside_of(5)])
    assert panel.findChild(QLabel, "train-epoch-shown").text() == "5 of 5, newest"


def test_the_bars_are_of_this_drawing_at_this_epoch(qtbot, panel) -> None:
    inside(qtbot, panel)
    bars = panel.findChild(QWidget, "train-bars")
    panel.show_answer(Answer(3, 0.7, (0.0, 0.1, 0.2, 0.7, 0, 0, 0, 0, 0, 0), nearest=3))
    assert [row.best for row in bars.rows].index(True) == 3
    panel.show_answer(None)
    assert not any(row.share for row in bars.rows)


def test_a_new_run_shows_nothing_of_the_old_ones_inside(qtbot, panel) -> None:
    slider = inside(qtbot, panel)
    panel.show_outcome(Outcome("stopped"))
    press(qtbot, panel, "train-start")
    shown(panel, inside_of(3))  # late, of a run that is over
    assert (slider.maximum(), slider.isEnabled()) == (0, False)
    assert panel.findChild(QWidget, "train-filters").count == 0
    assert panel.findChild(QLabel, "train-epoch-shown").text() == "no epoch yet"


def test_what_colours_rows_and_words_mean_stands_beside_them(qtbot, panel) -> None:
    """14: neither colours nor axes nor "6 \u2192 4" were explained on the screen."""
    inside(qtbot, panel)
    said = {part: panel.findChild(QLabel, f"train-{part}-said").text() for part in ("filters", "mistakes", "matrix")}
    assert said["mistakes"] == "true class \u2192 predicted class"
    assert "rows: true class" in said["matrix"]
    assert all(colour in said["filters"] for colour in themes.current().series[:2])
    label = panel.findChild(QLabel, "train-filters-said")
    assert label.textFormat() is Qt.TextFormat.RichText, "a window makes all others plain"


def test_a_mistake_goes_to_the_pad_and_a_cell_shows_its_own(qtbot, panel) -> None:
    """Usability 14: nothing in it could be clicked."""
    inside(qtbot, panel)
    mistakes, matrix = (panel.findChild(QWidget, f"train-{name}") for name in ("mistakes", "matrix"))
    said = panel.findChild(QLabel, "train-matrix-said")
    with qtbot.waitSignal(panel.digit_chosen) as wish:
        qtbot.mouseClick(mistakes, Qt.MouseButton.LeftButton, pos=middle(mistakes, 1))
    assert wish.args[0].shape == (28, 28)
    matrix.cell_requested.emit(4, 9)
    assert mistakes.words == ["4 \u2192 9"] and "true 4, predicted 9" in said.text()
    with qtbot.waitSignal(panel.digit_chosen):
        qtbot.keyClick(mistakes, Qt.Key.Key_Return)
    matrix.cell_requested.emit(2, 3)
    assert mistakes.count == 0 and "true 2, predicted 3" in said.text()
    matrix.cell_requested.emit(2, 3)
    assert mistakes.count == 2 and "rows: true class" in said.text()


def test_a_filter_is_seen_large_epoch_by_epoch_and_by_keys(qtbot, panel) -> None:
    """Usability 14"""
    slider = inside(qtbot, panel)
    filters = panel.findChild(QWidget, "train-filters")
    before = filters.grab().toImage()
    qtbot.mouseClick(filters, Qt.MouseButton.LeftButton, pos=middle(filters, 3))
    assert filters.grab().toImage() != before and "4 of 16" in filters.accessibleDescription()
    slider.setValue(0)
    qtbot.keyClick(filters, Qt.Key.Key_Right)
    assert "5 of 16" in filters.accessibleDescription()
    slider.setValue(2)
    qtbot.keyClick(filters, Qt.Key.Key_Escape)
    filters.clearFocus()
    assert filters.grab().toImage() == before
    qtbot.keyClick(filters, Qt.Key.Key_Down)
    qtbot.keyClick(filters, Qt.Key.Key_Return)
    assert "5 of 16" not in filters.accessibleDescription()


@pytest.mark.parametrize("zoom", [100, 200])
def test_no_words_lie_over_the_pictures_however_small_the_window(qtbot, panel, zoom) -> None:
    """Usability 11: at 800x600, and at 200 %, what the colours mean was painted over the neurons."""
    inside(qtbot, panel)
    themes.set_zoom(zoom)
    themes.dress(themes.LIGHT)
    panel.resize(panel.minimumSizeHint())
    QApplication.processEvents()
    for part in ("filters", "mistakes", "matrix"):
        grid, said = panel.findChild(QWidget, f"train-{part}"), panel.findChild(QLabel, f"train-{part}-said")
        assert grid.geometry().bottom() < said.geometry().top(), part
        assert said.height() >= said.heightForWidth(said.width()), part

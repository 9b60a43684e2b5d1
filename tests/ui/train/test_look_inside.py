"""A look inside a run: filters, mistakes and confusion, epoch by epoch, and the bars of the net of that epoch."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSlider, QWidget

from digitpad.core.records import PAST, Answer, Outcome
from digitpad.ui.common import theme as themes
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

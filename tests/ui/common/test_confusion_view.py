"""The one confusion matrix that is painted, small beside other things or in full; with refusals where there are any."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from digitpad.analysis.confusion_matrix import REFUSED, matrix_of
from digitpad.ui.common import confusion_picture
from digitpad.ui.common.confusion_view import ConfusionView
from digitpad.ui.common.theme import LIGHT, dress

DIGITS = tuple("0123456789")
COUNTS = np.hstack([np.eye(10, dtype=int) * 40, np.zeros((10, 1), int)])
COUNTS[4, 9], COUNTS[7, 10] = 12, 5


@pytest.fixture(params=[True, False], ids=["compact", "full"])
def view(request: pytest.FixtureRequest, qtbot: QtBot) -> ConfusionView:
    dress(LIGHT)
    view = ConfusionView("some-matrix", compact=request.param)
    qtbot.addWidget(view)
    view.resize(*((200, 180) if request.param else (520, 420)))
    view.show_matrix(matrix_of(COUNTS.tolist(), DIGITS, refusals=True))
    view.show()
    return view


def middle(view: ConfusionView, true: int, said: int) -> QPointF:
    assert view.matrix is not None
    place = confusion_picture.compact_layout if view.height() == 180 else confusion_picture.layout
    return place(view.width(), view.height(), view.matrix, view.label_font()).cell_box((true, said)).center()


def test_mistakes_and_refusals_are_orange_right_answers_blue_and_all_of_it_is_seen(view: ConfusionView) -> None:
    picture = view.grab().toImage()
    cells = ((2, 2), (4, 9), (7, 10))
    colours = {cell: picture.pixelColor((middle(view, *cell) + QPointF(-4, -4)).toPoint()) for cell in cells}
    assert colours[2, 2].blue() > colours[2, 2].red()
    for mistake in ((4, 9), (7, 10)):
        assert colours[mistake].red() > colours[mistake].blue()
        assert view.rect().contains(middle(view, *mistake).toPoint())


def test_the_cell_under_the_mouse_is_told_refused_or_not(view: ConfusionView, qtbot: QtBot) -> None:
    told: list[str] = []
    view.hovered.connect(told.append)
    for cell in ((4, 9), (7, 10)):
        qtbot.mouseMove(view, middle(view, *cell).toPoint())
        qtbot.waitUntil(lambda cell=cell: bool(told) and str(COUNTS[cell]) in told[-1])
    assert REFUSED in told[-1]


def test_a_small_matrix_is_clicked_as_a_large_one(qtbot: QtBot) -> None:
    """Usability 14: it could be looked at, and no more."""
    small = ConfusionView("small", compact=True)
    qtbot.addWidget(small)
    small.resize(200, 180)
    small.show_matrix(matrix_of(COUNTS.tolist(), DIGITS, refusals=True))
    assert small.focusPolicy() == Qt.FocusPolicy.StrongFocus
    with qtbot.waitSignal(small.cell_requested) as told:
        qtbot.mouseClick(small, Qt.MouseButton.LeftButton, pos=middle(small, 4, 9).toPoint())
    assert told.args == [4, 9]


def test_arrow_keys_tell_each_cell_in_words(qtbot) -> None:
    """6: the matrix had no content for a screen reader."""
    view = ConfusionView("matrix")
    qtbot.addWidget(view)
    view.show_matrix(matrix_of(COUNTS.tolist(), DIGITS, refusals=True))
    assert "on the diagonal" in view.accessibleDescription()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(view, key)
    assert view.accessibleDescription().startswith("true 0, predicted 1")

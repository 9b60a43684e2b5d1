"""The presentation: canvas, prediction, bars, steps and curves alone, as large as the screen. Imports QtWidgets.

It borrows the pad's and the training's own widgets and gives them back, so that nothing is done twice: what is drawn
here lies on the pad, and the run that is watched is the one that runs.
"""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from digitpad.core.language import tr
from digitpad.ui.common import theme as themes
from digitpad.ui.common.boxes import column
from digitpad.ui.common.guard import guarded
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE
from digitpad.ui.draw.pad_panel import PadPanel
from digitpad.ui.presentation.large_answer import LargeAnswer
from digitpad.ui.presentation.pointer_trail import PointerTrail
from digitpad.ui.train.train_panel import TrainPanel

HEIGHT_AT_100 = 540  # pixels of a screen's height for which letters at 100 % are large enough
STEPS_FROM = 1100  # pixels of width from which the steps stand beside the curves
SHARES = (8, 5)  # of the height: canvas and prediction; steps and curves


def zoom_for(height: int, least: int) -> int:
    """The zoom in percent for a screen of so many pixels; never smaller than what the user has."""
    fits = [zoom for zoom in themes.ZOOMS if zoom <= 100 * height / HEIGHT_AT_100]
    return max(fits[-1] if fits else themes.ZOOMS[0], least)


class _Half(QWidget):
    """As high as its share of the page, whatever lies in it would like."""

    def hasHeightForWidth(self) -> bool:
        """Never, though words in it wrap: layouts share out heights in another way where one widget says so."""
        return False

    @guarded(QSize(0, 0))
    def sizeHint(self) -> QSize:
        """The shares decide alone."""
        return QSize(0, 0)

    @guarded(QSize(0, 0))
    def minimumSizeHint(self) -> QSize:
        """Likewise."""
        return QSize(0, 0)


class Presentation(QWidget):
    """A page of its own; hidden until `begin`."""

    left = Signal()  # the user wants to go back

    def __init__(self, pad: PadPanel, train: TrainPanel) -> None:
        super().__init__()
        named(self, "presentation", label=tr("Presentation"))
        self._pad, self._train = pad, train
        self._answer = LargeAnswer()
        self._places: dict[QWidget, QWidget] = {}  # what was borrowed: what keeps its place meanwhile
        self._steps_shown = False  # before
        self._ground = pad.canvas.ground  # that the canvas lies on while it is at home
        self._upper, self._lower = QHBoxLayout(), QHBoxLayout()
        halves = []
        for line in (self._upper, self._lower):
            half = _Half()
            half.setLayout(line)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(2 * SPACE)
            halves.append(half)
        column(self, (halves[0], SHARES[0]), (halves[1], SHARES[1]), spacing=2 * SPACE)
        self._upper.addWidget(self._answer, 1)
        self._trail = PointerTrail(self)
        pad.answer_view.shown.connect(self._answer.show_answer)
        self.hide()

    @Slot()
    def begin(self) -> None:
        """Borrows what it shows, and comes to the front."""
        self._answer.show_answer(self._pad.answer_view.shown_answer)
        self._steps_shown = self._pad.tools.steps.isChecked()
        self._pad.inspector.show_large(True)
        self._train.charts.show_squeezed(True)
        self._pad.canvas.show_ground("window")  # it lies on the page now, not on a card
        self._borrow(self._pad.canvas, self._upper, 0)
        self._borrow(self._pad.inspector, self._lower, 0)
        self._borrow(self._train.charts, self._lower, 1)
        self.show()
        self._make_room()
        self._trail.raise_()
        self._trail.follow(True)
        self._pad.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def end(self) -> None:
        """Gives everything back."""
        self._trail.follow(False)
        self.hide()
        for widget, place in self._places.items():
            home = place.parentWidget()
            layout = home.layout() if home is not None else None
            if layout is not None:
                layout.replaceWidget(place, widget)
            place.deleteLater()
        self._places = {}
        self._pad.canvas.show_ground(self._ground)
        self._pad.inspector.show_large(False)
        self._train.charts.show_squeezed(False)
        self._pad.inspector.setVisible(self._steps_shown)
        self._pad.canvas.show()
        self._train.charts.show()
        self._pad.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _borrow(self, widget: QWidget, line: QHBoxLayout, at: int) -> None:
        home = widget.parentWidget()
        layout = home.layout() if home is not None else None
        if home is None or layout is None:
            return
        place = QWidget(home)
        place.setSizePolicy(widget.sizePolicy())
        layout.replaceWidget(widget, place)
        self._places[widget] = place
        line.insertWidget(at, widget, 1)
        widget.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives a stroke up, or else leaves; the other keys are the pad's."""
        if event.key() != Qt.Key.Key_Escape:
            self._pad.keyPressEvent(event)
        elif self._pad.canvas.is_drawn_on:
            self._pad.canvas.cancel_stroke()
        else:
            self.left.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The trail lies over all of it."""
        super().resizeEvent(event)
        self._trail.setGeometry(self.rect())
        self._make_room()

    def _make_room(self) -> None:
        """On a small screen the curves have the steps' place."""
        if self._places:
            self._pad.inspector.setVisible(self.width() >= STEPS_FROM)

"""Two panels side by side, or one at a time where the window is too narrow for both. Imports QtWidgets.

Both stay laid out and alive: in a narrow window each is as wide as the window, and the pager slides from one to the
other, as it does by itself when the keyboard goes there. What is too high for the window scrolls; nothing that is seen
is clipped.
"""

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QSizePolicy, QSplitter, QTabBar, QToolButton, QWidget
from shiboken6 import isValid

from digitpad.core.language import tr
from digitpad.ui.common.guard import guarded
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import scaled

Policy = Qt.ScrollBarPolicy
MOST = 16_777_215  # pixels: what Qt takes for no limit
NEAR = 64  # pixels: what lines of words and lists may come to need


class TurnButton(QToolButton):
    """Leads to news in the other panel. The line that it lies in is as high with it as without.

    The keyboard has F6 and the ways above the panels: by Tab, the news would come and go on the way to them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("flat", True)
        policy = QSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)  # never cut for the words beside it
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.setHidden(True)


class BackButton(QToolButton):
    """Stands in the row of some tabs, which is never higher for it."""

    def __init__(self, tabs: QTabBar) -> None:
        super().__init__()
        self._tabs = tabs

    @guarded(QSize())
    def sizeHint(self) -> QSize:
        """No higher than the tabs; Qt asks even while it takes a window apart, the tabs first."""
        if not isValid(self._tabs):
            return QSize()
        return super().sizeHint().boundedTo(QSize(MOST, self._tabs.sizeHint().height()))


def goes(made: QToolButton, text: str, name: str, where: Callable[[], None]) -> QToolButton:
    """The button, which leads to another panel, where only one fits."""
    named(made, name, tr("Shows the other half of the window (F6)"))
    made.setText(text)
    made.setProperty("flat", True)
    made.clicked.connect(where)
    return made


class Pager(QScrollArea):
    """Holds `sheet`, which holds a splitter of two panels."""

    changed = Signal()  # narrow or not, or another panel came to the front

    def __init__(self, sheet: QWidget, splitter: QSplitter) -> None:
        super().__init__()
        self.setObjectName("pager")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self._sheet, self._splitter = sheet, splitter
        self.setWidget(sheet)
        self.narrow = False  # only one panel fits
        self.front = 0  # which one that is
        self._begin = 0  # where on the sheet that one began last
        self._shares = splitter.saveState()  # of the panels while both fit
        splitter.installEventFilter(self)
        # Where it may be called for, its place is kept, so that no button moves when a line of words does so.
        self.verticalScrollBar().rangeChanged.connect(self._use_bar)
        self.horizontalScrollBar().rangeChanged.connect(self._keep_front)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.arrange)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def _panels(self) -> list[QWidget]:
        return [panel for at in range(2) if (panel := self._splitter.widget(at)) is not None]

    def needs(self, *, both: bool) -> int:
        """The width below which both panels do not fit beside each other, or the front one does not fit alone."""
        wanted = self._splitter if both else self._panels()[self.front]
        return wanted.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()

    def show_panel(self, front: int) -> None:
        """Brings a panel to the front, 0 or 1; nothing to do where both are seen."""
        if front != self.front:
            self.front = front
            self.arrange()
            self._slide()
            self.changed.emit()

    def shares(self) -> QByteArray:
        """How the user shared the width out between both panels, as Qt keeps it; now or when both fitted last."""
        return self._shares if self.narrow else self._splitter.saveState()

    def restore(self, shares: QByteArray) -> None:
        """Takes what `shares` gave; in a narrow window, for when both fit again."""
        if self._splitter.restoreState(shares):
            self._shares = shares  # as they were, however small the window is now
            self.narrow = False
            self.arrange()

    @Slot()
    def arrange(self) -> None:
        """Lays the panels out: both beside each other, or each as wide as the window."""
        panels = self._panels()
        both = all(not panel.isHidden() for panel in panels)
        room = self.viewport().width()
        sure = self.width() - self.verticalScrollBar().sizeHint().width()  # whether that bar is seen or not, or each
        narrow = both and self._splitter.minimumSizeHint().width() > sure  # state of it would call for the other
        if narrow:
            widths = [max(room, panel.minimumSizeHint().width()) for panel in panels]
            self._sheet.setMinimumSize(sum(widths) + self._splitter.handleWidth(), self._front_height())
            self._splitter.setSizes(widths)
            fits = widths[self.front] <= room
        else:
            self._sheet.setMinimumSize(0, 0)
            fits = panels[0].minimumSizeHint().width() <= room
            if self.narrow and both:
                self._splitter.restoreState(self._shares)
        self.setHorizontalScrollBarPolicy(Policy.ScrollBarAlwaysOff if fits else Policy.ScrollBarAsNeeded)
        tight = (self._front_height() if narrow else self._sheet.minimumSizeHint().height()) + scaled(
            NEAR
        ) > self.height()
        self.setVerticalScrollBarPolicy(Policy.ScrollBarAlwaysOn if tight else Policy.ScrollBarAsNeeded)
        self._splitter.handle(1).setEnabled(not narrow)
        if narrow != self.narrow:
            self.narrow = narrow
            self.changed.emit()
            self._slide()
        self._keep_front()

    def _front_height(self) -> int:
        """The height that the sheet needs for the front panel; the other one, which is not seen, may be squeezed."""
        beyond = self._sheet.minimumSizeHint().height() - self._splitter.minimumSizeHint().height()
        return beyond + self._panels()[self.front].minimumSizeHint().height()

    @Slot(int, int)
    def _use_bar(self, _least: int, most: int) -> None:
        self.verticalScrollBar().setEnabled(most > 0)  # a disabled one shows no handle

    def _slide(self) -> None:
        self._begin = self._left_of(self.front) if self.narrow else 0
        self.horizontalScrollBar().setValue(self._begin)

    def _left_of(self, panel: int) -> int:
        """Where on the sheet a panel begins; the sheet's own margin belongs to the first."""
        return self._panels()[panel].mapTo(self._sheet, QPoint()).x() if panel else 0

    @Slot()
    def _keep_front(self) -> None:
        """Nothing is seen of the other panel, whatever the panels have come to need; the front one may be scrolled."""
        if self.narrow:
            bar, begin = self.horizontalScrollBar(), self._left_of(self.front)
            end = begin + max(self._panels()[self.front].width() - self.viewport().width(), 0)
            value, self._begin = bar.value() + begin - self._begin, begin
            bar.setValue(min(max(value, begin), end))

    def _bring(self, widget: QWidget) -> None:
        """Scrolls to the widget; of what is larger than there is room for, to its beginning, which Qt would not.

        A row that begins behind another, as tabs do behind the way back, takes no panel from its own left edge.
        """
        at, room = QRect(widget.mapTo(self._sheet, QPoint()), widget.size()), self.viewport().size()
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(_shown_from(across.value(), at.left(), at.width(), room.width()))
        if widget.height() < room.height():
            down.setValue(_shown_from(down.value(), at.top(), at.height(), room.height()))
        self._keep_front()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab scrolls to what it reaches."""
        moved = super().focusNextPrevChild(forward)
        at = QApplication.focusWidget()
        if moved and at is not None and self._sheet.isAncestorOf(at):
            self._bring(at)
        return moved

    @Slot(QWidget, QWidget)
    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        """The panel that the keyboard is in comes to the front, and what has it is scrolled to."""
        if now is None or not self._sheet.isAncestorOf(now):
            return
        panels = self._panels()
        if self.narrow and not now.isAncestorOf(panels[0]):
            side = int(now.mapTo(self._sheet, now.rect().center()).x() >= self._left_of(1))
            if side != self.front and before is not None and not before.isVisibleTo(self._sheet):
                self._stay(before)
            else:
                self.show_panel(side)
        self._bring(now)

    def _stay(self, hidden: QWidget) -> None:
        """What had the keyboard was hidden: the next in its panel has it, since nobody asked for the other panel."""
        front = self._panels()[self.front]
        at = hidden.nextInFocusChain()
        while at is not None and at is not hidden:
            takes = at.focusPolicy() & Qt.FocusPolicy.TabFocus and at.isEnabled() and at.isVisible()
            if takes and front.isAncestorOf(at):
                at.setFocus(Qt.FocusReason.OtherFocusReason)
                return
            at = at.nextInFocusChain()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is more or less room."""
        if not self.narrow:
            self._shares = self._splitter.saveState()  # now: Qt is about to squeeze the panels
        super().resizeEvent(event)
        self.arrange()

    @guarded(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The panels need more or less than before: another zoom, another page, one was hidden."""
        if watched is self._splitter and event.type() == QEvent.Type.LayoutRequest:
            self._later.start(0)
        return bool(super().eventFilter(watched, event))


def _shown_from(start: int, begin: int, length: int, room: int) -> int:
    """Where a view of `room` pixels from `start` is to begin so that `length` pixels from `begin` are seen.

    Of more than there is room for, the beginning is: in the first half of the view it may stay.
    """
    if length > room and start <= begin < start + room // 2:
        return start
    if begin < start or length > room:
        return begin
    return max(start, begin + length - room)

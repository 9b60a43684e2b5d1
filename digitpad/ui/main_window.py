"""The window: the pad at the left, training and comparison in tabs beside it. Imports QtWidgets and its own room.

It holds panels, menus, message bar and status line, emits wishes and shows news; `digitpad.controllers` connects them.
"""

from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QMoveEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QSplitter, QToolButton, QWidget

from digitpad.core.language import mark, tr
from digitpad.core.settings import Settings
from digitpad.ui import pad_menus
from digitpad.ui.common import theme as themes
from digitpad.ui.common.boxes import column, row
from digitpad.ui.common.elided import ElidedLabel
from digitpad.ui.common.file_dialogs import FileDialogs
from digitpad.ui.common.guard import guarded
from digitpad.ui.common.icon import app_icon
from digitpad.ui.common.keyboard import Keyboard
from digitpad.ui.common.menus import Entry, LanguageChoice, ThemeChoice, fill
from digitpad.ui.common.message_bar import STRIP, MessageBar, Strip
from digitpad.ui.common.message_tabs import Tabs
from digitpad.ui.common.messages import COMPARE, PAD, TRAIN, Act, Message, Messages
from digitpad.ui.common.named import named
from digitpad.ui.common.pager import BackButton, Pager, TurnButton, goes
from digitpad.ui.common.plain_labels import keep_plain
from digitpad.ui.common.undo import Offer, Undo
from digitpad.ui.compare.compare_panel import ComparePanel
from digitpad.ui.draw.pad_panel import PadPanel
from digitpad.ui.lessons.lesson_side import LessonSide
from digitpad.ui.presentation.presentation import Presentation, zoom_for
from digitpad.ui.train.train_panel import TrainPanel
from digitpad.ui.window_dialogs import WindowDialogs
from digitpad.ui.window_menus import WindowMenus

FIRST_SIZE = QSize(1280, 820)
SMALLEST = QSize(640, 480)
FIRST_SHARES = (440, 840)  # of the pad and of the tabs beside it
SIDE_TIP = mark("Shows or hides training and comparison beside the pad")
SIDE = (TRAIN, COMPARE)  # the panels whose messages share the row of their tabs
MOST = 16_777_215  # pixels: what Qt takes for no limit
GAP = 2  # pixels between messages and panels


class MainWindow(QMainWindow):
    """digitpad's one window."""

    painted = Signal()  # once, after the first paint: what is slow may begin now
    close_requested = Signal()  # the user wants to close; whoever is ready for it calls `let_go`
    closed = Signal()
    layout_changed = Signal()  # size, place, splitter or tab
    theme_requested = Signal(str)
    language_requested = Signal(str)
    zoom_requested = Signal(int)  # percent
    preferences_requested = Signal()
    copy_requested = Signal()
    sweep_requested = Signal()
    activated = Signal()
    compare_shown = Signal(bool)

    def __init__(self, home: Path, pad: PadPanel, train: TrainPanel, compare: ComparePanel) -> None:
        super().__init__()
        self.setObjectName("main-window")
        self.setWindowTitle("digitpad")
        self.setWindowIcon(app_icon())
        self.setMinimumSize(SMALLEST)
        self.home, self.pad, self.train, self.compare = home, pad, train, compare
        self.theme_choice, self.zoom = "system", 100
        self._may_close = self._asking = self._was_painted = False
        self._before_presenting = self.windowState()
        self._status: dict[str, str] = {}
        self.files = FileDialogs(self)
        self.compare.exports.last = self.files.last
        self.messages = Messages(self)
        self.dialogs = WindowDialogs(self, self.messages, home)
        self._lay_out()
        self.tabs.currentChanged.connect(self._tab_changed)
        self._fill_menus()
        keep_plain(self)
        self._keyboard = Keyboard(self, self.pad.canvas)
        places: dict[QWidget, str] = {self.pad: PAD, self.train: TRAIN, self.compare: COMPARE}
        self.undo = Undo(self, self._undo, self.pad, places, self.compare.models.table)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)

    def _lay_out(self) -> None:
        self._page = page = named(QWidget(), "page")
        self.tabs = named(Tabs(), "tabs")
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        for panel, text, tip in (
            (self.train, tr("Train"), tr("Train a network and watch it learn (Ctrl+1)")),
            (self.compare, tr("Compare"), tr("All models side by side (Ctrl+2)")),
        ):
            self.tabs.setTabToolTip(self.tabs.addTab(panel, text), tip)
        self.splitter = named(QSplitter(Qt.Orientation.Horizontal), "splitter")
        self.splitter.addWidget(self._left())
        self.splitter.addWidget(self.tabs)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(themes.SPACE)
        self.splitter.setStretchFactor(0, 1)  # a larger window is a larger pad, too
        self.splitter.setStretchFactor(1, 2)
        self.splitter.setSizes(list(FIRST_SHARES))
        sheet = QWidget()
        column(sheet, self.splitter)
        self.pager = Pager(sheet, self.splitter)
        self.lessons = LessonSide(self.pager)
        self.presentation = Presentation(self.pad, self.train)
        column(page, (self.lessons, 1), (self.presentation, 1), margin=themes.SPACE, spacing=0)
        self.presentation.left.connect(self.present)
        self.setCentralWidget(page)
        self._pad_bar = MessageBar(self.messages, sheet, (PAD,))
        self._strip.carry(self._pad_bar, self._ways)
        self.tabs.carry(MessageBar(self.messages, self.tabs, SIDE, "side-message"))
        self._lay_out_ways()
        self.messages.changed.connect(self._turned)
        self._line = named(ElidedLabel(), "status")
        self._line.setContentsMargins(themes.SPACE, 0, 0, 0)
        self.statusBar().addWidget(self._line, 1)
        self.resize(FIRST_SIZE.boundedTo(self.screen().availableSize()))
        self.splitter.splitterMoved.connect(self.layout_changed)

    def _lay_out_ways(self) -> None:
        """The buttons that lead to the other half of a narrow window."""
        self._back = goes(BackButton(self.tabs.tabBar()), tr("\u25c2 Pad"), "to-pad", self.turn)
        self.tabs.setCornerWidget(self._back, Qt.Corner.TopLeftCorner)
        self._turn = named(TurnButton(), "turn", tr("Shows the other half of the window (F6)"))
        self._turn.clicked.connect(self.turn)
        self.statusBar().addPermanentWidget(self._turn)
        self.pager.changed.connect(self._turned)
        for way in (self._ways, self._back):
            way.hide()

    def _left(self) -> QWidget:
        """The pad, and above it as high as the row of tabs is the place of its messages.

        In a narrow window the ways to the other half stand there, as the tabs do over that half.
        """
        left = QWidget()
        self._strip = Strip(STRIP + GAP)
        self._ways = QWidget()
        train = goes(QToolButton(), tr("Train \u25b8"), "to-train", self._to_train)
        compare = goes(QToolButton(), tr("Compare \u25b8"), "to-compare", self._to_compare)
        column(self._ways, row(train, compare))
        column(left, self._strip, (self.pad, 1), spacing=0)
        return left

    def _fill_menus(self) -> None:
        bar = self.menuBar()
        titles = (tr("&File"), tr("&Edit"), tr("&View"), tr("&Tools"), tr("&Help"))
        file, edit, view, tools, helps = (bar.addMenu(text) for text in titles)
        pad_menus.fill_file(file, self.files, self.pad, self.close)
        self._undo = pad_menus.fill_edit(
            edit, self.pad, undo=self._undo_requested, copy=self.copy_requested.emit, paste=self._paste,
            preferences=self.preferences_requested.emit,
        )  # fmt: skip
        self._fill_view_menu(view)
        sweep = tr("Trains every combination of some settings and seeds")
        fill(tools, (
            Entry(tr("Hyperparameter &sweep …"), self.sweep_requested.emit, sweep, None, "sweep"),
        ))  # fmt: skip
        self.menus = WindowMenus(self, file, view, tools, helps)

    def _fill_view_menu(self, view: QMenu) -> None:
        self.theme_menu = ThemeChoice(view, self)
        self.theme_menu.chosen.connect(self.theme_requested)
        self.language_menu = LanguageChoice(view, self)
        self.language_menu.chosen.connect(self.language_requested)
        view.addSeparator()
        (self._side,) = fill(view, (Entry(tr("Show side &panel"), self._toggle_side, tr(SIDE_TIP), "F9", "side"),))
        self._side.setCheckable(True)
        self._side.setChecked(True)
        tools = self.pad.tools
        fill(view, (
            Entry(tr("Read several &digits"), tools.numbers.toggle, tr("Reads one number"), "Ctrl+N", "numbers"),
            Entry(tr("What the model &sees"), tools.steps.toggle, tr("Shows each step"), "Ctrl+I", "steps"),
            None,
            Entry(tr("&Other half"), self.turn,
                  tr("Goes to the tabs, or back to the pad"), "F6", "show-other"),
            Entry(tr("&Train"), self.show_train, tr("Shows the training panel"), "Ctrl+1", "show-train"),
            Entry(tr("&Compare"), self.show_compare, tr("Shows the comparison panel"), "Ctrl+2", "show-compare"),
        ))  # fmt: skip

    def say(
        self,
        text: str,
        hint: str = "",
        kind: str = "bad",
        action: str = "",
        act: Act | None = None,
        *,
        place: str = PAD,
        cause: str = "",
    ) -> None:
        """Shows a sentence and a hint above the panel `place`; kind is "bad", "good" or "info". Cause: see Message."""
        if text:
            self.messages.say(Message(text, hint, kind, action, act, place, cause))

    def offer_undo(self, text: str, place: str, act: Act) -> None:
        """Something was deleted that `act` brings back; `text`: "delete of mine"."""
        self.undo.offer(Offer(text, place, act))

    def withdraw_undo(self, act: Act) -> None:
        """It is back: nobody offers it any more."""
        self.undo.withdraw(act)
        self.messages.withdraw_offer(act)

    def show_status(self, source: str, text: str) -> None:
        """Says what is going on in the status line; each source has its own part of it, an empty text takes it away."""
        self._status[source] = text
        self._line.setText("   ·   ".join(part for part in self._status.values() if part))

    def apply_theme(self, choice: str) -> None:
        """Dresses the whole window: in the theme of this name, or for "system" as the desktop does."""
        self.theme_choice = choice
        self.theme_menu.show_choice(choice)
        themes.dress(themes.chosen(choice))

    def apply_zoom(self, percent: int) -> None:
        """Makes letters, controls and what is painted larger or smaller; 100: as the desktop has its own."""
        self.zoom = percent
        themes.set_zoom(percent)
        themes.dress(themes.current())

    def restore(self, settings: Settings) -> None:
        """Takes the size, place, splitter, tab and theme of the last time; what is broken of it is left out."""
        self.restoreGeometry(QByteArray.fromHex(settings.geometry.encode()))
        self.pager.restore(QByteArray.fromHex(settings.splitter.encode()))
        if 0 <= settings.tab < self.tabs.count():
            self.tabs.setCurrentIndex(settings.tab)
        self.language_menu.show_choice(settings.language)
        self.zoom = settings.zoom
        themes.set_zoom(self.zoom)  # dressed once, for both: it costs a tenth of a second
        self.apply_theme(settings.theme)
        self.menus.show_recent(settings.recent)

    def layout_state(self) -> dict[str, str | int]:
        """What `restore` wants to know next time."""
        return {
            "geometry": bytes(self.saveGeometry().toHex().data()).decode(),
            "splitter": bytes(self.pager.shares().toHex().data()).decode(),
            "tab": self.tabs.currentIndex(),
        }

    def wait_to_close(self, text: str) -> None:
        """Says why the window has not closed yet; nothing can be begun in it any more."""
        self.show_status("closing", text)
        self._page.setEnabled(False)

    def let_go(self) -> None:
        """Nothing is running any more: the window may close, and does."""
        self._may_close = True
        if not self._asking:
            self.close()

    @Slot()
    def show_train(self) -> None:
        """Brings the training panel to the front."""
        self._show_side(0)

    @Slot()
    def show_compare(self) -> None:
        """Brings the comparison panel to the front."""
        self._show_side(1)

    @Slot()
    def present(self) -> None:
        """Shows the presentation on the whole screen, or goes back to the window as it was."""
        begins = self.presentation.isHidden()
        if begins:
            self._before_presenting = self.windowState()
            self.lessons.hide()
            self.presentation.begin()
            self.showFullScreen()
        else:
            self.presentation.end()
            self.lessons.show()
            self.setWindowState(self._before_presenting)
        self.statusBar().setHidden(begins)
        self.menuBar().setMaximumHeight(0 if begins else MOST)  # hidden, its entries would not hear their keys
        themes.set_zoom(zoom_for(self.screen().size().height(), self.zoom) if begins else self.zoom)
        themes.dress(themes.current())

    def _show_side(self, index: int) -> None:
        self.tabs.setCurrentIndex(index)
        self._side.setChecked(True)
        self._toggle_side()
        self.pager.show_panel(1)

    @Slot()
    def show_pad(self) -> None:
        """Brings the pad to the front, where the window has room for one half only."""
        self.pager.show_panel(0)
        self.pad.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def turn(self) -> None:
        """Goes to the other half of the window: from the pad to the tabs, or back."""
        if self.pager.front:
            self.show_pad()
        else:
            self._to_side(self.tabs.currentIndex())

    @Slot()
    def _to_train(self) -> None:
        self._to_side(0)

    @Slot()
    def _to_compare(self) -> None:
        self._to_side(1)

    def _to_side(self, index: int) -> None:
        self._show_side(index)
        self.tabs.tabBar().setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _turned(self) -> None:
        """Where only one half is seen, buttons lead to the other; one more says how many messages are there, if any."""
        narrow, at_side = self.pager.narrow, bool(self.pager.front)
        for way in (self._ways, self._back):
            way.setVisible(narrow)
        there = tr("\u25c2 Pad") if at_side else tr("Train and compare \u25b8")
        waits, earlier = self.messages.newest((PAD,) if at_side else SIDE)
        self._turn.setText(tr("{half} ({count} new)", half=there, count=earlier + 1))
        self._turn.setVisible(narrow and waits is not None)
        self._pad_bar.show_places((PAD,) if self._side.isChecked() else (PAD, *SIDE))

    @Slot()
    def _toggle_side(self) -> None:
        self.tabs.setVisible(self._side.isChecked())
        self._turned()
        self.compare_shown.emit(self.comparing)

    @Slot(int)
    def _tab_changed(self, _index: int) -> None:
        self.compare_shown.emit(self.comparing)
        self.layout_changed.emit()

    @property
    def comparing(self) -> bool:
        """Whether the comparison panel can be seen."""
        return self._side.isChecked() and self.tabs.currentWidget() is self.compare

    @Slot()
    def _undo_requested(self) -> None:
        self.undo.undo()

    @Slot()
    def _paste(self) -> None:
        if not self.pad.paste():
            self.say(tr("There is no picture and no file on the clipboard."), tr("Copy one first."), "info")

    @Slot()
    def _follow_system(self) -> None:
        if self.theme_choice == "system":
            self.apply_theme("system")

    # Qt's events

    @guarded(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Tells once that the window is drawn: after this pass through the event loop, children included."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closes when everything that runs has ended; until then the window stays and says so."""
        if not self._may_close:
            self._asking = True
            self.close_requested.emit()
            self._asking = False
        event.setAccepted(self._may_close)
        if self._may_close:
            self.tabs.blockSignals(True)  # Qt takes the tabs apart after Python has taken this window apart
            self.closed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Remembers the size."""
        super().resizeEvent(event)
        self.layout_changed.emit()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Remembers the place."""
        super().moveEvent(event)
        self.layout_changed.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Tells when the user comes back to this window: another one may have changed the library."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.activated.emit()

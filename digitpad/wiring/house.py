"""The whole window's wiring: makes the parts behind it, starts them once it is drawn, ends them when it closes.

Imports ui, jobs, library and the rest of wiring; QtCore of Qt.
"""

import atexit
import weakref
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Slot
from shiboken6 import isValid

from digitpad.jobs.desk import Desk
from digitpad.jobs.garbage import Garbage
from digitpad.jobs.readers import LibraryReaders
from digitpad.library.library import open_library
from digitpad.ui.common.messages import COMPARE
from digitpad.ui.main_window import MainWindow
from digitpad.wiring.charts import ChartWiring
from digitpad.wiring.compare import CompareWiring
from digitpad.wiring.faults import FaultWiring
from digitpad.wiring.files import FileWiring
from digitpad.wiring.looking import LookingWiring
from digitpad.wiring.memory import Memory
from digitpad.wiring.mine import MineWiring
from digitpad.wiring.pad import PadWiring
from digitpad.wiring.reasons import ReasonWiring
from digitpad.wiring.shelf import Shelf
from digitpad.wiring.train import TrainWiring
from digitpad.wiring.works import Works

PATIENCE_MS = 150  # a desk that is idle ends within a few; one that loads torch takes seconds, and is waited for unseen

SETTINGS, SWEEPING, LIBRARY = "settings", "sweeping", "library"  # what messages are about


class House(QObject):
    """Everything behind one window, its child: from `restore` to the window's `closed`."""

    def __init__(self, window: MainWindow, home: Path) -> None:
        super().__init__(window)
        self._window = window
        self.faults = FaultWiring(window, home)
        library = open_library(home)
        self.garbage = Garbage(self)
        self.garbage.start()
        self.works = Works(self)
        self.memory = Memory(home, self.works, self)
        self.shelf = Shelf(library, self)
        self.desk = Desk(LibraryReaders(library), self)
        self.pad = PadWiring(window, self.desk, self.shelf, self.memory, self.works)
        self.train = TrainWiring(window, self.desk, self.pad, self.shelf, self.memory, self.works, home)
        self.charts = ChartWiring(window, self.shelf, self.works)
        self.looking = LookingWiring(window, self.desk, self.pad)
        self.compare = CompareWiring(window, self.pad, self.shelf, self.memory, self.works, home)
        self.reasons = ReasonWiring(window, self.desk, self.shelf, self.works, home)
        self.files = FileWiring(window, self.pad, self.memory, self.works)
        self.mine = MineWiring(window, self.works, home)
        self._closing = self._unsaved_told = False
        self._connect()
        atexit.register(_end, weakref.ref(self))

    def _connect(self) -> None:
        window = self._window
        window.painted.connect(self._begin)
        window.activated.connect(self.shelf.refresh)
        window.layout_changed.connect(self._layout)
        window.theme_wanted.connect(self._theme)
        window.close_wanted.connect(self.close)
        window.destroyed.connect(self._dropped)
        self.shelf.problem.connect(self._broken)
        self.shelf.mended.connect(self._unbroken)
        self.memory.failed.connect(self._unsaved)
        self.memory.written.connect(self._saved)
        self.works.failed.connect(self._failed)
        self.works.mended.connect(self._mended)
        self.works.emptied.connect(self._close_if_quiet)
        self.desk.finished.connect(self._close_if_quiet)
        self.train.learned.connect(self.reasons.learn)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.end)

    def restore(self) -> None:
        """Brings the window to where it was left; everything here is quick, and nothing of it needs torch."""
        self._window.restore(self.memory.settings)
        self._window.say(self.memory.problem, kind="info")
        self.shelf.refresh()
        self.pad.restore()
        self.train.restore()
        self.compare.restore()

    @Slot()
    def _begin(self) -> None:
        """The window is drawn: torch and the models are loaded behind it from now on."""
        if not self._closing:
            self.desk.start()
            self.works.start(self._sweep, cause=SWEEPING)

    def _sweep(self) -> Iterator[object]:
        self.shelf.library.sweep()
        yield None

    # what the user should know

    @Slot(str)
    def _broken(self, text: str) -> None:
        self._window.say(text, place=COMPARE, cause=f"{LIBRARY}:{text}")

    @Slot(str)
    def _unbroken(self, text: str) -> None:
        self._window.messages.withdraw(f"{LIBRARY}:{text}")

    @Slot(str, str, str, str)
    def _failed(self, message: str, hint: str, place: str, cause: str) -> None:
        self._window.say(message, hint, place=place, cause=cause)

    @Slot(str)
    def _mended(self, cause: str) -> None:
        self._window.messages.mend(cause)

    @Slot(str, str)
    def _unsaved(self, message: str, hint: str) -> None:
        self._window.say(message, hint, cause=SETTINGS)

    @Slot()
    def _saved(self) -> None:
        self._window.messages.withdraw(SETTINGS)

    @Slot()
    def _layout(self) -> None:
        if self._window.isVisible():
            self.memory.change(**self._window.layout_state())

    @Slot(str)
    def _theme(self, choice: str) -> None:
        self._window.apply_theme(choice)
        self.memory.change(theme=choice)

    # the end

    @Slot()
    def close(self) -> None:
        """Ends what runs, then lets the window close: at once where nothing does."""
        if self._closing:
            return
        message, hint = self.memory.flush()
        if message and not self._unsaved_told:
            self._unsaved_told = True
            again = self.tr("{hint} Close again to leave without saving the settings.").format(hint=hint)
            self._window.say(message, again, cause=SETTINGS)
            return
        self._closing = True
        self.works.stop_all()
        self.desk.stop()
        if self.works.busy:
            self._window.wait_to_close("Finishing the step in progress; digitpad then closes by itself …")
        elif self.desk.isRunning() and not self.desk.wait(PATIENCE_MS):
            self._window.hide()
        self._close_if_quiet()

    @Slot()
    def _close_if_quiet(self) -> None:
        if not self._closing or self.works.busy:
            return
        if self.desk.isRunning() and not self.desk.wait(PATIENCE_MS):
            self._window.hide()
            return
        self.garbage.end()
        self._window.let_go()

    @Slot()
    def _dropped(self) -> None:
        """The window goes without having been closed, or while it waits for that: its threads see it by themselves."""
        self._closing = True
        self.memory.flush()
        self.garbage.end()

    @Slot()
    def end(self) -> None:
        """Ends every thread and waits: for a process that goes without closing its window."""
        self.works.stop_all()
        self.desk.stop()
        self.works.wait()
        self.desk.wait()
        self.garbage.end()


def _end(house: weakref.ref[House]) -> None:
    """At exit: a thread that outlived its QThread would abort the process."""
    alive = house()
    if alive is not None and isValid(alive):
        alive.end()

"""The composition root: builds every part of the window, shows it, and sees to it that it ends. Imports all rooms.

Nothing here loads torch: the desk does that, behind the drawn window.
"""

import signal
import socket
import sys
from functools import partial
from pathlib import Path

import digitpad.ui.common.plain_import  # noqa: F401  before everything that imports more

# isort: split

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QSocketNotifier, QTranslator, Slot
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from digitpad import __version__
from digitpad.controllers import WindowController
from digitpad.core import language, paths, settings
from digitpad.ui.common import accessible_roles, wheel
from digitpad.ui.common.icon import app_icon
from digitpad.ui.compare.compare_panel import ComparePanel
from digitpad.ui.draw.pad_panel import PadPanel
from digitpad.ui.main_window import MainWindow
from digitpad.ui.train.train_panel import TrainPanel


def build(home: Path | None = None) -> MainWindow:
    """The window with everything behind it; nothing is shown before `.show()`, and no event loop runs.

    `home`: the folder for everything written; by default DIGITPAD_HOME, else the user's data folder. Who is done with a
    closed window calls its `deleteLater`; it is kept until then, however few still refer to it.
    """
    chosen = paths.home(home)
    app = application()
    settings.use_language(chosen, QLocale.system().uiLanguages())
    _translate_qt(app)
    with wheel.unguarded(app):
        window = MainWindow(chosen, PadPanel(), TrainPanel(), ComparePanel())
        _keep(window)
        WindowController(window, chosen).restore()
    return window


def _translate_qt(app: QApplication) -> None:
    """Takes Qt's own words (buttons, file dialogs) in our language from the catalogues that come with PySide6."""
    for old in app.findChildren(QTranslator):
        app.removeTranslator(old)
        old.deleteLater()
    translator = QTranslator(app)
    where = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if language.chosen() != language.ENGLISH and translator.load(f"qtbase_{language.chosen()}", where):
        app.installTranslator(translator)


_alive: set[MainWindow] = set()


def kept() -> tuple[MainWindow, ...]:
    """The windows that were built and not deleted yet."""
    return tuple(_alive)


def _keep(window: MainWindow) -> None:
    """Leaves the end of a window to Qt: Python's collector would take it apart in the middle of its own events."""
    _alive.add(window)
    window.destroyed.connect(_forget)


def _forget() -> None:
    _alive.difference_update([window for window in _alive if not isValid(window)])


def application() -> QApplication:
    """Qt's application object: the one there is, or a new one."""
    accessible_roles.install()
    app = QApplication.instance()
    if isinstance(app, QApplication):
        return app
    app = QApplication(sys.argv[:1])
    app.setStyle("Fusion")  # the same on every desktop: the style sheet is made for it
    app.setApplicationName(paths.APP_NAME)
    app.setApplicationDisplayName(paths.APP_NAME)
    app.setApplicationVersion(__version__)
    app.setDesktopFileName(paths.APP_NAME)
    app.setWindowIcon(app_icon())
    return app


def main(home: Path | None = None, state: Path | None = None) -> int:
    """Shows the window, in a `state` where one is given, and runs until it is closed; gives the exit status."""
    app = application()
    app.setQuitOnLastWindowClosed(False)  # a window that waits, unseen, for a thread has not closed yet
    window = build(home)
    window.closed.connect(app.quit)
    for controller in window.findChildren(WindowController):
        controller.inference.prepared.connect(controller.garbage.settle)
        if state is not None:
            window.painted.connect(partial(controller.states.open, state))
    window.show()
    with_signals = _Signals(window)
    status = app.exec()
    with_signals.end()
    return status


class _Signals(QObject):
    """Lets Ctrl+C and a session's end close the window as its button would, checkpoint included.

    Python sees a signal only between two of its own instructions, of which an idle Qt loop runs none; the socket that
    Python writes to wakes the loop.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._ours, theirs = socket.socketpair()
        for end in (self._ours, theirs):
            end.setblocking(False)
        self._theirs = theirs
        self._before = signal.set_wakeup_fd(theirs.fileno())
        names = ("SIGINT", "SIGTERM", "SIGHUP")
        self._handlers = {
            number: signal.signal(number, _heard) for name in names if (number := getattr(signal, name, None))
        }
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._close)

    @Slot()
    def _close(self) -> None:
        self._ours.recv(64)
        self._window.close()

    def end(self) -> None:
        """Gives the signals back."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._before)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._ours.close()
        self._theirs.close()


def _heard(_number: int, _frame: object) -> None:
    """Does nothing: that the signal came is told by the wake-up socket."""

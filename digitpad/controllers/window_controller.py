"""Connects the whole window: makes the parts behind it, starts them once it is drawn, ends them when it closes.

Imports ui, jobs, models and the other controllers; QtCore of Qt.
"""

import atexit
import weakref
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Slot
from shiboken6 import isValid

from digitpad.controllers.charts_controller import ChartsController
from digitpad.controllers.classes_controller import ClassesController
from digitpad.controllers.code_controller import CodeController
from digitpad.controllers.comparison_controller import ComparisonController
from digitpad.controllers.data_controller import DataController
from digitpad.controllers.drawings_controller import DrawingsController
from digitpad.controllers.epoch_inspector_controller import EpochInspectorController
from digitpad.controllers.explanation_controller import ExplanationController
from digitpad.controllers.faults_controller import FaultsController
from digitpad.controllers.files_controller import FilesController
from digitpad.controllers.job_pool import JobPool
from digitpad.controllers.lesson_watcher import LessonWatcher
from digitpad.controllers.lessons_controller import LessonsController
from digitpad.controllers.library_model import LibraryModel
from digitpad.controllers.model_files_controller import ModelFilesController
from digitpad.controllers.pad_controller import PadController
from digitpad.controllers.preferences_controller import PreferencesController
from digitpad.controllers.rate_controller import RateController
from digitpad.controllers.session_controller import SessionController
from digitpad.controllers.settings_store import SettingsStore
from digitpad.controllers.state_controller import StateController
from digitpad.controllers.sweep_controller import SweepController
from digitpad.controllers.teach_controller import TeachController
from digitpad.controllers.tour_controller import TourController
from digitpad.controllers.trace_controller import TraceController
from digitpad.controllers.training_controller import TrainingController
from digitpad.controllers.workspace import Workspace
from digitpad.core.language import tr
from digitpad.jobs.gui_thread_gc import GuiThreadGc
from digitpad.jobs.inference_thread import InferenceThread
from digitpad.jobs.model_source import LibraryModelSource
from digitpad.models.library import open_library
from digitpad.ui.common.messages import COMPARE
from digitpad.ui.main_window import MainWindow

PATIENCE_MS = 150  # an idle thread ends within a few; one that loads torch takes seconds, and is waited for unseen

SETTINGS, SWEEPING, LIBRARY = "settings", "sweeping", "library"  # what messages are about


class WindowController(QObject):
    """Everything behind one window, its child: from `restore` to the window's `closed`."""

    def __init__(self, window: MainWindow, home: Path) -> None:
        super().__init__(window)
        self._window = window
        self.faults = FaultsController(window, home)
        library = open_library(home)
        self.garbage = GuiThreadGc(self)
        self.garbage.start()
        self.job_pool = JobPool(self)
        self.settings_store = SettingsStore(home, self.job_pool, self)
        self.library_model = LibraryModel(library, self)
        self.inference = InferenceThread(LibraryModelSource(library), self)
        self.pad = PadController(window, self.inference, self.library_model, self.settings_store, self.job_pool)
        workspace = Workspace(
            window=window,
            home=home,
            library_model=self.library_model,
            settings_store=self.settings_store,
            job_pool=self.job_pool,
        )
        self.train = TrainingController(workspace, self.inference, self.pad)
        self.charts = ChartsController(window, self.library_model, self.job_pool)
        self.looking = EpochInspectorController(window, self.inference, self.pad)
        self.compare = ComparisonController(workspace, self.pad)
        self.reasons = ExplanationController(window, self.inference, self.library_model, self.job_pool, home)
        self.files = FilesController(window, self.pad, self.settings_store, self.job_pool)
        self.mine = DrawingsController(window, self.job_pool, home)
        self._make_tools(workspace)
        self._closing = self._unsaved_told = False
        self._connect()

    def _make_tools(self, workspace: Workspace) -> None:
        """The windows beside the window, and the lessons."""
        home = workspace.home
        self.teach = TeachController(workspace, self.pad, self.mine)
        self.classes = ClassesController(workspace, self.pad, self.inference)
        self.sweeps = SweepController(self._window, self.library_model, self.job_pool, home)
        self.layers = TraceController(self._window, self.inference, self.pad, self.library_model, self.job_pool, home)
        self.preferences = PreferencesController(self._window, self.settings_store)
        self.code = CodeController(self._window, self.library_model)
        self.model_files = ModelFilesController(self._window, self.library_model, self.job_pool, home)
        self.data = DataController(workspace)
        self.tour = TourController(workspace)
        self.rates = RateController(self._window, self.job_pool, home)
        self.watcher = LessonWatcher(workspace, self.inference, self.train, self.compare)
        self.lessons = LessonsController(workspace, self.watcher)
        self.files.lessons_opened.connect(self.lessons.read)
        self.states = StateController(workspace, self.pad, self.files, self.lessons)
        self.session = SessionController(workspace, self.states)

    def _connect(self) -> None:
        atexit.register(_end, weakref.ref(self))
        window = self._window
        window.painted.connect(self._begin)
        window.activated.connect(self.library_model.refresh)
        window.layout_changed.connect(self._layout)
        window.close_requested.connect(self.close)
        window.destroyed.connect(self._dropped)
        self.library_model.problem.connect(self._broken)
        self.library_model.mended.connect(self._unbroken)
        self.settings_store.failed.connect(self._unsaved)
        self.settings_store.written.connect(self._saved)
        self.session.failed.connect(self._unsaved)
        self.session.written.connect(self._saved)
        self.job_pool.failed.connect(self._failed)
        self.job_pool.mended.connect(self._mended)
        self.job_pool.emptied.connect(self._close_if_quiet)
        self.inference.finished.connect(self._close_if_quiet)
        self.inference.prepared.connect(self.data.begin)
        self.inference.prepared.connect(self.tour.begin)
        self.train.learned.connect(self.reasons.learn)
        self.pad.turned.connect(self.mine.forget_undo)
        self.teach.evaluation_requested.connect(self.compare.evaluate)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.end)

    def restore(self) -> None:
        """Brings the window to where it was left; everything here is quick, and nothing of it needs torch."""
        self._window.restore(self.settings_store.settings)
        self._window.say(self.settings_store.problem, kind="info")
        self.library_model.refresh()
        self.pad.restore()
        self.train.restore()
        self.compare.restore()
        self.lessons.restore()
        self.session.restore()

    @Slot()
    def _begin(self) -> None:
        """The window is drawn: torch and the models are loaded behind it from now on."""
        if not self._closing:
            self.inference.start()
            self.job_pool.start(self._sweep, cause=SWEEPING)
            self.mine.look()

    def _sweep(self) -> Iterator[object]:
        self.library_model.library.sweep()
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
            self.settings_store.change(**self._window.layout_state())

    # the end

    @Slot()
    def close(self) -> None:
        """Ends what runs, then lets the window close: at once where nothing does."""
        if self._closing:
            return
        settings, _ = self.settings_store.flush()
        session, _ = self.session.flush()
        if (settings or session) and not self._unsaved_told:
            self._unsaved_told = True
            hint = tr("Make room there, or make it writable. Close again to leave without it.")
            self._window.say(" ".join(filter(None, (settings, session))), hint, cause=SETTINGS)
            return
        self._closing = True
        self.job_pool.stop_all()
        self.inference.stop()
        if self.job_pool.busy:
            self._window.wait_to_close(tr("Finishing the step in progress; digitpad then closes by itself …"))
        elif self.inference.isRunning() and not self.inference.wait(PATIENCE_MS):
            self._window.hide()
        self._close_if_quiet()

    @Slot()
    def _close_if_quiet(self) -> None:
        if not self._closing or self.job_pool.busy:
            return
        if self.inference.isRunning() and not self.inference.wait(PATIENCE_MS):
            self._window.hide()
            return
        self.session.flush()  # the run that was stopped for this is over now
        self.garbage.end()
        self._window.let_go()

    @Slot()
    def _dropped(self) -> None:
        """The window goes without having been closed, or while it waits for that: its threads see it by themselves."""
        self._closing = True
        self.settings_store.flush()
        self.garbage.end()

    @Slot()
    def end(self) -> None:
        """Ends every thread and waits: for a process that goes without closing its window."""
        self.job_pool.stop_all()
        self.inference.stop()
        self.job_pool.wait()
        self.inference.wait()
        self.garbage.end()


def _end(controller: weakref.ref[WindowController]) -> None:
    """At exit: a thread that outlived its QThread would abort the process."""
    alive = controller()
    if alive is not None and isValid(alive):
        alive.end()

"""What the window shows, kept for its next start: drawing, pages, last run's curves. Imports QtCore, ui and core."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.controllers.late_writer import LateWriter
from digitpad.controllers.state_controller import StateController
from digitpad.controllers.workspace import Workspace
from digitpad.core import last_session
from digitpad.core.errors import InkError
from digitpad.core.last_session import LastSession, RunFigures
from digitpad.ink.ink import Ink


class SessionController(QObject):
    """Follows every change, and brings back what was there. What settings remember is left to them."""

    failed = Signal(str, str)  # a sentence and a hint
    written = Signal()

    def __init__(self, workspace: Workspace, states: StateController) -> None:
        super().__init__(workspace.window)
        self._window, self._home, self._states = workspace.window, workspace.home, states
        self._session = self._saved = LastSession()
        self._touched = False  # the drawing or the view: a window that nobody has used writes nothing
        self._writer = LateWriter(self._write, workspace.job_pool, self)
        self._writer.due.connect(self._gather)
        self._writer.failed.connect(self.failed)
        self._writer.written.connect(self.written)

    def restore(self) -> None:
        """Shows what was shown; whatever is wrong with it, the window opens."""
        session, problem = last_session.load(self._home)
        self._session = self._saved = session
        window, state = self._window, session.window
        window.say(problem, kind="info")
        try:
            ink = Ink.from_strokes(list(zip(xs, ys, strict=True)) for xs, ys in state.drawing)
        except InkError:
            ink = Ink()
        if ink:
            window.pad.canvas.restore(ink, state.sheet or ink.box)
        self._states.show_view(state)
        if session.run is not None:
            window.train.show_last_run(session.run)
        self._follow()

    def _follow(self) -> None:
        """From now on; what was just brought back is no change."""
        compare = self._window.compare
        self._window.pad.subject_changed.connect(self._changed)
        compare.details.turned.connect(self._changed)
        compare.models.bar.view_changed.connect(self._changed)
        compare.models.bar.differs_changed.connect(self._changed)
        self._window.train.run_over.connect(self._ran)

    @Slot()
    def _changed(self) -> None:
        self._touched = True
        self._writer.later()

    @Slot(object)
    def _ran(self, run: RunFigures) -> None:
        self._session = replace(self._session, run=run)
        self._writer.later()

    @Slot()
    def _gather(self) -> None:
        if self._touched:
            self._session = replace(self._session, window=self._states.view())

    def flush(self) -> tuple[str, str]:
        """Writes what is not on the disk yet, now; gives a sentence and a hint where that fails."""
        return self._writer.flush()

    def _write(self) -> None:
        session = self._session
        if session != self._saved:
            last_session.save(session, self._home, self._saved)
            self._saved = session

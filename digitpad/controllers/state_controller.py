"""What the window shows as a file: saved for somebody else, and opened. Imports QtCore, ui and tasks."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from digitpad.controllers.files_controller import FilesController
from digitpad.controllers.lessons_controller import LessonsController
from digitpad.controllers.pad_controller import PadController
from digitpad.controllers.workspace import Workspace
from digitpad.core.errors import InkError
from digitpad.core.language import tr
from digitpad.core.lesson_facts import COMPARE_TAB, TRAIN_TAB
from digitpad.core.window_state import WindowState
from digitpad.ink.ink import Ink
from digitpad.tasks import keep_state
from digitpad.tasks.keep_state import OpenedState
from digitpad.tasks.write_files import Written

SAVING, OPENING = "state-saved", "state-opened"  # what messages are about


class StateController(QObject):
    """One state at a time; what this machine lacks is said, the rest is taken."""

    def __init__(
        self, workspace: Workspace, pad: PadController, files: FilesController, lessons: LessonsController
    ) -> None:
        super().__init__(workspace.window)
        self._window, self._job_pool = workspace.window, workspace.job_pool
        self._library_model = workspace.library_model
        self._pad, self._lessons = pad, lessons
        self._window.files.save_state_requested.connect(self.save)
        files.state_opened.connect(self.open)

    @Slot(object)
    def save(self, path: Path) -> None:
        """Writes what the window shows now."""
        state = self._state()
        self._job_pool.start(lambda: keep_state.state_written(path, state), self._happened, cause=SAVING)

    @Slot(object)
    def open(self, path: Path) -> None:
        """Reads a state, and shows it."""
        self._window.messages.withdraw(OPENING)
        self._job_pool.start(lambda: keep_state.state_read(path), self._happened, cause=OPENING)

    def _state(self) -> WindowState:
        window = self._window
        lesson, step = self._lessons.place()
        model = window.pad.models.model_id  # one in training is nobody else's
        return replace(
            self.view(), model=model if self._library_model.card(model) is not None else "", plan=window.train.plan(),
            tab=COMPARE_TAB if window.comparing else TRAIN_TAB, lesson=lesson, step=step,
        )  # fmt: skip

    def view(self) -> WindowState:
        """The drawing, and how the models are shown: what settings do not remember."""
        canvas, models = self._window.pad.canvas, self._window.compare.models
        return WindowState(
            drawing=tuple((tuple(each[:, 0].tolist()), tuple(each[:, 1].tolist())) for each in canvas.ink.strokes),
            sheet=(0.0, 0.0, float(canvas.width()), float(canvas.height())), page=self._window.compare.details.page,
            models=models.bar.views.key, differing=models.differing,
        )  # fmt: skip

    def show_view(self, state: WindowState) -> None:
        """Shows the models as the state has them."""
        if state.page:
            self._window.compare.details.turn_to(state.page)
        if state.models:
            self._window.compare.models.show_view(state.models, state.differing)

    @Slot(list)
    def _happened(self, events: list[object]) -> None:
        for event in events:
            if isinstance(event, Written):
                self._window.files.last.use_of(event.path)
                self._window.say(tr("Saved as {name}.", name=event.path.name), "", "good", cause=SAVING)
            elif isinstance(event, OpenedState):
                self._window.files.last.use_of(event.path)
                self._show(event.state, event.path)

    def _show(self, state: WindowState, path: Path) -> None:
        """Takes what there is; the drawing that lay on the pad comes back by undo."""
        window, lacking = self._window, list[str]()
        if state.plan is not None and not window.train.take_plan(state.plan):
            lacking.append(tr("A run is in progress: its settings stay."))
        if state.model and self._library_model.card(state.model) is not None:
            self._pad.choose(state.model)
        elif state.model:
            lacking.append(tr("The model {model} is not in this library.", model=state.model))
        try:
            if state.drawing:
                window.pad.set_ink(Ink.from_strokes(list(zip(xs, ys, strict=True)) for xs, ys in state.drawing))
        except InkError as error:
            lacking.append(error.message)
        self.show_view(state)
        (window.show_compare if state.tab == COMPARE_TAB else window.show_train)()
        if state.lesson and not self._lessons.open_at(state.lesson, state.step):
            lacking.append(tr("The lesson {lesson} does not come with this digitpad.", lesson=state.lesson))
        kind = "info" if lacking else "good"
        window.say(tr("{name} is open.", name=path.name), " ".join(lacking), kind, cause=OPENING)

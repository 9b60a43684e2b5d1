"""Missing data, said before a run starts; downloaded, or taken from a folder. Imports ui, tasks and QtCore."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

from PySide6.QtCore import QObject, Slot

from digitpad.controllers.workspace import Workspace
from digitpad.core.language import tr
from digitpad.core.needed_data import NeededData
from digitpad.core.plans import DATASETS
from digitpad.core.records import FAILED, SUCCEEDED, Outcome
from digitpad.jobs.job import Job
from digitpad.tasks.progress import Progress
from digitpad.ui.common import file_dialogs
from digitpad.ui.common.messages import TRAIN

DATA = "data"  # what messages are about


def _tasks() -> ModuleType:
    """The tasks, loaded by the first job: what downloads would hold up the first paint."""
    from digitpad.tasks import fetch_data

    return fetch_data


class DataController(QObject):
    """Tells the training panel which datasets are not here.

    It looks when the window opens, when the user comes back to it, and after a dataset was brought; never for a mere
    change of the plan.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace.window)
        self._window, self._home, self._job_pool = workspace.window, workspace.home, workspace.job_pool
        self._job: Job | None = None  # that brings a dataset
        self._looking = False
        self._name = ""
        self._found: list[NeededData] = []
        need = self._window.train.need
        need.data_requested.connect(self._fetch)
        need.data_refused.connect(self._stop)
        need.data_folder_requested.connect(self._ask_folder)

    @Slot()
    def begin(self) -> None:
        """The window is drawn and ready: it looks now, and whenever the user comes back."""
        self._window.activated.connect(self.look)
        self.look()

    @Slot()
    def look(self) -> None:
        """Looks what is here."""
        if not self._looking and self._job is None:
            self._looking, self._found, home = True, [], self._home
            self._job_pool.start(lambda: _tasks().needed(home), self._hear, self._looked)

    @Slot(list)
    def _hear(self, events: list[object]) -> None:
        self._found += [event for event in events if isinstance(event, NeededData)]

    @Slot(object)
    def _looked(self, outcome: Outcome) -> None:
        self._looking = False
        if outcome.kind == SUCCEEDED:
            self._window.train.show_needed(self._found)

    @Slot(str)
    def _fetch(self, name: str) -> None:
        home = self._home
        self._bring(name, lambda: _tasks().fetched(name, home))

    @Slot(str)
    def _ask_folder(self, name: str) -> None:
        def chosen(folder: Path) -> None:
            self.take(name, folder)

        title = tr("The folder that holds {title}", title=tr(DATASETS[name]))
        dialog = file_dialogs.asking_folder(self._window, title, self._window.files.last, chosen)
        dialog.setObjectName("data-folder")
        dialog.open()

    def take(self, name: str, folder: Path) -> None:
        """Takes a dataset from a folder."""
        home = self._home
        self._bring(name, lambda: _tasks().taken(name, folder, home))

    def _bring(self, name: str, work: Callable[[], Iterator[object]]) -> None:
        if self._job is None:
            self._name = name
            self._window.messages.withdraw(DATA)
            self._window.train.show_fetching(name, "")
            self._job = self._job_pool.start(work, self._told, self._ended)

    @Slot()
    def _stop(self) -> None:
        if self._job is not None:
            self._job.stop()

    @Slot(list)
    def _told(self, events: list[object]) -> None:
        for event in events:
            if isinstance(event, Progress):
                self._window.train.show_fetching(self._name, event.text)

    @Slot(object)
    def _ended(self, outcome: Outcome) -> None:
        self._job = None
        self._window.train.show_fetching("", "")
        if outcome.kind == FAILED:
            self._window.say(outcome.message, outcome.hint, place=TRAIN, cause=DATA)
        elif outcome.kind == SUCCEEDED:
            title = tr(DATASETS[self._name])
            self._window.say(tr("{title} is on this machine now.", title=title), kind="good", place=TRAIN, cause=DATA)
        self.look()

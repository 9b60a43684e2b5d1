"""The charts, exported into a file of the user's choice, and earlier runs, named. Imports ui, jobs and models."""

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from digitpad.controllers.job_pool import JobPool
from digitpad.controllers.library_model import LibraryModel
from digitpad.controllers.telling import rename, say_saved
from digitpad.core.language import mark
from digitpad.core.records import Card
from digitpad.tasks import write_files
from digitpad.tasks.write_files import Written
from digitpad.ui.common import picture_export
from digitpad.ui.common.messages import TRAIN
from digitpad.ui.main_window import MainWindow

SAVING = "saving charts"  # what messages are about
_KINDS = {
    "png": (mark("Save charts"), picture_export.PNG),
    "svg": (mark("Save charts"), picture_export.SVG),
    "csv": (mark("Save figures"), picture_export.CSV),
}


class ChartsController(QObject):
    """Saves what the charts show, and brings them the trainings of the library's models."""

    def __init__(self, window: MainWindow, library_model: LibraryModel, job_pool: JobPool) -> None:
        super().__init__(window)
        self._window, self._library_model, self._job_pool = window, library_model, job_pool
        window.train.export_requested.connect(self._export)
        window.train.rename_requested.connect(self._rename)
        window.files.content_requested.connect(self._save)
        library_model.changed.connect(self._models)

    @Slot(str, object)
    def _export(self, kind: str, content: bytes) -> None:
        title, name_filter = _KINDS[kind]
        self._window.files.save_content(title, name_filter, f"training.{kind}", content)

    @Slot(object, object)
    def _save(self, path: Path, content: bytes) -> None:
        self._job_pool.start(lambda: write_files.content_written(path, content), self._saved, place=TRAIN, cause=SAVING)

    @Slot(list)
    def _saved(self, events: list[object]) -> None:
        for event in events:
            if isinstance(event, Written):
                say_saved(self._window, event.path, TRAIN, SAVING)

    @Slot(list)
    def _models(self, cards: list[Card]) -> None:
        self._window.train.show_models(cards)

    @Slot(str, str)
    def _rename(self, model: str, title: str) -> None:
        rename(self._window, self._library_model, TRAIN, model, title)

"""Models into the library and out of it as files, and their structure. Imports ui and tasks."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from digitpad.controllers.job_pool import JobPool
from digitpad.controllers.library_model import LibraryModel
from digitpad.controllers.telling import say_saved
from digitpad.core.language import mark, tr
from digitpad.core.model_files import Asked, Structure
from digitpad.core.records import FAILED, SUCCEEDED, Outcome
from digitpad.tasks import add_model, export_model, model_structure
from digitpad.tasks.add_model import Added
from digitpad.tasks.export_log import NO_BATCHES, ExportedLog
from digitpad.tasks.export_onnx import Exported
from digitpad.tasks.export_weights import ExportedWeights
from digitpad.tasks.progress import Progress
from digitpad.ui.common import file_dialogs
from digitpad.ui.common.messages import COMPARE
from digitpad.ui.main_window import MainWindow

if TYPE_CHECKING:
    from digitpad.ui.compare.files.add_dialog import AddModelDialog
    from digitpad.ui.compare.files.structure_dialog import StructureDialog

EXPORTING, ADDING, STRUCTURE = "exporting", "adding", "structure"  # what messages are about
READ = (mark("Models (*.onnx *.pt *.pth *.safetensors)"), mark("All files (*)"))
WRITTEN = (
    mark("ONNX (*.onnx)"), mark("Weights for torch (*.pt)"), mark("Weights (*.safetensors)"),
    mark("Log of the run, JSON lines (*.jsonl)"), mark("TensorBoard events (*.tfevents)"),
)  # fmt: skip


class ModelFilesController(QObject):
    """Asks for files, has them read and written by jobs, and says what came of it."""

    def __init__(self, window: MainWindow, library_model: LibraryModel, job_pool: JobPool, home: Path) -> None:
        super().__init__(window)
        self._window, self._library_model, self._job_pool, self._home = window, library_model, job_pool, home
        self._adding: AddModelDialog | None = None
        self._structure: StructureDialog | None = None
        self._added: Added | None = None
        table = window.compare.models.table
        table.add_requested.connect(self.add)
        table.export_requested.connect(self.export)
        table.structure_requested.connect(self.show_structure)

    # --- in ---

    @Slot()
    def add(self) -> None:
        """Asks which file to add."""
        last = self._window.files.last
        file_dialogs.asking(self._window, tr("Add a model"), READ, last, self.ask_about).open()

    @Slot(object)
    def ask_about(self, path: Path) -> None:
        """Asks what this file does not say of its model."""
        if self._adding is None:
            from digitpad.ui.compare.files.add_dialog import AddModelDialog  # here: it would hold up the first paint

            self._adding = AddModelDialog(self._window)
            self._adding.add_requested.connect(self._add)
        self._adding.ask(path)
        self._adding.open()

    @Slot(object, object)
    def _add(self, path: Path, asked: Asked) -> None:
        library, home = self._library_model.library, self._home
        self._added = None
        self._job_pool.start(lambda: add_model.added(library, path, asked, home), self._happened, self._ended)

    @Slot(list)
    def _happened(self, events: list[object]) -> None:
        for event in events:
            if isinstance(event, Progress) and self._adding is not None:
                self._adding.show_progress(event.share, event.text)
            elif isinstance(event, Added):
                self._added = event

    @Slot(object)
    def _ended(self, outcome: Outcome) -> None:
        assert self._adding is not None  # noqa: S101  it asked
        self._adding.end(outcome.sentence if outcome.kind == FAILED else "")
        if outcome.kind == SUCCEEDED and self._added is not None:
            self._adding.accept()
            self._library_model.refresh()
            card = self._added.card
            self._window.compare.select(card.id)
            said = tr("{name} is in the library now.", name=card.name)
            self._window.say(said, self._added.found, "good", place=COMPARE, cause=ADDING)

    # --- out ---

    @Slot(str)
    def export(self, model: str) -> None:
        """Asks where to write the model, and as what."""

        def done(path: Path) -> None:
            self._export(model, path)

        title = tr("Export {model}", model=model)
        dialog = file_dialogs.saving(self._window, title, WRITTEN, f"{model}.onnx", self._window.files.last, done)
        dialog.setObjectName("export-dialog")
        dialog.open()

    def _export(self, model: str, path: Path) -> None:
        library, home = self._library_model.library, self._home
        self._window.messages.withdraw(EXPORTING)
        self._job_pool.start(
            lambda: export_model.exported(library, model, path, home), self._exported, self._export_ended
        )

    @Slot(list)
    def _exported(self, events: list[object]) -> None:
        for event in events:
            if isinstance(event, Progress):
                self._window.show_status("export", event.text)
            elif isinstance(event, Exported | ExportedWeights | ExportedLog):
                lacks = isinstance(event, ExportedLog) and not event.batches
                say_saved(self._window, event.path, COMPARE, EXPORTING, tr(NO_BATCHES) if lacks else "")

    @Slot(object)
    def _export_ended(self, outcome: Outcome) -> None:
        self._window.show_status("export", "")
        if outcome.kind == FAILED:
            self._window.say(outcome.message, outcome.hint, place=COMPARE, cause=EXPORTING)

    # --- what it is made of ---

    @Slot(str)
    def show_structure(self, model: str) -> None:
        """Shows the model's layers."""
        library = self._library_model.library
        self._job_pool.start(
            lambda: model_structure.structure(library, model), self._found, place=COMPARE, cause=STRUCTURE
        )

    @Slot(list)
    def _found(self, events: list[object]) -> None:
        for event in events:
            if isinstance(event, Structure):
                if self._structure is None:
                    from digitpad.ui.compare.files.structure_dialog import (
                        StructureDialog,  # here: it would hold up the first paint
                    )

                    self._structure = StructureDialog(self._window)
                card = self._library_model.card(event.model)
                self._structure.show_structure(event, card.name if card is not None else event.model)
                self._structure.show()
                self._structure.activateWindow()

"""The user's own drawings: kept, shown, opened, relabelled, deleted and brought back. Imports ui, jobs and tasks."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.controllers.job_pool import JobPool
from digitpad.controllers.pad_controller import EMPTY
from digitpad.core.language import mark, tr, tr_n
from digitpad.ink.files import Drawing
from digitpad.tasks import keep_drawings
from digitpad.tasks.keep_drawings import KeptDrawings, RelabelledDrawings, RemovedDrawings
from digitpad.tasks.progress import Problem
from digitpad.ui.common.messages import PAD, Act
from digitpad.ui.draw.label_popover import label_text
from digitpad.ui.main_window import MainWindow

if TYPE_CHECKING:
    from digitpad.ui.draw.drawings_dialog import DrawingsDialog, RelabelRequest

KEEPING, READING, REMOVING = "keeping", "reading kept drawings", "removing kept drawings"  # what messages are about
MENDING = mark("mending kept drawings")


class DrawingsController(QObject):
    """Reads and writes the user's drawings in jobs of their own."""

    read = Signal(list)  # of Drawing: all that are kept, whenever they were read
    teach_requested = Signal()  # from the sheet of them

    def __init__(self, window: MainWindow, job_pool: JobPool, home: Path) -> None:
        super().__init__(window)
        self._window, self._job_pool, self._home = window, job_pool, home
        self._box: DrawingsDialog | None = None
        self._undoes: list[Act] = []  # what Ctrl+Z takes back while the drawing that was kept lies on the pad
        window.pad.keep_requested.connect(self.keep)
        window.pad.mine_requested.connect(self.show_all)

    @Slot(str)
    def keep(self, word: str) -> None:
        """Keeps the drawing on the pad under this label."""
        ink, home = self._window.pad.canvas.ink, self._home
        if not ink:
            hint = tr("Draw something first; a picture cannot be kept as ink.")
            self._window.say(tr("There is no drawing on the pad."), hint, cause=EMPTY)
            return
        self._job_pool.start(lambda: keep_drawings.kept(home, ink, word), self._happened, cause=KEEPING)

    @Slot()
    def show_all(self) -> None:
        """Shows all drawings that were kept."""
        home = self._home
        self._job_pool.start(lambda: keep_drawings.every(home), self._opened, cause=READING)

    def look(self) -> None:
        """Reads them, and tells what there is."""
        home = self._home
        self._job_pool.start(lambda: keep_drawings.every(home), self._happened, cause=READING)

    @Slot()
    def forget_undo(self) -> None:
        """Something else lies on the pad: Ctrl+Z takes its strokes back, and not what was kept before."""
        for act in self._undoes:
            self._window.undo.withdraw(act)
        self._undoes = []

    @Slot(object)
    def _relabel(self, wanted: "RelabelRequest") -> None:
        self._give_labels(dict.fromkeys(wanted.names, wanted.word))

    def _give_labels(self, words: Mapping[str, str]) -> None:
        home = self._home
        self._job_pool.start(lambda: keep_drawings.relabelled(home, words), self._happened, cause=KEEPING)

    @Slot(list)
    def _delete(self, names: list[str]) -> None:
        home = self._home
        self._job_pool.start(lambda: keep_drawings.removed(home, names), self._happened, cause=REMOVING)

    def _bring_back(self, drawings: list[Drawing]) -> None:
        home = self._home
        self._job_pool.start(lambda: keep_drawings.brought_back(home, drawings), self._happened, cause=REMOVING)

    @Slot(object)
    def _open(self, drawing: Drawing) -> None:
        self._window.pad.set_ink(drawing.ink)

    @Slot(list)
    def _happened(self, events: list[object]) -> None:
        for event in events:
            if isinstance(event, Problem):
                self._window.say(event.message, event.hint, cause=MENDING)
            elif isinstance(event, KeptDrawings):
                self._show(event)
            elif isinstance(event, RelabelledDrawings):
                self._say_relabelled(event)
            elif isinstance(event, RemovedDrawings):
                count = len(event.drawings)
                one, many = tr("The drawing was deleted."), tr("{count} drawings were deleted.")
                said = one if count == 1 else many.format(count=count)
                self._window.say(said, "", "info", tr("Undo"), partial(self._bring_back, event.drawings))

    @Slot(list)
    def _opened(self, events: list[object]) -> None:
        """The user asked to see what was kept, and here it is."""
        if self._box is None:
            from digitpad.ui.draw.drawings_dialog import DrawingsDialog  # here: it would hold up the first paint

            self._box = DrawingsDialog(self._window)
            self._box.open_requested.connect(self._open)
            self._box.delete_requested.connect(self._delete)
            self._box.relabel_requested.connect(self._relabel)
            self._box.teach_requested.connect(self.teach_requested)
        self._happened(events)
        self._box.show()
        self._box.raise_()

    def _show(self, kept: KeptDrawings) -> None:
        if kept.added is not None:
            label, count = kept.added.word or "", len(kept.drawings)
            one = tr("Kept as {label}. This is the first drawing of your own.")
            many = tr("Kept as {label}. You have {count} drawings of your own now.")
            said = one if count == 1 else many
            self._offer_undo(
                said.format(label=label_text(label), count=count), label, partial(self._delete, [kept.added.key_id])
            )
        if self._box is not None:
            self._box.show_drawings(kept.drawings)
        self.read.emit(kept.drawings)

    def _say_relabelled(self, event: RelabelledDrawings) -> None:
        count, word = len(event.before), label_text(event.word)
        if not count:
            self._window.say(tr("It is kept as {label} already.", label=word), kind="info", cause=KEEPING)
            return
        said = (
            tr_n(
                "{count} drawing is labelled {label} now.",
                "{count} drawings are labelled {label} now.",
                count,
                label=word,
            )
            if word
            else tr("The labels are as they were.")
        )
        self._offer_undo(said, event.word, partial(self._give_labels, dict(event.before)))

    def _offer_undo(self, said: str, label: str, back: Act) -> None:
        """Says what was done, and takes it back at the message's button, or at Ctrl+Z on the pad."""
        self.forget_undo()

        def act() -> None:
            self._window.withdraw_undo(act)
            back()

        self._undoes = [act]
        self._window.say(said, "", "good", tr("Undo"), act, cause=KEEPING)
        self._window.offer_undo(tr("label {label}", label=label_text(label)), PAD, act)

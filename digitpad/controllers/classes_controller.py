"""Own classes in the window: sets are read, kept and made into models by jobs. Imports QtCore, ui and tasks."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from digitpad.controllers.pad_controller import PadController
from digitpad.controllers.workspace import Workspace
from digitpad.core.formats import share
from digitpad.core.language import tr, tr_n
from digitpad.core.recipes import RECIPES
from digitpad.core.records import FAILED, NONE_OF_THESE, STOPPED, Outcome
from digitpad.ink.class_sets import ClassSet
from digitpad.ink.ink import Ink
from digitpad.ink.subject import Subject
from digitpad.jobs.inference_thread import InferenceThread, Request, Result
from digitpad.jobs.job import Job
from digitpad.tasks import keep_classes
from digitpad.tasks.keep_classes import ClassesKept, ImportedDrawings, OpenedSet
from digitpad.tasks.progress import Problem, Progress
from digitpad.ui.common import qt_pictures

if TYPE_CHECKING:
    from digitpad.ui.classes.classes_dialog import ClassesDialog

ELSEWHERE = -1  # the number of a drawing that does not lie on the pad, which therefore takes no notice of it
TRAINING, KEEPING, READING = "classes-trained", "classes-kept", "classes-read"  # what messages are about


class ClassesController(QObject):
    """One dialog, one training at a time; a change of the set is written at once, one after the other."""

    def __init__(self, workspace: Workspace, pad: PadController, inference: InferenceThread) -> None:
        super().__init__(workspace.window)
        self._inference, self._subject = inference, Subject()
        inference.answered.connect(self._answered)
        self._window, self._job_pool, self._home = workspace.window, workspace.job_pool, workspace.home
        self._library_model, self._pad = workspace.library_model, pad
        self._box: ClassesDialog | None = None
        self._job: Job | None = None
        self._notes: list[str] = []
        self._kept: ClassesKept | None = None
        self._writing = False
        self._changed: ClassSet | None = None  # what is to be written next
        workspace.window.menus.classes_requested.connect(self.open)

    @Slot()
    def open(self) -> None:
        """Shows the set that was shown last, or the first."""
        if self._box is not None:
            self._raise()
            return
        from digitpad.ui.classes.classes_dialog import ClassesDialog  # here: it would hold up the first paint

        self._box = box = ClassesDialog(self._window.files.last, self._window)
        box.changed.connect(self._keep)
        box.set_requested.connect(self._open_set)
        box.new_set_requested.connect(self._begin_set)
        box.import_requested.connect(self._import)
        box.train_requested.connect(self._train)
        box.drawn.connect(self._predict)
        box.stop_requested.connect(self._stop)
        box.show_networks([key for key in RECIPES if self._library_model.card(key) is not None])
        self._open_set("")

    @Slot(str)
    def _open_set(self, name: str) -> None:
        home = self._home
        self._job_pool.start(lambda: keep_classes.opened(home, name), self._opened, cause=READING)

    @Slot()
    def _begin_set(self) -> None:
        home = self._home
        self._job_pool.start(lambda: keep_classes.begun(home), self._opened, cause=READING)

    @Slot(list)
    def _opened(self, events: list[object]) -> None:
        for event in events:
            if isinstance(event, OpenedSet) and self._box is not None:
                self._box.show_set(event.names, event.shown)
                self._raise()

    def _raise(self) -> None:
        if self._box is not None:
            self._box.show()
            self._box.activateWindow()

    # --- predicted, while it is drawn ---

    @Slot(object)
    def _predict(self, ink: Ink) -> None:
        """Asks the newest model of the set."""
        if self._box is None:
            return
        name, cards = self._box.shown.name, self._library_model.cards
        own = [card for card in cards if card.own_classes and (card.id == name or card.id.startswith(f"{name}-"))]
        if own and ink:
            model = max(own, key=lambda card: card.created).id
            self._subject = Subject(number=ELSEWHERE, ink=ink, model=model)
            self._inference.ask(Request((model,), self._subject))
        else:
            self._subject = Subject()
            self._box.show_prediction("")

    @Slot(object)
    def _answered(self, result: Result) -> None:
        answer = result.answers.get(self._subject.model)
        if self._box is None or answer is None or result.request.subject is not self._subject:
            return
        sure = share(answer.confidence, 0)
        said = tr("{label}, {confidence}", label=answer.label, confidence=sure) if answer.label else tr(NONE_OF_THESE)
        self._box.show_prediction(tr("{model} predicts: {words}", model=answer.model, words=said))

    # --- kept ---

    @Slot(object)
    def _keep(self, changed: ClassSet) -> None:
        self._changed = changed
        self._write()

    def _write(self) -> None:
        if self._writing or self._changed is None:
            return
        home, newest = self._home, self._changed
        self._writing, self._changed = True, None
        self._job_pool.start(lambda: keep_classes.kept(home, newest), None, self._written)

    @Slot(object)
    def _written(self, outcome: Outcome) -> None:
        self._writing = False
        if outcome.kind == FAILED:
            self._window.say(outcome.message, outcome.hint, cause=KEEPING)
        self._write()

    # --- imported ---

    @Slot(object)
    def _import(self, path: Path) -> None:
        self._notes = []
        work = keep_classes.imported
        self._job_pool.start(lambda: work(path, qt_pictures.decode), self._imported, self._import_over)

    @Slot(list)
    def _imported(self, events: list[object]) -> None:
        for event in events:
            if self._box is None:
                return
            if isinstance(event, Progress):
                self._box.tell(event.text)
            elif isinstance(event, Problem):
                self._notes.append(event.sentence)
            elif isinstance(event, ImportedDrawings):
                self._box.add_drawings(event.drawings)

    @Slot(object)
    def _import_over(self, outcome: Outcome) -> None:
        if outcome.kind == FAILED:
            self._notes.append(outcome.sentence)
        if self._box is not None and self._notes:
            self._box.tell(" ".join(self._notes))

    # --- trained ---

    @Slot(object, str)
    def _train(self, given: ClassSet, scratch: str) -> None:
        if self._job is not None or self._box is None:
            return
        library, home = self._library_model.library, self._home
        self._notes, self._kept = [], None
        self._box.show_training(tr("Training"), 0.0)
        work = partial(keep_classes.trained, library, home, given, scratch)
        self._job = self._job_pool.start(work, self._happened, self._over)

    @Slot()
    def _stop(self) -> None:
        if self._job is not None:
            self._job.stop()

    @Slot(list)
    def _happened(self, events: list[object]) -> None:
        for event in events:
            if isinstance(event, Progress) and self._box is not None:
                self._box.show_training(event.text, event.share)
                self._window.show_status(TRAINING, f"{event.text} {share(max(event.share, 0.0), 0)}")
            elif isinstance(event, Problem):
                self._notes.append(event.sentence)
            elif isinstance(event, ClassesKept):
                self._kept = event

    @Slot(object)
    def _over(self, outcome: Outcome) -> None:
        self._job = None
        self._window.show_status(TRAINING, "")
        said = tr("Stopped before the end.") if outcome.kind == STOPPED else ""
        if outcome.kind == FAILED:
            said = outcome.sentence
        elif self._kept is not None:
            self._library_model.refresh()
            self._pad.choose(self._kept.card.id)
            said = _result(self._kept)
            self._window.say(said, "", "good", cause=TRAINING)
        if self._box is not None:
            self._box.end_training(" ".join([said, *self._notes]).strip())


def _result(kept: ClassesKept) -> str:
    """What came of the training, in a sentence."""
    score = kept.made.score
    return tr_n("{name} is trained: {accuracy} of {count:,} drawing that was left out is classified correctly. "
                "The pad predicts its classes now.",
                "{name} is trained: {accuracy} of {count:,} drawings that were left out are classified correctly. "
                "The pad predicts its classes now.",
                score.n, name=kept.card.name, accuracy=share(score.accuracy, 1))  # fmt: skip

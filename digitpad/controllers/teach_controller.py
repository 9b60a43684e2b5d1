"""Teaching in the window: the offer beside the pad, the teaching as a job, the copy kept or thrown away.

Imports QtCore, ui, tasks.
"""

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.controllers.drawings_controller import DrawingsController
from digitpad.controllers.job_pool import JobPool
from digitpad.controllers.pad_controller import PadController
from digitpad.controllers.workspace import Workspace
from digitpad.core import formats
from digitpad.core.errors import DigitpadError, PlanError
from digitpad.core.language import tr, tr_n
from digitpad.core.records import FAILED, STOPPED, SUCCEEDED, Card, Outcome
from digitpad.ink.files import Drawing
from digitpad.jobs.eta import Eta
from digitpad.jobs.job import Job
from digitpad.models.library import Library, check_name
from digitpad.tasks import teach_model
from digitpad.tasks.progress import Problem, Progress
from digitpad.tasks.teach_model import Taught
from digitpad.ui.draw.label_popover import label_text
from digitpad.ui.draw.teach_dialog import ResultRow, TeachDialog, TeachRequest, TeachSubject

TEACH = "teach"  # what messages are about
MOST_NAMED = 3  # classes of which the sentence says what has changed
COUNTED = 200  # drawings, up to which they are counted; beyond, a share says more


class TeachController(QObject):
    """One teaching at a time."""

    evaluation_requested = Signal(list, str)  # a copy that was kept, and the set that its original is judged on

    def __init__(self, workspace: Workspace, pad: PadController, mine: DrawingsController) -> None:
        super().__init__(workspace.window)
        self._window, self._home = workspace.window, workspace.home
        self._library_model, self._settings_store = workspace.library_model, workspace.settings_store
        self._job_pool: JobPool = workspace.job_pool
        self._pad, self._mine = pad, mine
        self._drawings: list[Drawing] = []  # all that are kept, as last read
        self._box: TeachDialog | None = None
        self._job: Job | None = None
        self._eta = Eta()
        self._taught: Taught | None = None
        self._notes: list[str] = []  # what the teaching has to say beside its figures
        self._opening = False
        window = workspace.window
        window.menus.teach_requested.connect(self.open)
        window.pad.teach_requested.connect(self.open)
        mine.teach_requested.connect(self.open)
        window.pad.teach_declined.connect(self._decline)
        mine.read.connect(self._read)
        pad.model_changed.connect(self._offer)

    # the offer

    @Slot(list)
    def _read(self, drawings: list[Drawing]) -> None:
        self._drawings = drawings
        self._offer()
        if self._opening:
            self._opening = False
            self._show()

    @Slot()
    def _offer(self) -> None:
        """Shows or takes back the offer, for the model that is chosen and the drawings as they are."""
        card = self._library_model.card(self._window.pad.models.model_id)
        later = self._settings_store.settings.teach_later
        self._window.pad.show_offer(teach_model.offered(card, self._drawings, later) if card is not None else 0)

    @Slot()
    def _decline(self) -> None:
        self._settings_store.change(teach_later=len(self._drawings))
        self._offer()

    # the dialog

    @Slot()
    def open(self) -> None:
        """Shows the teaching in progress, or what came of it, or what could be taught."""
        if self._box is None:
            self._box = box = TeachDialog(self._window)
            box.start_requested.connect(self._start)
            box.stop_requested.connect(self._stop)
            box.keep_requested.connect(self._keep)
            box.discard_requested.connect(self._discard)
        if self._job is not None or self._taught is not None:
            self._raise()
            return
        self._opening = True
        self._mine.look()

    def _show(self) -> None:
        if self._box is not None and self._job is None and self._taught is None:
            self._box.show_subject(self._subject())
            self._raise()

    def _raise(self) -> None:
        if self._box is not None:
            self._box.show()
            self._box.activateWindow()

    def _subject(self) -> TeachSubject:
        """What can be taught now, or why nothing can."""
        model, library = self._window.pad.models.model_id, self._library_model.library
        card = self._library_model.card(model)
        if card is None:
            problem = tr("A model in training cannot be taught yet. Choose another one on the pad.")
            return TeachSubject(model=model, original=model, drawings=(), name="", problem=problem)
        original, usable, problem = model, [], ""
        try:
            first = teach_model.original_card(library, card)
            original = first.id
            usable = teach_model.known_to(self._drawings, first)
            teach_model.checked(self._drawings, first)
        except DigitpadError as error:
            problem = str(error)
        name = teach_model.free_name(library, original)
        return TeachSubject(model=model, original=original, drawings=tuple(usable), name=name, problem=problem)

    @Slot(object)
    def _start(self, wanted: TeachRequest) -> None:
        if self._box is None or self._job is not None:
            return
        library, home = self._library_model.library, self._home
        try:
            _check_free(library, wanted.name)
        except DigitpadError as error:
            self._box.tell(str(error), "bad")
            return
        self._eta, self._notes = Eta(), []
        self._box.begin()
        work = partial(teach_model.taught, library, home, wanted.model, wanted.drawings, name=wanted.name)
        self._job = self._job_pool.start(work, self._happened, self._over)

    @Slot()
    def _stop(self) -> None:
        if self._job is not None:
            self._job.stop()

    @Slot(list)
    def _happened(self, events: list[object]) -> None:
        for event in events:
            match event:
                case Progress():
                    words = self._eta.added(event.text, event.share)
                    self._window.show_status(TEACH, tr("Teaching: {words}", words=words))
                    if self._box is not None:
                        self._box.show_progress(event.share, words)
                case Problem():
                    self._notes.append(event.sentence)
                case Taught():
                    self._taught = event

    @Slot(object)
    def _over(self, outcome: Outcome) -> None:
        self._job = None
        self._window.show_status(TEACH, "")
        if self._box is None:
            return
        if outcome.kind == SUCCEEDED and self._taught is not None:
            self._box.show_result(rows(self._taught), " ".join([summary(self._taught), *self._notes]))
            self._raise()
        elif outcome.kind == STOPPED:
            self._taught = None
            self._box.end(tr("Stopped before the end."))
        else:
            self._box.end(outcome.sentence)

    @Slot()
    def _discard(self) -> None:
        self._taught = None
        self._show()

    @Slot()
    def _keep(self) -> None:
        made, library = self._taught, self._library_model.library
        if made is not None:
            self._job_pool.start(lambda: _kept(library, made), self._kept, self._keeping_over)

    @Slot(list)
    def _kept(self, events: list[object]) -> None:
        for card in events:
            if isinstance(card, Card):
                self._taught = None
                self._settings_store.change(teach_later=len(self._drawings))
                self._library_model.refresh()
                self._pad.choose(card.id)
                self._window.say(tr("{model} reads your drawings now.", model=card.id), kind="good", cause=TEACH)
                if self._box is not None:
                    self._box.accept()
                dataset = card.plan.dataset
                self.evaluation_requested.emit([card.id], "mnist" if dataset == "mnist+ink" else dataset)

    @Slot(object)
    def _keeping_over(self, outcome: Outcome) -> None:
        if outcome.kind == FAILED and self._box is not None:
            self._box.tell(outcome.sentence, "bad")


def _kept(library: Library, made: Taught) -> Iterator[Card]:
    yield teach_model.keep(library, made)


def _check_free(library: Library, name: str) -> None:
    """Raises PlanError for a name that no model can have, or one has."""
    if library.has(check_name(name)):
        raise PlanError(
            tr("There is a model called {name!r} already.", name=name), tr("Choose another name, or delete that model.")
        )


def rows(made: Taught) -> tuple[ResultRow, ...]:
    """Before and after of each class, of all drawings, and of what others have."""
    all_of_them = ((tr("all your drawings"), made.drawings), ("MNIST", made.pictures), (tr("ink of others"), made.ink))
    found = [(label, pair) for label, pair in all_of_them if pair is not None]
    found += [(tr("your {label}s", label=label_text(label)), pair) for label, pair in made.classes.items()]
    return tuple(
        ResultRow(label=label, before=_words(pair.before, pair.n), after=_words(pair.after, pair.n),
                  change=pair.after - pair.before)
        for label, pair in found
    )  # fmt: skip


def summary(made: Taught) -> str:
    """The whole in a sentence or two: the drawings, the classes that have changed most, what others have."""
    own = made.drawings
    said = [
        tr_n("Of your {count} drawing {before} was right before, {after} is now.",
             "Of your {count} drawings {before} were right before, {after} are now.", own.n, before=own.before,
             after=own.after)
    ]  # fmt: skip
    changed = sorted(made.classes.items(), key=lambda row: -abs(row[1].after - row[1].before))
    said += [
        tr("{label}s: {before} of {n} right before, {after} of {n} now.",
           label=label_text(label), before=one.before, after=one.after, n=one.n)
        for label, one in changed[:MOST_NAMED]
        if one.after != one.before
    ]  # fmt: skip
    for text, pair in ((tr("MNIST: {before} before, {after} now."), made.pictures),
                       (tr("Others' writing: {before} before, {after} now."), made.ink)):  # fmt: skip
        if pair is not None:
            before, after = (formats.share(right / max(pair.n, 1)) for right in (pair.before, pair.after))
            said.append(text.format(before=before, after=after))
    return " ".join(said)


def _words(right: int, n: int) -> str:
    whole = tr("{right} of {n}", right=right, n=n)
    return whole if n <= COUNTED else f"{formats.share(right / n)} ({whole})"

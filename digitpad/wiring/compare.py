"""The comparison panel's wiring: evaluations in jobs; naming, noting, deleting models. Imports ui, jobs, library."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from digitpad.errors import DigitpadError
from digitpad.ink import files as ink_files
from digitpad.jobs.desk import Trouble
from digitpad.jobs.job import FAILED, Job, Outcome
from digitpad.jobs.remaining import Remaining
from digitpad.library.evaluations import Evaluated
from digitpad.library.robustness import ROBUSTNESS
from digitpad.library.sets_at_hand import SetsAtHand
from digitpad.library.trash import Trashed
from digitpad.records import Card
from digitpad.ui.common.messages import COMPARE, NAMING, NOTING
from digitpad.ui.main_window import MainWindow
from digitpad.wiring.bending import bent
from digitpad.wiring.digits import DigitWiring
from digitpad.wiring.measuring import Progress, Timed, measured, recalled, timed
from digitpad.wiring.memory import Memory
from digitpad.wiring.pad import PadWiring
from digitpad.wiring.report import SAVING, ReportWiring, Written
from digitpad.wiring.shelf import Shelf
from digitpad.wiring.works import Works

MEASURING = "measuring"  # what messages are about; with a model's id behind a colon
RECALLING, DELETING, REFUSED = "recalling", "deleting", "refused"


@dataclass(frozen=True, slots=True)
class Deleted:
    """Models that were put aside and can be brought back."""

    models: tuple[Trashed, ...]
    words: str = ""


class CompareWiring(QObject):
    """Carries out what the comparison panel wishes, and brings it the figures."""

    def __init__(
        self, window: MainWindow, pad: PadWiring, shelf: Shelf, memory: Memory, works: Works, home: Path
    ) -> None:
        super().__init__(window)
        self._window, self._panel = window, window.compare
        self._shelf, self._memory, self._works, self._home = shelf, memory, works, home
        self._sets = SetsAtHand(home)
        self.digits = DigitWiring(window, pad, self._sets, works)
        self.report = ReportWiring(window, shelf, self._queue, self._sets, home)
        self._job: Job | None = None
        self._remaining = Remaining()
        self._waiting: list[Callable[[], Iterator[object]]] = []
        self._drawn = False
        self._doubtful = False  # whether a model may be gone that stands in the table
        self._gone: list[Deleted] = []  # the last one at the end
        self._recalled: dict[str, str] = {}  # models whose kept figures were asked for, and when each was made
        self._connect()

    def _connect(self) -> None:
        self._panel.evaluate_wanted.connect(self.evaluate)
        self._panel.times_wanted.connect(self._time)
        self._panel.stop_wanted.connect(self._stop)
        self._panel.delete_wanted.connect(self._delete)
        self._panel.delete_all_wanted.connect(self._delete_all)
        self._panel.undelete_wanted.connect(self._undelete)
        self._panel.refused.connect(self._refused)
        self._panel.selected.connect(self._selected)
        self._panel.rename_wanted.connect(self._rename)
        self._panel.note_wanted.connect(self._note)
        self._panel.columns_changed.connect(self._columns)
        self._panel.pinned_changed.connect(self._pinned)
        self._shelf.changed.connect(self._models)
        self._window.painted.connect(self._begin)
        self._window.messages.acted.connect(self._acted)

    def restore(self) -> None:
        """Takes the columns and the pinned models of the last time, and offers the user's own drawings as a set."""
        settings = self._memory.settings
        self._panel.restore(settings.columns, settings.pinned)
        self._panel.add_sets([str(path) for path in ink_files.in_folder(self._home / "ink")])

    # --- evaluations ---

    @Slot(list, str)
    def evaluate(self, models: list[str], on: str) -> None:
        """Measures these models on a set, one after the other; what is asked for meanwhile follows."""
        library, home, sets = self._shelf.library, self._home, self._sets
        if on == ROBUSTNESS:
            self._queue(lambda: bent(models, library, home, sets))
        else:
            self._queue(lambda: measured(models, on, library, home, sets))

    @Slot(list)
    def _time(self, models: list[str]) -> None:
        library, home = self._shelf.library, self._home
        self._queue(lambda: timed(models, library, home))

    def _queue(self, work: Callable[[], Iterator[object]]) -> None:
        self._waiting.append(work)
        if self._job is None:
            self._window.messages.withdraw(MEASURING)
            self._start()

    def _start(self) -> None:
        self._panel.show_progress("Getting ready \u2026", -1.0)
        self._remaining.restart()
        self._job = self._works.start(self._waiting.pop(0), self._happened, self._ended)

    @Slot()
    def _stop(self) -> None:
        self._waiting.clear()
        if self._job is not None:
            self._job.stop()

    @Slot()
    def _begin(self) -> None:
        """The window is drawn: what was measured in earlier sessions is read from the disk."""
        self._drawn = True
        self._recall()

    def _recall(self) -> None:
        """Asks for what is kept of models that are new here: added, trained anew, or brought back."""
        known = {card.id: card.created for card in self._shelf.cards}
        new = [model for model, created in known.items() if self._recalled.get(model) != created]
        self._recalled = known
        if new:
            library, home = self._shelf.library, self._home
            self._works.start(lambda: recalled(new, library, home), self._happened, place=COMPARE, cause=RECALLING)

    @Slot(list)
    def _happened(self, events: list[object]) -> None:
        progress: Progress | None = None
        for event in events:
            if isinstance(event, Progress):
                progress = event
            elif isinstance(event, Trouble):
                self._window.say(event.message, event.hint, place=COMPARE, cause=f"{MEASURING}:{event.model}")
                self._doubtful = True
            elif isinstance(event, Written):
                text = self.tr("Saved as {name}.").format(name=event.path.name)
                self._window.say(text, kind="good", place=COMPARE, cause=SAVING)
        rows = [event for event in events if isinstance(event, dict)]
        if rows:
            self._panel.show_scores(rows)
        found = [event for event in events if isinstance(event, Evaluated)]
        times = {event.model: event.milliseconds for event in events if isinstance(event, Timed)}
        if found or times:
            self._panel.show_evaluated(found, times)
        if progress is not None:
            words = self._remaining.added(progress.text, progress.share)
            self._panel.show_progress(words, progress.share)
            self._window.show_status("evaluation", words)

    @Slot(object)
    def _ended(self, outcome: Outcome) -> None:
        self._job = None
        if outcome.kind == FAILED:
            self._window.say(outcome.message, outcome.hint, place=COMPARE, cause=f"{MEASURING}:")
        if self._doubtful:
            self._doubtful = False
            self._shelf.refresh()
        if self._waiting:
            self._start()
            return
        self._panel.show_progress("", 1.0)
        self._window.show_status("evaluation", "")

    # --- models ---

    @Slot(list)
    def _models(self, cards: list[Card]) -> None:
        self._panel.show_models(cards)
        if self._drawn:
            self._recall()

    @Slot(tuple)
    def _columns(self, keys: tuple[str, ...]) -> None:
        self._memory.change(columns=keys)

    @Slot(tuple)
    def _pinned(self, models: tuple[str, ...]) -> None:
        self._memory.change(pinned=models)

    @Slot(str)
    def _delete(self, model: str) -> None:
        self._delete_all([model])

    @Slot(list)
    def _delete_all(self, models: list[str]) -> None:
        """Puts models aside, and offers to bring all of them back at once."""
        names = {card.id: card.name for card in self._shelf.cards}
        gone: list[Trashed] = []
        self._window.messages.withdraw(DELETING)
        for model in models:
            try:
                gone.append(self._shelf.library.delete(model))
            except DigitpadError as error:
                self._window.say(error.message, error.hint, place=COMPARE, cause=f"{DELETING}:{model}")
        if gone:
            one = len(gone) == 1
            put_aside = Deleted(tuple(gone), names.get(gone[0].model, gone[0].model) if one else f"{len(gone)} models")
            self._gone.append(put_aside)
            text = self.tr("{0} is deleted.") if one else self.tr("{0} are deleted.")
            undo = self.tr("Undo")
            self._window.say(text.format(put_aside.words), "", "info", undo, put_aside, place=COMPARE)
            self._window.offer_undo(self.tr("delete of {0}").format(put_aside.words), COMPARE, put_aside)
            self._show_gone()
        self._shelf.refresh()

    @Slot(object)
    def _acted(self, token: object) -> None:
        if isinstance(token, Deleted) and token in self._gone:
            self._bring_back(token)

    @Slot()
    def _undelete(self) -> None:
        if self._gone:
            self._bring_back(self._gone[-1])

    @Slot(str, str)
    def _refused(self, text: str, hint: str) -> None:
        self._window.say(text, hint, "info", place=COMPARE, cause=REFUSED)

    @Slot(str)
    def _selected(self, _model: str) -> None:
        self._window.messages.withdraw(REFUSED)

    def _bring_back(self, deleted: Deleted) -> None:
        self._gone.remove(deleted)
        self._window.withdraw_undo(deleted)
        self._window.messages.withdraw(DELETING)
        self._show_gone()
        back: list[Card] = []
        for model in deleted.models:
            try:
                back.append(self._shelf.library.restore(model))
            except DigitpadError as error:
                self._window.say(error.message, error.hint, place=COMPARE, cause=f"{DELETING}:{model.model}")
        self._shelf.refresh()
        if back:
            self._panel.select(back[0].id)

    def _show_gone(self) -> None:
        self._panel.show_deleted(self._gone[-1].words if self._gone else "")

    @Slot(str, str)
    def _rename(self, model: str, title: str) -> None:
        try:
            self._shelf.library.rename(model, title)
            self._window.messages.withdraw(NAMING)
        except DigitpadError as error:
            self._window.say(error.message, error.hint, place=COMPARE, cause=NAMING)
        self._shelf.refresh()

    @Slot(str, str)
    def _note(self, model: str, text: str) -> None:
        try:
            self._shelf.library.note(model, text)
            self._window.messages.withdraw(NOTING)
        except DigitpadError as error:
            self._window.say(error.message, error.hint, place=COMPARE, cause=NOTING)
        self._shelf.refresh()

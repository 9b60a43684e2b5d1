"""Connects the comparison panel with evaluations in jobs; names, notes and deletes models. Imports ui and jobs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.analysis.comparison import unjudged
from digitpad.controllers.examples_controller import ExamplesController
from digitpad.controllers.pad_controller import PadController
from digitpad.controllers.report_controller import SAVING, ReportController
from digitpad.controllers.telling import rename, say_saved, telling
from digitpad.controllers.workspace import Workspace
from digitpad.core.language import tr, tr_n
from digitpad.core.records import FAILED, Card, Outcome
from digitpad.evaluation.eval_set_cache import EvalSetCache
from digitpad.evaluation.evaluations import Evaluation
from digitpad.evaluation.robustness import ROBUSTNESS, Robustness
from digitpad.ink import files as ink_files
from digitpad.jobs.eta import Eta
from digitpad.jobs.job import Job
from digitpad.models.trash import Trashed
from digitpad.tasks import evaluate_models, measure_robustness, measure_times
from digitpad.tasks.measure_times import Timed
from digitpad.tasks.progress import Problem, Progress
from digitpad.tasks.write_files import Written
from digitpad.ui.common.messages import COMPARE, NOTING, Act

MEASURING = "measuring"  # what messages are about; with a model's id behind a colon
RECALLING, DELETING, REFUSED = "recalling", "deleting", "refused"


@dataclass(frozen=True, slots=True)
class Deleted:
    """Models that were put aside and can be brought back."""

    models: tuple[Trashed, ...]
    words: str = ""


class ComparisonController(QObject):
    """Carries out what the comparison panel wishes, and brings it the figures."""

    evaluated = Signal(int)  # how many models have just been evaluated

    def __init__(
        self,
        workspace: Workspace,
        pad: PadController,
    ) -> None:
        super().__init__(workspace.window)
        self._window, self._panel, self._home = workspace.window, workspace.window.compare, workspace.home
        self._library_model, self._settings_store = workspace.library_model, workspace.settings_store
        self._job_pool, self._sets = workspace.job_pool, EvalSetCache(self._home)
        self.digits = ExamplesController(self._window, pad, self._sets, self._job_pool)
        self.report = ReportController(self._window, self._library_model, self._queue, self._sets, self._home)
        self._job: Job | None = None
        self._remaining = Eta()
        self._waiting: list[Callable[[], Iterator[object]]] = []
        self._drawn = False
        self._doubtful = False  # whether a model may be gone that stands in the table
        self._gone: dict[Deleted, Act] = {}  # and what brings each back; the last one at the end
        self._recalled: dict[str, str] = {}  # models whose kept figures were asked for, and when each was made
        self._connect()

    def _connect(self) -> None:
        self._panel.evaluate_requested.connect(self.evaluate)
        self._panel.times_requested.connect(self._time)
        self._panel.stop_requested.connect(self._stop)
        self._panel.delete_requested.connect(self._delete)
        self._panel.undelete_requested.connect(self._undelete)
        self._panel.refused.connect(self._refused)
        self._panel.selected.connect(self._selected)
        self._panel.rename_requested.connect(self._rename)
        self._panel.note_requested.connect(self._note)
        self._panel.columns_changed.connect(self._columns)
        self._panel.pinned_changed.connect(self._pinned)
        self._library_model.changed.connect(self._models)
        self._window.painted.connect(self._begin)

    @property
    def running(self) -> bool:
        """Whether anything is being measured."""
        return self._job is not None

    def restore(self) -> None:
        """Takes the columns and the pinned models of the last time, and offers the user's own drawings as a set."""
        settings = self._settings_store.settings
        self._panel.restore(settings.columns, settings.pinned)
        self._panel.add_sets([str(path) for path in ink_files.in_folder(self._home / "ink")])

    # --- evaluations ---

    @Slot(list, str)
    def evaluate(self, models: list[str], on: str) -> None:
        """Measures these models on a set, one after the other; what is asked for meanwhile follows."""
        library, home, sets = self._library_model.library, self._home, self._sets
        if on == ROBUSTNESS:
            self._queue(lambda: measure_robustness.measured_here(library, models, home, sets))
        else:
            self._queue(lambda: evaluate_models.evaluated_and_timed(library, models, on, home, sets))

    @Slot(list)
    def _time(self, models: list[str]) -> None:
        library, home = self._library_model.library, self._home
        self._queue(lambda: measure_times.timed(library, models, home))

    def _queue(self, work: Callable[[], Iterator[object]]) -> None:
        self._waiting.append(work)
        if not self.running:
            self._window.messages.withdraw(MEASURING)
            self._start()

    def _start(self) -> None:
        self._panel.show_progress(tr("Getting ready …"), -1.0)
        self._remaining.restart()
        self._job = self._job_pool.start(self._waiting.pop(0), self._happened, self._ended)

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
        known = {card.id: card.created for card in self._library_model.cards}
        new = [model for model, created in known.items() if self._recalled.get(model) != created]
        self._recalled = known
        if new:
            library, home = self._library_model.library, self._home
            work = lambda: evaluate_models.recalled(library, new, home)  # noqa: E731  # asked for on the job's thread
            self._job_pool.start(work, self._happened, place=COMPARE, cause=RECALLING)

    @Slot(list)
    def _happened(self, events: list[object]) -> None:
        progress: Progress | None = None
        for event in events:
            if isinstance(event, Progress):
                progress = event
            elif isinstance(event, Problem):
                self._window.say(event.message, event.hint, place=COMPARE, cause=f"{MEASURING}:{event.about}")
                self._doubtful = True
            elif isinstance(event, Written):
                say_saved(self._window, event.path, COMPARE, SAVING)
        rows = [event.row() for event in events if isinstance(event, Robustness)]
        if rows:
            self._panel.show_scores(rows)
        found = [event for event in events if isinstance(event, Evaluation)]
        times = {event.model: event.milliseconds for event in events if isinstance(event, Timed)}
        if found or times:
            self._panel.show_evaluated(found, times)
        if found and self.running:
            self.evaluated.emit(len(found))
            for said in dict.fromkeys(unjudged(each.score) for each in found):
                self._window.say(said, "", "info", place=COMPARE, cause=f"{MEASURING}:")  # nothing where all is well
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
            self._library_model.refresh()
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
        self._settings_store.change(columns=keys)

    @Slot(tuple)
    def _pinned(self, models: tuple[str, ...]) -> None:
        self._settings_store.change(pinned=models)

    @Slot(list)
    def _delete(self, models: list[str]) -> None:
        """Puts models aside, and offers to bring all of them back at once; bundled ones among them stay."""
        names = {card.id: card.name for card in self._library_model.cards}
        bundled = [card.id for card in self._library_model.cards if card.bundled and card.id in models]
        own = [model for model in models if model not in bundled]
        gone: list[Trashed] = []
        self._window.messages.withdraw(DELETING)
        for model in own or models:  # of bundled ones alone, the library says why they stay
            with telling(self._window, COMPARE, f"{DELETING}:{model}"):
                gone.append(self._library_model.library.delete(model))
        if gone:
            one = len(gone) == 1
            several = tr_n("{count} model", "{count} models", len(gone))
            put_aside = Deleted(tuple(gone), names.get(gone[0].model, gone[0].model) if one else several)
            self._gone[put_aside] = back = partial(self._bring_back, put_aside)
            text = tr("{models} was deleted.") if one else tr("{models} were deleted.")
            undo, stays = tr("Undo"), self._staying([names[model] for model in bundled])
            self._window.say(text.format(models=put_aside.words), stays, "info", undo, back, place=COMPARE)
            self._window.offer_undo(tr("delete of {words}", words=put_aside.words), COMPARE, back)
            self._show_gone()
        self._library_model.refresh()

    def _staying(self, bundled: list[str]) -> str:
        """What is said of bundled models of these names that were to be deleted with others."""
        if len(bundled) > 1:
            return tr("{count} of the selected models came with digitpad and stay.", count=len(bundled))
        return tr("{name} came with digitpad and stays.", name=bundled[0]) if bundled else ""

    @Slot()
    def _undelete(self) -> None:
        if self._gone:
            self._bring_back(next(reversed(self._gone)))

    @Slot(str, str)
    def _refused(self, text: str, hint: str) -> None:
        self._window.say(text, hint, "info", place=COMPARE, cause=REFUSED)

    @Slot(str)
    def _selected(self, _model: str) -> None:
        self._window.messages.withdraw(REFUSED)

    def _bring_back(self, deleted: Deleted) -> None:
        self._window.withdraw_undo(self._gone.pop(deleted))
        self._window.messages.withdraw(DELETING)
        self._show_gone()
        back: list[Card] = []
        for model in deleted.models:
            with telling(self._window, COMPARE, f"{DELETING}:{model.model}"):
                back.append(self._library_model.library.restore(model))
        self._library_model.refresh()
        if back:
            self._panel.select(back[0].id)

    def _show_gone(self) -> None:
        self._panel.show_deleted(next(reversed(self._gone)).words if self._gone else "")

    @Slot(str, str)
    def _rename(self, model: str, title: str) -> None:
        rename(self._window, self._library_model, COMPARE, model, title)

    @Slot(str, str)
    def _note(self, model: str, text: str) -> None:
        with telling(self._window, COMPARE, NOTING):
            self._library_model.library.note(model, text)
        self._library_model.refresh()

"""The report's wiring: a page of HTML of the selected models, written by a job. Imports ui, jobs, library."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from digitpad.analysis.comparison import fits, set_title
from digitpad.controllers.evaluation_job import EvaluationProgress
from digitpad.controllers.library_model import LibraryModel
from digitpad.core.errors import DigitpadError, StorageError
from digitpad.core.storage import write_chosen
from digitpad.evaluation.eval_set_cache import EvalSetCache
from digitpad.evaluation.robustness import ROBUSTNESS
from digitpad.jobs.inference_thread import ModelProblem
from digitpad.models.library import Library
from digitpad.ui.common.messages import COMPARE
from digitpad.ui.main_window import MainWindow

Queue = Callable[[Callable[[], Iterator[object]]], None]


SAVING = "saving what is compared"


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written."""

    path: Path


class ReportController(QObject):
    """Has the page made that the user wished for; it waits its turn among evaluations."""

    def __init__(
        self, window: MainWindow, library_model: LibraryModel, queue: Queue, sets: EvalSetCache, home: Path
    ) -> None:
        super().__init__(window)
        self._window, self._library_model, self._queue, self._sets, self._home = (
            window,
            library_model,
            queue,
            sets,
            home,
        )
        exports = window.compare.exports
        exports.report_requested.connect(self._report)
        exports.saved.connect(self._saved)
        exports.failed.connect(self._failed)

    @Slot(object)
    def _report(self, path: Path) -> None:
        models, chosen = self._window.compare.report_models(), self._window.compare.chosen_set()
        cards = [card for card in self._library_model.cards if card.id in models]
        if not cards:
            text, hint = self.tr("There is no model to report on."), self.tr("Train one first.")
            self._window.say(text, hint, place=COMPARE, cause=SAVING)
            return
        wanted = [chosen] if chosen != ROBUSTNESS else []
        wanted += [on for on in ("mnist", "fashion-mnist") if on not in wanted]
        sets = [on for on in wanted if any(fits(card, on) for card in cards)]
        library, home, at_hand = self._library_model.library, self._home, self._sets
        self._queue(lambda: reported([card.id for card in cards], sets, path, library, home, at_hand))

    @Slot(str, str)
    def _failed(self, message: str, hint: str) -> None:
        self._window.say(message, hint, place=COMPARE, cause=SAVING)

    @Slot(str)
    def _saved(self, name: str) -> None:
        self._window.say(self.tr("Saved as {name}.").format(name=name), kind="good", place=COMPARE, cause=SAVING)


def reported(
    models: Sequence[str], sets: Sequence[str], path: Path, library: Library, home: Path, at_hand: EvalSetCache
) -> Iterator[object]:
    """Progress, and Written at the end. A set that cannot be had gives a Trouble. Raises ModelError, StorageError."""
    from digitpad.analysis.html_report import Report, html
    from digitpad.tasks import gather_report

    loaded = []
    for on in sets:
        yield EvaluationProgress(f"Loading {set_title(on)} \u2026", -1.0)
        try:
            loaded.append(at_hand.load(on))
        except DigitpadError as error:  # the page is made of what there is
            yield ModelProblem("", error.message, error.hint)
    found: Report | None = None
    try:
        for event in gather_report.gathered(library, models, loaded, home):
            if isinstance(event, Report):
                found = event
            else:
                yield EvaluationProgress(f"Writing {path.name} \u2026", min(event, 0.999))
    except StorageError as error:  # the figures are there all the same
        yield ModelProblem("", error.message, "They are in the page, and will be measured again next time.")
    if found is not None:
        write_chosen(path, html(found).encode())
        yield Written(path)

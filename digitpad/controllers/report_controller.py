"""The report: a page of HTML of the selected models, written by a job. Imports ui and tasks."""

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from digitpad.analysis.comparison import fits
from digitpad.controllers.library_model import LibraryModel
from digitpad.controllers.telling import say_saved
from digitpad.core.language import tr
from digitpad.core.picture_sets import IDX_SETS
from digitpad.evaluation.eval_set_cache import EvalSetCache
from digitpad.evaluation.robustness import ROBUSTNESS
from digitpad.models.library import Library
from digitpad.ui.common.messages import COMPARE
from digitpad.ui.main_window import MainWindow

Queue = Callable[[Callable[[], Iterator[object]]], None]

SAVING = "saving what is compared"


class ReportController(QObject):
    """Has the page made that the user wished for; it waits its turn among evaluations."""

    def __init__(
        self, window: MainWindow, library_model: LibraryModel, queue: Queue, sets: EvalSetCache, home: Path
    ) -> None:
        super().__init__(window)
        self._window, self._library_model, self._queue = window, library_model, queue
        self._sets, self._home = sets, home
        exports = window.compare.exports
        exports.report_requested.connect(self._report)
        exports.saved.connect(self._saved)
        exports.failed.connect(self._failed)

    @Slot(object)
    def _report(self, path: Path) -> None:
        models, chosen = self._window.compare.report_models(), self._window.compare.chosen_set()
        cards = [card for card in self._library_model.cards if card.id in models]
        if not cards:
            text, hint = tr("There is no model to report on."), tr("Train one first.")
            self._window.say(text, hint, place=COMPARE, cause=SAVING)
            return
        wanted = [chosen] if chosen != ROBUSTNESS else []
        wanted += [on for on in IDX_SETS if on not in wanted]
        sets = [on for on in wanted if any(fits(card, on) for card in cards)]
        ids = [card.id for card in cards]
        library, home, at_hand = self._library_model.library, self._home, self._sets
        self._queue(lambda: _reported(library, ids, sets, path, home, at_hand))

    @Slot(str, str)
    def _failed(self, message: str, hint: str) -> None:
        self._window.say(message, hint, place=COMPARE, cause=SAVING)

    @Slot(object)
    def _saved(self, path: Path) -> None:
        say_saved(self._window, path, COMPARE, SAVING)


def _reported(
    library: Library, ids: list[str], sets: list[str], path: Path, home: Path, at_hand: EvalSetCache
) -> Iterator[object]:
    from digitpad.tasks import gather_report  # here, since it would hold up the window's first picture

    yield from gather_report.reported(library, ids, sets, path, home, at_hand)

"""The report's wiring: a page of HTML of the selected models, written by a job. Imports ui, jobs, library."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from digitpad.errors import DigitpadError, StorageError
from digitpad.jobs.desk import Trouble
from digitpad.library.comparison import fits, set_title
from digitpad.library.library import Library
from digitpad.library.robustness import ROBUSTNESS
from digitpad.library.sets_at_hand import SetsAtHand
from digitpad.storage import write_chosen
from digitpad.ui.common.messages import COMPARE
from digitpad.ui.main_window import MainWindow
from digitpad.wiring.measuring import Progress
from digitpad.wiring.shelf import Shelf

Queue = Callable[[Callable[[], Iterator[object]]], None]


SAVING = "saving what is compared"


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written."""

    path: Path


class ReportWiring(QObject):
    """Has the page made that the user wished for; it waits its turn among evaluations."""

    def __init__(self, window: MainWindow, shelf: Shelf, queue: Queue, sets: SetsAtHand, home: Path) -> None:
        super().__init__(window)
        self._window, self._shelf, self._queue, self._sets, self._home = window, shelf, queue, sets, home
        exports = window.compare.exports
        exports.report_wanted.connect(self._report)
        exports.saved.connect(self._saved)
        exports.failed.connect(self._failed)

    @Slot(object)
    def _report(self, path: Path) -> None:
        models, chosen = self._window.compare.report_models(), self._window.compare.chosen_set()
        cards = [card for card in self._shelf.cards if card.id in models]
        if not cards:
            text, hint = self.tr("There is no model to report on."), self.tr("Train one first.")
            self._window.say(text, hint, place=COMPARE, cause=SAVING)
            return
        wanted = [chosen] if chosen != ROBUSTNESS else []
        wanted += [on for on in ("mnist", "fashion-mnist") if on not in wanted]
        sets = [on for on in wanted if any(fits(card, on) for card in cards)]
        library, home, at_hand = self._shelf.library, self._home, self._sets
        self._queue(lambda: reported([card.id for card in cards], sets, path, library, home, at_hand))

    @Slot(str, str)
    def _failed(self, message: str, hint: str) -> None:
        self._window.say(message, hint, place=COMPARE, cause=SAVING)

    @Slot(str)
    def _saved(self, name: str) -> None:
        self._window.say(self.tr("Saved as {name}.").format(name=name), kind="good", place=COMPARE, cause=SAVING)


def reported(
    models: Sequence[str], sets: Sequence[str], path: Path, library: Library, home: Path, at_hand: SetsAtHand
) -> Iterator[object]:
    """Progress, and Written at the end. A set that cannot be had gives a Trouble. Raises ModelError, StorageError."""
    from digitpad.library import reporting
    from digitpad.library.report import Report, html

    loaded = []
    for on in sets:
        yield Progress(f"Loading {set_title(on)} \u2026", -1.0)
        try:
            loaded.append(at_hand.load(on))
        except DigitpadError as error:  # the page is made of what there is
            yield Trouble("", error.message, error.hint)
    found: Report | None = None
    try:
        for event in reporting.gathered(library, models, loaded, home):
            if isinstance(event, Report):
                found = event
            else:
                yield Progress(f"Writing {path.name} \u2026", min(event, 0.999))
    except StorageError as error:  # the figures are there all the same
        yield Trouble("", error.message, "They are in the page, and will be measured again next time.")
    if found is not None:
        write_chosen(path, html(found).encode())
        yield Written(path)

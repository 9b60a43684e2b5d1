"""Interrupted runs: offered in the training panel, put aside, brought back. Imports ui, models and records."""

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from digitpad.controllers.telling import telling
from digitpad.core.language import tr, tr_n
from digitpad.models import run_folder
from digitpad.models.run_folder import RunInfo
from digitpad.tasks import train_model
from digitpad.ui.common.messages import TRAIN
from digitpad.ui.main_window import MainWindow
from digitpad.ui.train.interrupted_runs import InterruptedRun

BROKEN, DISCARDING = "broken run", "discarding"  # what messages are about


class InterruptedRunsController(QObject):
    """Keeps the panel's offer the same as what lies on the disk."""

    def __init__(self, window: MainWindow, home: Path) -> None:
        super().__init__(window)
        self._window, self._home = window, home
        self._told: set[str] = set()
        window.train.discard_requested.connect(self._discard)

    @Slot()
    def refresh(self) -> None:
        """Offers what can be continued now."""
        self._window.train.show_waiting([_offered(info) for info in self.infos()])
        problems = run_folder.problems(self._home)
        for text in self._told.difference(problems):
            self._told.discard(text)
            self._window.messages.withdraw(f"{BROKEN}:{text}")
        for text in problems:
            if text not in self._told:
                self._told.add(text)
                self._window.say(text, place=TRAIN, cause=f"{BROKEN}:{text}")

    def infos(self) -> list[RunInfo]:
        """The interrupted runs that have learned something, newest first."""
        return [info for info in train_model.resumable(self._home) if run_folder.has_checkpoint(info)]

    @Slot(str)
    def _discard(self, name: str) -> None:
        with telling(self._window, TRAIN, DISCARDING):
            info = run_folder.find(self._home, name)
            self._offer(info, run_folder.discard(info))
        self.refresh()

    def _offer(self, info: RunInfo, aside: Path) -> None:
        """Says that the run was discarded, and offers to bring it back."""

        def back() -> None:
            self._window.withdraw_undo(back)
            with telling(self._window, TRAIN, DISCARDING):
                run_folder.recover(aside, info)
            self.refresh()

        text = tr("The run {name} was discarded.", name=info.name)
        self._window.say(text, "", "info", tr("Undo"), back, place=TRAIN)
        self._window.offer_undo(tr("discarding {name}", name=info.name), TRAIN, back)


def _offered(info: RunInfo) -> InterruptedRun:
    done, _ = run_folder.position(info)
    return InterruptedRun(info.name, min(done + 1, info.plan.epochs), info.plan.epochs, begun(info.created))


def begun(created: str, now: datetime | None = None) -> str:
    """How long ago a run was begun, in words: "begun 5 minutes ago"; empty where nobody knows."""
    try:
        seconds = ((now or datetime.now(UTC)) - datetime.fromisoformat(created)).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return ""
    days, hours, minutes = (int(seconds // length) for length in (86400, 3600, 60))
    if days >= 1:
        return tr_n("begun {count} day ago", "begun {count} days ago", days)
    if hours >= 1:
        return tr_n("begun {count} hour ago", "begun {count} hours ago", hours)
    if minutes >= 1:
        return tr_n("begun {count} minute ago", "begun {count} minutes ago", minutes)
    return tr("begun just now")

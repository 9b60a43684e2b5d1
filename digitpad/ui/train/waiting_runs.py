"""Runs that were interrupted: continue one where it stands, or discard it. Imports QtWidgets."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from digitpad.ui.common.theme import SPACE
from digitpad.ui.train.fields import card, named, role

MOST = 3  # rows; older runs come up when these are gone


@dataclass(frozen=True, slots=True)
class WaitingRun:
    """An interrupted run: its name, how far it is, and when it was begun, in words."""

    name: str
    epoch: int  # the one that it would go on with, from 1
    epochs: int
    begun: str = ""

    @property
    def text(self) -> str:
        """What the button says."""
        return f"Continue {self.name}, epoch {self.epoch} of {self.epochs}"


class WaitingRuns(QWidget):
    """A card with a row for each interrupted run; hidden where there is none."""

    continue_wanted = Signal(str)  # the run's name
    discard_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("train-waiting")
        self._runs: tuple[WaitingRun, ...] = ()
        self._offered = True
        self._frame: QFrame | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def show_runs(self, runs: Sequence[WaitingRun]) -> None:
        """Offers these runs, the newest first."""
        if tuple(runs) == self._runs:
            return
        self._runs = tuple(runs)
        if self._frame is not None:
            self._frame.setParent(None)  # at once, so that nobody finds its buttons any more
            self._frame.deleteLater()
            self._frame = None
        if runs:
            self._frame = self._card(runs)
            self._layout.addWidget(self._frame)
        self._appear()

    def offer(self, on: bool) -> None:
        """Offers them, or not: while a run is under way nothing else can be continued."""
        self._offered = on
        self._appear()

    def _appear(self) -> None:
        self.setVisible(self._offered and bool(self._runs))

    def _card(self, runs: Sequence[WaitingRun]) -> QFrame:
        frame = card()
        rows = QVBoxLayout(frame)
        rows.setContentsMargins(SPACE * 3 // 2, SPACE, SPACE * 3 // 2, SPACE)
        rows.setSpacing(SPACE // 2)
        rows.addWidget(role("Not finished", "title"))
        for place, run in enumerate(runs[:MOST]):
            rows.addLayout(self._row(run, "" if place == 0 else f"-{place + 1}"))
        if len(runs) > MOST:
            rows.addWidget(role(f"and {len(runs) - MOST} more", "muted"))
        return frame

    def _row(self, run: WaitingRun, number: str) -> QHBoxLayout:
        go_on = named(
            QPushButton(run.text), f"train-continue{number}", "Goes on exactly where it was, as if never interrupted."
        )
        discard = named(
            QPushButton("Discard"), f"train-discard{number}", "Gives the run up. It can be brought back for a while."
        )
        go_on.setProperty("run", run.name)
        discard.setProperty("run", run.name)
        go_on.clicked.connect(self._continue_pressed)
        discard.clicked.connect(self._discard_pressed)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(go_on)
        row.addWidget(role(run.begun, "muted"), 1)
        row.addWidget(discard)
        return row

    def _continue_pressed(self) -> None:
        self.continue_wanted.emit(str(self.sender().property("run")))

    def _discard_pressed(self) -> None:
        self.discard_wanted.emit(str(self.sender().property("run")))

"""Runs that were interrupted: continue one where it stands, or discard it. Imports QtWidgets."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from digitpad.core.escaping import menu_text
from digitpad.core.language import tr
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE
from digitpad.ui.train.fields import card, role

MOST = 3  # rows; older runs are in a menu beside the last


@dataclass(frozen=True, slots=True)
class InterruptedRun:
    """An interrupted run: its name, how far it is, and when it was begun, in words."""

    name: str
    epoch: int  # the one that it would go on with, from 1
    epochs: int
    begun: str = ""

    @property
    def text(self) -> str:
        """What the button says."""
        words = tr("Continue {name}, epoch {epoch} of {epochs}")
        return words.format(name=self.name, epoch=self.epoch, epochs=self.epochs)


class InterruptedRuns(QWidget):
    """A card with a row for each interrupted run; hidden where there is none. In a low window it has one row."""

    continue_requested = Signal(str)  # the run's name
    discard_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("train-waiting")
        self._runs: tuple[InterruptedRun, ...] = ()
        self._offered = self._roomy = True
        self._frame: QFrame | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def show_runs(self, runs: Sequence[InterruptedRun]) -> None:
        """Offers these runs, the newest first."""
        if tuple(runs) == self._runs:
            return
        self._runs = tuple(runs)
        self._fill()

    def set_roomy(self, roomy: bool) -> None:
        """Whether there is room for more than the newest run."""
        if roomy != self._roomy:
            self._roomy = roomy
            self._fill()

    def _fill(self) -> None:
        if self._frame is not None:
            self._frame.setParent(None)  # at once, so that nobody finds its buttons any more
            self._frame.deleteLater()
            self._frame = None
        if self._runs:
            self._frame = self._card(self._runs)
            self._layout.addWidget(self._frame)
            self._frame.show()  # now, not after the next turn of the event loop
        self._appear()

    def offer(self, on: bool) -> None:
        """Offers them, or not: while a run is under way nothing else can be continued."""
        self._offered = on
        self._appear()

    def _appear(self) -> None:
        self.setVisible(self._offered and bool(self._runs))

    def _card(self, runs: Sequence[InterruptedRun]) -> QFrame:
        frame = card()
        rows = QVBoxLayout(frame)
        rows.setContentsMargins(SPACE * 3 // 2, SPACE, SPACE * 3 // 2, SPACE)
        rows.setSpacing(SPACE // 2)
        most = MOST if self._roomy else 1
        if self._roomy:
            rows.addWidget(role(tr("Unfinished runs"), "title"))
        for place, run in enumerate(runs[:most]):
            row = self._row(run, "" if place == 0 else f"-{place + 1}")
            rows.addLayout(row)
        if len(runs) > most:
            row.insertWidget(row.count() - 1, self._more(runs[most:]))
        return frame

    def _more(self, runs: Sequence[InterruptedRun]) -> QPushButton:
        """All others, in a menu."""
        tip = tr("Continues one of the other unfinished runs.")
        more = named(QPushButton(tr("{count} more", count=len(runs)) + " \u25be"), "train-more", tip)
        menu = QMenu(more)
        menu.setObjectName("train-more-menu")
        for run in runs:
            action = menu.addAction(menu_text(f"{run.text}, {run.begun}" if run.begun else run.text))
            action.setProperty("run", run.name)
            action.triggered.connect(self._continue_pressed)
        more.setMenu(menu)
        return more

    def _row(self, run: InterruptedRun, number: str) -> QHBoxLayout:
        go_on = named(
            QPushButton(run.text),
            f"train-continue{number}",
            tr("Continues exactly where it stopped, as if never interrupted."),
        )
        discard = named(
            QPushButton(tr("Discard")),
            f"train-discard{number}",
            tr("Discards the run. This can be undone for a while."),
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
        self.continue_requested.emit(str(self.sender().property("run")))

    def _discard_pressed(self) -> None:
        self.discard_requested.emit(str(self.sender().property("run")))

"""A sweep's settings side by side: curves with bands, a table of means, parallel coordinates. Imports QtWidgets."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from digitpad.analysis import sweep_results
from digitpad.analysis.sweep_results import SettingResult, SweepResults
from digitpad.core import formats
from digitpad.core.language import tr, tr_n
from digitpad.core.records import Card
from digitpad.core.sweep_plans import Sweep
from digitpad.ui.common import theme as themes
from digitpad.ui.common.elided import ElidedCombo
from digitpad.ui.common.lazy import Lazy
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE
from digitpad.ui.compare.segments import Segments
from digitpad.ui.compare.sweeps.parallel_chart import ParallelChart

if TYPE_CHECKING:
    from digitpad.ui.compare.sweeps.sweep_chart import SweepChart

TABLE, CURVES, PARALLEL = "table", "curves", "parallel"
SWATCH = 12  # pixels


class SweepsPage(themes.Dressed, QFrame):
    """Shows one sweep at a time; it stays up to date while its runs end."""

    sweep_requested = Signal()  # a new one

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "sweeps-page").setProperty("card", True)
        self._sweeps: dict[str, Sweep] = {}
        self._cards: dict[str, Card] = {}
        self._found: SweepResults | None = None
        self._choice = named(ElidedCombo(), "sweeps-choice", tr("Which sweep is shown"), tr("Sweep"))
        self._views = Segments("sweeps-view")
        self._begin = named(QPushButton(tr("New sweep \u2026")), "sweeps-new")
        self._line = named(QLabel(), "sweeps-line")
        self._table = named(QTableWidget(0, 5), "sweeps-table", label=tr("Settings of the sweep"))
        self._parallel = named(ParallelChart(), "sweeps-parallel", tr(
            "Each line is a run: follow it from its settings on the left to its accuracy on the right"
        ))  # fmt: skip
        self._chart = Lazy(self._made)
        self._pages = QStackedWidget()
        self._lay_out()
        self._choice.currentIndexChanged.connect(self._show)
        self._views.chosen.connect(self._turn)
        self._begin.clicked.connect(self.sweep_requested)
        self._show()
        self.dress()

    def _lay_out(self) -> None:
        self._choice.setMinimumWidth(60)
        self._views.add(TABLE, tr("Table"), tr("Mean and standard deviation over the seeds"))
        self._views.add(CURVES, tr("Curves"), tr("The mean after each epoch; the band is one deviation"))
        self._views.add(PARALLEL, tr("All runs"), tr("Every run as a line across its settings"))
        self._begin.setToolTip(tr("Trains every combination of some settings"))
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        for widget, share in ((self._choice, 1), (self._views, 0), (self._begin, 0)):
            row.addWidget(widget, share)
        self._line.setWordWrap(True)
        self._line.setProperty("role", "muted")
        table = self._table
        table.setHorizontalHeaderLabels([tr("Setting"), tr("Runs"), tr("Mean"), tr("SD"), tr("Against the best")])
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        head = table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in range(4):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
        self._place = QWidget()
        QVBoxLayout(self._place).setContentsMargins(0, 0, 0, 0)
        for page in (table, self._place, self._parallel):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(SPACE)
        layout.addLayout(row)
        layout.addWidget(self._line)
        layout.addWidget(self._pages, 1)

    # --- news ---

    def show_sweeps(self, sweeps: Sequence[Sweep], cards: Sequence[Card]) -> None:
        """These sweeps are in the home, newest first, and these models in the library."""
        chosen = self._choice.currentData()
        newest = next(iter(sweeps), None)
        fresh = newest is not None and newest.name not in self._sweeps
        self._sweeps = {sweep.name: sweep for sweep in sweeps}
        self._cards = {card.id: card for card in cards}
        with QSignalBlocker(self._choice):
            self._choice.clear()
            for sweep in sweeps:
                self._choice.addItem(sweep.name, sweep.name)
            self._choice.setCurrentIndex(0 if fresh or chosen not in self._sweeps else self._choice.findData(chosen))
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        """Draws what came while it was not seen."""
        super().showEvent(event)
        self._show()

    def wear(self, _theme: themes.Theme) -> None:
        """The swatches follow the theme."""
        self._show()

    def _show(self) -> None:
        sweep = self._sweeps.get(str(self._choice.currentData() or ""))
        self._choice.setEnabled(bool(self._sweeps))
        self._pages.setVisible(sweep is not None)
        if sweep is None:
            self._found = None
            self._line.setText(
                tr("A sweep trains every combination of some settings and seeds, and shows which is best.")
            )
            return
        if not self.isVisible():
            return
        self._found = found = sweep_results.results(sweep, self._cards)
        self._line.setText(_words(found, len(sweep.plans)))
        self._fill(found)
        self._parallel.draw(found.axes, found.lines)
        if self._views.key == CURVES:
            self._chart().draw(found.settings)

    def _fill(self, found: SweepResults) -> None:
        self._table.setRowCount(len(found.settings))
        for row, each in enumerate(found.settings):
            for column, text in enumerate(_cells(each)):
                item = QTableWidgetItem(text)
                if column == 0:
                    item.setIcon(_swatch(themes.series_colour(row)))
                    item.setToolTip(", ".join(each.models))
                self._table.setItem(row, column, item)

    def _turn(self, key: str) -> None:
        if key == CURVES and self._found is not None:
            self._chart().draw(self._found.settings)
        self._pages.setCurrentIndex((TABLE, CURVES, PARALLEL).index(key))

    def _made(self) -> "SweepChart":
        from digitpad.ui.compare.sweeps.sweep_chart import SweepChart  # pyqtgraph would hold up the first paint

        chart = named(SweepChart(), "sweeps-chart", label=tr("Test accuracy by epoch"))
        layout = self._place.layout()
        assert layout is not None  # noqa: S101  made with the page
        layout.addWidget(chart)
        return chart


def _words(found: SweepResults, count: int) -> str:
    done = count - found.missing
    best = next((each for each in found.settings if each.is_best), None)
    some = tr_n("{done} of {count} run is there.", "{done} of {count} runs are there.", count, done=done)
    every = tr_n("The {count} run is there.", "All {count} runs are there.", count)
    there = some if found.missing else every
    if best is None or best.summary.mean is None:
        return there
    said = tr("{there} Best mean: {share} with {setting}.")
    return said.format(there=there, share=formats.share(best.summary.mean, 2), setting=best.label)


def _cells(each: SettingResult) -> list[str]:
    mean, sd = each.summary.mean, each.summary.sd
    failed = tr("{n} ({failed} failed)")
    runs = failed.format(n=each.summary.n, failed=each.summary.failed) if each.summary.failed else str(each.summary.n)
    return [
        each.label,
        runs,
        formats.share(mean, 2) if mean is not None else "\u2013",
        formats.share(sd, 2) if sd is not None else "\u2013",
        sweep_results.verdict(each),
    ]


def _swatch(colour: str) -> QIcon:
    pixmap = QPixmap(SWATCH, SWATCH)
    pixmap.fill(QColor(colour))
    return QIcon(pixmap)

"""A chart in its card: title, legend with the latest figures, and a hint while there is nothing to see. QtWidgets."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from digitpad.core.escaping import markup
from digitpad.core.language import mark, tr
from digitpad.ui.common import theme as themes
from digitpad.ui.common.announcer import Announcer
from digitpad.ui.common.lazy import Lazy
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE
from digitpad.ui.common.tips import show_tip
from digitpad.ui.train.curves import CurveLine, View, value_at
from digitpad.ui.train.fields import role
from digitpad.ui.train.series import Series

if TYPE_CHECKING:
    from digitpad.ui.train.charts import Chart

EMPTY = mark("Press Start: the curves appear here")
AXES = (64, 0, 8, 32)  # pixels of a chart's left and lower edge that its axes take
LONGEST = 24  # letters of an earlier run's name in the legend
_TIP = mark(
    "Point at the chart to read its values above it. Drag to move, scroll to zoom, "
    "double-click to show the whole run again."
)


class ChartCard(themes.Dressed, QFrame):
    """Holds a chart, and makes it when it is first shown: pyqtgraph would hold up the window's first picture.

    The object name belongs to an empty page until the chart is made, and to the chart from then on.
    """

    hovered = Signal(float)  # x in epochs; nan: the pointer has left

    def __init__(
        self, name: str, title: str, meaning: str, y_label: str, kinds: Sequence[Series], empty: View, figure: str
    ) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._name, self._tip, self._y_label, self._kinds = name, meaning, y_label, kinds
        self._title, self._empty, self._figure = title, empty, figure
        self._log = False
        self._overlays: Sequence[tuple[str, int]] = ()
        self._latest: dict[str, str] = {}
        self._lines: Mapping[str, CurveLine] = {}
        self._at = math.nan  # where the pointer is
        self._legend = role("", "muted", f"{name}-legend")
        self._legend.setTextFormat(Qt.TextFormat.RichText)
        self._legend.setWordWrap(True)
        self._legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._hint = role(tr(EMPTY), "muted", f"{name}-hint")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setWordWrap(True)
        self._hint.setContentsMargins(*AXES)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._place = QWidget()
        self._place.setObjectName(name)
        self._chart = Lazy(self._made)
        self._announcer = Announcer(self)
        self._lay_out(title)
        self.dress()

    def _lay_out(self, title: str) -> None:
        self._stack = QGridLayout()  # one cell: the hint stands over the chart
        self._stack.addWidget(self._place, 0, 0)
        self._stack.addWidget(self._hint, 0, 0)
        self._reset = named(QToolButton(), f"{self._name}-reset", tr("Shows the whole run again, and follows it."))
        self._reset.setText(tr("Show all"))
        self._reset.setStyleSheet("padding: 0px 6px; min-height: 16px;")  # no higher than the title beside it
        self._reset.hide()
        self._reset.clicked.connect(self._reset_pressed)
        head = QHBoxLayout()
        head.addWidget(role(title, "title"), 1)
        head.addWidget(self._reset)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE // 2)
        layout.setSpacing(SPACE // 2)
        layout.addLayout(head)
        layout.addWidget(self._legend)
        layout.addLayout(self._stack, 1)
        show_tip(self, self._tip, tr(_TIP))

    def make(self) -> None:
        """Makes the chart now, if it was not made yet."""
        self._chart()

    def start_over(self) -> None:
        """Empties the chart for a new run."""
        self._latest, self._lines = {}, {}
        self._write_legend()
        if self._chart.made is not None:
            self._chart.made.start_over(self._empty)

    @property
    def chart(self) -> "Chart":
        """The chart, made now if it was not."""
        return self._chart()

    @property
    def is_made(self) -> bool:
        """Whether there is a chart yet."""
        return self._chart.made is not None

    def _made(self) -> "Chart":
        from digitpad.ui.train.charts import Chart  # here, because the import takes a quarter of a second

        chart = Chart(self._kinds, self._y_label, self._empty, self._log)
        chart.setAccessibleName(tr("{title} over the epochs", title=self._title))
        self._place.setObjectName("")
        chart.setObjectName(self._name)
        self._stack.removeWidget(self._place)
        self._place.deleteLater()
        self._stack.addWidget(chart, 0, 0)
        chart.hovered.connect(self.hovered)
        chart.following_changed.connect(self._reset.setHidden)
        chart.show()  # pyqtgraph's views do not appear by themselves in a window that is already there
        self._hint.raise_()
        return chart

    def draw(self, lines: Mapping[str, CurveLine], view: View) -> None:
        """Shows the lines; the legend says the newest figure of each line of epochs."""
        self.chart.draw(lines, view)
        self._lines = lines
        self._latest = {
            kind.key: self._worded(float(lines[kind.key].y[-1]))
            for kind in self._kinds
            if (kind.symbol or kind.key == "rate") and kind.key in lines and len(lines[kind.key].y)
        }
        self._write_legend()

    def name_overlays(self, names: Sequence[tuple[str, int]]) -> None:
        """Names the earlier runs behind the curves in the legend: titles, and numbers of colours in the theme."""
        self._overlays = names
        self._write_legend()

    def show_at(self, x: float) -> None:
        """Reads all lines off at x, as the pointer wishes, and stands a line there; nan: the newest again."""
        self._at = x
        if self._chart.made is not None:
            self._chart.made.show_cross(x)
        self._write_legend()

    def set_log(self, log: bool) -> None:
        """Turns the y axis logarithmic, or linear."""
        self._log = log
        if self._chart.made is not None:
            self._chart.made.set_log(log)

    def hint(self, text: str) -> None:
        """Says something over the empty chart; an empty text takes it away."""
        self._hint.setText(text)
        self._hint.setVisible(bool(text))

    def wear(self, _theme: themes.Theme) -> None:
        """Writes the legend in the theme's colours."""
        self._write_legend()

    def _reset_pressed(self) -> None:
        self.chart.follow()

    def _worded(self, value: float) -> str:
        return self._figure.format(value)

    def _figures(self) -> Mapping[str, str]:
        if math.isnan(self._at) or not any(len(line.x) for line in self._lines.values()):
            return self._latest
        found = {key: value_at(line, self._at) for key, line in self._lines.items()}
        return {key: self._worded(value) for key, value in found.items() if value is not None}

    def _write_legend(self) -> None:
        figures, entries, series = self._figures(), [], themes.current().series
        for kind in self._kinds:
            if kind.optional and kind.key not in figures:
                continue
            figure = f"&nbsp;<b>{figures[kind.key].replace(' ', '&nbsp;')}</b>" if kind.key in figures else ""
            label = tr(kind.label).replace(" ", "&nbsp;")
            entries.append(f'<span style="color:{series[kind.colour]}">{kind.glyph}</span>&nbsp;{label}{figure}')
        for title, number in self._overlays:
            name = markup(title if len(title) <= LONGEST else f"{title[: LONGEST - 1]}\u2026").replace(" ", "&nbsp;")
            entries.append(f'<span style="color:{series[number]}">\u2505</span>&nbsp;{name}')
        if figures is not self._latest:
            entries.append(tr("at epoch {x:.2f}", x=max(self._at, 0)).replace(" ", "&nbsp;"))
        text = " &nbsp; ".join(entries)  # a line breaks between two entries only
        if text != self._legend.text():
            self._legend.setText(text)
        self._describe(figures)

    def _describe(self, figures: Mapping[str, str]) -> None:
        """Says in words what the curves read: at the epoch that the arrow keys have reached, or the newest."""
        chart = self._chart.made
        if chart is None:
            return
        read = ", ".join(f"{tr(kind.label)} {figures[kind.key]}" for kind in self._kinds if kind.key in figures)
        where = "" if figures is self._latest else tr("at epoch {x:.2f}", x=max(self._at, 0))
        words = f"{where} {read}".strip()
        chart.setAccessibleDescription(words or tr(EMPTY))
        if where and chart.hasFocus():
            self._announcer.say(words)

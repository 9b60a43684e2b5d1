"""The robustness test: the drawing changed step by step, and where each model fails. Imports QtWidgets."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QPushButton, QSlider, QStackedWidget, QVBoxLayout, QWidget

from digitpad.core.language import mark, tr
from digitpad.core.records import DIGITS, Card
from digitpad.evaluation.robustness import Perturbation, RobustnessCurve
from digitpad.ink.perturb import STEPS
from digitpad.ui.common.glyph_view import GlyphView
from digitpad.ui.common.lazy import Lazy
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE, keep_sized
from digitpad.ui.compare.robustness.robustness_bar import RobustnessBar
from digitpad.ui.compare.robustness.robustness_legend import RobustnessLegend
from digitpad.ui.compare.robustness.robustness_lines import RobustnessLine, as_csv, lines, scaled, summary

if TYPE_CHECKING:
    from digitpad.ui.compare.robustness.robustness_chart import RobustnessChart
    from digitpad.ui.compare.robustness.robustness_picture import RobustnessPicture

EMPTY = mark("Draw a digit on the pad: this test changes it step by step until the models misread it.")
BESIDE_FROM = 480  # pixels of width from which the list stands beside the chart
LEGEND_WIDTH, LEGEND_HEIGHT = 320, 112
LEGEND_SHARE = 0.42  # of the page's width, at most
LEGEND_MOST = 0.52  # where it takes so much to tell names apart
WIDEST = 16_777_215  # Qt's own "no limit"
GLYPH = 60  # pixels of the changed glyph's side


class RobustnessPage(QFrame):
    """Asks for a test while it is seen; shows what comes."""

    perturbation_requested = Signal(str, bool)  # kind, fitted: of the drawing on the pad
    sample_requested = Signal()  # a test digit for the pad
    chosen = Signal(str)  # id of the model that was clicked
    looked_at = Signal(str, float)  # a kind, and how much the drawing is changed, in its unit: the slider was moved

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "sweep-page").setProperty("card", True)
        self._cards: list[Card] = []
        self._curves: dict[str, RobustnessCurve] = {}
        self._perturbation: Perturbation | None = None
        self._lines: list[RobustnessLine] = []
        self._current = ""
        self._drawn = False
        self.bar = RobustnessBar()
        self.slider = named(QSlider(Qt.Orientation.Horizontal), "sweep-slider")
        self.glyph = named(GlyphView(), "sweep-glyph")
        self.words = named(QLabel(), "sweep-words")
        self.legend = RobustnessLegend()
        self._chart = Lazy(self._made)
        self._picture = Lazy(self._made_picture)
        self._lay_out()
        self.bar.changed.connect(self.ask)
        self.bar.right_changed.connect(self._show_all)
        self.slider.valueChanged.connect(self._moved)
        self.legend.chosen.connect(self._choose)

    def _lay_out(self) -> None:
        self.slider.setRange(0, STEPS - 1)
        self.slider.setAccessibleName(tr("Amount"))
        self.slider.setToolTip(tr("How much the drawing is changed"))
        self.glyph.setToolTip(tr("The changed drawing, as the models see it"))
        keep_sized(self.glyph, setFixedWidth=GLYPH, setFixedHeight=GLYPH)
        self.words.setWordWrap(True)
        self._chart_place = QVBoxLayout()
        self._chart_place.setContentsMargins(0, 0, 0, 0)
        looked_at = QVBoxLayout()
        looked_at.addWidget(self.slider)
        looked_at.addWidget(self.words, 1)
        below = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        below.setSpacing(SPACE)
        below.addWidget(self.glyph)
        below.addLayout(looked_at, 1)
        left = QVBoxLayout()
        left.addLayout(self._chart_place, 1)
        left.addLayout(below)
        self._both = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._both.setSpacing(SPACE)
        self._both.addLayout(left, 1)
        self._both.addWidget(self.legend)
        full = QWidget()
        inside = QVBoxLayout(full)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.bar)
        inside.addLayout(self._both, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty())
        self._stack.addWidget(full)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(12, 10, 12, 10)
        outside.addWidget(self._stack)

    def _empty(self) -> QWidget:
        page = QWidget()
        words = named(QLabel(tr(EMPTY)), "sweep-empty")
        words.setProperty("role", "muted")
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        button = named(QPushButton(tr("Take a test digit")), "sweep-sample")
        button.setToolTip(tr("Puts one of MNIST's test digits on the pad"))
        button.clicked.connect(self.sample_requested)
        inside = QVBoxLayout(page)
        inside.addStretch()
        inside.addWidget(words)
        inside.addSpacing(SPACE)
        inside.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addStretch()
        return page

    # --- news ---

    def show_models(self, cards: Sequence[Card]) -> None:
        """These models can be asked; those that know other things than digits are left out."""
        self._cards = [card for card in cards if card.classes == DIGITS]
        known = {card.id for card in self._cards}
        self._curves = {model: curve for model, curve in self._curves.items() if model in known}
        self._show_all()

    def show_current(self, model: str) -> None:
        """The model that is current in the table stands in front."""
        if model != self._current:
            self._current = model
            self._show_all()

    def show_drawing(self, drawn: bool, read: int | None) -> None:
        """There is a drawing on the pad, or none; `read`: what it was read as, the right answer until told."""
        self._drawn = drawn
        self.bar.show_read(read)
        self._stack.setCurrentIndex(1 if drawn else 0)
        if not drawn:
            self._curves, self._perturbation = {}, None
            self._show_all()

    def show_perturbation(self, perturbation: Perturbation) -> None:
        """A new test begins: its glyphs; the curves follow."""
        kind_before = None if self._perturbation is None else self._perturbation.kind
        self._perturbation = perturbation
        self._curves = {} if kind_before != perturbation.kind else self._curves
        if kind_before != perturbation.kind:
            with QSignalBlocker(self.slider):
                self.slider.setValue(perturbation.transform.neutral_at)
        self._show_all()

    def show_curves(self, curves: Sequence[RobustnessCurve]) -> None:
        """What some of the models make of it."""
        self._curves |= {curve.model: curve for curve in curves}
        self._show_all()

    def picture(self) -> QWidget | None:
        """What can be saved as a picture: the chart and whose lines these are, None while there is none."""
        if self._perturbation is None:
            return None
        picture = self._picture()
        right = DIGITS[max(self.bar.right, 0)]
        transform, step = self._perturbation.transform, self.slider.value()
        picture.draw(self._lines, transform, self._current, step, right)
        return picture

    def _made_picture(self) -> "RobustnessPicture":
        from digitpad.ui.compare.robustness.robustness_picture import RobustnessPicture

        return RobustnessPicture(self)

    def figures(self) -> str:
        """What the chart shows, as CSV."""
        if self._perturbation is None:
            return ""
        return as_csv(self._lines, self._perturbation.transform, DIGITS[max(self.bar.right, 0)])

    # --- what follows from it ---

    @property
    def chart(self) -> "RobustnessChart":
        """The chart, made now if it was not."""
        return self._chart()

    def _made(self) -> "RobustnessChart":
        from digitpad.ui.compare.robustness.robustness_chart import RobustnessChart

        chart = named(RobustnessChart(), "sweep-chart")
        chart.setAccessibleName(tr("Probability of the true digit against the amount"))
        chart.setMinimumHeight(96)
        chart.moved.connect(self._look_at)
        self._chart_place.addWidget(chart)
        return chart

    def _show_all(self) -> None:
        if self._perturbation is None:
            self._lines = []
            return
        transform = self._perturbation.transform
        self._lines = lines(self._curves, self._cards, transform, self.bar.right)
        self.chart.draw(self._lines, transform, self._current)
        self._show_step()

    def _show_step(self) -> None:
        if self._perturbation is None:
            return
        transform, step, right = self._perturbation.transform, self.slider.value(), DIGITS[max(self.bar.right, 0)]
        self.glyph.show_glyph(self._perturbation.glyphs[step])
        self.words.setText(summary(self._lines, step, right, transform))
        self.legend.show_lines(self._lines, step, right)
        self._arrange()
        self.chart.look_at(float(scaled(transform)[step]))

    def _moved(self) -> None:
        self._show_step()
        if self._perturbation is not None:
            transform = self._perturbation.transform
            self.looked_at.emit(transform.key, float(scaled(transform)[self.slider.value()]))

    def _look_at(self, x: float) -> None:
        if self._perturbation is not None:
            self.slider.setValue(int(abs(scaled(self._perturbation.transform) - x).argmin()))

    def _choose(self, model: str) -> None:
        self.show_current(model)
        self.chosen.emit(model)

    def ask(self) -> None:
        """Asks for the test of what is on the pad, if anybody looks."""
        if self._drawn and self.isVisible():
            self.perturbation_requested.emit(self.bar.kind, self.bar.fitted)

    # --- Qt's events ---

    def showEvent(self, event: QShowEvent) -> None:
        """Asks for the test that nobody looked at before."""
        super().showEvent(event)
        self.ask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts the list beside the chart where there is room."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._arrange)  # a layout that is turned while it is being laid out stays as it was

    def _arrange(self) -> None:
        beside = self.width() >= BESIDE_FROM
        ways = QBoxLayout.Direction
        self._both.setDirection(ways.LeftToRight if beside else ways.TopToBottom)
        width = max(min(LEGEND_WIDTH, round(self.width() * LEGEND_SHARE)), self.legend.minimumSizeHint().width())
        width = max(width, min(self.legend.wanted_width(), round(self.width() * LEGEND_MOST)))
        self.legend.setMaximumSize(*((width, WIDEST) if beside else (WIDEST, LEGEND_HEIGHT)))

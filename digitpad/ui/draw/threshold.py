"""When a drawing is no digit: the threshold, and what it costs and brings. Imports QtWidgets, records and the theme."""

from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QSlider, QWidget

from digitpad.core.language import mark, tr
from digitpad.core.records import Card
from digitpad.ui.common.theme import SPACE, keep_sized
from digitpad.ui.draw.icons import IconButton
from digitpad.ui.draw.popover import Popover, muted

PLAIN = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)
FIGURES = mark("Measured on digits and letters by writers the model never saw.")
NO_FIGURES = mark("The trade-off is not known: this model was not measured on drawings that are not digits.")


@dataclass(frozen=True, slots=True)
class Stop:
    """One place of the slider; the shares are None where nobody measured them."""

    threshold: float
    digits: float | None = None
    others: float | None = None


def stops(card: Card | None) -> tuple[Stop, ...]:
    """Where the slider of this model can stand, from refusing nothing to refusing much, its own included."""
    if card is not None and card.tradeoff:
        return tuple(Stop(*row) for row in sorted(card.tradeoff))
    own = () if card is None else (card.threshold,)
    return tuple(Stop(value) for value in sorted({*PLAIN, *own}))


def nearest(places: tuple[Stop, ...], threshold: float) -> int:
    """The number of the stop whose threshold is nearest."""
    return min(range(len(places)), key=lambda n: abs(places[n].threshold - threshold))


def share(value: float | None) -> str:
    """A share as per cent with a decimal, or a dash."""
    return "\u2013" if value is None else f"{100 * value:.1f} %"


def sentence(card: Card | None, name: str, threshold: float) -> str:
    """What happens below the threshold, and which predictions of the model are marked as unsure."""
    refuses = tr("{model} refuses a drawing when it is less than {share} % sure that it is a digit.")
    unsure = tr("{model} marks a prediction as unsure when it is less than {share} % sure which it is.")
    if card is not None and card.own_classes:
        refuses = tr("{model} refuses a drawing when it is less than {share} % sure that it is one of its classes.")
    said = tr("{model} refuses only empty or tiny drawings.")
    can_refuse = card is None or card.reject
    if can_refuse and threshold > 0:
        said = refuses
    doubt = (0.0 if card is None else card.doubt) if can_refuse else threshold
    parts = [said.format(model=name, share=f"{100 * threshold:.3g}")]
    return " ".join([*parts, *([unsure.format(model=name, share=f"{100 * doubt:.3g}")] if doubt > 0 else [])])


class ThresholdButton(IconButton):
    """Opens the popover. `threshold` None: each model's own."""

    threshold_requested = Signal(object)  # float, or None for each model's own

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            "threshold",
            tr("When is it a digit? Sets how sure the model must be"),
            "",
            parent,
        )
        self._card: Card | None = None
        self.threshold: float | None = None
        self._stops = stops(None)
        self.popover = Popover("pad-threshold-box", tr("When is it a digit?"), self)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self._said, self._about = muted(), muted()
        self._digits, self._others = QLabel(), QLabel()
        self.own = QPushButton(tr("Reset to the model's threshold"))
        self._lay_out()
        self.clicked.connect(self._open)
        self.slider.valueChanged.connect(self._moved)
        self.own.clicked.connect(self._reset)
        self._show()

    def _lay_out(self) -> None:
        self.slider.setObjectName("pad-threshold-slider")
        self.slider.setAccessibleName(tr("Threshold"))
        self.slider.setToolTip(tr("Further left, more is read; further right, more is refused"))
        self.own.setObjectName("pad-threshold-own")
        self.own.setToolTip(tr("Uses each model's own threshold again"))
        figures = QGridLayout()
        figures.setHorizontalSpacing(2 * SPACE)
        figures.setVerticalSpacing(2)
        meanings = (
            (self._digits, tr("of digits are answered")),
            (self._others, tr("of other drawings are taken for digits")),
        )
        for row, (label, text) in enumerate(meanings):
            label.setProperty("role", "title")
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            keep_sized(label, setMinimumWidth=7 * SPACE)
            figures.addWidget(label, row, 0)
            figures.addWidget(muted(text), row, 1)
        figures.setColumnStretch(1, 1)
        ends = QHBoxLayout()
        ends.addWidget(muted(tr("reads everything")))
        right = muted(tr("refuses more"))
        right.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        ends.addWidget(right)
        for part in (self._said, self.slider, ends, figures, self._about, self.own):
            if isinstance(part, QWidget):
                self.popover.body.addWidget(part)
            else:
                self.popover.body.addLayout(part)

    @property
    def figures(self) -> tuple[str, str]:
        """What is shown: the share of digits answered, and of other drawings taken for digits."""
        return self._digits.text(), self._others.text()

    def show_model(self, card: Card | None) -> None:
        """The model whose figures are shown."""
        self._card, self._stops = card, stops(card)
        self._show()

    def show_threshold(self, threshold: float | None) -> None:
        """What is set; None: each model's own."""
        self.threshold = threshold
        self._show()

    def _open(self) -> None:
        self.popover.open_below(self)

    def _moved(self, place: int) -> None:
        self.threshold = self._stops[place].threshold
        self._show()
        self.threshold_requested.emit(self.threshold)

    def _reset(self) -> None:
        self.threshold = None
        self._show()
        self.threshold_requested.emit(None)

    def _show(self) -> None:
        own = self._card.threshold if self._card is not None else 0.0
        threshold = own if self.threshold is None else self.threshold
        place = nearest(self._stops, threshold)
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, len(self._stops) - 1)
            self.slider.setValue(place)
        stop = self._stops[place]
        name = self._card.name if self._card is not None else tr("the model")
        self._said.setText(sentence(self._card, name, threshold))
        self._digits.setText(share(stop.digits))
        self._others.setText(share(stop.others))
        self._about.setText(tr(FIGURES) if stop.digits is not None else tr(NO_FIGURES))
        self.own.setEnabled(self.threshold is not None)

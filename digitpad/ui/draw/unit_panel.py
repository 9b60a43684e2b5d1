"""What one neuron or map does: numbers, formulas, weights, test digits, and a switch. Imports QtWidgets, numpy."""

import numpy as np
from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from digitpad.core.language import tr
from digitpad.core.layer_trace import NONE_OFF, LayerTrace, Units, UnitView
from digitpad.ui.common import theme as themes
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE
from digitpad.ui.draw.trace_view import maps, picture

WIDTH = 208  # pixels
EXAMPLE = 44
COLUMNS = 3
MOST_COLUMNS = 8  # of kernels
ROW_HEIGHT = 40  # of a row of weights
MOST_EFFECTS = 3
LEAST_EFFECT = 0.01  # of a logit


class UnitPanel(QWidget):
    """Shows one UnitView; its buttons switch the unit off, or all on again."""

    switched = Signal(object)  # Units that shall be off

    def __init__(self) -> None:
        super().__init__()
        self._unit: tuple[int, int] | None = None
        self._off: Units = NONE_OFF
        self._can = False
        self._toggle = named(
            QPushButton(), "trace-switch", tr("Sets this neuron or map to zero, to see what it is for")
        )
        self._all_on = named(QPushButton(tr("Switch all on")), "trace-all-on", tr("Nothing is set to zero any more"))
        self._state = named(QLabel(), "trace-state", label=tr("What is switched off, and what that does"))
        self._formulas = named(QLabel(), "trace-formulas", label=tr("The layer's formulas with this drawing's values"))
        self._weights_title = QLabel()
        self._weights = named(QLabel(), "trace-weights", label=tr("Its weights"))
        self._effects = named(QLabel(), "trace-effects", label=tr("The outputs that it feeds most"))
        self._examples_title = QLabel()
        self._examples = named(QLabel(), "trace-examples", label=tr("The test digits that excite it most"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE)
        for label in (self._state, self._formulas, self._weights_title, self._effects, self._examples_title):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        for part in (self._toggle, self._all_on, self._state, self._formulas, self._effects, self._weights_title,
                     self._weights, self._examples_title, self._examples):  # fmt: skip
            self._column.addWidget(part)
        self._toggle.clicked.connect(self._switch)
        self._all_on.clicked.connect(self._switch_on)
        self.choose(None, can=False)

    def choose(self, unit: tuple[int, int] | None, *, can: bool) -> None:
        """Another layer and unit; can: it can be switched off. What was known of the last one goes."""
        self._unit, self._can = unit, can
        for label in (self._formulas, self._weights_title, self._weights, self._effects, self._examples_title,
                      self._examples):  # fmt: skip
            label.clear()
            label.hide()
        self._show_switch()

    def show_off(self, off: Units, outputs: LayerTrace | None, names: tuple[str, ...]) -> None:
        """What is switched off now, and what the outputs were before and are now."""
        self._off = off
        text = ""
        if off:
            text = tr("Switched off: {count}.", count=len(off))
            if outputs is not None and outputs.before is not None:
                was, now = int(np.argmax(outputs.before)), int(np.argmax(outputs.values))
                text += " " + tr(
                    "Output: {was} with {was_share:.1f} % → {now} with {now_share:.1f} %.",
                    was=_name(names, was), was_share=100 * float(outputs.before[was]),
                    now=_name(names, now), now_share=100 * float(outputs.values[now]),
                )  # fmt: skip
        self._state.setText(text)
        self._state.setVisible(bool(text))
        self._show_switch()

    def show_view(self, found: UnitView) -> None:
        """All that is known of the chosen unit."""
        if (found.layer, found.unit) != self._unit:
            return
        _say(self._formulas, "\n".join(formulas(found)))
        _say(self._effects, effects(found))
        if found.weights is not None:
            kernels = found.weights.ndim > 1
            row, own = tr("Its weights, one for each neuron before it"), tr("Its weights as a picture, or its kernels")
            _say(self._weights_title, own if kernels else row)
            self._weights.setPixmap(_weights(found))
            self._weights.show()
        if found.examples is not None and not len(found.examples):
            _say(self._examples_title, tr("No test pictures are on this machine."))
        elif found.examples is not None:
            said = tr("Of {count} test pictures, those that excite it most: {labels}",
                      count=found.searched, labels=", ".join(found.labels))  # fmt: skip
            _say(self._examples_title, said)
            self._examples.setPixmap(_examples(found.examples))
            self._examples.show()
        elif self._examples_title.isHidden():
            _say(self._examples_title, tr("Looking through test pictures …"))

    def _show_switch(self) -> None:
        self._toggle.setText(tr("Switch on") if self._unit in self._off else tr("Switch off"))
        self._toggle.setEnabled(self._can)
        self._all_on.setEnabled(bool(self._off))

    def _switch(self) -> None:
        if self._unit is not None:
            self.switched.emit(self._off ^ {self._unit})

    def _switch_on(self) -> None:
        self.switched.emit(NONE_OFF)


def _say(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))


def _name(names: tuple[str, ...], at: int) -> str:
    return names[at] if at < len(names) else tr("not a digit")


def formulas(found: UnitView) -> list[str]:
    """The layer's formulas with the values filled in."""
    lines = []
    if found.product is not None and found.bias is not None:
        z = found.product + found.bias
        lines.append(f"z = Σ w·x + b = {found.product:.3g} {found.bias:+.3g} = {z:.3g}")
    if found.probability is not None:
        lines.append(tr("softmax: p = eᶻ / Σ eᶻ = {share:.3g}", share=found.probability))
        lines.append(tr("gradient of the loss, were it {best}: ∂L/∂z = p - y = {slope:.3g}", best=found.best,
                        slope=found.probability - found.slope))  # fmt: skip
        return lines
    if found.activation:
        lines.append(f"a = {found.activation}(z) = {found.value:.3g}")
    else:
        lines.append(f"a = {found.value:.3g}")
    lines.append(tr("gradient: ∂z({best})/∂a = {slope:.3g}", best=found.best, slope=found.slope))
    return lines


def effects(found: UnitView) -> str:
    """Which outputs it pushes up and down most on this drawing."""
    if found.effects is None:
        return ""
    order = sorted(range(len(found.effects)), key=lambda at: -abs(found.effects[at]))[:MOST_EFFECTS]
    said = [
        f"{_name(found.names, at)} {found.effects[at]:+.2f}" for at in order if abs(found.effects[at]) > LEAST_EFFECT
    ]
    if not said:
        return tr("On this drawing it changes no output.")
    return tr("On this drawing it changes the outputs' z most at: {outputs}", outputs=", ".join(said))


def _weights(found: UnitView) -> QPixmap:
    """A picture, kernels in rows, or a row of bars."""
    width = themes.scaled(WIDTH)
    if found.weights.ndim == 1:
        row = LayerTrace(words="", values=np.asarray(found.weights, np.float32))
        return QPixmap.fromImage(picture(row, width, themes.scaled(ROW_HEIGHT)))
    return _grid(maps(found.weights), len(found.weights), width, min(len(found.weights), MOST_COLUMNS),
                 themes.scaled(WIDTH * 2 // 3))  # fmt: skip


def _examples(pictures: np.ndarray) -> QPixmap:
    side = themes.scaled(EXAMPLE)
    stacked = np.ascontiguousarray(pictures.reshape(-1, pictures.shape[2]))
    image = QImage(stacked.data, stacked.shape[1], len(stacked), stacked.shape[1], QImage.Format.Format_Grayscale8)
    return _grid(image, len(pictures), COLUMNS * (side + 2), COLUMNS, side)


def _grid(stacked: QImage, count: int, width: int, columns: int, most: int) -> QPixmap:
    """Pictures that stand one below another, in rows."""
    side = min(width // columns - 2, most)
    rows, high = -(-count // columns), stacked.height() // count
    made = QPixmap(columns * (side + 2), rows * (side + 2))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    for number in range(count):
        row, column = divmod(number, columns)
        target = QRect(column * (side + 2), row * (side + 2), side, side)
        painter.drawImage(target, stacked, QRect(0, number * high, stacked.width(), high))
    painter.end()
    return made

"""The numbers of the chosen layer: channels, kernel, neurons, or which activation. Imports QtWidgets."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QWidget

from digitpad.core.language import mark, tr
from digitpad.core.layer_spec import (
    ACTIVATIONS,
    LEAST_SHARE,
    MOST_CHANNELS,
    MOST_KERNEL,
    MOST_NEURONS,
    MOST_SIDE,
    ActivationLayer,
    ConvLayer,
    DenseLayer,
    DropoutLayer,
    FoldLayer,
    LayerSpec,
    PoolLayer,
)
from digitpad.core.network_draft import NEW_LAYERS, with_kernel
from digitpad.ui.common.named import named
from digitpad.ui.common.number_fields import Number, Whole
from digitpad.ui.common.theme import SPACE
from digitpad.ui.train.fields import Choice


class LayerEditor(QStackedWidget):
    """A page for each kind of layer; each change is announced as a whole new layer."""

    edited = Signal(object)  # LayerSpec

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("network-editor")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._layer: LayerSpec | None = None
        self._showing = False
        self._channels, self._kernel, self._stride = map(_whole, ("channels", "kernel", "stride"))
        self._side, self._neurons = map(_whole, ("side", "neurons"))
        self._padded = named(QCheckBox(tr("Padding")), "network-padding",
                             mark("Zeros around the picture, so that it keeps its size"))  # fmt: skip
        self._share = named(Number(LEAST_SHARE, 1 - LEAST_SHARE, 0.05), "network-share",
                            mark("The share of the values that is left out at random while training"),
                            mark("Share"))  # fmt: skip
        self._kind = named(Choice({kind: tr(NEW_LAYERS[kind]) for kind in ACTIVATIONS}), "network-activation",
                           mark("The function that bends each value: without one, linear layers in a row are no more "
                                "than one"), mark("Activation"))  # fmt: skip
        self._words = QLabel()
        self._words.setProperty("role", "muted")
        self._pages = [
            self._page(self._channels, self._kernel, self._stride, self._padded),
            self._page(self._side),
            self._page(self._neurons),
            self._page(self._share),
            self._page(self._kind),
            self._page(self._words),
        ]
        self._connect()
        self.show_layer(None)

    def _connect(self) -> None:
        for control in (self._channels, self._kernel, self._stride, self._side, self._neurons, self._share):
            control.valueChanged.connect(self._changed)
        self._padded.toggled.connect(self._changed)
        self._kind.currentIndexChanged.connect(self._changed)

    def show_layer(self, layer: LayerSpec | None) -> None:
        """Shows a layer's numbers; None: there is none to edit."""
        self._layer, self._showing = layer, True
        page, values = _shown(layer)
        fields: tuple[tuple[Any, ...], ...] = (
            (self._channels, self._kernel, self._stride), (self._side,), (self._neurons,), (self._share,), (), (),
        )  # fmt: skip
        for control, value in zip(fields[page], values, strict=True):
            control.setValue(value)
        if isinstance(layer, ConvLayer):
            self._padded.setChecked(layer.padded)
            self._kernel.setSingleStep(2 if layer.padded else 1)
        elif isinstance(layer, ActivationLayer):
            self._kind.choose(layer.kind)
        self._words.setText(tr("Choose a layer to change its numbers.") if layer is None
                            else tr("This layer has no numbers to choose."))  # fmt: skip
        self.setCurrentWidget(self._pages[page])
        self._showing = False

    @Slot()
    def _changed(self) -> None:
        if self._showing or self._layer is None:
            return
        layer = self._layer
        made: LayerSpec = layer
        match layer:
            case ConvLayer():
                sized = replace(layer, channels=self._channels.value(), stride=self._stride.value())
                made = with_kernel(sized, self._kernel.value(), self._padded.isChecked())
            case PoolLayer() | FoldLayer():
                made = replace(layer, side=self._side.value())
            case DenseLayer():
                made = replace(layer, neurons=self._neurons.value())
            case DropoutLayer():
                made = replace(layer, share=self._share.value())
            case ActivationLayer():
                made = replace(layer, kind=self._kind.key)
        if made != layer:
            self._layer = made
            self.edited.emit(made)

    def _page(self, *controls: QWidget) -> QWidget:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for control in controls:
            if not isinstance(control, QCheckBox | QLabel):
                label = QLabel(control.accessibleName())
                label.setBuddy(control)
                row.addWidget(label)
            row.addWidget(control)
        row.addStretch(1)
        self.addWidget(page)
        return page


_WHOLES = {  # label, tooltip, least, most, step
    "channels": (mark("Channels"), mark("How many features it looks for; each makes a picture of its own"),
                 1, MOST_CHANNELS, 1),
    "kernel": (mark("Kernel"), mark("How many pixels wide and high the piece is that it sees at once"),
               1, MOST_KERNEL, 2),
    "stride": (mark("Stride"), mark("How many pixels it goes on from place to place; 2 halves the picture"),
               1, MOST_KERNEL, 1),
    "side": (mark("Side"), mark("How many pixels wide and high the piece is that becomes one"), 2, MOST_SIDE, 1),
    "neurons": (mark("Neurons"), mark("How many numbers it computes, each from all that come before it"),
                1, MOST_NEURONS, 1),
}  # fmt: skip


def _whole(name: str) -> Whole:
    label, tip, low, high, step = _WHOLES[name]
    return named(Whole(low, high, step), f"network-{name}", tip, label)


_PAGES: tuple[tuple[tuple[type, ...], Callable[[Any], tuple[float, ...]]], ...] = (
    ((ConvLayer,), lambda layer: (layer.channels, layer.kernel, layer.stride)),
    ((PoolLayer, FoldLayer), lambda layer: (layer.side,)),
    ((DenseLayer,), lambda layer: (layer.neurons,)),
    ((DropoutLayer,), lambda layer: (layer.share,)),
    ((ActivationLayer,), lambda _: ()),
)


def _shown(layer: LayerSpec | None) -> tuple[int, tuple[float, ...]]:
    """The number of the layer's page, and the values of its fields."""
    for page, (kinds, values) in enumerate(_PAGES):
        if isinstance(layer, kinds):
            return page, values(layer)
    return len(_PAGES), ()

"""A network's layers in words, such as "conv16x5,relu,pool2,dense128,tanh". Imports the standard library and errors.

The layers stand between the input, a glyph of 1x28x28, and the output layer, which is implied, as is `flatten` before
the first dense layer:

    conv16x5        16 channels, kernel 5x5, the picture keeps its size; conv16x5s2: stride 2; conv16x5p0: no padding
    pool2           the largest of each 2x2 places
    dense128        128 neurons, each connected with all that is before it
    dropout0.2      a share of 0.2 of the values is left out at random while training
    batchnorm       batch normalisation; the layer right before it has no bias, since batchnorm has its own
    relu tanh sigmoid gelu leaky_relu
    flatten         channels of pictures to one row of numbers; flatten_places: place by place, as they lie in memory
    fold2           each 2x2 pixels become one place of 4 channels

What a layer makes of its input, what it costs, and what cannot be built are decided here; torch is not needed for that.
"""

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import prod

from digitpad.core.errors import PlanError
from digitpad.core.language import tr

INPUT = (1, 28, 28)
ACTIVATIONS = ("relu", "tanh", "sigmoid", "gelu", "leaky_relu")
MOST_LAYERS = 64
MOST_CHANNELS, MOST_KERNEL, MOST_SIDE, MOST_NEURONS = 1024, 27, 14, 10_000
MOST_WEIGHTS = 30_000_000  # with an optimiser's memory and an average of them, a checkpoint still fits its limit
LEAST_SHARE = 0.001  # of dropout
_COPIES = 4  # of the weights while they are trained: themselves, their gradient, and two of Adam's
_FLOAT_BYTES = 4
_SHOWN_CHARS = 40

Shape = tuple[int, ...]  # (channels, height, width) of pictures, (numbers,) of a row


class LayerError(PlanError):
    """A network that cannot be built; `place` counts from 0 and says at which layer, where one is at fault."""

    def __init__(self, message: str, hint: str, place: int | None = None) -> None:
        super().__init__(message, hint)
        self.place = place


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvLayer:
    """A convolution; `padded`: with half a kernel of zeros around the picture."""

    channels: int
    kernel: int
    stride: int = 1
    padded: bool = True

    def __str__(self) -> str:
        stride, bare = f"s{self.stride}" if self.stride > 1 else "", "" if self.padded else "p0"
        return f"conv{self.channels}x{self.kernel}{stride}{bare}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolLayer:
    """The largest of each `side` x `side` places."""

    side: int

    def __str__(self) -> str:
        return f"pool{self.side}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DenseLayer:
    """A linear layer of so many neurons."""

    neurons: int

    def __str__(self) -> str:
        return f"dense{self.neurons}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DropoutLayer:
    """Leaves out this share of the values while training."""

    share: float

    def __str__(self) -> str:
        return f"dropout{Decimal(repr(self.share)):f}"


@dataclass(frozen=True, slots=True)
class BatchNormLayer:
    """Batch normalisation, over channels or over a row."""

    def __str__(self) -> str:
        return "batchnorm"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivationLayer:
    """One of ACTIVATIONS."""

    kind: str

    def __str__(self) -> str:
        return self.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class FlattenLayer:
    """Pictures to a row: channel by channel, or place by place."""

    by_place: bool = False

    def __str__(self) -> str:
        return "flatten_places" if self.by_place else "flatten"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldLayer:
    """Each `side` x `side` pixels become one place with as many channels."""

    side: int

    def __str__(self) -> str:
        return f"fold{self.side}"


LayerSpec = (
    ConvLayer
    | PoolLayer
    | DenseLayer
    | DropoutLayer
    | BatchNormLayer
    | ActivationLayer
    | FlattenLayer
    | FoldLayer
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerRow:
    """A layer in its place: the shapes before and behind it, whether it has a bias, and what it costs a picture."""

    layer: LayerSpec
    before: Shape
    shape: Shape
    bias: bool
    weights: int  # numbers that training adjusts
    multiply_adds: int  # of linear and convolutional layers, as most published figures count


# ---- words to layers and back


def parse(text: str) -> tuple[LayerSpec, ...]:
    """The layers of a SPEC as it is typed; capitals and spaces do not matter. Raises LayerError."""
    parts = [part.strip().lower() for part in text.split(",")]
    if len(parts) > MOST_LAYERS:
        raise LayerError(
            tr("A network of {count} layers is too long.", count=len(parts)),
            tr("Use at most {most_layers}.", most_layers=MOST_LAYERS),
        )
    return tuple(_layer(part, place) for place, part in enumerate(parts))


def written(layers: Sequence[LayerSpec]) -> str:
    """The layers as a SPEC."""
    return ",".join(map(str, layers))


def _layer(word: str, place: int) -> LayerSpec:
    if not word:
        raise LayerError(
            tr("Layer {place} is empty.", place=place + 1), tr("Layers are separated by single commas."), place
        )
    if word in ACTIVATIONS:
        return ActivationLayer(kind=word)
    for pattern, made, _ in _FORMS.values():
        found = pattern.fullmatch(word)
        if found:
            layer = made(found)
            _check_sizes(layer, place)
            return layer
    kind = next((kind for kind in _FORMS if word.startswith(kind)), None)
    if kind is not None:
        raise _at(
            place,
            word,
            tr("is not written as {kind} should be", kind=kind),
            tr("Write it as in {forms}.", forms=_FORMS[kind][2]),
        )
    known = [*ACTIVATIONS, *_FORMS]
    near = difflib.get_close_matches(re.sub("[0-9.].*", "", word), known, n=1, cutoff=0.5)
    hint = tr("Known: {value}.", value=", ".join([*(form[2] for form in _FORMS.values()), *ACTIVATIONS]))
    if near:
        hint = tr("Did you mean {forms}?", forms=_FORMS[near[0]][2] if near[0] in _FORMS else near[0])
    raise _at(place, word, tr("is no layer"), hint)


def _conv(found: re.Match[str]) -> LayerSpec:
    return ConvLayer(
        channels=_whole(found[1]), kernel=_whole(found[2]), stride=_whole(found[3] or "1"), padded=not found[4]
    )


def _whole(digits: str) -> int:
    return int(digits[:9]) if len(digits) <= 9 else 10**9  # beyond every limit


_FORMS: dict[str, tuple[re.Pattern[str], Callable[[re.Match[str]], LayerSpec], str]] = {
    "conv": (re.compile("conv([0-9]+)x([0-9]+)(?:s([0-9]+))?(p0)?"), _conv, "conv16x5"),
    "pool": (re.compile("pool([0-9]+)"), lambda found: PoolLayer(side=_whole(found[1])), "pool2"),
    "dense": (re.compile("dense([0-9]+)"), lambda found: DenseLayer(neurons=_whole(found[1])), "dense128"),
    "dropout": (
        re.compile(r"dropout([0-9]?\.?[0-9]{1,30})"),
        lambda found: DropoutLayer(share=float(found[1])),
        "dropout0.2",
    ),
    "batchnorm": (re.compile("batchnorm"), lambda _: BatchNormLayer(), "batchnorm"),
    "flatten": (re.compile("flatten"), lambda _: FlattenLayer(), "flatten"),
    "flatten_places": (re.compile("flatten_places"), lambda _: FlattenLayer(by_place=True), "flatten_places"),
    "fold": (re.compile("fold([0-9]+)"), lambda found: FoldLayer(side=_whole(found[1])), "fold2"),
}  # fmt: skip


def _at(place: int, layer: object, what: str, hint: str) -> LayerError:
    shown = str(layer)
    shown = shown if len(shown) <= _SHOWN_CHARS else f"{shown[:_SHOWN_CHARS]}..."
    return LayerError(tr("Layer {place}, {shown}, {what}.", place=place + 1, shown=shown, what=what), hint, place)


def _check_sizes(layer: LayerSpec, place: int) -> None:
    """Raises LayerError for sizes that no layer has, whatever stands before it."""
    match layer:
        case ConvLayer():
            _within(place, layer, "channels", layer.channels, 1, MOST_CHANNELS)
            _within(place, layer, "kernel", layer.kernel, 1, MOST_KERNEL)
            _within(place, layer, "stride", layer.stride, 1, MOST_KERNEL)
            if layer.padded and layer.kernel % 2 == 0:
                near = f"conv{layer.channels}x{layer.kernel + 1 if layer.kernel < MOST_KERNEL else layer.kernel - 1}"
                raise _at(
                    place, layer, tr("has an even kernel, which has no middle to keep the picture's size by"),
                    tr("Use an odd one, such as {near}, or no padding: {layer}p0.", near=near, layer=layer),
                )  # fmt: skip
        case PoolLayer() | FoldLayer():
            _within(place, layer, "side", layer.side, 2, MOST_SIDE)
        case DenseLayer():
            _within(place, layer, tr("number of neurons"), layer.neurons, 1, MOST_NEURONS)
        case DropoutLayer() if not LEAST_SHARE <= layer.share <= 1 - LEAST_SHARE:
            raise _at(place, layer, tr("leaves out all or nothing"), tr("Use a share such as dropout0.2."))


def _within(place: int, layer: LayerSpec, what: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        many = value if value < 10**9 else tr("so many")
        channels, others = tr("has {many} channels", many=many), tr("has a {what} of {many}", what=what, many=many)
        hint = tr("From {low} to {high} can be built.", low=low, high=high)
        raise _at(place, layer, channels if what == "channels" else others, hint)


# ---- shapes and costs


def rows(layers: Sequence[LayerSpec], outputs: int = 10) -> tuple[LayerRow, ...]:
    """Each layer in its place, with what is implied: `flatten` where it is needed, and the output layer at the end.

    Raises LayerError for what cannot be built.
    """
    whole, places = _completed(layers, outputs)
    made: list[LayerRow] = []
    shape: Shape = INPUT
    for at, (layer, place) in enumerate(zip(whole, places, strict=True)):
        bias = not (at + 1 < len(whole) and isinstance(whole[at + 1], BatchNormLayer))
        row = _row(layer, shape, bias, place)
        made.append(row)
        shape = row.shape
    count = sum(row.weights for row in made)
    if count > MOST_WEIGHTS:
        at, largest = max(enumerate(made), key=lambda each: each[1].weights)
        place = min(places[at], len(layers) - 1)
        raise LayerError(
            tr(
                "This network has {count:,} weights, most of them in layer {place}, {layer}.",
                count=count,
                place=place + 1,
                layer=largest.layer,
            ),
            tr(
                "At most {most_weights:,} can be trained: use fewer channels or neurons, or pool before a dense layer.",
                most_weights=MOST_WEIGHTS,
            ),
            place,
        )
    return tuple(made)


def _completed(layers: Sequence[LayerSpec], outputs: int) -> tuple[list[LayerSpec], list[int]]:
    """All layers with those that are implied, and for each its place among the given ones."""
    whole: list[LayerSpec] = []
    places: list[int] = []
    flat = False
    for place, layer in enumerate((*layers, DenseLayer(neurons=outputs))):
        if isinstance(layer, DenseLayer) and not flat:
            whole.append(FlattenLayer())
            places.append(place)
        flat = flat or isinstance(layer, DenseLayer | FlattenLayer)
        whole.append(layer)
        places.append(place)
    return whole, places


def _row(layer: LayerSpec, before: Shape, bias: bool, place: int) -> LayerRow:
    if isinstance(layer, ConvLayer | PoolLayer | FoldLayer | FlattenLayer) and len(before) == 1:
        raise _at(
            place, layer, tr("needs pictures, and what comes before it has made them a row of numbers"),
            tr("Move it before the first dense or flatten layer."),
        )  # fmt: skip
    shape, weights, products = before, 0, 0
    match layer:
        case ConvLayer():
            shape = (layer.channels, *(_conv_side(layer, side, place) for side in before[1:]))
            kernels = layer.channels * before[0] * layer.kernel**2
            weights, products = kernels + bias * layer.channels, kernels * shape[1] * shape[2]
        case PoolLayer():
            if min(before[1:]) < layer.side:
                raise _at(
                    place,
                    layer,
                    tr("finds a picture of only {before}x{before_2}", before=before[1], before_2=before[2]),
                    tr("Remove it, or pool less."),
                )
            shape = (before[0], before[1] // layer.side, before[2] // layer.side)
        case FoldLayer():
            if before[1] % layer.side or before[2] % layer.side:
                raise _at(
                    place,
                    layer,
                    tr("does not divide a picture of {before}x{before_2}", before=before[1], before_2=before[2]),
                    tr("Fold by a divisor of it."),
                )
            shape = (before[0] * layer.side**2, before[1] // layer.side, before[2] // layer.side)
        case FlattenLayer():
            shape = (prod(before),)
        case DenseLayer():
            shape = (layer.neurons,)
            products = before[0] * layer.neurons
            weights = products + bias * layer.neurons
        case BatchNormLayer():
            weights = 2 * before[0]
    return LayerRow(layer=layer, before=before, shape=shape, bias=bias, weights=weights, multiply_adds=products)


def _conv_side(layer: ConvLayer, side: int, place: int) -> int:
    around = layer.kernel // 2 if layer.padded else 0
    room = side + 2 * around - layer.kernel
    if room < 0:
        raise _at(
            place,
            layer,
            tr("has a kernel larger than the picture, {side}x{side} there", side=side),
            tr("Use a smaller kernel."),
        )
    return room // layer.stride + 1


def check(text: str) -> None:
    """Raises LayerError where the layers of a SPEC cannot be built."""
    rows(parse(text))


def multiply_adds(text: str, outputs: int) -> int:
    """The products of one prediction by the network of a SPEC."""
    return sum(row.multiply_adds for row in rows(parse(text), outputs))


def training_bytes(network: Sequence[LayerRow], batch: int) -> int:
    """About the memory that a step takes: the weights with what belongs to them, and what each layer makes of a batch.

    Each layer's output is kept for the way back, where its gradient takes as much again.
    """
    weights = sum(row.weights for row in network)
    values = sum(prod(row.shape) for row in network if not isinstance(row.layer, FlattenLayer))
    return _FLOAT_BYTES * (_COPIES * weights + 2 * batch * values)


def needs_pairs(text: str) -> bool:
    """Whether a batch of one picture cannot be trained: batch normalisation of one number a picture has no spread."""
    return any(isinstance(row.layer, BatchNormLayer) and prod(row.shape[1:]) == 1 for row in rows(parse(text)))


def drops_out(text: str) -> bool:
    """Whether any layer of a SPEC leaves values out while training."""
    return any(isinstance(layer, DropoutLayer) for layer in parse(text))

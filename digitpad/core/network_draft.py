"""A network while it is being built: its layers as words, what each comes to, and where it cannot be built.

A draft is a tuple of a SPEC's words; it may be wrong on the way, and says where. Pure; imports core alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from digitpad.core import layer_spec
from digitpad.core.formats import UNKNOWN
from digitpad.core.language import mark, tr, tr_n
from digitpad.core.layer_spec import (
    INPUT,
    ActivationLayer,
    BatchNormLayer,
    ConvLayer,
    DenseLayer,
    DropoutLayer,
    FlattenLayer,
    FoldLayer,
    LayerError,
    LayerRow,
    LayerSpec,
    PoolLayer,
    Shape,
)

Draft = tuple[str, ...]

NOTHING_BETWEEN = "flatten"  # how a SPEC says that the output layer sees the picture itself
NEW_LAYERS = {  # what is added: the word, and how it reads
    "conv16x5": mark("Convolution"), "pool2": mark("Pooling"), "dense128": mark("Dense"), "dropout0.2": mark("Dropout"),
    "batchnorm": mark("Batch normalisation"), "relu": "ReLU", "tanh": "tanh", "sigmoid": mark("sigmoid"),
    "gelu": "GELU", "leaky_relu": mark("leaky ReLU"), "flatten": mark("Flatten"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """A layer of the draft. place: among the draft's words; None of input, output and what is implied.

    The costs and the shape are None where nothing can be said of them, since a layer is wrong before or at it.
    """

    place: int | None
    title: str
    layer: LayerSpec | None = None  # None: no layer is written so, or the input
    shape: Shape | None = None
    weights: int | None = None
    multiply_adds: int | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """All rows of a draft from picture to output. problem: what is wrong first; empty where it can be built."""

    rows: tuple[DraftRow, ...]
    problem: str
    weights: int
    multiply_adds: int


def draft(text: str) -> Draft:
    """The words of a SPEC as it is typed."""
    words = tuple(word.strip().lower() for word in text.split(",")) if text.strip() else ()
    return () if words == (NOTHING_BETWEEN,) else words


def spec(words: Draft) -> str:
    """The draft as a SPEC, which is never empty: an empty one would mean the architecture's own layers."""
    return ",".join(words) or NOTHING_BETWEEN


def inserted(words: Draft, place: int, word: str) -> Draft:
    """The draft with a word before the one at this place."""
    return (*words[:place], word, *words[place:])


def removed(words: Draft, place: int) -> Draft:
    """The draft without the word at this place."""
    return (*words[:place], *words[place + 1 :])


def moved(words: Draft, place: int, to: int) -> Draft:
    """The draft with the word at `place` standing at `to` instead, which is held within the draft."""
    rest = removed(words, place)
    return inserted(rest, min(max(to, 0), len(rest)), words[place])


def replaced(words: Draft, place: int, word: str) -> Draft:
    """The draft with another word at this place."""
    return (*words[:place], word, *words[place + 1 :])


def with_kernel(layer: ConvLayer, kernel: int, padded: bool) -> ConvLayer:
    """The convolution with another kernel: with padding, an even one becomes the next odd one, which has a middle."""
    return replace(layer, kernel=kernel | 1 if padded else kernel, padded=padded)


def examined(words: Draft, outputs: int = 10) -> Examined:
    """What each layer of the draft comes to, and what is wrong first, at the layer where it is wrong."""
    known, place, problem = len(words), None, ""
    layers: Sequence[LayerSpec] = ()
    found: Sequence[LayerRow] = ()
    while known or not problem:
        try:
            layers = layer_spec.parse(spec(words[:known]))
            found = layer_spec.rows(layers, outputs)
            break
        except LayerError as error:  # the layers before it may be too many weights by themselves
            if not problem:
                problem, place = str(error), error.place
            known = min(error.place or 0, known - 1)
            layers = found = ()
    rows = [DraftRow(place=None, title=tr("Picture"), shape=INPUT), *_known(layers, found, words)]
    if problem:
        while rows[-1].place is None and rows[-1].layer is not None:  # the output that the good layers alone would have
            rows.pop()
        rows += [_unknown(word, at, problem if at == place else "") for at, word in enumerate(words) if at >= known]
        rows.append(DraftRow(place=None, title=tr("Output, {outputs} classes", outputs=outputs)))
    return Examined(
        rows=tuple(rows), problem=problem,
        weights=sum(row.weights or 0 for row in rows), multiply_adds=sum(row.multiply_adds or 0 for row in rows),
    )  # fmt: skip


def _known(layers: Sequence[LayerSpec], found: Sequence[LayerRow], words: Draft) -> list[DraftRow]:
    """Rows of layers that can be built; what stands there that nobody wrote is implied."""
    made, place = [], 0
    for row in found:
        written = bool(words) and place < len(layers) and row.layer is layers[place]
        is_output = row is found[-1]
        named = tr("Output, {outputs} classes", outputs=row.shape[0]) if is_output else title(row.layer)
        made.append(
            DraftRow(
                place=place if written else None,
                title=named,
                layer=row.layer,
                shape=row.shape,
                weights=row.weights,
                multiply_adds=row.multiply_adds,
            )
        )
        place += written
    return made


def _unknown(word: str, place: int, problem: str) -> DraftRow:
    try:
        (layer,) = layer_spec.parse(word)
    except (LayerError, ValueError):
        return DraftRow(place=place, title=word or tr("(empty)"), problem=problem)
    return DraftRow(place=place, title=title(layer), layer=layer, problem=problem)


def title(layer: LayerSpec) -> str:
    """A layer in words: "Convolution, 16 channels, 5x5"."""
    match layer:
        case ConvLayer():
            words = tr_n("Convolution, {count} channel, {kernel}x{kernel}",
                         "Convolution, {count} channels, {kernel}x{kernel}",
                         layer.channels, kernel=layer.kernel)  # fmt: skip
            stride = tr(", stride {stride}", stride=layer.stride) if layer.stride > 1 else ""
            return words + stride + ("" if layer.padded else tr(", no padding"))
        case PoolLayer():
            return tr("Pooling, {side}x{side}", side=layer.side)
        case DenseLayer():
            return tr_n("Dense, {count} neuron", "Dense, {count} neurons", layer.neurons)
        case DropoutLayer():
            return tr("Dropout, {share:g}", share=layer.share)
        case FoldLayer():
            return tr("Fold, {side}x{side} pixels to one", side=layer.side)
        case FlattenLayer():
            return tr("Flatten, place by place") if layer.by_place else tr("Flatten")
        case BatchNormLayer() | ActivationLayer():
            return tr(NEW_LAYERS[str(layer)])


def shape_words(shape: Shape | None) -> str:
    """A shape as people write it: "16 x 28 x 28"; nothing where it is not known."""
    return " x ".join(map(str, shape)) if shape else UNKNOWN


def count_words(count: int | None) -> str:
    """A cost with grouped thousands; nothing where it costs nothing, or it is not known."""
    return f"{count:,}" if count else UNKNOWN


@dataclass(frozen=True, slots=True)
class History:
    """The drafts so far, and which of them is shown: what undo and redo walk along."""

    drafts: tuple[Draft, ...]
    at: int = 0

    @property
    def now(self) -> Draft:
        """The draft that is shown."""
        return self.drafts[self.at]

    def then(self, words: Draft) -> "History":
        """With a new draft, after which nothing can be redone; the same where nothing changed."""
        if words == self.now:
            return self
        return History((*self.drafts[: self.at + 1], words), self.at + 1)

    def instead(self, words: Draft) -> "History":
        """With a draft in place of the one that is shown, so that undo leads to the one before."""
        return History((*self.drafts[: self.at], words), self.at)

    def stepped(self, by: int) -> "History":
        """One step back (-1) or forth (1), within what there is."""
        return History(self.drafts, min(max(self.at + by, 0), len(self.drafts) - 1))

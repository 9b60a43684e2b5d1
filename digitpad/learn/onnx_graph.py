"""A model as an ONNX graph, input scaling and softmax inside. Imports torch, architectures; onnx when it is called."""

from collections.abc import Mapping
from typing import Any

import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn

from digitpad.core.errors import InstallError
from digitpad.core.language import tr
from digitpad.core.records import Card, Rules
from digitpad.ink import path
from digitpad.learn.card_recognizer import checked_net, checked_path_net
from digitpad.learn.graph_file import INSTALL_HINT

INPUT, PATHS, PROBABILITIES, NOT_A_DIGIT = "glyphs", "paths", "probabilities", "not_a_digit"


class Answering(nn.Module):
    """Glyphs (N, 1, 28, 28) float32 in [0, 1] to probabilities (N, classes), as `CardRecognizer` gives them.

    A net that knows "not a digit" has a second output (N,): how probable that is, to be held against 1 minus the
    card's threshold.
    """

    def __init__(self, card: Card, net: nn.Module, rules: Rules) -> None:
        super().__init__()
        self.net = net
        self.classes = len(card.classes)
        self.temperature = rules.temperature
        self.reject = card.reject

    def forward(self, glyphs: Tensor) -> Tensor | tuple[Tensor, Tensor]:
        """(N, 1, 28, 28) to (N, classes), and (N,) where the net can refuse."""
        return self.said(self.net(glyphs))

    def said(self, logits: Tensor) -> Tensor | tuple[Tensor, Tensor]:
        """(N, outputs) to the same."""
        probabilities = torch.softmax(logits[:, : self.classes] / self.temperature, dim=1)
        if not self.reject:
            return probabilities
        return probabilities, torch.softmax(logits, dim=1)[:, self.classes]


class AnsweringBoth(Answering):
    """The same of a model of two inputs: paths (N, 9, 72) float32 beside the glyphs."""

    def __init__(self, card: Card, net: nn.Module, path_net: nn.Module) -> None:
        super().__init__(card, net, card.rules(with_path=True))
        self.path_net = path_net
        self.fusion = card.fusion

    def forward(self, glyphs: Tensor, paths: Tensor) -> Tensor | tuple[Tensor, Tensor]:  # type: ignore[override]
        """(N, 1, 28, 28) and (N, 9, 72) to (N, classes), and (N,) where the net can refuse."""
        seen, walked = (torch.log_softmax(net(x), dim=1) for net, x in ((self.net, glyphs), (self.path_net, paths)))
        return self.said((1 - self.fusion) * seen + self.fusion * walked)


class Folded(nn.Module):
    """What `nn.PixelUnshuffle` does, in operators that every exporter gets right: torch 2.8's mixes up its channels."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self.side = side

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) to (N, C * side * side, H / side, W / side)."""
        channels, height, width = x.shape[1:]
        down, across = height // self.side, width // self.side
        apart = x.reshape(-1, channels, down, self.side, across, self.side).permute(0, 1, 3, 5, 2, 4)
        return apart.reshape(-1, channels * self.side**2, down, across)


def _exportable(net: nn.Module) -> nn.Module:
    """The net with every fold written out."""
    for parent in list(net.modules()):
        for name, child in parent.named_children():
            if isinstance(child, nn.PixelUnshuffle):
                setattr(parent, name, Folded(child.downscale_factor))
    return net


def graph(
    card: Card, weights: Mapping[str, ArrayLike], metadata: Mapping[str, str], *, with_path: bool = False
) -> bytes:
    """The model as the bytes of an ONNX file with any number of glyphs a call. Raises ModelError, InstallError.

    `with_path`: with both inputs of a model that has two; else its glyph branch alone.
    """
    try:
        import onnx
        import onnxscript  # noqa: F401  # torch's exporter needs it and says so less kindly
    except ImportError as error:
        raise InstallError(
            tr("ONNX export needs the package {name!r}, which is not installed.", name=error.name), INSTALL_HINT
        ) from error
    net = _exportable(checked_net(card, weights))
    inputs = {INPUT: torch.zeros(2, 1, 28, 28)} | ({PATHS: torch.zeros(2, *path.SHAPE)} if with_path else {})
    count = {INPUT: torch.export.Dim("n"), PATHS: torch.export.Dim.AUTO}  # the same "n": named twice, torch warns
    program: Any = torch.onnx.export(
        AnsweringBoth(card, net, checked_path_net(card, weights)).eval()
        if with_path
        else Answering(card, net, card.rules(with_path=False)).eval(),
        tuple(inputs.values()),
        input_names=list(inputs),
        output_names=[PROBABILITIES, NOT_A_DIGIT] if card.reject else [PROBABILITIES],
        dynamic_shapes={name: {0: count[name]} for name in inputs},
        dynamo=True,
        verbose=False,
    )
    proto = program.model_proto
    onnx.helper.set_model_props(proto, dict(metadata))
    return bytes(proto.SerializeToString())

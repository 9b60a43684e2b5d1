"""A model as an ONNX graph, input scaling and softmax inside. Imports torch, architectures; onnx when it is called."""

from collections.abc import Mapping
from typing import Any

import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn

from digitpad.core.errors import InstallError
from digitpad.core.records import Card
from digitpad.learn.card_recognizer import checked_net

INPUT, PROBABILITIES, NOT_A_DIGIT = "glyphs", "probabilities", "not_a_digit"
INSTALL_HINT = "Install what it needs: pip install 'digitpad[onnx]'"


class Answering(nn.Module):
    """Glyphs (N, 1, 28, 28) float32 in [0, 1] to probabilities (N, classes), as `CardRecognizer` gives them.

    A net that knows "not a digit" has a second output (N,): how probable that is, to be held against 1 minus the
    card's threshold.
    """

    def __init__(self, card: Card, net: nn.Module) -> None:
        super().__init__()
        self.net = net
        self.classes = len(card.classes)
        self.temperature = card.temperature
        self.reject = card.reject

    def forward(self, glyphs: Tensor) -> Tensor | tuple[Tensor, Tensor]:
        """(N, 1, 28, 28) to (N, classes), and (N,) where the net can refuse."""
        logits = self.net(glyphs)
        probabilities = torch.softmax(logits[:, : self.classes] / self.temperature, dim=1)
        if not self.reject:
            return probabilities
        return probabilities, torch.softmax(logits, dim=1)[:, self.classes]


def graph(card: Card, weights: Mapping[str, ArrayLike], metadata: Mapping[str, str]) -> bytes:
    """The model as the bytes of an ONNX file with any number of glyphs a call. Raises ModelError, InstallError."""
    try:
        import onnx
        import onnxscript  # noqa: F401  # torch's exporter needs it and says so less kindly
    except ImportError as error:
        raise InstallError(
            f"ONNX export needs the package {error.name!r}, which is not installed.", INSTALL_HINT
        ) from error
    module = Answering(card, checked_net(card, weights)).eval()
    program: Any = torch.onnx.export(
        module,
        (torch.zeros(2, 1, 28, 28),),
        input_names=[INPUT],
        output_names=[PROBABILITIES, NOT_A_DIGIT] if card.reject else [PROBABILITIES],
        dynamic_shapes={INPUT: {0: torch.export.Dim("n")}},
        dynamo=True,
        verbose=False,
    )
    proto = program.model_proto
    onnx.helper.set_model_props(proto, dict(metadata))
    return bytes(proto.SerializeToString())

"""An ONNX file as a network that answers: glyphs in, logits out, by onnxruntime. Imports torch; onnxruntime late."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor, nn

from digitpad.core.errors import InstallError, ModelError
from digitpad.core.language import tr
from digitpad.core.plans import SCALES
from digitpad.core.records import Card, Graph
from digitpad.learn import graph_file
from digitpad.models.cards import GRAPH

_LEAST = 1e-30  # a probability of 0 has a logarithm too
_TYPES = {"tensor(float)": np.float32, "tensor(double)": np.float64, "tensor(float16)": np.float16,
          "tensor(uint8)": np.uint8}  # fmt: skip
_FATAL = 4  # onnxruntime's own log keeps quiet of less: what goes wrong comes as an error


class GraphNet(nn.Module):
    """Glyphs (N, 1, 28, 28) float32 in [0, 1] to logits (N, outputs). The file was looked through before it runs.

    Raises ModelError where the file cannot be run or does not say what its card says, InstallError.
    """

    def __init__(self, card: Card, weights: Mapping[str, ArrayLike]) -> None:
        super().__init__()
        if card.graph is None or GRAPH not in weights:
            raise ModelError(tr("The model {id!r} is no ONNX file.", id=card.id), tr("Delete it, or add it again."))
        content = np.asarray(weights[GRAPH], np.uint8).tobytes()
        graph_file.looked_through(content)
        self.graph, self.outputs = card.graph, len(card.classes) + card.reject
        self._session = Session(content)

    def forward(self, x: Tensor) -> Tensor:
        """(N, 1, 28, 28) float to (N, outputs)."""
        graph = self.graph
        wanted = [graph.output, *([graph.refusal] if graph.refusal else [])]
        table, *refusal = self._session.answers(x.numpy(), graph, wanted)
        if table.ndim != 2 or table.shape[1] + len(refusal) != self.outputs:
            raise ModelError(
                tr("The ONNX file gives {shape} for {count} pictures.", shape=table.shape, count=len(x)),
                tr("Delete the model, or add it again."),
            )
        return torch.from_numpy(logits(table, refusal[0] if refusal else None, probabilities=graph.probabilities))


class Session:
    """A file that onnxruntime has loaded, on one thread. Raises ModelError, InstallError."""

    def __init__(self, content: bytes) -> None:
        try:
            import onnxruntime
        except ImportError as error:
            raise InstallError(
                tr("ONNX files need the package {name!r}, which is not installed.", name="onnxruntime"),
                graph_file.INSTALL_HINT,
            ) from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.log_severity_level = 1, _FATAL
        try:
            self._session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's errors have no class in common but this
            raise _refused(error) from error
        self._type = _TYPES.get(self._session.get_inputs()[0].type, np.float32)

    def answers(self, glyphs: NDArray[np.float32], graph: Graph, outputs: list[str]) -> list[NDArray[np.float32]]:
        """What these outputs are for (N, ..., 28, 28) glyphs in [0, 1]: each (N, ...). Raises ModelError."""
        shown = _scaled(glyphs.reshape(-1, graph_file.PIXELS), graph.values).astype(self._type)
        any_number = graph.sides[0] == 0
        batches = [shown] if any_number else list(shown[:, None])
        sides = (-1, *graph.sides[1:]) if any_number else graph.sides
        try:
            found = [self._session.run(outputs, {graph.input: each.reshape(sides)}) for each in batches]
        except Exception as error:
            raise _refused(error) from error
        count = len(shown)
        made: list[NDArray[np.float32]] = []
        for parts in zip(*found, strict=True):
            whole: Any = np.concatenate([np.asarray(part, np.float32).reshape(-1) for part in parts])
            made.append(whole.reshape(count, -1) if whole.size != count else whole)
        return made


def logits(
    table: NDArray[np.float32], refusal: NDArray[np.float32] | None, *, probabilities: bool
) -> NDArray[np.float32]:
    """Logits (N, outputs) whose softmax gives what the file says: (N, classes), and (N,) how surely it is none."""
    if probabilities:
        table = np.log(np.maximum(table, _LEAST))
    if refusal is None:
        return np.ascontiguousarray(table, np.float32)
    none = np.clip(refusal.reshape(-1, 1), 1e-7, 1 - 1e-7)
    away = table - table.max(1, keepdims=True)
    sure = away - np.log(np.exp(away).sum(1, keepdims=True))  # log-softmax
    return np.ascontiguousarray(np.concatenate([sure + np.log(1 - none), np.log(none)], 1), np.float32)


def _scaled(glyphs: NDArray[np.float32], values: str) -> NDArray[np.float32]:
    """Glyphs in [0, 1] as the file wants them."""
    if values == "255":
        return np.rint(glyphs * 255)
    mean, std = SCALES[values]
    return (glyphs - np.float32(mean)) / np.float32(std)


def _refused(error: Exception) -> ModelError:
    said = " ".join(str(error).split())[:200]
    return ModelError(
        tr("onnxruntime cannot run the ONNX file: {said}.", said=said.rstrip(".")),
        tr("Export it again, for this version of onnxruntime."),
    )

"""ONNX files for tests, put together operator by operator: nothing has to be trained or exported for them."""

from collections.abc import Sequence

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

Node = onnx.NodeProto


def linear(
    weight: np.ndarray, bias: np.ndarray, sides: Sequence[int | str] = ("n", 1, 28, 28), **more: object
) -> bytes:
    """A file that multiplies the flattened picture with (784, K) and adds (K,): logits."""
    nodes = [
        helper.make_node("Reshape", ["x", "flat"], ["row"]),
        helper.make_node("MatMul", ["row", "weight"], ["product"]),
        helper.make_node("Add", ["product", "bias"], ["y"]),
    ]
    constants = {"weight": weight, "bias": bias, "flat": np.array([-1, 784], np.int64)}
    return made(nodes, constants, sides, ["n", len(bias)], **more)  # type: ignore[arg-type]


def made(
    nodes: Sequence[Node], constants: dict[str, np.ndarray], sides: Sequence[int | str], out: Sequence[int | str],
    kind: int = TensorProto.FLOAT, metadata: dict[str, str] | None = None,
) -> bytes:  # fmt: skip
    """A file of these operators from "x" to "y"."""
    graph = helper.make_graph(
        list(nodes), "g",
        [helper.make_tensor_value_info("x", kind, list(sides))],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, list(out))],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("mine", 1)],
                              ir_version=9)  # fmt: skip
    helper.set_model_props(model, metadata or {})
    return bytes(model.SerializeToString())

"""An ONNX file is looked through before it runs: what does not fit, or is hostile, is said in a sentence."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from digitpad.core.errors import ModelError
from digitpad.learn import graph_file
from tests import graphs

W, B = np.ones((784, 10), np.float32), np.zeros(10, np.float32)


@pytest.mark.parametrize(
    ("sides", "expected"),
    [
        (("n", 1, 28, 28), (0, 1, 28, 28)),
        (("n", 28, 28, 1), (0, 28, 28, 1)),
        (("n", 784), (0, 784)),
        ((1, 28, 28), (1, 28, 28)),
        ((784,), (784,)),
        (("n", 1, "h", "w"), (0, 1, 28, 28)),
    ],
)
def test_pictures_of_28x28_in_whatever_form_are_taken(sides, expected) -> None:
    found = graph_file.looked_through(graphs.linear(W, B, sides))
    assert found.sides == expected and found.input == "x" and found.outputs == ("y",)
    assert found.weights == W.size + B.size
    assert [(row.operator, row.weights, row.multiply_adds) for row in found.rows] == [
        ("Reshape", 0, 0), ("MatMul", 7840, 7840), ("Add", 10, 0),
    ]  # fmt: skip


def test_another_size_channels_or_several_pictures_at_once_are_refused() -> None:
    for sides in [("n", 3, 32, 32), ("n", 1, 14, 56), ("n", 783), (8, 1, 28, 28), ()]:
        with pytest.raises(ModelError, match="its input 'x' is"):
            graph_file.looked_through(graphs.linear(W, B, sides))
    with pytest.raises(ModelError, match="takes no pictures"):
        graph_file.looked_through(graphs.linear(W, B, kind=TensorProto.STRING))


def _grown(size: int) -> bytes:
    nodes = [
        helper.make_node("ConstantOfShape", ["size"], ["many"]),
        helper.make_node("ReduceSum", ["many"], ["one"], keepdims=1),
        helper.make_node("Add", ["x", "one"], ["y"]),
    ]
    return graphs.made(nodes, {"size": np.array([size, size], np.int64)}, ["n", 784], ["n", 784])


def _busy(*nodes: onnx.NodeProto, **weights: tuple[int, ...]) -> bytes:
    """A file that adds 0 times what these operators make of `size` ones to the picture."""
    zeros = {name: np.zeros(shape, np.float32) for name, shape in weights.items()}
    ends = [
        helper.make_node("ReduceSum", ["made"], ["one"], keepdims=0),
        helper.make_node("Add", ["x", "one"], ["y"]),
    ]
    return graphs.made([*nodes, *ends], zeros, ["n", 784], ["n", 784])


_SQUARE = (5000, 5000)
_SLOW = {
    "MatMul": _busy(helper.make_node("MatMul", ["a", "a"], ["made"]), a=_SQUARE),
    "Gemm": _busy(helper.make_node("Gemm", ["a", "a"], ["made"], transA=1), a=_SQUARE),
    "Einsum": _busy(helper.make_node("Einsum", ["a", "a"], ["made"], equation="ij,jk->ik"), a=_SQUARE),
    "Conv": _busy(
        helper.make_node("Conv", ["a", "w"], ["made"], pads=[200] * 4), a=(1, 1, 400, 400), w=(9, 1, 400, 400)
    ),
    "ConvTranspose": _busy(
        helper.make_node("ConvTranspose", ["a", "w"], ["made"]), a=(1, 1, 400, 400), w=(1, 9, 400, 400)
    ),
    "MaxPool": _busy(
        helper.make_node("MaxPool", ["a"], ["made"], kernel_shape=[600, 600], pads=[300] * 4), a=(1, 1, 900, 900)
    ),
    "LRN": _busy(helper.make_node("LRN", ["a"], ["made"], size=99999), a=(1, 9999, 30, 30)),
    "many": _busy(
        helper.make_node("Exp", ["a"], ["v0"]),
        *(helper.make_node("Exp", [f"v{n}"], [f"v{n + 1}"]) for n in range(999)),
        helper.make_node("Exp", ["v999"], ["made"]),
        a=_SQUARE,
    ),
}


@pytest.mark.parametrize("content", _SLOW.values(), ids=_SLOW)
def test_what_would_be_busy_for_minutes_with_one_picture_is_refused(content: bytes) -> None:
    with pytest.raises(
        ModelError, match=r"it would (take [\d,]+ multiply-adds for|make [\d,]+ numbers of) one picture"
    ):
        graph_file.looked_through(content)


def test_a_large_network_that_is_at_work_for_a_second_is_taken() -> None:
    """As VGG-16 on pictures of 224x224, 15.5 thousand million of them: layers of 2.6 thousand million at most."""
    conv = helper.make_node("Conv", ["a", "w"], ["made"], pads=[1] * 4)
    found = graph_file.looked_through(_busy(conv, a=(1, 512, 28, 28), w=(512, 512, 3, 3)))
    assert found.weights > 2_000_000


def _node(*args: object, **more: object) -> bytes:
    return graphs.made([helper.make_node(*args, **more)], {}, ["n", 784], ["n", 784])  # type: ignore[arg-type]


def _outside() -> bytes:
    model = onnx.load_model_from_string(graphs.linear(W, B))
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="/etc/passwd")
    return bytes(model.SerializeToString())


def _huge() -> bytes:
    model = onnx.load_model_from_string(graphs.linear(W, B))
    model.graph.initializer[0].dims[0] = 10**12
    return bytes(model.SerializeToString())


def _loop() -> bytes:
    body = helper.make_graph(
        [helper.make_node("Identity", ["go"], ["on"])], "body",
        [helper.make_tensor_value_info(name, kind, []) for name, kind in (("i", TensorProto.INT64),
                                                                          ("go", TensorProto.BOOL))],
        [helper.make_tensor_value_info("on", TensorProto.BOOL, [])],
    )  # fmt: skip
    return _node("Loop", ["", ""], [], body=body)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "no ONNX file, or an empty one"),
        (b"\x80\x04garbage", "no ONNX file"),
        (graphs.linear(W, B)[:-9000], "no ONNX file, or cut short"),
        (_node("Fast", ["x"], ["y"], domain="mine"), "the operator mine.Fast, which is none of ONNX's own"),
        (_node("Nonsense", ["x"], ["y"]), "cannot be foreseen"),
        (_loop(), "it has loops or branches"),
        (_outside(), "its weights lie in another file"),
        (_huge(), "too many weights"),
        (_grown(100_000), "would make 10,000,001,569 numbers"),
        (graphs.linear(np.full_like(W, np.nan), B), "no numbers, in 'weight'"),
        (graphs.linear(np.ones((99, 10), np.float32), B), "do not fit each other|cannot be foreseen"),
    ],
)
def test_what_is_no_model_or_hostile_is_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(ModelError, match=sentence) as found:
        graph_file.looked_through(content)
    assert found.value.hint


def test_many_operators_that_are_each_small_enough_are_refused_together() -> None:
    names = [f"many{number}" for number in range(20)]
    nodes = [
        *(helper.make_node("ConstantOfShape", ["size"], [name]) for name in names),
        helper.make_node("Sum", names, ["together"]),
        helper.make_node("ReduceSum", ["together"], ["one"], keepdims=1),
        helper.make_node("Add", ["x", "one"], ["y"]),
    ]
    with pytest.raises(ModelError, match="would make 84,00"):
        graph_file.looked_through(
            graphs.made(nodes, {"size": np.array([2000, 2000], np.int64)}, ["n", 784], ["n", 784])
        )

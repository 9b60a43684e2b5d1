"""How much work the operators of an ONNX file are, by the shapes of what goes in and comes out. No import of onnx.

`node`: an operator as onnx reads it. Shapes are those for one picture; of what has none, a single number is assumed.
"""

from collections.abc import Mapping
from math import prod
from typing import Any

# Operators whose work may go far beyond the numbers that they are given and give, by no simple rule.
_COSTLY = frozenset(
    ("Attention", "Col2Im", "ConvInteger", "DFT", "DeformConv", "Det", "Einsum", "GRU", "LSTM", "MatMulInteger",
     "MaxRoiPool", "NonMaxSuppression", "QLinearConv", "QLinearMatMul", "RNN", "RoiAlign", "STFT", "TfIdfVectorizer")
)  # fmt: skip

Shapes = Mapping[str, tuple[int, ...]]


def touched(node: Any, shapes: Shapes) -> int:
    """The numbers that an operator is given and gives; of a costly one, a bound on what it may do with them."""
    given = sorted(prod(shapes.get(name, ())) for name in node.input if name)
    made = max((prod(shapes.get(name, ())) for name in node.output if name), default=0)
    if node.op_type in _COSTLY:
        return max(prod(given[-2:]), made * max(given, default=1))
    return sum(given) + made


def products(node: Any, shapes: Shapes) -> int:
    """The multiply-adds of a layer that has them, or how often a window is looked into; 0 for other operators."""
    first, second = ([shapes.get(name, ()) for name in node.input] + [(), ()])[:2]
    made = prod(shapes.get(node.output[0], ())) if node.output else 0
    windows = [
        prod(each.ints) if each.ints else each.i for each in node.attribute if each.name in ("kernel_shape", "size")
    ]
    match node.op_type:
        case "Conv":
            return made * prod(second[1:])
        case "ConvTranspose":
            return prod(first) * prod(second[1:])
        case "MatMul":
            return made * (first[-1] if first else 1)
        case "Gemm":
            rows = (shapes.get(node.output[0]) or (1,))[0]
            return made * (prod(first) // max(rows, 1))
        case _:
            return made * max(windows, default=0)

"""ONNX files that somebody brings, looked through before anything of them runs. Imports core; onnx when it is called.

Such a file is data, and may be hostile: no operators but ONNX's own, no loops, no other files that it refers to, no
array that would not fit in memory, and no more work than a picture is worth. Shapes are foreseen by ONNX's own shape
inference for one picture, and the work by the shapes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from digitpad.core.errors import InstallError, ModelError
from digitpad.core.language import mark, tr
from digitpad.core.limits import GRAPH_NODES, GRAPH_NUMBERS, GRAPH_PRODUCTS
from digitpad.ink.glyph import SIZE
from digitpad.learn import graph_work
from digitpad.learn.graph_work import Shapes

INSTALL_HINT = mark("Install what it needs: pip install 'digitpad[onnx]'")
PIXELS = SIZE * SIZE
MOST_SIDES = 6
_OWN = ("", "ai.onnx")  # domains of operators that every runtime has


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphRow:
    """An operator with weights or a shape to tell: what goes in and comes out for one picture, and what it costs."""

    operator: str
    before: tuple[int, ...]
    shape: tuple[int, ...]
    weights: int
    multiply_adds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphFile:
    """What an ONNX file is: its one input with the sides of its pictures (0: any number), outputs, weights, rows."""

    input: str
    sides: tuple[int, ...]
    outputs: tuple[str, ...]
    weights: int
    metadata: Mapping[str, str]
    rows: tuple[GraphRow, ...]


def looked_through(content: bytes) -> GraphFile:
    """The file, if digitpad can run it on its glyphs. Raises ModelError with what is wrong, InstallError."""
    model = _parsed(content)
    _check_operators(model)
    constants = dict(_constants(model))
    inputs = [each for each in model.graph.input if each.name not in constants]
    if len(inputs) != 1:
        raise _unfit(tr("it has {count} inputs", count=len(inputs)), tr("One is needed: the picture."))
    sides = _sides(inputs[0])
    shapes = _foreseen(model, inputs[0], sides) | {name: array.shape for name, array in constants.items()}
    _check_work(model, shapes)
    return GraphFile(
        input=inputs[0].name,
        sides=sides,
        outputs=tuple(each.name for each in model.graph.output),
        weights=sum(array.size for array in constants.values() if array.dtype.kind == "f" and array.ndim),
        metadata={each.key: each.value for each in model.metadata_props},
        rows=tuple(_rows(model, shapes, constants)),
    )


def _parsed(content: bytes) -> Any:
    try:
        import onnx
        from google.protobuf.message import DecodeError
    except ImportError as error:
        raise InstallError(
            tr("ONNX files need the package {name!r}, which is not installed.", name=error.name), INSTALL_HINT
        ) from error
    try:
        model = onnx.load_model_from_string(content)
    except (DecodeError, ValueError, RecursionError) as error:
        raise _unfit(tr("it is no ONNX file, or cut short"), tr("Export it again.")) from error
    if not model.graph.node:
        raise _unfit(tr("it is no ONNX file, or an empty one"), tr("Export it again."))
    return model


def _check_operators(model: Any) -> None:
    nodes = model.graph.node
    if len(nodes) > GRAPH_NODES:
        raise _unfit(
            tr("it has {count:,} operators", count=len(nodes)), tr("At most {most:,} are taken.", most=GRAPH_NODES)
        )
    for node in nodes:
        if node.domain not in _OWN:
            own = f"{node.domain[:60]}.{node.op_type[:60]}"
            raise _unfit(
                tr("it needs the operator {own}, which is none of ONNX's own", own=own),
                tr("Export it with ONNX's own operators alone."),
            )
        if any(each.HasField("g") or each.graphs for each in node.attribute):
            raise _unfit(
                tr("it has loops or branches ({operator})", operator=node.op_type[:60]),
                tr("Layers one after the other can be run."),
            )
    if model.functions or model.graph.sparse_initializer:
        raise _unfit(
            tr("it has functions of its own or sparse weights"), tr("Export it with ONNX's own operators alone.")
        )


def _constants(model: Any) -> Iterator[tuple[str, np.ndarray[Any, Any]]]:
    """The weights by name, and constants that operators hold. Raises ModelError for what no weights can be."""
    from onnx import TensorProto, numpy_helper

    found = [(each.name, each) for each in model.graph.initializer]
    for node in model.graph.node:
        found += [(node.output[0] if node.output else "", each.t) for each in node.attribute if each.HasField("t")]
    if sum(prod(tensor.dims) for _, tensor in found) > GRAPH_NUMBERS:
        raise _unfit(tr("it has too many weights"), tr("At most {most:,} are taken.", most=GRAPH_NUMBERS))
    for name, tensor in found:
        if tensor.data_location == TensorProto.EXTERNAL or tensor.external_data:
            raise _unfit(tr("its weights lie in another file"), tr("Export it as one file, with the weights inside."))
        try:
            array = numpy_helper.to_array(tensor)
        except (ValueError, TypeError, KeyError, OverflowError) as error:
            raise _unfit(tr("its weights {name!r} are broken", name=name[:60]), tr("Export it again.")) from error
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            raise _unfit(tr("its weights hold values that are no numbers, in {name!r}", name=name[:60]),
                         tr("Its training went wrong: train it again, with a smaller learning rate."))  # fmt: skip
        yield name, array


def _sides(given: Any) -> tuple[int, ...]:
    """The sides of the input, 0 for any number of pictures. Raises ModelError where no glyph fits it."""
    from onnx import TensorProto

    kind = given.type.tensor_type
    dims = [each.dim_value if each.HasField("dim_value") else 0 for each in kind.shape.dim]
    shown = " x ".join(str(side) if side else "?" for side in dims) or "?"
    hint = tr("A picture of 28x28 with one channel is needed: 1x28x28, 28x28x1, 28x28 or 784, white ink on black.")
    if kind.elem_type not in (TensorProto.FLOAT, TensorProto.DOUBLE, TensorProto.FLOAT16, TensorProto.UINT8):
        raise _unfit(tr("its input {name!r} takes no pictures", name=given.name[:60]), hint)
    counted = len(dims) > 1 and dims[0] == 0
    rest = dims[1:] if counted else dims
    if len(rest) > 2:  # a network without dense layers takes any height and width
        rest = [rest[0], *(side or SIZE for side in rest[1:])]
    if prod(rest) != PIXELS or not set(rest) <= {1, SIZE, PIXELS} or len(dims) > MOST_SIDES:
        raise _unfit(tr("its input {name!r} is {shown}", name=given.name[:60], shown=shown), hint)
    return (0, *rest) if counted else tuple(rest)


def _foreseen(model: Any, given: Any, sides: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    """The shape of every value for one picture, as far as known. Raises ModelError for what would fill the memory."""
    import onnx

    for at, side in enumerate(sides):
        given.type.tensor_type.shape.dim[at].dim_value = side or 1
    del model.graph.value_info[:]  # what the exporter wrote of any number of pictures
    for value in model.graph.output:
        value.type.tensor_type.ClearField("shape")
    try:
        inferred = onnx.shape_inference.infer_shapes(model, data_prop=True)
    except (onnx.shape_inference.InferenceError, ValueError, RuntimeError) as error:
        raise _unfit(tr("its shapes do not fit each other"), tr("Export it again.")) from error
    shapes = {}
    for value in (*inferred.graph.input, *inferred.graph.value_info, *inferred.graph.output):
        found = [each.dim_value if each.HasField("dim_value") else -1 for each in value.type.tensor_type.shape.dim]
        if value.type.tensor_type.HasField("shape") and min(found, default=1) >= 0:
            shapes[value.name] = tuple(found)
    together = sum(map(prod, shapes.values()))  # the runtime may hold all of them at once, as constants
    if together > GRAPH_NUMBERS:
        raise _unfit(
            tr("it would make {count:,} numbers of one picture", count=together),
            tr("At most {most:,} are taken.", most=GRAPH_NUMBERS),
        )
    for node in model.graph.node:
        if not set(node.output) - {""} <= shapes.keys():
            raise _unfit(
                tr("how large the output of its operator {operator} is cannot be foreseen", operator=node.op_type[:60]),
                tr("Export it for pictures of 28x28 alone."),
            )
    return shapes


def _check_work(model: Any, shapes: Shapes) -> None:
    """Raises ModelError for a file that would be busy with one picture for ever, or before one is there."""
    work = sum(max(graph_work.products(node, shapes), graph_work.touched(node, shapes)) for node in model.graph.node)
    if work > GRAPH_PRODUCTS:
        raise _unfit(
            tr("it would take {count:,} multiply-adds for one picture", count=work),
            tr("At most {most:,} are taken.", most=GRAPH_PRODUCTS),
        )


def _rows(model: Any, shapes: Shapes, constants: Mapping[str, np.ndarray[Any, Any]]) -> Iterator[GraphRow]:
    """The operators that work on the picture, with the weights that each is given."""
    for node in model.graph.node:
        given = [constants[name] for name in node.input if name in constants and constants[name].dtype.kind == "f"]
        moving = [name for name in node.input if name and name not in constants]
        if not moving or not node.output:
            continue
        before, shape = shapes.get(moving[0], ()), shapes.get(node.output[0], ())
        weights = sum(array.size for array in given if array.ndim)
        products = graph_work.products(node, shapes) if given else 0
        yield GraphRow(operator=node.op_type[:60], before=before, shape=shape, weights=weights, multiply_adds=products)


def _unfit(what: str, hint: str) -> ModelError:
    return ModelError(tr("The ONNX file cannot be used: {what}.", what=what), hint)

"""The layers of the pen's path's branch, and what they cost. Standard library alone, so that a window knows it too."""

from dataclasses import dataclass

CHANNELS, POINTS = 9, 72  # of a path
WIDTHS = ((48, 7, 1), (48, 5, 1), (80, 5, 2), (80, 5, 1), (112, 5, 2), (112, 5, 1))  # channels, kernel, stride


@dataclass(frozen=True, slots=True, kw_only=True)
class PathLayer:
    """A convolution along the path with its batch normalisation, or the last, dense layer.

    Shapes are (channels, points), or (outputs,). `multiply_adds`: batch normalisation folds into the convolution.
    """

    name: str
    before: tuple[int, ...]
    shape: tuple[int, ...]
    weights: int
    multiply_adds: int


def layers(outputs: int) -> list[PathLayer]:
    """The branch's layers that have weights, of a model with so many outputs."""
    made, inputs, length = [], CHANNELS, POINTS
    for width, kernel, stride in WIDTHS:
        before, length = length, -(-length // stride)
        each = inputs * width * kernel
        made.append(
            PathLayer(
                name=f"conv{width}x{kernel}", before=(inputs, before), shape=(width, length),
                weights=each + 2 * width, multiply_adds=each * length,
            )
        )  # fmt: skip
        inputs = width
    each = inputs * length * outputs
    last = PathLayer(
        name=f"dense{outputs}", before=(inputs, length), shape=(outputs,), weights=each + outputs, multiply_adds=each
    )
    return [*made, last]


def multiply_adds(outputs: int) -> int:
    """The products of one prediction with so many outputs."""
    return sum(layer.multiply_adds for layer in layers(outputs))

"""What a network makes of one drawing, layer by layer, and what a unit of it does. Standard library alone.

A trace is a tuple of layers: the picture, those of the network that sees it, and its output; of a drawing that a model
of two inputs is shown, then the pen's path, the layers of the network that sees that one, its output, and that of both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Units = frozenset[tuple[int, int]]  # each a layer's place in the trace (0 is the picture), and a map or neuron of it
NONE_OFF: Units = frozenset()
PICTURE, OUTPUT = "picture", "output"
PATH, PATH_OUTPUT, BOTH = "path", "path-output", "both"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LayerTrace:
    """A layer's output, behind its activation: maps (channels, height, width) float32, or a row (numbers,).

    Along the pen's path it is (channels, points). words: the layer in words of a SPEC, such as "conv16x5, relu", or
    PICTURE and PATH for what a network sees, OUTPUT, PATH_OUTPUT and BOTH for the softmax over all outputs. `before`:
    of the outputs, what they are with nothing switched off; None: nothing is.
    """

    words: str
    values: Any
    before: Any = None


def output_place(layers: Sequence[LayerTrace]) -> int:
    """Where the output of the picture's network stands; the layers of the path's come behind it."""
    return next((place for place, layer in enumerate(layers) if layer.words == OUTPUT), len(layers) - 1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UnitView:
    """A neuron, or a map at its strongest place, for one drawing. Numpy arrays; all numbers are this drawing's.

    `weights`: pictures (n, height, width) of a first layer or of kernels, or a row (n,); None: it has none. z is
    `product` + `bias`, the unit's value `value`. `slope`: how the logit of class `best` changes with the value.
    `effects` (outputs,): by how much each output's logit falls with the unit switched off. `probability`: of an output.
    `examples` (m, 28, 28) uint8: of `searched` test pictures those with its largest values, of classes `labels`; None
    while they are not known.
    """

    layer: int
    unit: int
    activation: str
    weights: Any
    product: float | None
    bias: float | None
    value: float
    best: str
    slope: float
    effects: Any
    names: tuple[str, ...]
    probability: float | None = None
    examples: Any = None
    labels: tuple[str, ...] = ()
    searched: int = 0

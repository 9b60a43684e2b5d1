"""What a network makes of one picture, layer by layer, and what a unit of it does. Standard library alone."""

from dataclasses import dataclass
from typing import Any

Units = frozenset[tuple[int, int]]  # each a layer's place in the trace (0 is the picture), and a map or neuron of it
NONE_OFF: Units = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LayerTrace:
    """A layer's output, behind its activation: maps (channels, height, width) float32, or a row (numbers,).

    words: the layer in words of a SPEC, such as "conv16x5, relu"; "picture" is what the first one sees, "output" is
    the softmax over all outputs. `before`: of the outputs, what they are with nothing switched off; None: nothing is.
    """

    words: str
    values: Any
    before: Any = None


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

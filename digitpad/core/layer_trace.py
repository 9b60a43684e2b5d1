"""What a network makes of one picture, layer by layer. Imports the standard library alone."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LayerTrace:
    """A layer's output, behind its activation: maps (channels, height, width) float32, or a row (numbers,).

    words: the layer in words of a SPEC, such as "conv16x5, relu"; "picture" is what the first one sees, "output" is
    the softmax over all outputs.
    """

    words: str
    values: Any

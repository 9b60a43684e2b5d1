"""What is said of models that come in and go out as files, and of what they are made of. Imports language alone."""

from dataclasses import dataclass

from digitpad.core.language import mark

EXPORT_FORMATS = ("onnx", "state-dict", "json-lines", "tensorboard")
ONNX = ".onnx"
ADDED_SUFFIXES = (ONNX, ".pt", ".pth", ".safetensors")
VALUES = {"unit": mark("from 0 to 1"), "standard": mark("centred around zero"), "255": mark("from 0 to 255")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is known of a model to add: id (empty: the file's name), layers, its pixels' values, its classes.

    `values`: one of VALUES; empty: whichever gets most test digits right. `classes`: their names, in order, or
    "fashion-mnist" alone; empty: what the file says, or the ten digits.
    """

    name: str = ""
    layers: str = ""
    values: str = ""
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StructureRow:
    """A layer: of which branch, what goes in and comes out for one picture, what it has and what it costs."""

    branch: str  # records.GLYPH, or PATH
    layer: str
    input: tuple[int, ...]
    output: tuple[int, ...]
    weights: int
    multiply_adds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """All layers of a model. `layers`: its SPEC, empty for an ONNX file, whose rows are its operators."""

    model: str
    layers: str
    rows: tuple[StructureRow, ...]

    @property
    def weights(self) -> int:
        """Of all layers."""
        return sum(row.weights for row in self.rows)

    @property
    def multiply_adds(self) -> int:
        """Of one prediction."""
        return sum(row.multiply_adds for row in self.rows)

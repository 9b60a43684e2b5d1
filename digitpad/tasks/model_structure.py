"""A model's layers with shapes, weights and multiply-adds, as torchinfo lists them. Imports models; no torch."""

from collections.abc import Iterator

import numpy as np

from digitpad.core import layer_spec, path_layers
from digitpad.core.model_files import Structure, StructureRow
from digitpad.core.records import GLYPH, PATH, Card
from digitpad.models.cards import GRAPH, OpenModel
from digitpad.models.library import Library


def structure(library: Library, name: str) -> Iterator[Structure]:
    """The structure of one model. Raises UnknownNameError, ModelError, InstallError for an ONNX file without onnx."""
    card = library.card(name)
    rows = _layers(card) if card.graph is None else _operators(library.open(name))
    yield Structure(model=card.id, layers=card.layers, rows=tuple(rows))


def _layers(card: Card) -> Iterator[StructureRow]:
    """Those of the glyph's branch, then those of the path's where the model has one."""
    outputs = len(card.classes) + card.reject
    for row in layer_spec.rows(layer_spec.parse(card.layers), outputs):
        yield StructureRow(
            branch=GLYPH, layer=str(row.layer), input=row.before, output=row.shape,
            weights=row.weights, multiply_adds=row.multiply_adds,
        )  # fmt: skip
    for path_row in path_layers.layers(outputs) if card.takes_path else []:
        yield StructureRow(
            branch=PATH, layer=path_row.name, input=path_row.before, output=path_row.shape,
            weights=path_row.weights, multiply_adds=path_row.multiply_adds,
        )  # fmt: skip


def _operators(model: OpenModel) -> Iterator[StructureRow]:
    from digitpad.learn import graph_file

    for row in graph_file.looked_through(np.asarray(model.weights[GRAPH]).tobytes()).rows:
        yield StructureRow(
            branch=GLYPH, layer=row.operator, input=row.before, output=row.shape,
            weights=row.weights, multiply_adds=row.multiply_adds,
        )  # fmt: skip

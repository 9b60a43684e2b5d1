"""A model as an ONNX file that is proven to answer alike. Imports models; learn and onnxruntime when it is called."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitpad.core.errors import InstallError, ModelError, StorageError
from digitpad.core.language import tr
from digitpad.core.records import Card
from digitpad.core.storage import check_chosen, is_folder, write_chosen
from digitpad.models.cards import card_bytes, layered
from digitpad.models.library import Library
from digitpad.tasks.progress import Progress

SUFFIX = ".onnx"
CHECKED = 1000  # test digits that both must answer alike
TOLERANCE = 1e-4  # largest difference between two probabilities


@dataclass(frozen=True, slots=True)
class Exported:
    """Where the file lies, how large it is, and the largest difference of a probability from torch's, of `checked`.

    `with_path`: where the same model lies with two inputs, glyph and path; None for a model of one.
    """

    path: Path
    bytes: int
    max_abs_difference: float
    checked: int
    reference: Path  # a small input with the answers to it, and how to make a glyph
    with_path: Path | None = None


def exported(library: Library, name: str, path: Path, home: Path | None = None) -> Iterator[Progress | Exported]:
    """Writes the model as ONNX, if onnxruntime gives the probabilities that torch gives.

    Class names and card are in the file's metadata, and a reference input with its answers lies beside it. Of a model
    of two inputs the file is the glyph branch alone, and NAME.path.onnx beside it takes glyph and path.
    Raises UnknownNameError, ModelError, InstallError, StorageError.
    """
    _check_place(path)
    layered(library.card(name))
    model = library.open(name)  # a mistyped name is told before torch is loaded
    yield Progress(tr("Exporting {name} …", name=name), -1.0)
    from digitpad.learn import device

    device.import_torch()
    from digitpad.evaluation import measure
    from digitpad.learn import datasets, onnx_graph, onnx_reference
    from digitpad.learn.card_recognizer import CardRecognizer

    content = onnx_graph.graph(model.card, model.weights, _metadata(model.card, with_path=False))
    glyphs = measure.floats(datasets.load("mnist", home).test.x[:CHECKED].numpy())
    recognizer = CardRecognizer.of(model)
    expected, _ = recognizer.probabilities(glyphs)
    difference = _difference(name, answered(content, glyphs), expected)
    beside = onnx_reference.beside(path)
    reference = onnx_reference.reference(model.card, glyphs, expected, lambda some: recognizer.probabilities(some)[0])
    others = [(beside, reference)]
    if model.card.takes_path:
        both = onnx_graph.graph(model.card, model.weights, _metadata(model.card, with_path=True), with_path=True)
        paths = onnx_reference.paths()
        asked, _ = recognizer.probabilities(glyphs[: len(paths)], paths)
        difference = max(difference, _difference(name, answered(both, glyphs[: len(paths)], paths), asked))
        others.append((with_path_beside(path), both))
    write_chosen(path, content, *others)
    second = with_path_beside(path) if model.card.takes_path else None
    yield Exported(path, len(content), difference, len(glyphs), beside, second)


def with_path_beside(path: Path) -> Path:
    """Where the file with two inputs lies."""
    return path.with_name(f"{path.stem}.path{SUFFIX}")


def _difference(name: str, made: NDArray[np.float32], expected: NDArray[np.float64]) -> float:
    """The largest difference of a probability. Raises ModelError where it is too large."""
    found = float(np.abs(made - expected).max())
    if not found <= TOLERANCE:
        raise ModelError(
            tr(
                "The ONNX file of {name!r} would predict differently from the model (by up to {found:.2g}).",
                name=name,
                found=found,
            ),
            tr("Nothing was written; another version of torch or onnxruntime may do better."),
        )
    return found


def _metadata(card: Card, *, with_path: bool) -> dict[str, str]:
    from digitpad.learn import onnx_reference

    rules = card.rules(with_path=with_path)
    return {
        "classes": json.dumps(list(card.classes)),
        "card": card_bytes(replace(card, history=())).decode(),
        "glyph": onnx_reference.GLYPH,
        "parity": onnx_reference.PARITY,
        "threshold": f"{rules.threshold!r}",
    } | ({"path": onnx_reference.PATH} if with_path else {})


def _check_place(path: Path) -> None:
    """Raises StorageError at once where the file could not be written after seconds of work, or is no ONNX's name."""
    if path.suffix.lower() != SUFFIX and not is_folder(path):
        raise StorageError(
            tr("{name} is not the name of an ONNX file.", name=path.name),
            tr(
                "Name it {suffix}; weights end in .pt or .safetensors, logs in .jsonl.", suffix=path.with_suffix(SUFFIX)
            ),
        )
    from digitpad.learn import onnx_reference

    check_chosen(path)
    check_chosen(onnx_reference.beside(path))


def answered(
    content: bytes, glyphs: NDArray[np.float32], paths: NDArray[np.float32] | None = None
) -> NDArray[np.float32]:
    """What onnxruntime makes of (N, 28, 28) glyphs, and (N, 9, 72) paths: (N, classes). Raises InstallError."""
    from digitpad.learn import onnx_graph
    from digitpad.learn.graph_file import INSTALL_HINT

    try:
        import onnxruntime
    except ImportError as error:
        raise InstallError(tr("ONNX export needs onnxruntime, which is not installed."), INSTALL_HINT) from error
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    given = {onnx_graph.INPUT: glyphs[:, None]} | ({} if paths is None else {onnx_graph.PATHS: paths})
    made: list[NDArray[np.float32]] = session.run([onnx_graph.PROBABILITIES], given)
    return made[0]

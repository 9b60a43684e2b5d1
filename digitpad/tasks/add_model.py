"""A model that somebody brings: an ONNX file, or weights with their layers. Imports models; learn when called."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from digitpad import __version__
from digitpad.core import layer_spec
from digitpad.core.errors import DatasetError, DigitpadError, ModelError, UnreadableFileError
from digitpad.core.language import tr
from digitpad.core.limits import WEIGHTS_BYTES
from digitpad.core.model_files import ADDED_SUFFIXES, ONNX, VALUES, Asked
from digitpad.core.plans import Plan
from digitpad.core.records import DIGITS, Card, Classes, Graph
from digitpad.core.storage import TooLargeError, read_bounded
from digitpad.core.typed_json import from_json, read
from digitpad.ink.class_names import class_name
from digitpad.models.cards import GRAPH, Weights
from digitpad.models.library import MAX_NAME, Library, check_name
from digitpad.tasks.progress import Progress

if TYPE_CHECKING:
    from digitpad.learn.dataset import Split
    from digitpad.learn.graph_file import GraphFile

TRIED = 500  # test digits, on which the values that the model was trained on are found
_OUTPUTS, _REFUSAL = "probabilities", "not_a_digit"  # of files that digitpad exported
_LEAST_TOLD = 0.5  # accuracy below which whatever was found is doubtful
_BASE = "mlp-256-128"  # the architecture of a plan with layers of its own, which says nothing then


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """The model as it stands in the library, and what was found out about it, in sentences.

    `tried`: the accuracy on test digits by the values that pixels may have; empty where they were given.
    """

    card: Card
    tried: dict[str, float]
    found: str


def added(library: Library, path: Path, asked: Asked, home: Path) -> Iterator[Progress | Added]:
    """Puts the model into the library, if it can be run.

    Raises UnreadableFileError, ModelError, LayerError, PlanError, InstallError, StorageError; nothing is left behind.
    """
    suffix = path.suffix.lower()
    if suffix not in ADDED_SUFFIXES:
        raise UnreadableFileError(
            tr("{name} is no model that can be added.", name=path.name),
            tr("ONNX files (.onnx) can, and weights of torch (.pt, .pth, .safetensors) with their --layers."),
        )
    if asked.values and asked.values not in VALUES:
        raise ModelError(tr("{values!r} are no values of pixels.", values=asked.values),
                         tr("Known: {known}.", known=", ".join(VALUES)))  # fmt: skip
    name = check_name(asked.name or _name_of(path))
    yield Progress(tr("Adding {name} …", name=path.name), -1.0)
    from digitpad.learn import device

    device.import_torch()
    make = _graph if suffix == ONNX else _layers
    choices = make(path, asked, name)
    tried = {} if len(choices) == 1 else _tried(choices, home)
    values = max(tried, key=lambda each: tried[each]) if tried else next(iter(choices))
    card, weights = choices[values]
    saved = library.save(card, weights)
    yield Added(card=saved, tried=tried, found=_sentence(values, tried))


def _name_of(path: Path) -> str:
    """An id from the file's name."""
    made = re.sub("[^A-Za-z0-9._+-]+", "-", path.stem).strip("-._+")[:MAX_NAME].rstrip(".")
    return made or "model"


def _read(path: Path) -> bytes:
    try:
        return read_bounded(path, WEIGHTS_BYTES)
    except (OSError, TooLargeError) as error:
        what = error.strerror if isinstance(error, OSError) else error
        raise UnreadableFileError(
            tr("{path} cannot be read: {strerror}.", path=path, strerror=what), tr("Name an ONNX file.")
        ) from error


Choices = dict[str, tuple[Card, Weights]]  # by the values that pixels may have


def _graph(path: Path, asked: Asked, name: str) -> Choices:
    """The model of an ONNX file, for each kind of values that it may have been trained on. Raises ModelError."""
    from digitpad.learn import graph_file
    from digitpad.learn.card_recognizer import CardRecognizer

    if asked.layers:
        raise ModelError(tr("An ONNX file has its layers inside."), tr("Leave --layers out."))
    content = _read(path)
    found = graph_file.looked_through(content)
    weights: Weights = {GRAPH: np.frombuffer(content, np.uint8)}
    own = "card" in found.metadata and _OUTPUTS in found.outputs
    refusal = _REFUSAL if own and _REFUSAL in found.outputs else ""
    graph = _asked_how(content, found, own=own, refusal=refusal)
    classes, dataset = _classes(asked, _outputs(content, graph), found.metadata.get("classes", ""))
    plan = Plan("", "onnx", dataset)
    threshold = _share(found.metadata.get("threshold", "")) if refusal else 0.0
    card = _card(name, path, plan, classes, found.weights)
    made: Choices = {}
    for values in [asked.values] if asked.values else ["unit"] if own or dataset or classes != DIGITS else VALUES:
        whole = replace(
            card, graph=replace(graph, values=values), reject=bool(refusal), threshold=threshold,
            plan=replace(plan, input=values if values != "255" else "unit"),
        )  # fmt: skip
        CardRecognizer(whole, weights).probabilities(np.zeros((2, 28, 28), np.float32))
        made[values] = whole, weights
    return made


def _asked_how(content: bytes, found: "GraphFile", *, own: bool, refusal: str) -> Graph:
    """How the file is asked: its output is the first that gives two numbers or more for a picture."""
    from digitpad.learn.graph_net import Session

    session = Session(content)
    blank = np.random.default_rng(1).random((3, 28, 28), np.float32)
    for output in [_OUTPUTS] if own else found.outputs:
        graph = Graph(input=found.input, sides=found.sides, output=output, refusal=refusal)
        (table,) = session.answers(blank, graph, [output])
        if table.ndim == 2 and np.isfinite(table).all():
            sums = np.abs(table.sum(1) - 1).max()
            return replace(graph, probabilities=bool(sums < 1e-3 and table.min() >= 0))
    raise ModelError(
        tr("The ONNX file cannot be used: {what}.", what=tr("no output gives a number for each class")),
        tr("An output of N x classes is needed."),
    )


def _outputs(content: bytes, graph: Graph) -> int:
    """How many classes the file tells apart."""
    from digitpad.learn.graph_net import Session

    (table,) = Session(content).answers(np.zeros((2, 28, 28), np.float32), graph, [graph.output])
    return int(table.shape[1])


def _layers(path: Path, asked: Asked, name: str) -> Choices:
    """The model of a file of weights, in layers that are given, for each kind of values. Raises ModelError."""
    from digitpad.learn import networks, state_dicts
    from digitpad.learn.card_recognizer import CardRecognizer

    if not asked.layers:
        raise ModelError(
            tr("Weights alone do not say which network they belong to."),
            tr("Give its layers, such as --layers dense256,relu,dropout0.2,dense128,relu"),
        )
    spec = layer_spec.written(layer_spec.parse(asked.layers))
    last = layer_spec.rows(layer_spec.parse(spec))[-1]
    found = state_dicts.read(path)
    outputs = state_dicts.outputs_of(found, last.before[0]) or len(asked.classes) or len(DIGITS)
    classes, dataset = _classes(asked, outputs)
    made: Choices = {}
    for values in [asked.values] if asked.values else ["unit"] if dataset or classes != DIGITS else VALUES:
        plan = Plan("", _BASE, dataset, "standard" if values == "standard" else "unit", layers=spec, init="torch")
        net = networks.build_for(plan, len(classes))
        try:
            weights = state_dicts.fitted(net, found, bytes_taken=values == "255")
        except ModelError:
            if made:
                continue  # the first layer cannot take bytes
            raise
        card = replace(_card(name, path, plan, classes, net.parameter_count), layers=spec)
        CardRecognizer(card, weights)
        made[values] = card, weights
    return made


def _card(name: str, path: Path, plan: Plan, classes: tuple[str, ...], parameters: int) -> Card:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Card(
        name, plan, classes, parameters, "", 0, added=path.name[-200:], created=now, digitpad_version=__version__,
        device="",
    )  # fmt: skip


def _classes(asked: Asked, outputs: int, written: str = "") -> tuple[tuple[str, ...], str]:
    """The classes' names, and the dataset that they are of where that is known. Raises ModelError."""
    from digitpad.core.picture_sets import CLASSES

    given, dataset = asked.classes, ""
    if len(given) == 1 and given[0] in CLASSES:
        given, dataset = CLASSES[given[0]], given[0]
    if not given and written:
        try:
            given = from_json(_Names, {"classes": json.loads(written)}).classes
        except (ValueError, RecursionError):
            given = ()
    if not given and outputs == len(DIGITS):
        given = DIGITS
    given = tuple(map(class_name, given))
    if len(given) != outputs or len(set(given)) != outputs or not all(given):
        raise ModelError(
            tr(
                "Outputs of the model: {outputs}; classes named: {count}.",
                outputs=outputs,
                count=len(set(given)),
            ),
            tr("Name them in order: --classes zero,one,two"),
        )
    try:
        read(Classes, list(given), "classes")  # as the card will be read again
    except ValueError as error:
        raise ModelError(
            tr("These names of classes cannot be kept: {error}.", error=error), tr("Give them shorter, plain names.")
        ) from error
    return given, dataset if dataset != "mnist" else ""


@dataclass(frozen=True, slots=True)
class _Names:
    """The classes that a file of digitpad's names."""

    classes: tuple[str, ...]


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0 <= value <= 1 else 0.0


def _tried(choices: Choices, home: Path) -> dict[str, float]:
    """The accuracy on some test digits by the values; empty where there are no test digits on this machine."""
    from digitpad.evaluation import measure
    from digitpad.learn import datasets
    from digitpad.learn.card_recognizer import CardRecognizer

    try:
        test: Split = datasets.load("mnist", home, download=False).test
    except DatasetError:
        return {}
    glyphs, truth = measure.floats(test.x[:TRIED].numpy()), test.y[:TRIED].numpy()
    made = {}
    for values, (card, weights) in choices.items():
        try:
            table, _ = CardRecognizer(card, weights).probabilities(glyphs)
        except DigitpadError:
            continue
        made[values] = float((table.argmax(1) == truth).mean())
    return made


def _sentence(values: str, tried: dict[str, float]) -> str:
    """What was found out, in words."""
    words = tr(VALUES[values])
    if not tried:
        return tr("Its pixels' values go {values}.", values=words)
    said = tr("With pixels' values {values}, it gets {share:.1f} % of {count} test digits right.",
              values=words, share=100 * tried[values], count=TRIED)  # fmt: skip
    if tried[values] < _LEAST_TOLD:
        said += " " + tr("That is little: it may want black ink on white, other classes or another order of them.")
    return said

"""A model's folder: its card and its weights, read with suspicion. Imports numpy, safetensors and core; no torch."""

import hashlib
import json
import stat
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray
from safetensors import SafetensorError

from digitpad.core import layer_spec, plans
from digitpad.core.errors import ModelError
from digitpad.core.language import tr
from digitpad.core.layer_spec import LayerError
from digitpad.core.limits import CARD_BYTES, WEIGHTS_BYTES
from digitpad.core.records import CARD_FORMAT, GLYPH, INPUT_SETS, Card
from digitpad.core.storage import TooLargeError, parse_json, read_bounded
from digitpad.core.typed_json import from_json, shown, to_json

CARD_FILE = "card.json"
WEIGHTS_FILE = "weights.safetensors"
GRAPH_FILE = "model.onnx"
GRAPH = "graph"  # the name of the one array that an ONNX file is among weights: its bytes

_FINGERPRINT = 1  # raised when the same weights and card would answer otherwise than before

Weights = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class OpenModel:
    """A model as it was read: its card, its weights (named arrays without NaN), and the fingerprint of both.

    Of a model that is an ONNX file, the one array GRAPH holds that file's bytes.
    """

    card: Card
    weights: Weights
    fingerprint: str


def open_model(folder: Path, card: Card) -> OpenModel:
    """The model of a folder whose card is known; its weights are read once. Raises ModelError."""
    content = weights_content(folder, card)
    weights = parse_weights(folder, content) if card.graph is None else {GRAPH: np.frombuffer(content, np.uint8)}
    return OpenModel(card, weights, fingerprint(card, content))


def fingerprint(card: Card, weights: bytes) -> str:
    """What a model's answers follow from, in 24 hexadecimal digits: its weights and what its card says about them."""
    plan = card.plan
    network = plan.layers or plan.architecture
    rules = (_FINGERPRINT, network, plan.input, card.classes, card.reject, card.threshold, card.temperature)
    digest = hashlib.sha256(repr(rules).encode())
    if (card.inputs, card.doubt) != ((GLYPH,), 0.0):  # what earlier cards do not have leaves theirs as it was
        digest.update(repr((card.inputs, card.fusion, card.doubt, card.picture)).encode())
    if card.graph is not None:
        digest.update(repr(card.graph).encode())
    digest.update(hashlib.sha256(weights).digest())
    return digest.hexdigest()[:24]


def layered(card: Card) -> Card:
    """The card, if it says which layers its network has. Raises ModelError for one that is an ONNX file."""
    if card.graph is None:
        return card
    raise ModelError(
        tr("The model {id!r} is an ONNX file, whose layers digitpad can run but not change or look into.", id=card.id),
        tr("Ask that of a model that was trained here, or added as weights with its layers."),
    )


def read_card(folder: Path, *, bundled: bool) -> Card:
    """The card in a model's folder; its id is the folder's name. Raises ModelError with what is wrong and a hint."""
    return placed(parse_card(folder, card_content(folder)), folder, bundled=bundled)


def card_content(folder: Path) -> bytes:
    """The file of a model's card as it is. Raises ModelError."""
    try:
        return read_bounded(folder / CARD_FILE, CARD_BYTES)
    except FileNotFoundError:
        raise _broken(folder, tr("it has no {card_file}", card_file=CARD_FILE)) from None
    except OSError as error:
        raise _broken(folder, tr("its card cannot be read ({strerror})", strerror=error.strerror)) from error
    except TooLargeError as error:
        raise _broken(folder, tr("its card is far too large to be one")) from error


def parse_card(folder: Path, content: bytes) -> Card:
    """The card that a file's bytes are, wherever it lies. Raises ModelError."""
    try:
        data = parse_json(content)
    except ValueError as error:
        raise _broken(folder, tr("its card is no JSON")) from error
    _check_format(folder, data)
    try:
        card = from_json(Card, data, CARD_FILE)
        _check(card)
        if card.graph is None:
            layers, init = plans.layers_of(card.plan), plans.init_of(card.plan)  # older digitpads wrote neither
            card = replace(card, layers=layers, plan=replace(card.plan, init=init))
    except (ValueError, LayerError) as error:
        raise _broken(folder, tr("its card is broken ({error})", error=error)) from error
    return card


def placed(card: Card, folder: Path, *, bundled: bool) -> Card:
    """The card as that of the model in this folder, which says its id and its size. Raises ModelError."""
    size = _size(folder, card.weights)
    if (card.id, card.bundled, card.bytes) == (folder.name, bundled, size):
        return card
    return replace(card, id=folder.name, bundled=bundled, bytes=size)


def _size(folder: Path, weights: str) -> int:
    """The bytes of a model's weights, asked for once: somebody may delete them at any moment."""
    try:
        found = (folder / weights).stat()
    except OSError:
        found = None
    if found is None or not stat.S_ISREG(found.st_mode):
        raise _broken(folder, tr("its weights ({weights}) are missing", weights=weights))
    return found.st_size


def parse_weights(folder: Path, content: bytes) -> Weights:
    """The weights that a file's bytes are, free of NaN and infinity. Raises ModelError.

    Whether their shapes fit the architecture is checked where the net is built, in learn.
    """
    try:
        weights = safetensors.numpy.load(content)
    except (SafetensorError, ValueError, KeyError, TypeError, OverflowError, AttributeError) as error:
        raise _broken(folder, tr("its weights are broken or cut short")) from error
    if not weights:
        raise _broken(folder, tr("its file of weights is empty"))
    for name, array in weights.items():
        if not np.isfinite(array).all():
            raise _broken(folder, tr("its weights hold values that are no numbers, in {name!r}", name=name))
    return weights


def weights_content(folder: Path, card: Card) -> bytes:
    """The file of a model's weights as it is. Raises ModelError."""
    try:
        return read_bounded(folder / card.weights, WEIGHTS_BYTES)
    except OSError as error:
        raise _broken(folder, tr("its weights cannot be read ({strerror})", strerror=error.strerror)) from error
    except TooLargeError as error:
        raise _broken(folder, tr("its weights are too many ({error})", error=error)) from error


def write_model(folder: Path, card: Card, weights: Mapping[str, NDArray[Any]]) -> Card:
    """Writes card and weights into an existing folder; gives the card as written. Raises OSError."""
    if card.graph is not None:
        name, content = GRAPH_FILE, np.asarray(weights[GRAPH], np.uint8).tobytes()
    else:  # ascontiguousarray would make a single number, such as batch norm's counter, an array of one
        name = WEIGHTS_FILE
        content = safetensors.numpy.save({name: np.asarray(array, order="C") for name, array in weights.items()})
    card = replace(card, weights=name, bytes=len(content), format=CARD_FORMAT)
    (folder / name).write_bytes(content)
    (folder / CARD_FILE).write_bytes(card_bytes(card))
    return card


def card_bytes(card: Card) -> bytes:
    """The card as the JSON that stands on the disk; the folder says whether it is bundled, so the file does not."""
    data = to_json(card)
    del data["bundled"]
    return (json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _check_format(folder: Path, data: object) -> None:
    """A newer digitpad's card says so before anything else about it can confuse the reader."""
    written = data.get("format", CARD_FORMAT) if isinstance(data, dict) else CARD_FORMAT
    if isinstance(written, int) and written > CARD_FORMAT:
        raise ModelError(
            tr(
                "The model {name!r} was made by a newer digitpad (card format {written}, known is {card_format}).",
                name=folder.name,
                written=shown(written),
                card_format=CARD_FORMAT,
            ),
            tr("Update digitpad to use it."),
        )


def _check(card: Card) -> None:
    """Raises ValueError for values that no model of this version can have."""
    if card.graph is None and card.plan.architecture not in plans.ARCHITECTURES:
        raise ValueError(f"the architecture {shown(card.plan.architecture)} is unknown")
    if card.plan.layers:
        layer_spec.check(card.plan.layers)
    if card.plan.input not in plans.INPUTS:
        raise ValueError(f"the input {shown(card.plan.input)} is unknown")
    if card.inputs not in INPUT_SETS:
        raise ValueError(f"the inputs {shown(list(card.inputs))} are unknown")
    if Path(card.weights).name != card.weights or not card.weights.isprintable() or not card.weights:
        raise ValueError(
            f"weights of {CARD_FILE} should be the name of a file beside the card, got {shown(card.weights)}"
        )
    if card.graph is not None and (card.takes_path or card.reject != bool(card.graph.refusal)):
        raise ValueError("an ONNX file takes the glyph alone, and refuses by an output of its own")
    for temperature in (card.temperature, card.rules(with_path=False).temperature):
        if not 1e-6 <= temperature <= 1e6:  # beyond, the logits divided by it are no numbers any more
            raise ValueError(f"temperature of {CARD_FILE} should be above 0 and at most a million, got {temperature!r}")


def _broken(folder: Path, what: str) -> ModelError:
    return ModelError(
        tr("The model {name!r} cannot be used: {what}.", name=folder.name, what=what),
        tr("Mend or remove the folder {folder}; the others still work.", folder=folder),
    )

"""A model's folder: its card and its weights, read with suspicion. Imports numpy, safetensors and learn.recipes."""

import json
import math
import stat
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray
from safetensors import SafetensorError

from digitpad.errors import ModelError
from digitpad.learn import recipes
from digitpad.records import CARD_FORMAT, Card, from_json, to_json

CARD_FILE = "card.json"
WEIGHTS_FILE = "weights.safetensors"
MAX_CARD_BYTES = 20_000_000  # a card of ten thousand epochs is far below; a wrong file is not read whole

Weights = dict[str, NDArray[Any]]


def read_card(folder: Path, *, bundled: bool) -> Card:
    """The card in a model's folder; its id is the folder's name. Raises ModelError with what is wrong and a hint."""
    path = folder / CARD_FILE
    try:
        if path.stat().st_size > MAX_CARD_BYTES:
            raise _broken(folder, "its card is far too large to be one")
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise _broken(folder, f"it has no {CARD_FILE}") from None
    except OSError as error:
        raise _broken(folder, f"its card cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise _broken(folder, "its card is no JSON") from error
    _check_format(folder, data)
    try:
        card = from_json(Card, data)
        _check(card)
    except ValueError as error:
        raise _broken(folder, f"its card is broken ({error})") from error
    return replace(card, id=folder.name, bundled=bundled, bytes=_size(folder, card.weights))


def _size(folder: Path, weights: str) -> int:
    """The bytes of a model's weights, asked for once: somebody may delete them at any moment."""
    try:
        found = (folder / weights).stat()
    except OSError:
        found = None
    if found is None or not stat.S_ISREG(found.st_mode):
        raise _broken(folder, f"its weights ({weights}) are missing")
    return found.st_size


def read_weights(folder: Path, card: Card) -> Weights:
    """The model's weights as named arrays, free of NaN and infinity. Raises ModelError.

    Whether their shapes fit the architecture is checked where the net is built, in learn.
    """
    try:
        content = (folder / card.weights).read_bytes()
    except OSError as error:
        raise _broken(folder, f"its weights cannot be read ({error.strerror})") from error
    try:
        weights = safetensors.numpy.load(content)
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        raise _broken(folder, "its weights are broken or cut short") from error
    if not weights:
        raise _broken(folder, "its file of weights is empty")
    for name, array in weights.items():
        if not np.isfinite(array).all():
            raise _broken(folder, f"its weights hold values that are no numbers, in {name!r}")
    return weights


def write_model(folder: Path, card: Card, weights: Mapping[str, NDArray[Any]]) -> Card:
    """Writes card and weights into an existing folder; gives the card as written. Raises OSError."""
    # ascontiguousarray would make a single number, such as batch norm's counter, an array of one
    content = safetensors.numpy.save({name: np.asarray(array, order="C") for name, array in weights.items()})
    card = replace(card, weights=WEIGHTS_FILE, bytes=len(content), format=CARD_FORMAT)
    (folder / WEIGHTS_FILE).write_bytes(content)
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
            f"The model {folder.name!r} was made by a newer digitpad (card format {written}, known is {CARD_FORMAT}).",
            "Update digitpad to use it.",
        )


def _check(card: Card) -> None:
    """Raises ValueError for values that no model of this version can have."""
    if card.plan.architecture not in recipes.ARCHITECTURES:
        raise ValueError(f"the architecture {card.plan.architecture!r} is unknown")
    if card.plan.input not in recipes.INPUTS:
        raise ValueError(f"the input {card.plan.input!r} is unknown")
    if (
        not isinstance(card.classes, tuple)
        or len(card.classes) < 2
        or not all(isinstance(c, str) for c in card.classes)
    ):
        raise ValueError("the classes should be a list of at least two names")
    if Path(card.weights).name != card.weights or not card.weights:
        raise ValueError(f"weights should be the name of a file beside the card, got {card.weights!r}")
    if not (math.isfinite(card.temperature) and card.temperature > 0):
        raise ValueError(f"the temperature should be above 0, got {card.temperature!r}")
    if not 0 <= card.threshold <= 1:
        raise ValueError(f"the threshold should lie from 0 to 1, got {card.threshold!r}")


def _broken(folder: Path, what: str) -> ModelError:
    return ModelError(
        f"The model {folder.name!r} cannot be used: {what}.",
        f"Mend or remove the folder {folder}; the others still work.",
    )

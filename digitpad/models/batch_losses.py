"""The losses of a finished run's batches, thinned as its curve was, beside its epochs' weights. Imports cards, core.

    <home>/runs/<run>/epochs/batches.json, then <home>/epochs/<model>@<when it was made>/batches.json

They go where the epochs' weights go, and with them. A run of an older digitpad kept none, and neither has a model that
was trained into another folder or brought in. Nothing fails for want of them.
"""

import json
import math
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from digitpad.core.errors import StorageError
from digitpad.core.limits import BATCHES_BYTES
from digitpad.core.records import Card, StepDone
from digitpad.core.storage import TooLargeError, read_json, write_atomic
from digitpad.core.typed_json import from_json, to_json
from digitpad.models import epoch_weights

FILE = "batches.json"


@dataclass(frozen=True, slots=True)
class _Kept:
    """What stands in FILE."""

    batches: tuple[StepDone, ...]


def keep(run: Path, batches: Iterable[StepDone]) -> None:
    """Keeps some of a run's batches in its folder, in their order. Never raises."""
    kept = _Kept(tuple(batch for batch in batches if math.isfinite(batch.loss)))
    with suppress(OSError, StorageError):
        folder = run / epoch_weights.FOLDER
        folder.mkdir(exist_ok=True)
        write_atomic(folder / FILE, json.dumps(to_json(kept)).encode(), make_folder=False)


def read(home: Path, card: Card) -> tuple[StepDone, ...]:
    """What was kept of the batches that made the model, in their order; empty where nothing was, or it is broken."""
    try:
        kept = from_json(_Kept, read_json(epoch_weights.folder_of(home, card) / FILE, BATCHES_BYTES), FILE)
    except (OSError, TooLargeError, ValueError):
        return ()
    steps = [batch.step for batch in kept.batches]
    in_order = steps == sorted(set(steps)) and all(
        batch.epoch >= 1 and 1 <= batch.step <= batch.steps for batch in kept.batches
    )
    return kept.batches if in_order else ()

"""A run's epochs and batches for other programs: JSON lines, or TensorBoard's events. Imports models, tensorboard."""

import io
import itertools
import json
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from digitpad.core.errors import InstallError, ModelError, StorageError
from digitpad.core.language import mark, tr
from digitpad.core.records import Card, StepDone
from digitpad.core.storage import check_chosen, is_folder, write_chosen
from digitpad.core.typed_json import to_json
from digitpad.models import batch_losses
from digitpad.models.library import Library

JSON_LINES = ".jsonl"
EVENTS = "tfevents"  # how TensorBoard knows its files by name
INSTALL_HINT = mark("Install what it needs: pip install 'digitpad[tensorboard]'")
NO_BATCHES = mark("Losses of its batches are not in it: this run kept none.")
_SCALARS = {
    "loss/training": "train_loss", "loss/test": "test_loss", "loss/validation": "validation_loss",
    "accuracy/training": "train_accuracy", "accuracy/test": "test_accuracy",
    "accuracy/validation": "validation_accuracy", "learning_rate": "learning_rate",
    "samples_per_second": "samples_per_second",
}  # fmt: skip
_BATCH_TAGS = ("batch/loss", "batch/learning_rate", "batch/gradient_norm")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedLog:
    """Where the file lies, and how many epochs it tells of; of how many of their batches, 0: none were kept."""

    path: Path
    epochs: int
    batches: int


def lines_written(library: Library, name: str, path: Path) -> Iterator[ExportedLog]:
    """Writes what `digitpad train --json` said of the epochs and of the batches that are kept, and the card at the end.

    One JSON object a line. Raises UnknownNameError, ModelError for a model without epochs, StorageError.
    """
    check_chosen(path)
    card = _with_epochs(library.card(name))
    batches = batch_losses.read(library.home, card)
    rows = [row for _, row in sorted(_rows(card, batches), key=lambda each: each[0])]
    done = {key: value for key, value in to_json(card).items() if key != "history"}
    text = "".join(json.dumps(row) + "\n" for row in [*rows, {"event": "done", **done}])
    write_chosen(path, text.encode())
    yield ExportedLog(path=path, epochs=len(card.history), batches=len(batches))


def _rows(card: Card, batches: Iterable[StepDone]) -> Iterator[tuple[tuple[int, int], dict[str, Any]]]:
    """Each row, and what it is sorted by: an epoch stands behind its batches."""
    for batch in batches:
        row = to_json(batch)
        del row["samples_per_second"]  # which is not kept
        yield (batch.epoch, batch.step), {"event": "step", "run": card.id, **row}
    for epoch in card.history:
        yield (epoch.epoch, sys.maxsize), {"event": "epoch", "run": card.id, **to_json(epoch)}


def events_written(library: Library, name: str, path: Path) -> Iterator[ExportedLog]:
    """Writes a file of TensorBoard's events: scalars of the epochs by epoch, those of the batches (`batch/`) by step.

    `path`: a folder, in which the file gets a name that TensorBoard finds, or the file itself with such a name.
    Raises UnknownNameError, ModelError for a model without epochs, InstallError, StorageError.
    """
    card = _with_epochs(library.card(name))
    target = path / f"{card.id}.{EVENTS}" if is_folder(path) else path
    if EVENTS not in target.name:
        raise StorageError(
            tr("TensorBoard finds no file called {name}.", name=target.name),
            tr("Name it {name}, or name a folder that is there.", name=f"{card.id}.{EVENTS}"),
        )
    check_chosen(target)
    batches = batch_losses.read(library.home, card)
    write_chosen(target, _events(card, batches))
    yield ExportedLog(path=target, epochs=len(card.history), batches=len(batches))


def _with_epochs(card: Card) -> Card:
    if card.history:
        return card
    raise ModelError(
        tr("Nothing is known of the epochs of {name}.", name=card.id), tr("It was not trained here, or for none.")
    )


def _events(card: Card, batches: Iterable[StepDone]) -> bytes:
    """The file's bytes, in the records that TensorBoard's own library writes."""
    try:
        from tensorboard.compat.proto import event_pb2, summary_pb2
        from tensorboard.summary.writer.record_writer import RecordWriter
    except ImportError as error:
        raise InstallError(
            tr("TensorBoard's events need the package {name!r}, which is not installed.", name="tensorboard"),
            INSTALL_HINT,
        ) from error
    file = io.BytesIO()
    writer = RecordWriter(file)
    writer.write(event_pb2.Event(wall_time=_began(card), file_version="brain.Event:2").SerializeToString())
    for when, step, known in sorted(_scalars(card, [*batches]), key=lambda each: each[0]):
        values = [
            summary_pb2.Summary.Value(tag=tag, simple_value=each) for tag, each in known.items() if each is not None
        ]
        event = event_pb2.Event(wall_time=when, step=step, summary=summary_pb2.Summary(value=values))
        writer.write(event.SerializeToString())
    return file.getvalue()


def _scalars(card: Card, batches: list[StepDone]) -> Iterator[tuple[float, int, dict[str, float | None]]]:
    """When something was measured, its step, and its figures by tag.

    Of a batch no time is kept: they are spread evenly over their epoch, and those of an epoch that was not finished
    over as long as the one before took.
    """
    ends = _ends(card)
    for batch in batches:
        share = batch.step / batch.steps * card.history[-1].epochs - (batch.epoch - 1)  # of its epoch
        took = card.history[min(batch.epoch, len(card.history)) - 1].seconds
        began = ends[min(batch.epoch, len(ends)) - 1]
        figures = (batch.loss, batch.learning_rate, batch.gradient_norm)
        yield began + min(max(share, 0.0), 1.0) * took, batch.step, dict(zip(_BATCH_TAGS, figures, strict=True))
    for epoch, end in zip(card.history, ends[1:], strict=True):
        yield end, epoch.epoch, {tag: getattr(epoch, key) for tag, key in _SCALARS.items()}


def _ends(card: Card) -> list[float]:
    """When the first epoch began, and when each ended, in seconds since 1970."""
    return [*itertools.accumulate((epoch.seconds for epoch in card.history), initial=_began(card))]


def _began(card: Card) -> float:
    """When the first epoch began, in seconds since 1970: the card was written when the last one was done."""
    try:
        done = datetime.fromisoformat(card.created).timestamp()
    except (ValueError, OverflowError, OSError):
        done = time.time()
    return done - sum(epoch.seconds for epoch in card.history)

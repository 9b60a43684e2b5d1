"""A run's epochs for other programs: JSON lines, or TensorBoard's events. Imports models; tensorboard when called."""

import io
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from digitpad.core.errors import InstallError, ModelError, StorageError
from digitpad.core.language import mark, tr
from digitpad.core.records import Card
from digitpad.core.storage import check_chosen, is_folder, write_chosen
from digitpad.core.typed_json import to_json
from digitpad.models.library import Library

JSON_LINES = ".jsonl"
EVENTS = "tfevents"  # how TensorBoard knows its files by name
INSTALL_HINT = mark("Install what it needs: pip install 'digitpad[tensorboard]'")
_SCALARS = {
    "loss/training": "train_loss", "loss/test": "test_loss", "loss/validation": "validation_loss",
    "accuracy/training": "train_accuracy", "accuracy/test": "test_accuracy",
    "accuracy/validation": "validation_accuracy", "learning_rate": "learning_rate",
    "samples_per_second": "samples_per_second",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedLog:
    """Where the file lies, and how many epochs it tells of."""

    path: Path
    epochs: int


def lines_written(library: Library, name: str, path: Path) -> Iterator[ExportedLog]:
    """Writes what `digitpad train --json` said of each epoch, and the card at the end, one JSON object a line.

    Raises UnknownNameError, ModelError for a model without epochs, StorageError.
    """
    check_chosen(path)
    card = _with_epochs(library.card(name))
    rows = [{"event": "epoch", "run": card.id, **to_json(epoch)} for epoch in card.history]
    done = {key: value for key, value in to_json(card).items() if key != "history"}
    text = "".join(json.dumps(row) + "\n" for row in [*rows, {"event": "done", **done}])
    write_chosen(path, text.encode())
    yield ExportedLog(path=path, epochs=len(rows))


def events_written(library: Library, name: str, path: Path) -> Iterator[ExportedLog]:
    """Writes the epochs as a file of TensorBoard's events, each scalar by its epoch; the plan stands beside them.

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
    write_chosen(target, _events(card))
    yield ExportedLog(path=target, epochs=len(card.history))


def _with_epochs(card: Card) -> Card:
    if card.history:
        return card
    raise ModelError(
        tr("Nothing is known of the epochs of {name}.", name=card.id), tr("It was not trained here, or for none.")
    )


def _events(card: Card) -> bytes:
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
    now = _began(card)
    writer.write(event_pb2.Event(wall_time=now, file_version="brain.Event:2").SerializeToString())
    for epoch in card.history:
        now += epoch.seconds
        known = {tag: getattr(epoch, key) for tag, key in _SCALARS.items()}
        values = [
            summary_pb2.Summary.Value(tag=tag, simple_value=each) for tag, each in known.items() if each is not None
        ]
        event = event_pb2.Event(wall_time=now, step=epoch.epoch, summary=summary_pb2.Summary(value=values))
        writer.write(event.SerializeToString())
    return file.getvalue()


def _began(card: Card) -> float:
    """When the first epoch began, in seconds since 1970: the card was written when the last one was done."""
    try:
        done = datetime.fromisoformat(card.created).timestamp()
    except (ValueError, OverflowError, OSError):
        done = time.time()
    return done - sum(epoch.seconds for epoch in card.history)

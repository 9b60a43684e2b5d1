"""Checkpoints: all that a run needs to go on exactly where it was. Imports torch, safetensors, records; never pickle.

A checkpoint is one safetensors file (weights, average, optimiser) with the rest as JSON in its header, so that writing
it is one rename: whole or not at all. A folder keeps the last two; a broken one is passed over for the one before.

Each is sealed with a checksum of all its bytes. By that a disk's mistake is told from a run that has diverged, although
both may leave weights that are no numbers: what was written is not what is there now.
"""

import contextlib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated

import torch
from safetensors import SafetensorError
from safetensors.torch import load as tensors_in
from safetensors.torch import save as safetensors_bytes
from torch import Tensor

from digitpad.core.errors import BrokenCheckpointError, DivergedError, RunError
from digitpad.core.language import tr
from digitpad.core.limits import CHECKPOINT_BYTES
from digitpad.core.plans import BFLOAT16, FLOAT32, Plan, field_of
from digitpad.core.records import Amount, Count, Epoch, EpochDone
from digitpad.core.storage import parse_json, read_bounded, write_atomic
from digitpad.core.typed_json import Name, OneOf, Within, from_json, to_json
from digitpad.learn import divergence
from digitpad.learn.device import MAX_THREADS

KEPT = 2
FORMAT = 1
TRAIL = "trail"  # the name of the tensor that learn/loss_history.py lays beside the weights; NaN has a meaning there
RATES = field_of("learning_rate").span
_HEADER = "digitpad"
_SEAL = "sha256"  # of the whole file with this in the checksum's place:
_UNSEALED = "0" * 64
_WHOLE = "-0000000"  # how the name of a checkpoint behind a whole epoch ends
_KINDS = (torch.float32, torch.float64, torch.int64)  # weights and states; the trail; a batch norm's counter


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A run's state between two steps, but for its tensors. Random states need no place: they follow from the seed."""

    plan: Plan
    fingerprint: Name  # of the dataset
    threads: Annotated[int, Within(1, MAX_THREADS)]  # with another number, sums end in other digits
    epochs_done: Epoch
    step: Count  # steps done in the epoch after those
    loss_sum: Amount = 0.0  # these three: of the steps done in the unfinished epoch
    correct: Count = 0
    seen: Count = 0
    epoch_seconds: Amount = 0.0
    learning_rate: Annotated[float, Within(RATES.low, RATES.high)] | None = None  # as changed while the run went on
    history: tuple[EpochDone, ...] = ()
    seconds: Amount = 0.0
    cpu_seconds: Amount = 0.0
    precision: Annotated[str, OneOf((FLOAT32, BFLOAT16))] | None = None  # None: from before it was recorded


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Checkpoint(Head):
    """A run's state between two steps.

    `tensors`: "net.*", "average.*", "optimizer.<parameter>.<name>", "best.*", "trail"; on the CPU.
    """

    tensors: Mapping[str, Tensor]

    @property
    def position(self) -> tuple[int, int]:
        """How far the run is: later checkpoints compare greater."""
        return self.epochs_done, self.step


def save(checkpoint: Checkpoint, folder: Path) -> Path:
    """Writes the checkpoint into the folder, atomically. Raises StorageError.

    The last two are kept there, and the last one behind a whole epoch: a run that diverges goes back to that.
    """
    head = {item.name: getattr(checkpoint, item.name) for item in fields(Head)}
    head |= {
        "format": FORMAT,
        "plan": to_json(checkpoint.plan),
        "history": [to_json(row) for row in checkpoint.history],
    }
    path = folder / f"checkpoint-{checkpoint.epochs_done:05d}-{checkpoint.step:07d}.safetensors"
    write_atomic(
        path, _sealed(safetensors_bytes(dict(checkpoint.tensors), {_HEADER: json.dumps(head), _SEAL: _UNSEALED}))
    )
    old = newest_first(folder)
    whole = next(filter(is_whole, old), None)
    for each in old[KEPT:]:
        if each != whole:
            with contextlib.suppress(OSError):  # an old one that cannot be deleted takes space, and nothing else
                each.unlink()
    return path


def newest_first(folder: Path) -> list[Path]:
    """The files of a run's checkpoints, the one that is furthest first."""
    return sorted(folder.glob("checkpoint-*.safetensors"), reverse=True)


def is_whole(path: Path) -> bool:
    """Whether the checkpoint of that name stands behind a whole epoch."""
    return path.stem.endswith(_WHOLE)


def read(path: Path) -> Checkpoint:
    """The checkpoint in one file, every value of it checked as far as it can be without the net.

    Raises RunError where the file may not be read; BrokenCheckpointError, naming it, if it is damaged, cut short or no
    checkpoint; DivergedError if it is whole and holds what nobody can go on from, as an older digitpad kept it.
    """
    hint = tr("No earlier one is left: start the run anew.")
    try:
        content = read_bounded(path, CHECKPOINT_BYTES)  # mapped instead, a file cut short meanwhile would be a crash
    except OSError as error:
        raise RunError(
            tr("The checkpoint {name} cannot be read ({strerror}).", name=path.name, strerror=error.strerror), hint
        ) from error
    except ValueError as error:
        raise BrokenCheckpointError(
            tr("The checkpoint {name} cannot be read ({error}).", name=path.name, error=error), hint
        ) from error
    try:
        return _unpacked(content, path)
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        raise BrokenCheckpointError(
            tr("The checkpoint {name} cannot be read ({error}).", name=path.name, error=error), hint
        ) from error


def _unpacked(content: bytes, path: Path) -> Checkpoint:
    """Raises DivergedError, and one of several for what is damaged."""
    tensors = tensors_in(content)
    head, seal = _header(content)
    if not isinstance(head, dict) or head.get("format", FORMAT) != FORMAT:
        raise ValueError("its format is unknown")
    if seal is not None and _checksum(content, seal) != seal:
        raise ValueError("it is damaged: other bytes stand in it than were written")
    _check_tensors(tensors)
    if _has_diverged(head.get("history"), tensors):
        if seal is None and _was_tested(head) and not _are_numbers("net.", tensors):
            raise ValueError("it is damaged: weights that were numbers when they were tested are none any more")
        told = tr("the training diverged") if seal is not None else tr("the training diverged, or the file is damaged")
        raise DivergedError(
            tr("What {name} holds is no number any more: {told}.", name=path.name, told=told),
            tr("Start a new run with a smaller learning rate."),
        )
    made = from_json(Head, head)
    _check_sums(made)
    return Checkpoint(tensors=tensors, **{item.name: getattr(made, item.name) for item in fields(Head)})


def _header(content: bytes) -> tuple[object, str | None]:
    """What `save` wrote beside the tensors, and the checksum; None: an older digitpad wrote none.

    The format: https://github.com/huggingface/safetensors#format.
    """
    length = int.from_bytes(content[:8], "little")
    table = parse_json(content[8 : 8 + length])
    metadata = table.get("__metadata__") if isinstance(table, dict) else None
    if not isinstance(metadata, dict) or not isinstance(metadata.get(_HEADER), str):
        raise ValueError("it lacks digitpad's header")
    return parse_json(metadata[_HEADER]), metadata.get(_SEAL)


def _sealed(content: bytes) -> bytes:
    """The file with its checksum in place of _UNSEALED."""
    at = content.index(_UNSEALED.encode())
    return b"".join((content[:at], _checksum(content, _UNSEALED).encode(), content[at + len(_UNSEALED) :]))


def _checksum(content: bytes, seal: str) -> str:
    """SHA-256, in hexadecimal digits, of the file as it was before this seal stood in it."""
    at, view = content.index(seal.encode("ascii")), memoryview(content)
    digest = hashlib.sha256(view[:at])
    digest.update(_UNSEALED.encode())
    digest.update(view[at + len(seal) :])
    return digest.hexdigest()


def _are_numbers(part: str, tensors: Mapping[str, Tensor]) -> bool:
    return divergence.are_numbers(tensor for name, tensor in tensors.items() if name.startswith(part))


def _was_tested(head: Mapping[str, object]) -> bool:
    """Whether the weights were tested as they were written, with a loss that a run can go on from."""
    history = head.get("history")
    last = history[-1] if isinstance(history, list) and history else None
    loss = last.get("test_loss") if isinstance(last, dict) else None
    return head.get("step") == 0 and isinstance(loss, float) and divergence.is_good(loss)


def _check_tensors(tensors: Mapping[str, Tensor]) -> None:
    """Raises ValueError for a kind of number that no part of a run has."""
    for name, tensor in tensors.items():
        if tensor.dtype not in _KINDS:
            raise ValueError(f"{name} holds numbers of the kind {tensor.dtype}")


def _has_diverged(history: object, tensors: Mapping[str, Tensor]) -> bool:
    """Whether a weight is no number, or the latest epoch ended as none does that a run can go on from."""
    last = history[-1] if isinstance(history, list) and history else {}
    losses = [last.get(f"{part}_loss") for part in ("test", "validation")] if isinstance(last, dict) else []
    exploded = any(isinstance(loss, float) and not divergence.is_good(loss) for loss in losses)
    return exploded or not divergence.are_numbers(tensor for name, tensor in tensors.items() if name != TRAIL)


def _check_sums(head: Head) -> None:
    """Raises ValueError where the figures contradict each other."""
    rows = [(row.epoch, row.epochs) for row in head.history]
    if rows != [(epoch, head.plan.epochs) for epoch in range(1, head.epochs_done + 1)]:
        raise ValueError("its history is not that of its epochs")
    if head.correct > head.seen or bool(head.step) != bool(head.seen):
        raise ValueError("its sums are not those of its steps")


def on_cpu(tensor: Tensor) -> Tensor:
    """A copy on the CPU, contiguous, that nobody else writes to."""
    return tensor.detach().to("cpu", copy=True).contiguous()

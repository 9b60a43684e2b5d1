"""Checkpoints: all that a run needs to go on exactly where it was. Imports torch, safetensors, records; never pickle.

A checkpoint is one safetensors file (weights, average, optimiser) with the rest as JSON in its header, so that writing
it is one rename: whole or not at all. A folder keeps the last two; a broken one is passed over for the one before.
"""

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save as safetensors_bytes
from torch import Tensor

from digitpad.errors import RunError
from digitpad.records import EpochDone, Plan
from digitpad.storage import write_atomic
from digitpad.typed_json import from_json, to_json

KEPT = 2
FORMAT = 1
_HEADER = "digitpad"


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """A run's state between two steps. Random states need no place: they follow from seed and position."""

    plan: Plan
    fingerprint: str  # of the dataset
    threads: int  # sums come out differently in the last digit with another number of threads
    epochs_done: int
    step: int  # steps done in the epoch after those
    tensors: Mapping[str, Tensor]  # "net.*", "average.*", "optimizer.<parameter>.<name>", "trail"; on the CPU
    loss_sum: float = 0.0  # these three: of the steps done in the unfinished epoch
    correct: int = 0
    seen: int = 0
    epoch_seconds: float = 0.0
    learning_rate: float | None = None  # as changed while the run went on
    history: tuple[EpochDone, ...] = ()
    seconds: float = 0.0
    cpu_seconds: float = 0.0

    @property
    def position(self) -> tuple[int, int]:
        """How far the run is: later checkpoints compare greater."""
        return self.epochs_done, self.step


def save(checkpoint: Checkpoint, folder: Path) -> Path:
    """Writes the checkpoint into the folder, atomically, and keeps the last two there. Raises StorageError."""
    head = {name: getattr(checkpoint, name) for name in _PLAIN}
    head |= {
        "format": FORMAT,
        "plan": to_json(checkpoint.plan),
        "history": [to_json(row) for row in checkpoint.history],
    }
    path = folder / f"checkpoint-{checkpoint.epochs_done:05d}-{checkpoint.step:07d}.safetensors"
    write_atomic(path, safetensors_bytes(dict(checkpoint.tensors), {_HEADER: json.dumps(head)}))
    for old in _newest_first(folder)[KEPT:]:
        with contextlib.suppress(OSError):  # an old one that cannot be deleted takes space, and nothing else
            old.unlink()
    return path


def load(folder: Path) -> Checkpoint:
    """The newest checkpoint of the folder that is whole. Raises RunError if there is none."""
    problems = []
    for path in _newest_first(folder):
        try:
            return read(path)
        except RunError as error:
            problems.append(error.message)
    if problems:
        raise RunError(" ".join(problems), "No earlier checkpoint is left: start the run anew.")
    raise RunError(f"There is no checkpoint in {folder}.", "Start the run anew.")


def read(path: Path) -> Checkpoint:
    """The checkpoint in one file. Raises RunError, naming the file, if it is cut short or not a checkpoint."""
    try:
        with safe_open(path, framework="pt") as file:
            head = json.loads((file.metadata() or {})[_HEADER])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  it is no mapping
        history = tuple(from_json(EpochDone, row) for row in head["history"])
        plain = {name: head[name] for name in _PLAIN}
        return Checkpoint(plan=from_json(Plan, head["plan"]), history=history, tensors=tensors, **plain)
    except (SafetensorError, OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(
            f"The checkpoint {path.name} cannot be read ({error}).", "Resume from an earlier one."
        ) from error


def flatten(optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    """The optimiser's state as named CPU tensors: "optimizer.<parameter number>.<name>"."""
    made: dict[str, Tensor] = {}
    for number, values in optimizer.state_dict()["state"].items():
        for name, value in values.items():
            if value is not None:
                made[f"optimizer.{number}.{name}"] = on_cpu(torch.as_tensor(value))
    return made


def unflatten(optimizer: torch.optim.Optimizer, tensors: Mapping[str, Tensor]) -> None:
    """Gives the optimiser back the state that `flatten` took. Raises RunError if it does not fit its parameters."""
    parameters = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    state: dict[int, dict[str, Any]] = {}
    for key, value in tensors.items():
        part, _, rest = key.partition(".")
        if part != "optimizer":
            continue
        number, _, name = rest.partition(".")
        state.setdefault(int(number), {})[name] = _like(parameters[int(number)], value)
    optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})


def _like(parameter: Tensor, value: Tensor) -> Tensor:
    """The value in the parameter's memory format, which fused optimisers rely on without a look."""
    if value.shape != parameter.shape:
        return value.clone()
    return torch.empty_like(parameter, dtype=value.dtype, requires_grad=False).copy_(value)


def on_cpu(tensor: Tensor) -> Tensor:
    """A copy on the CPU, contiguous, that nobody else writes to."""
    return tensor.detach().to("cpu", copy=True).contiguous()


def _newest_first(folder: Path) -> list[Path]:
    return sorted(folder.glob("checkpoint-*.safetensors"), reverse=True)


_PLAIN = (
    "fingerprint", "threads", "epochs_done", "step", "loss_sum", "correct", "seen", "epoch_seconds", "learning_rate",
    "seconds", "cpu_seconds",
)  # fmt: skip

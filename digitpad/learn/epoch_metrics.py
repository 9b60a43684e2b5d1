"""Running sums of an epoch, and the clock of a run. Imports torch."""

import time
from dataclasses import dataclass, field

import torch
from torch import Tensor


@dataclass(slots=True)
class RunningMetrics:
    """Loss and hits of an epoch's steps. Steps wait as tensors, so that a GPU is not asked for each one's result."""

    loss_sum: float = 0.0  # each step's mean loss times its pictures
    correct: int = 0
    seen: int = 0
    latest: float = 0.0  # the loss of the latest step that was counted
    _losses: list[Tensor] = field(default_factory=list)
    _logits: list[Tensor] = field(default_factory=list)
    _labels: list[Tensor] = field(default_factory=list)

    @property
    def waiting(self) -> int:
        """How many steps have not been counted yet."""
        return len(self._losses)

    def add(self, loss: Tensor, logits: Tensor, labels: Tensor) -> None:
        """Adds a step: its mean loss (a scalar), logits (n, classes) and labels (n,)."""
        self._losses.append(loss)
        self._logits.append(logits)
        self._labels.append(labels)

    def count(self) -> list[float]:
        """Counts the waiting steps and gives each one's loss, in their order."""
        if not self._losses:
            return []
        losses: list[float] = torch.stack(self._losses).tolist()
        self.correct += int((torch.cat(self._logits).argmax(1) == torch.cat(self._labels)).sum())
        for loss, labels in zip(
            losses, self._labels, strict=True
        ):  # one by one: the sum must not depend on when we count
            self.loss_sum += loss * len(labels)
            self.seen += len(labels)
        self.latest = losses[-1]
        self._losses, self._logits, self._labels = [], [], []
        return losses


@dataclass(slots=True)
class Stopwatch:
    """Seconds and CPU seconds of the work, the pauses between apart."""

    _seconds: float = 0.0
    _cpu_seconds: float = 0.0
    _since: float | None = None
    _cpu_since: float = 0.0

    def start(self) -> None:
        """The work begins or goes on."""
        self._since, self._cpu_since = time.perf_counter(), time.process_time()

    def stop(self) -> None:
        """The work is interrupted."""
        self._seconds, self._cpu_seconds, self._since = self.seconds, self.cpu_seconds, None

    @property
    def seconds(self) -> float:
        """Seconds worked so far."""
        return self._seconds + (time.perf_counter() - self._since if self._since is not None else 0.0)

    @property
    def cpu_seconds(self) -> float:
        """CPU seconds of the whole process while it worked."""
        return self._cpu_seconds + (time.process_time() - self._cpu_since if self._since is not None else 0.0)

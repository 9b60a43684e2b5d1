"""The training of the path branch: a generator that knows nothing of windows. Imports torch and the rest of learn.

The branches of a model with two inputs share nothing, so the path branch has a training of its own: AdamW, one-cycle
(Smith & Topin 2018), label smoothing, and the average of the weights as they were. Its state is kept after each epoch;
all randomness follows from seed and position, so a run that goes on ends bit for bit as one that was never interrupted.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  as everybody calls it
from numpy.typing import NDArray
from torch import Tensor

from digitpad.core.errors import RunError
from digitpad.core.language import tr
from digitpad.core.plans import CROSS_ENTROPY, Plan
from digitpad.ink.corpus import Corpus
from digitpad.learn import checkpoint, optimizer_state, path_data, path_network
from digitpad.learn.layers import Dropout
from digitpad.learn.optimizers import schedule
from digitpad.learn.seeds import derived

EPOCHS_SHARE = 2 / 3  # of the glyph branch's epochs: 16 of padnet's 24
BATCH = 128
RATE = 0.003
DECAY = 0.02
SMOOTHING = 0.05
AVERAGE = 0.999
STEPS_TOLD = 20  # between two words of how far it is


@dataclass(frozen=True, slots=True, kw_only=True)
class PathProgress:
    """Where the training of the path branch is: the epoch (from 1) of so many, and the share of it that is done."""

    epoch: int
    epochs: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PathEpochDone:
    """An epoch of the path branch is done; loss and accuracy are of its batches as trained."""

    epoch: int
    epochs: int
    train_loss: float
    train_accuracy: float


def epochs_of(plan: Plan) -> int:
    """How many epochs the path branch of a plan's model is trained."""
    return max(round(EPOCHS_SHARE * plan.epochs), 1)


def wanted(plan: Plan) -> bool:
    """Whether a plan's model gets a path branch: padnet's own network, where there is ink to train one.

    Not with another loss, after which the glyph branch's outputs are no logits whose softmax could be averaged.
    """
    own = plan.architecture == "padnet" and not plan.layers
    return own and plan.dataset == "mnist+ink" and plan.loss == CROSS_ENTROPY


class PathTraining:
    """One training of the path branch on the training writers' ink, from its beginning or from `resume`.

    `resume`: what `tensors` gave. Raises RunError where it is another network's.
    """

    def __init__(
        self, ink: Corpus, outputs: int, seed: int, *, epochs: int, resume: Mapping[str, Tensor] | None = None
    ) -> None:
        self._ink, self._seed, self.epochs = ink, seed, epochs
        self._net, self._average = (path_network.build(outputs, seed=derived(seed, "path")) for _ in range(2))
        self._generator = torch.Generator()
        for module in self._net.modules():
            if isinstance(module, Dropout):
                module.generator = self._generator
        self._parameters = list(self._net.parameters())
        self._optimizer = torch.optim.AdamW(self._parameters, lr=RATE, weight_decay=DECAY, fused=True)
        self.done = 0  # epochs
        if resume is not None:
            self._restore(resume)

    def events(self) -> Iterator[PathProgress | PathEpochDone]:
        """Where it is, and each epoch's end; the state is whole at a PathEpochDone."""
        while self.done < self.epochs:
            epoch = self.done + 1
            work = path_data.epoch_rows(self._ink, self._seed, epoch)
            while True:
                try:
                    share = next(work)
                except StopIteration as end:
                    paths, labels = end.value
                    break
                yield PathProgress(epoch=epoch, epochs=self.epochs, share=share / 4)
            yield from self._learn(epoch, torch.from_numpy(paths), torch.from_numpy(labels))

    def weights(self) -> dict[str, NDArray[np.generic]]:
        """A copy of the average's weights: names to arrays."""
        return {name: checkpoint.on_cpu(value).numpy() for name, value in self._average.state_dict().items()}

    def tensors(self) -> dict[str, Tensor]:
        """Copies of all that changes while learning."""
        made: dict[str, Tensor] = {"done": torch.tensor(self.done)}
        made |= {f"net.{name}": value for name, value in self._net.state_dict().items()}
        made |= {f"average.{name}": value for name, value in self._average.state_dict().items()}
        made |= optimizer_state.flatten(self._optimizer, self._parameters)
        return {name: checkpoint.on_cpu(value) for name, value in made.items()}

    def _learn(self, epoch: int, x: Tensor, y: Tensor) -> Iterator[PathProgress | PathEpochDone]:
        """The steps of an epoch. x (N, 9, 72) float32, y (N,)."""
        steps = math.ceil(len(y) / BATCH)
        factor = schedule(Plan("padnet", "padnet", "mnist+ink", schedule="one-cycle", epochs=self.epochs), steps)
        shuffle = torch.Generator().manual_seed(derived(self._seed, "path order", epoch))
        order = torch.randperm(len(y), generator=shuffle)
        loss_sum, right = torch.zeros(()), 0
        self._net.train()
        for number in range(steps):
            rows = order[number * BATCH : (number + 1) * BATCH]
            done = (epoch - 1) * steps + number
            loss, logits = self._take_step(x[rows], y[rows], RATE * factor(done), done)
            loss_sum += loss * len(rows)
            right += int((logits.argmax(1) == y[rows]).sum())
            if number % STEPS_TOLD == 0:
                yield PathProgress(epoch=epoch, epochs=self.epochs, share=0.25 + 0.75 * number / steps)
        if not math.isfinite(float(loss_sum)):
            raise RunError(tr("The training of the path branch diverged."), tr("Start the run anew."))
        self.done = epoch
        yield PathEpochDone(
            epoch=epoch, epochs=self.epochs, train_loss=float(loss_sum) / len(y), train_accuracy=right / len(y)
        )

    def _take_step(self, x: Tensor, y: Tensor, rate: float, step: int) -> tuple[Tensor, Tensor]:
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        self._generator.manual_seed(derived(self._seed, "path dropout", step))
        logits = self._net(x)
        loss = F.cross_entropy(logits, y, label_smoothing=SMOOTHING)
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]  # torch has no types for it
        self._optimizer.step()
        self._follow(step)
        return loss.detach(), logits.detach()

    @torch.no_grad()
    def _follow(self, step: int) -> None:
        """Moves the average towards the net; closely at first, when there is little to average."""
        share = 1 - min(AVERAGE, (1 + step) / (10 + step))
        for kept, newest in zip(
            self._average.state_dict().values(), self._net.state_dict().values(), strict=True
        ):  # batch statistics belong to the weights, so they are averaged alike
            if kept.is_floating_point():
                kept.lerp_(newest, share)
            else:
                kept.copy_(newest)

    def _restore(self, tensors: Mapping[str, Tensor]) -> None:
        try:
            for prefix, net in (("net.", self._net), ("average.", self._average)):
                net.load_state_dict(
                    {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}
                )
            optimizer_state.unflatten(self._optimizer, self._parameters, tensors)
            self.done = int(tensors["done"])
        except (RuntimeError, KeyError, IndexError, ValueError) as error:
            raise RunError(
                tr("The checkpoint is not of this path branch ({error}).", error=error), tr("Start the run anew.")
            ) from error

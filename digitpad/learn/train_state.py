"""What learns: the net, its average, its optimiser, and one step of them. Imports torch and the rest of learn."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from digitpad.core.errors import RunError
from digitpad.core.plans import Plan
from digitpad.learn import checkpoint, losses, networks, precision
from digitpad.learn.batches import derived
from digitpad.learn.fast import mlp_gradients
from digitpad.learn.fast.microbatch import ParallelBackward, divisible
from digitpad.learn.layers import Dropout
from digitpad.learn.networks import Net
from digitpad.learn.optimizers import FusedStep, optimizer, state_names

MOST_COUNTED = 2**24  # steps that an optimiser's float32 counts exactly
SQUARES = ("exp_avg_sq", "square_avg", "sum")  # what optimisers remember of squares: below zero there are none


class TrainState:
    """A net with all that changes it. Its randomness follows from the plan's seed and the step, nothing else.

    threads: as many as there are for it on a CPU. was: the precision that a run which goes on was begun in.
    `precision`: what it computes in. Raises PlanError where the device cannot.
    """

    def __init__(self, plan: Plan, outputs: int, where: torch.device, threads: int = 1, was: str | None = None) -> None:
        self._plan, self._threads = plan, threads
        self.net = _built(plan, outputs, where)
        self._average = _built(plan, outputs, where) if plan.average else None
        self._parameters = list(self.net.parameters())
        self._optimizer = optimizer(plan, self._parameters)
        self._update = FusedStep(self._optimizer)
        self.precision = precision.chosen(was or plan.precision, where, convolutional=self.net.convolutional)
        self._context = precision.context(self.precision, where)
        self._loss = losses.training(plan)
        dtype = precision.by_hand(self.precision) if losses.is_plain(plan) else None
        self._plain = (
            mlp_gradients.plain(self.net.body, dtype) if dtype else None
        )  # None: the gradient is autograd's work
        self._parts: ParallelBackward | None = None
        divided = where.type == "cpu" and threads > 1 and self._plain is None and losses.is_plain(plan)
        if divided and divisible(self.net.body):
            self._parts = ParallelBackward(self.net.body, threads, self._context)
        self._dropouts = [module for module in self.net.modules() if isinstance(module, Dropout)]
        self._generator = torch.Generator(where)
        for module in self._dropouts:
            module.generator = self._generator
        self.net.train()

    def prepared(self, x: Tensor) -> Tensor:
        """Glyphs (n, 1, 28, 28) float in [0, 1] as `take_step` wants them; x itself may be changed."""
        return self.net.scale.scale_(x)

    def take_step(self, x: Tensor, y: Tensor, rate: float, step: int) -> tuple[Tensor, Tensor]:
        """One batch, forward, backward and update, at this learning rate; step counts from 0 over the run.

        x (n, 1, 28, 28) float, prepared; y (n,). Returns the loss and the logits (n, outputs), still on the device.
        """
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        if self._dropouts:
            self._generator.manual_seed(derived(self._plan.seed, "dropout", step))
        if self._plain is not None:
            loss, logits = mlp_gradients.gradients(self._plain, x, y, self._plan.label_smoothing)
        elif self._parts is not None:
            loss, logits = self._parts.gradients(x, y, self._plan.label_smoothing)
        else:
            loss, logits = self._by_autograd(x, y)
        self._update()
        if self._average is not None:
            self._follow(self._average, step)
        return loss, logits

    def _by_autograd(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        with self._context():
            logits = self.net.body(x)
        loss = self._loss(logits.float(), y)
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]  # torch has no types for it
        return loss.detach(), logits.detach()

    def gradient_norm(self) -> float:
        """The Euclidean norm of the latest step's gradient; waits for the device."""
        gradients = [parameter.grad for parameter in self._parameters if parameter.grad is not None]
        return float(torch.linalg.vector_norm(torch.stack(torch._foreach_norm(gradients))))

    def any_threads(self, sizes: Iterable[int]) -> bool:
        """Whether a step with batches of these sizes gives the same figures, digit for digit, with any threads."""
        if self._plain is not None:
            return mlp_gradients.same_with_threads(self._plain, sizes, self._threads)
        return self._parts is not None

    @property
    def tested(self) -> Net:
        """The net that is tested, shown and kept: the average, if the plan has one."""
        return self.net if self._average is None else self._average

    def weights(self) -> dict[str, NDArray[np.generic]]:
        """A copy of the tested net's weights on the CPU that nobody writes to again: names to arrays."""
        return {name: checkpoint.on_cpu(value).numpy() for name, value in self.tested.state_dict().items()}

    def state(self) -> Iterator[Tensor]:
        """All that changes while learning, where it lies: to be looked at, not kept."""
        yield from self.net.state_dict().values()
        if self._average is not None:
            yield from self._average.state_dict().values()
        for values in self._optimizer.state.values():
            yield from (value for value in values.values() if isinstance(value, Tensor))

    def tensors(self) -> dict[str, Tensor]:
        """Copies of all that changes while learning, under "net.", "average." and "optimizer."."""
        made = {f"net.{name}": checkpoint.on_cpu(value) for name, value in self.net.state_dict().items()}
        if self._average is not None:
            made |= {f"average.{name}": checkpoint.on_cpu(value) for name, value in self.tested.state_dict().items()}
        return made | checkpoint.flatten(self._optimizer)

    def restore(self, tensors: Mapping[str, Tensor], steps: int) -> None:
        """Takes back what `tensors` gave after so many steps. Raises RunError if it does not fit this plan's net."""
        nets = {"net.": self.net} if self._average is None else {"net.": self.net, "average.": self._average}
        try:
            for prefix, net in nets.items():
                check_like(_under(prefix, tensors), net.state_dict())
            self._check_state(_under("optimizer.", tensors), steps)
            for prefix, net in nets.items():
                net.load_state_dict(_under(prefix, tensors))
            checkpoint.unflatten(self._optimizer, tensors)
        except (RuntimeError, KeyError, IndexError, ValueError) as error:
            raise RunError(
                f"The checkpoint does not fit the plan of its run ({error}).", "Start the run anew."
            ) from error

    def _check_state(self, state: Mapping[str, Tensor], steps: int) -> None:
        """Raises ValueError where it is not what the optimiser remembers after so many steps."""
        names = state_names(self._plan)
        wanted = {
            f"{number}.{name}": parameter.shape if shaped else torch.Size([])
            for number, parameter in enumerate(self._parameters)
            for name, shaped in names.items()
        }
        given = {name: value.shape for name, value in state.items()}
        if given != wanted and (steps or given):  # before the first step most have none
            raise ValueError("its optimiser's state is another one's")
        for name, value in state.items():
            counted = name.endswith(".step") and steps < MOST_COUNTED and float(value) != steps
            if value.dtype != torch.float32 or counted or (name.endswith(SQUARES) and bool((value < 0).any())):
                raise ValueError(f"its optimiser's {name} cannot be")

    @torch.no_grad()
    def _follow(self, average: Net, step: int) -> None:
        """Moves the average towards the net; closely at first, when there is little to average."""
        share = 1 - min(self._plan.average, (1 + step) / (10 + step))
        torch._foreach_lerp_(list[Tensor](average.parameters()), list[Tensor](self._parameters), share)
        for kept, newest in zip(average.buffers(), self.net.buffers(), strict=True):
            if kept.is_floating_point():  # batch statistics belong to the weights, so they are averaged alike
                kept.lerp_(newest, share)
            else:
                kept.copy_(newest)


def _built(plan: Plan, outputs: int, where: torch.device) -> Net:
    """The plan's net as its seed makes it, in the memory format in which it trains fastest."""
    net = networks.build_for(plan, outputs, seed=derived(plan.seed, "weights")).to(where)
    if net.convolutional:
        net.to(memory_format=torch.channels_last)
    return net


def check_like(given: Mapping[str, Tensor], wanted: Mapping[str, Tensor]) -> None:
    """Raises ValueError where names, shapes or kinds of numbers are not those wanted."""
    for name in given.keys() | wanted.keys():
        if name not in given or name not in wanted:
            raise ValueError(f"{name} is {'missing' if name in wanted else 'unknown'}")
        one, two = given[name], wanted[name]
        if (one.shape, one.dtype) != (two.shape, two.dtype):
            raise ValueError(
                f"{name} is {tuple(one.shape)} {one.dtype} where it should be {tuple(two.shape)} {two.dtype}"
            )


def _under(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}

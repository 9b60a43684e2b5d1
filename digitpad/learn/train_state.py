"""What a checkpoint keeps of a trainer, and what others see of it. Imports torch and the rest of learn.

Weights and what the optimiser remembers of them are kept parameter by parameter, however they lie while training.
"""

from collections.abc import Iterator, Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from digitpad.core.errors import PlanError, RunError
from digitpad.core.language import tr
from digitpad.core.plans import Plan
from digitpad.learn import checkpoint, optimizer_state
from digitpad.learn.checkpoint import Checkpoint
from digitpad.learn.networks import Net
from digitpad.learn.trainer import Trainer

MOST_COUNTED = 2**24  # steps that an optimiser's float32 counts exactly
SQUARES = ("exp_avg_sq", "square_avg", "sum")  # what optimisers remember of squares: below zero there are none


def weights(trainer: Trainer) -> dict[str, NDArray[np.generic]]:
    """A copy of the tested net's weights on the CPU that nobody writes to again: names to arrays."""
    return {name: checkpoint.on_cpu(value).numpy() for name, value in trainer.tested.state_dict().items()}


def gradient_norm(trainer: Trainer) -> float:
    """The Euclidean norm of the latest step's gradient; waits for the device."""
    gradients = [parameter.grad for parameter in trainer.net.parameters() if parameter.grad is not None]
    return float(nn.utils.get_total_norm(gradients))


def state(trainer: Trainer) -> Iterator[Tensor]:
    """All that changes while learning, where it lies: to be looked at, not kept."""
    yield from trainer.net.state_dict().values()
    if trainer.average is not None:
        yield from trainer.average.state_dict().values()
    for values in trainer.optimizer.state.values():
        yield from (value for value in values.values() if isinstance(value, Tensor))


def tensors(trainer: Trainer) -> dict[str, Tensor]:
    """Copies of all that changes while learning, under "net.", "average." and "optimizer.<parameter number>."."""
    made = {
        f"{prefix}{name}": checkpoint.on_cpu(value)
        for prefix, net in _nets(trainer).items()
        for name, value in net.state_dict().items()
    }
    kept = optimizer_state.flatten(trainer.optimizer, list(trainer.net.parameters()))
    return made | {name: checkpoint.on_cpu(value) for name, value in kept.items()}


def restore(trainer: Trainer, saved: Checkpoint, rate: float) -> None:
    """Puts the trainer to where it was saved, with this learning rate. Raises RunError if it does not fit its net."""
    steps = saved.epochs_done * trainer.batches.steps + saved.step
    nets, parameters = _nets(trainer), list(trainer.net.parameters())
    try:
        for prefix, net in nets.items():
            check_like(_under(prefix, saved.tensors), net.state_dict())
        _check_optimizer(trainer.plan, parameters, _under(optimizer_state.PREFIX, saved.tensors), steps)
        for prefix, net in nets.items():
            net.load_state_dict(_under(prefix, saved.tensors))
        optimizer_state.unflatten(trainer.optimizer, parameters, saved.tensors)
    except (RuntimeError, KeyError, IndexError, ValueError) as error:
        raise RunError(
            tr("The checkpoint does not fit the plan of its run ({error}).", error=error), tr("Start the run anew.")
        ) from error
    trainer.go_on(saved.epochs_done, saved.step, rate)


def start_from(trainer: Trainer, given: Mapping[str, NDArray[np.generic]]) -> None:
    """Takes a model's weights, for net and average. Raises PlanError if they do not fit the plan's net."""
    loaded = {name: torch.from_numpy(np.array(array)) for name, array in given.items()}
    try:
        check_like(loaded, trainer.net.state_dict())
    except ValueError as error:
        raise PlanError(
            tr(
                "The weights of the model {start!r} do not fit this plan: {error}.",
                start=trainer.plan.start,
                error=error,
            ),
            tr("Choose the recipe, the layers and the dataset that it was trained with."),
        ) from error
    for net in _nets(trainer).values():
        net.load_state_dict(loaded)


def _nets(trainer: Trainer) -> dict[str, Net]:
    return {"net.": trainer.net} | ({} if trainer.average is None else {"average.": trainer.average})


def _check_optimizer(plan: Plan, parameters: list[nn.Parameter], state: Mapping[str, Tensor], steps: int) -> None:
    """Raises ValueError where it is not what the optimiser remembers after so many steps."""
    names = optimizer_state.state_names(plan)
    wanted = {
        f"{number}.{name}": parameter.shape if shaped else torch.Size([])
        for number, parameter in enumerate(parameters)
        for name, shaped in names.items()
    }
    given = {name: value.shape for name, value in state.items()}
    if given != wanted and (steps or given):  # before the first step most have none
        raise ValueError("its optimiser's state is another one's")
    for name, value in state.items():
        counted = name.endswith(".step") and steps < MOST_COUNTED and float(value) != steps
        if value.dtype != torch.float32 or counted or (name.endswith(SQUARES) and bool((value < 0).any())):
            raise ValueError(f"its optimiser's {name} cannot be")


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

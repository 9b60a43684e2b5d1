"""Optimisers and learning-rate schedules. Imports torch; a schedule is a pure function of the step."""

import math
from collections.abc import Callable, Iterable

import torch
from torch import nn

from digitpad.core.errors import UnknownNameError
from digitpad.core.plans import ON, OPTIMIZERS, SCHEDULES, Plan
from digitpad.learn.fast import torch_private

Schedule = Callable[[int], float]

ONE_CYCLE_RISE = 0.3  # the share of the steps in which the learning rate rises; these three as torch's OneCycleLR
ONE_CYCLE_START = 1 / 25
ONE_CYCLE_END = ONE_CYCLE_START / 10_000
STEP_AT = (0.5, 0.75)  # the shares of the steps after which the learning rate falls, where no epochs are given


def optimizer(plan: Plan, parameters: Iterable[nn.Parameter]) -> torch.optim.Optimizer:
    """The plan's optimiser with torch's defaults for all that the plan does not say; fused where torch can.

    `momentum` is SGD's and RMSprop's; the others have none to set. Raises UnknownNameError.
    """
    rate, decay, betas = plan.learning_rate, plan.weight_decay, (plan.beta1, plan.beta2)
    params = list(parameters)
    torch_private.leave_compiler_out()
    match plan.optimizer:
        case "sgd":
            return torch.optim.SGD(
                params, lr=rate, momentum=plan.momentum, weight_decay=decay, nesterov=plan.nesterov == ON, fused=True
            )
        case "adam":
            return torch.optim.Adam(params, lr=rate, betas=betas, weight_decay=decay, fused=True)
        case "adamw":
            return torch.optim.AdamW(params, lr=rate, betas=betas, weight_decay=decay, fused=True)
        case "rmsprop":
            return torch.optim.RMSprop(params, lr=rate, momentum=plan.momentum, weight_decay=decay, foreach=True)
        case "adagrad":
            on_cpu = all(parameter.device.type == "cpu" for parameter in params)  # the only place it is fused
            return torch.optim.Adagrad(params, lr=rate, weight_decay=decay, fused=on_cpu or None)
    raise UnknownNameError("optimizer", plan.optimizer, OPTIMIZERS)


def schedule(plan: Plan, steps_per_epoch: int) -> Schedule:
    """A function from the step (0 is the first) to the factor that the learning rate is multiplied by.

    constant: 1. step: times `gamma` after every `step_epochs` epochs, or else after half and three quarters of the
    steps. cosine: from 1 to 0 (Loshchilov & Hutter 2017). one-cycle: up from 1/25 over 30 % of the
    steps, then down to almost 0 (Smith & Topin 2018).
    Raises UnknownNameError.
    """
    total = max(plan.epochs * steps_per_epoch, 1)
    if plan.schedule not in SCHEDULES:
        raise UnknownNameError("schedule", plan.schedule, SCHEDULES)
    if plan.schedule == "step":
        if plan.step_epochs:
            return lambda step: plan.gamma ** (step // (plan.step_epochs * steps_per_epoch))
        return lambda step: plan.gamma ** sum(step >= share * total for share in STEP_AT)
    if plan.schedule == "cosine":
        return lambda step: _between(1.0, 0.0, step / total)
    if plan.schedule == "one-cycle":
        return lambda step: _one_cycle(step, total)
    return lambda _: 1.0


def _one_cycle(step: int, total: int) -> float:
    rise = ONE_CYCLE_RISE * total - 1
    if step < rise:
        return _between(ONE_CYCLE_START, 1.0, step / rise)
    fall = max(total - 1 - rise, 1e-9)
    return _between(1.0, ONE_CYCLE_END, min((step - rise) / fall, 1.0))


def _between(start: float, end: float, share: float) -> float:
    """From start to end along half a cosine."""
    return end + (start - end) * (1 + math.cos(math.pi * share)) / 2

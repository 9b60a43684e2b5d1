"""Optimisers and learning-rate schedules. Imports torch; a schedule is a pure function of the step."""

import inspect
import math
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from digitpad.core.errors import UnknownNameError
from digitpad.core.plans import OPTIMIZERS, SCHEDULES, Plan

Schedule = Callable[[int], float]

ONE_CYCLE_RISE = 0.3  # the share of the steps in which the learning rate rises; these three as torch's OneCycleLR
ONE_CYCLE_START = 1 / 25
ONE_CYCLE_END = ONE_CYCLE_START / 10_000
_ANSWER = "__dynamo_disable"  # where torch's own wrapper keeps the compiler's answer
STEP_AT = (0.5, 0.75)  # the shares of the steps after which the learning rate falls to a tenth


def optimizer(plan: Plan, parameters: Iterable[nn.Parameter]) -> torch.optim.Optimizer:
    """The plan's optimiser with torch's defaults for all that the plan does not say; fused where torch can.

    `momentum` is SGD's and RMSprop's; the others have none to set. Raises UnknownNameError.
    """
    rate, decay = plan.learning_rate, plan.weight_decay
    params = list(parameters)
    _without_compiler()
    match plan.optimizer:
        case "sgd":
            return torch.optim.SGD(params, lr=rate, momentum=plan.momentum, weight_decay=decay, fused=True)
        case "adam":
            return torch.optim.Adam(params, lr=rate, weight_decay=decay, fused=True)
        case "adamw":
            return torch.optim.AdamW(params, lr=rate, weight_decay=decay, fused=True)
        case "rmsprop":
            return torch.optim.RMSprop(params, lr=rate, momentum=plan.momentum, weight_decay=decay, foreach=True)
        case "adagrad":
            on_cpu = all(parameter.device.type == "cpu" for parameter in params)  # the only place it is fused
            return torch.optim.Adagrad(params, lr=rate, weight_decay=decay, fused=on_cpu or None)
    raise UnknownNameError("optimizer", plan.optimizer, OPTIMIZERS)


def state_names(plan: Plan) -> dict[str, bool]:
    """What the plan's optimiser remembers of each parameter once it took a step: name -> whether it is of its shape.

    Found out by a step of its own kind with one weight, so that it holds for whatever torch is installed.
    """
    weight = nn.Parameter(torch.zeros(2))
    weight.grad = torch.zeros(2)
    tried = optimizer(plan, [weight])
    FusedStep(tried)()
    return {
        name: torch.as_tensor(value).shape == weight.shape
        for name, value in tried.state[weight].items()
        if value is not None
    }


class FusedStep:
    """An optimiser's step without what costs more than a small net's update.

    That is torch's wrappers for its compiler and profiler, and on CPUs the gathering of always the same tensors anew.
    """

    def __init__(self, chosen: torch.optim.Optimizer) -> None:
        self._chosen = chosen
        self._step = inspect.unwrap(type(chosen).step)
        self._gathered: tuple[object, Callable[[], None] | None] = (None, None)  # for which state, and how it steps

    @torch.no_grad()
    def __call__(self) -> None:
        """Changes the parameters by their gradients."""
        state, update = self._gathered
        if update is not None and state is self._chosen.state:
            update()
            return
        self._step(self._chosen)  # the first one makes the state; loading makes another
        if state is not self._chosen.state:
            self._gathered = (self._chosen.state, _fused(self._chosen))


def _fused(chosen: torch.optim.Optimizer) -> Callable[[], None] | None:
    """The fused update of all parameters at once, as torch's own step would call it; None where there is none."""
    (group,) = chosen.param_groups
    states = [chosen.state[parameter] for parameter in group["params"]]
    if not group.get("fused") or any(parameter.device.type != "cpu" for parameter in group["params"]):
        return None
    match chosen:
        case torch.optim.SGD():
            return partial(_step_of_sgd, group, [state["momentum_buffer"] for state in states if group["momentum"]])
        case torch.optim.Adam():  # AdamW is one
            kernel = torch._fused_adamw_ if group.get("decoupled_weight_decay") else torch._fused_adam_
            names = ("exp_avg", "exp_avg_sq", "step")
            return partial(_step_of_adam, group, kernel, *([state[name] for state in states] for name in names))
    return None


def _step_of_sgd(group: dict[str, Any], momenta: list[Tensor]) -> None:
    torch._fused_sgd_(
        group["params"], [parameter.grad for parameter in group["params"]], momenta,
        weight_decay=group["weight_decay"], momentum=group["momentum"], lr=group["lr"], dampening=group["dampening"],
        nesterov=group["nesterov"], maximize=group["maximize"], is_first_step=False,
    )  # fmt: skip


def _step_of_adam(
    group: dict[str, Any], kernel: Callable[..., None], means: list[Tensor], squares: list[Tensor], steps: list[Tensor]
) -> None:
    torch._foreach_add_(steps, 1)
    kernel(
        group["params"], [parameter.grad for parameter in group["params"]], means, squares, [], steps,
        amsgrad=group["amsgrad"], lr=group["lr"], beta1=group["betas"][0], beta2=group["betas"][1],
        weight_decay=group["weight_decay"], eps=group["eps"], maximize=group["maximize"],
    )  # fmt: skip


def _without_compiler() -> None:
    """Keeps torch from importing its compiler: 900 modules, over a second, for an optimiser that is never compiled.

    Methods that the compiler must leave alone are wrapped so that they ask it how at their first call; what it would
    answer is the method itself. Where a torch has no such wrappers, there is nothing to be done.
    """
    for method in vars(torch.optim.Optimizer).values():
        plain = getattr(method, "__wrapped__", None)
        if plain is not None and not hasattr(plain, _ANSWER):
            setattr(plain, _ANSWER, plain)


def schedule(plan: Plan, steps_per_epoch: int) -> Schedule:
    """A function from the step (0 is the first) to the factor that the learning rate is multiplied by.

    constant: 1. step: 1, then 0.1 after half of the steps, 0.01 after three quarters. cosine: from 1 to 0 (Loshchilov &
    Hutter 2017). one-cycle: up from 1/25 over 30 % of the steps, then down to almost 0 (Smith & Topin 2018).
    Raises UnknownNameError.
    """
    total = max(plan.epochs * steps_per_epoch, 1)
    if plan.schedule not in SCHEDULES:
        raise UnknownNameError("schedule", plan.schedule, SCHEDULES)
    if plan.schedule == "step":
        return lambda step: 0.1 ** sum(step >= share * total for share in STEP_AT)
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

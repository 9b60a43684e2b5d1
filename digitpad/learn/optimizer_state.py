"""What an optimiser remembers, parameter by parameter, as checkpoints keep it. Imports torch, optimizers.

While training, the parameters may all be views of one (fast/flat_weights.py); a checkpoint knows nothing of that.
"""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

from digitpad.core.plans import Plan
from digitpad.learn.fast import torch_private
from digitpad.learn.optimizers import optimizer

PREFIX = "optimizer."


def flatten(chosen: torch.optim.Optimizer, parameters: Sequence[nn.Parameter]) -> dict[str, Tensor]:
    """The optimiser's state as named tensors, where they lie: "optimizer.<parameter number>.<name>"."""
    made: dict[str, Tensor] = {}
    for number, parameter in enumerate(parameters):
        holder = _holder(chosen, parameter)
        for name, value in chosen.state.get(holder, {}).items():
            if value is not None:
                tensor = torch.as_tensor(value)
                shaped = tensor.shape == holder.shape
                made[f"{PREFIX}{number}.{name}"] = _part(tensor, parameter, holder) if shaped else tensor
    return made


def unflatten(chosen: torch.optim.Optimizer, parameters: Sequence[nn.Parameter], tensors: Mapping[str, Tensor]) -> None:
    """Gives the optimiser back the state that `flatten` took. Raises one of several where it does not fit."""
    holders = [parameter for group in chosen.param_groups for parameter in group["params"]]
    numbers = {id(holder): number for number, holder in enumerate(holders)}
    state: dict[int, dict[str, Tensor]] = {}
    for key, value in tensors.items():
        if not key.startswith(PREFIX):
            continue
        number, _, name = key.removeprefix(PREFIX).partition(".")
        parameter = parameters[int(number)]
        holder = _holder(chosen, parameter)
        kept = state.setdefault(numbers[id(holder)], {})
        if value.shape != parameter.shape:
            kept[name] = value.clone()
            continue
        # In the parameter's memory format, which fused optimisers rely on without a look.
        whole = kept.setdefault(name, torch.zeros_like(holder, dtype=value.dtype, requires_grad=False))
        _part(whole, parameter, holder).copy_(value)
    chosen.load_state_dict({"state": state, "param_groups": chosen.state_dict()["param_groups"]})


def state_names(plan: Plan) -> dict[str, bool]:
    """What the plan's optimiser remembers of each parameter once it took a step: name -> whether it is of its shape.

    Found out by a step of its own kind with one weight, so that it holds for whatever torch is installed.
    """
    weight = nn.Parameter(torch.zeros(2))
    weight.grad = torch.zeros(2)
    tried = optimizer(plan, [weight])
    torch_private.bare_step(tried)()
    return {
        name: torch.as_tensor(value).shape == weight.shape
        for name, value in tried.state[weight].items()
        if value is not None
    }


def _holder(chosen: torch.optim.Optimizer, parameter: nn.Parameter) -> nn.Parameter:
    """The tensor that the optimiser changes where it changes the parameter: itself, or the one that it is a view of."""
    (group,) = chosen.param_groups
    first: nn.Parameter = group["params"][0]
    is_view = first.untyped_storage().data_ptr() == parameter.untyped_storage().data_ptr()
    return first if is_view else parameter


def _part(tensor: Tensor, parameter: nn.Parameter, holder: nn.Parameter) -> Tensor:
    """What of a tensor of the holder's shape belongs to the parameter."""
    if holder is parameter:
        return tensor
    start = parameter.storage_offset()
    return tensor[start : start + parameter.numel()].view_as(parameter)

"""All weights of a network, and all their gradients, in one tensor each: one call updates them. Imports torch.

Gain: 18 % of a step of mlp-256-128, 14 of them by the call without what stands around it (torch_private.py).
"""

import torch
from torch import nn

from digitpad.core.plans import Plan
from digitpad.learn import optimizers
from digitpad.learn.fast import torch_private
from digitpad.learn.fast.torch_private import Update

_LINE = 16  # float32 numbers in a line of the processor's cache, at whose beginning each parameter starts


class FlatOptimizer:
    """Lays a network's parameters one behind the other, with their gradients, and updates them all at once.

    The network's own parameters become views, so that whatever reads or loads them goes on as before. Every optimiser
    that is offered treats each weight by itself: it is the plan's, to the letter.
    """

    def __init__(self, plan: Plan, net: nn.Module) -> None:
        parameters = list(net.parameters())
        sizes = [-(-parameter.numel() // _LINE) * _LINE for parameter in parameters]
        self._flat = nn.Parameter(torch.zeros(sum(sizes)))
        self._flat.grad = torch.zeros_like(self._flat)
        pieces = zip(torch.split(self._flat.detach(), sizes), torch.split(self._flat.grad, sizes), strict=True)
        for parameter, (piece, slope) in zip(parameters, pieces, strict=True):
            part = piece[: parameter.numel()].view_as(parameter)
            parameter.data = part.copy_(parameter.detach())
            parameter.grad = slope[: parameter.numel()].view_as(parameter)
        self.optimizer = optimizers.optimizer(plan, [self._flat])
        self._update: Update | None = None
        self._of: object = None  # the state that the update is of; loading a checkpoint makes another

    @torch.no_grad()
    def step(self) -> None:
        """Changes the weights by their gradients."""
        if self._update is None or self._of is not self.optimizer.state:
            torch_private.bare_step(self.optimizer)()  # the first one makes the state
            self._of, self._update = self.optimizer.state, torch_private.fused_update(self.optimizer)
        else:
            self._update()

"""A step of an MLP with its gradient written out, as it stands in textbooks. Imports torch and the layers with theirs.

Autograd finds the same numbers for any network, but for one as small as these it takes as long to keep its books, and
to make and free every tensor anew, as to multiply. Any stack of dense layers, activations and dropout is served, on a
CPU in float32; `layers` says no to all others.

Gain: 43 % of a step of mlp-256-128 and 27 % of mlp-512, with what follows from it: one flat tensor of weights
(flat_weights.py), and no numbers that are too small to count.
"""

import torch
from torch import Tensor, nn

from digitpad.core.plans import Plan
from digitpad.learn.batches import TrainingBatch
from digitpad.learn.fast import mlp_layers
from digitpad.learn.fast.flat_weights import FlatOptimizer
from digitpad.learn.networks import Net


def layers(body: nn.Module) -> list[nn.Module] | None:
    """The layers of an MLP that `MlpStep` can train; None for any other network."""
    modules = list(body) if isinstance(body, nn.Sequential) else []
    if len(modules) < 2 or not isinstance(modules[0], nn.Flatten) or not isinstance(modules[-1], nn.Linear):
        return None
    return modules[1:] if all(map(mlp_layers.is_known, modules[1:])) else None


class MlpStep:
    """The step of one network. Its numbers are autograd's, up to rounding; the same each time, digit for digit."""

    def __init__(self, plan: Plan, net: Net, modules: list[nn.Module]) -> None:
        self._net, self._modules, self._smoothing = net, modules, plan.label_smoothing
        self._weights = FlatOptimizer(plan, net)
        self.optimizer = self._weights.optimizer
        self._passes: dict[int, _Pass] = {}  # by the number of pictures: an epoch's last batch may have fewer

    @torch.no_grad()
    def __call__(self, batch: TrainingBatch) -> tuple[Tensor, Tensor]:
        """Changes the weights; gives the mean cross-entropy before that and the logits (n, outputs)."""
        count = len(batch.y)
        if count not in self._passes:
            self._passes[count] = _Pass(self._net, self._modules, count, self._smoothing)
        # A neuron that has died leaves Adam averages that halve until they are below 1e-38, where processors take a
        # hundred times as long for a number: they become 0 at once. Gain: 27 % of mlp-256-128.
        torch.set_flush_denormal(True)
        try:
            loss, logits = self._passes[count].gradients(batch.inputs[0].view(count, -1), batch.y)
            self._weights.step()
        finally:
            torch.set_flush_denormal(False)
        return loss, logits


class _Pass:
    """The way through the network and back, with room for so many pictures."""

    def __init__(self, net: Net, modules: list[nn.Module], count: int, smoothing: float) -> None:
        self._scale = net.scale
        self._forward, self._backward = mlp_layers.made(modules, count)
        self._scaled = torch.empty(count, mlp_layers.width(modules))
        # A row a class: the labels as they are smoothed (Szegedy et al. 2016), by -1 / count.
        self._wanted = torch.eye(net.outputs).mul_(1 - smoothing).add_(smoothing / net.outputs).mul_(-1 / count)
        self._share = 1 / count

    def gradients(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """Puts the mean cross-entropy's gradient into every parameter's `grad`; gives the loss and the logits."""
        made = self._scale.into(self._scaled, x)
        for layer in self._forward:
            made = layer(made)
        wanted = self._wanted.index_select(0, y)
        logarithms = torch.log_softmax(made, 1)
        loss = torch.dot(logarithms.view(-1), wanted.view(-1))
        slope = wanted.add_(logarithms.exp_(), alpha=self._share)  # by the logits: softmax less what is wanted
        for layer in self._backward:
            slope = layer(slope)
        return loss, made

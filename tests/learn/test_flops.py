"""Multiply-adds are counted from a table without torch; here the true nets are run and every product is counted."""

import pytest
import torch
from torch import nn

from digitpad.core.plans import ARCHITECTURES
from digitpad.learn import flops, networks


def counted(net: nn.Module) -> int:
    """Runs one glyph through the net and counts the products of its linear and convolutional layers."""
    total = 0

    def count(module: nn.Module, _inputs: object, output: torch.Tensor) -> None:
        nonlocal total
        weights = module.weight.numel()
        total += weights * (output.shape[2] * output.shape[3] if isinstance(module, nn.Conv2d) else 1)

    kinds = (nn.Conv2d, nn.Linear)
    for module in net.modules():
        if isinstance(module, kinds):
            module.register_forward_hook(count)
    with torch.inference_mode():
        net.eval()(torch.zeros(1, 1, 28, 28))
    return total


@pytest.mark.parametrize("outputs", [10, 11])
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_the_table_says_what_the_net_does(architecture: str, outputs: int) -> None:
    assert flops.multiply_adds(architecture, outputs) == counted(networks.build(architecture, outputs=outputs))


def test_a_net_that_is_not_known_costs_nothing_that_could_be_told() -> None:
    assert flops.multiply_adds("transformer", 10) is None

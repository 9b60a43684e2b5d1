"""Which way of taking a step is the fastest for a network; it looks at its layers, never at its name. Imports torch."""

import torch

from digitpad.core.plans import FLOAT32, Plan
from digitpad.learn import losses
from digitpad.learn.fast import mlp_step
from digitpad.learn.fast.microbatch import MicrobatchStep, divisible
from digitpad.learn.fast.mlp_step import MlpStep
from digitpad.learn.networks import Net

SMALL = 2**31  # floating-point operations of a step that one thread does before a second one has woken up


def step(plan: Plan, net: Net, threads: int, precise: str) -> MlpStep | MicrobatchStep | None:
    """The fast step for this network; None where the plain one is as good as any.

    threads: as many as the run has; precise: what it computes in.
    """
    if next(net.parameters()).device.type != "cpu" or not losses.is_plain(plan):
        return None
    modules = mlp_step.layers(net.body)
    if modules is not None:
        return MlpStep(plan, net, modules) if precise == FLOAT32 else None
    return MicrobatchStep(plan, net, threads, precise) if threads > 1 and divisible(net.body) else None


def threads(net: Net, batch_size: int, available: int) -> int:
    """How many threads the steps gain by: one for a small MLP, else all of them.

    Gain of one for mlp-256-128, whose operators are over before a second thread has woken up: 45 %.
    """
    small = mlp_step.layers(net.body) is not None and 6 * net.parameter_count * batch_size < SMALL
    return 1 if small else available


def laid_out(net: Net) -> Net:
    """The network with its weights laid out as it trains fastest: channels last where there are convolutions."""
    if net.convolutional:
        net.to(memory_format=torch.channels_last)
    return net

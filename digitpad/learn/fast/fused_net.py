"""Networks for answering alone: each batch normalisation is worked into the convolution before it. Imports torch.

A third faster. Weights lie channels last, as oneDNN wants them: otherwise it turns them anew for each answer, a third
of its time. The answers are the same up to rounding. At rest it is a linear map (Ioffe & Szegedy 2015).
"""

import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from digitpad.learn.networks import Net
from digitpad.learn.path_network import PathNet


def fused(net: Net) -> Net:
    """The glyph's net for answering; the one given may not be used any more."""
    return Net(net.scale.kind, _body(net.body)).to(memory_format=torch.channels_last).eval().requires_grad_(False)


def fused_path(net: PathNet) -> PathNet:
    """The path's net for answering; the one given may not be used any more."""
    return PathNet(_body(net.body)).to(memory_format=torch.channels_last).eval().requires_grad_(False)


def _body(layers: nn.Sequential) -> nn.Sequential:
    made: list[nn.Module] = []
    for module in layers:
        if isinstance(module, nn.BatchNorm2d) and made and isinstance(made[-1], nn.Conv2d):
            made[-1] = fuse_conv_bn_eval(made[-1].eval(), module.eval())
        else:
            made.append(module)
    return nn.Sequential(*made)

"""The nets, each as its tutorial published it, to the letter. Imports torch, layers, padnet, sprint."""

import threading

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from digitpad.core.errors import ModelError, UnknownNameError
from digitpad.core.plans import ARCHITECTURES
from digitpad.learn import padnet, sprint
from digitpad.learn.layers import Dropout, Scale

PIXELS = 28 * 28
_building = threading.Lock()  # initialisation draws from torch's shared generator: one net at a time


class Net(nn.Module):
    """Glyphs (N, 1, 28, 28) float in [0, 1] to logits (N, outputs): input scaling, then the body."""

    def __init__(self, input: str, body: nn.Sequential) -> None:  # noqa: A002  the plan's own word
        super().__init__()
        self.scale = Scale(input)
        self.body = body

    def forward(self, x: Tensor) -> Tensor:
        """(N, 1, 28, 28) float to (N, outputs)."""
        return self.body(self.scale(x))  # type: ignore[no-any-return]  # nn.Module's call is untyped

    def described(self, x: Tensor) -> Tensor:
        """(N, 1, 28, 28) float to what the last layer is given: (N, d), all layers but that one."""
        return self.body[:-1](self.scale(x))  # type: ignore[no-any-return]  # nn.Module's call is untyped

    @property
    def convolutional(self) -> bool:
        """Whether it has convolutions, which train faster channels last."""
        return any(isinstance(module, nn.Conv2d) for module in self.modules())

    @property
    def parameter_count(self) -> int:
        """How many numbers training changes."""
        return sum(parameter.numel() for parameter in self.parameters())


def build(architecture: str, input: str = "unit", outputs: int = 10, *, seed: int | None = None) -> Net:  # noqa: A002
    """A fresh net; with a seed, always the same one, and torch's shared random state stays as it was either way.

    Raises UnknownNameError, or ModelError for less than two outputs.
    """
    if architecture not in ARCHITECTURES:
        raise UnknownNameError("architecture", architecture, ARCHITECTURES)
    if outputs < 2:
        raise ModelError(f"A net cannot have {outputs} outputs.", "It needs one for each of at least two classes.")
    with _building, torch.random.fork_rng(devices=[]):
        if seed is not None:
            torch.default_generator.manual_seed(seed)
        return Net(input, _BODIES[architecture](outputs))


def fused(net: Net) -> Net:
    """A net for answering alone: each batch normalisation is worked into the convolution before it, a third faster.

    Weights lie channels last, as oneDNN wants them: otherwise it turns them anew for each answer, a third of its time.
    The answers are the same up to rounding. Ioffe & Szegedy 2015: at rest, batch normalisation is a linear map.
    """
    body: list[nn.Module] = []
    for module in net.body:
        if isinstance(module, nn.BatchNorm2d) and body and isinstance(body[-1], nn.Conv2d):
            body[-1] = fuse_conv_bn_eval(body[-1].eval(), module.eval())
        else:
            body.append(module)
    return Net(net.scale.kind, nn.Sequential(*body)).to(memory_format=torch.channels_last).eval().requires_grad_(False)


def _mlp_256(outputs: int) -> nn.Sequential:
    """784-256-10, weights from N(0, 0.01), biases as torch makes them."""
    body = _mlp(256, outputs)
    for module in body:
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, 0.0, 0.01)
    return body


def _mlp_256_128(outputs: int) -> nn.Sequential:
    """784-256-128-10 with dropout 0.2 after the first ReLU."""
    body = _mlp(256, 128, outputs)
    body.insert(3, Dropout(0.2))
    return body


def _mlp(*sizes: int) -> nn.Sequential:
    """784 inputs, then a linear layer for each size, ReLU between them."""
    layers: list[nn.Module] = [nn.Flatten()]
    for inputs, outputs in zip((PIXELS, *sizes), sizes, strict=False):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def _cnn_5x5(outputs: int) -> nn.Sequential:
    """conv5 1-16, pool; conv5 16-32, conv5 32-32, pool; conv5 32-64; linear 3136-10; same padding, ReLU between."""
    return nn.Sequential(
        nn.Conv2d(1, 16, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 5, padding=2), nn.ReLU(), nn.Conv2d(32, 32, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 5, padding=2), nn.ReLU(),
        nn.Flatten(), nn.Linear(3136, outputs),
    )  # fmt: skip


_BODIES = {
    "mlp-256": _mlp_256,
    "mlp-120-84": lambda outputs: _mlp(120, 84, outputs),
    "cnn-5x5": _cnn_5x5,
    "mlp-256-128": _mlp_256_128,
    "mlp-512": lambda outputs: _mlp(512, 256, 128, 64, outputs),
    "padnet": padnet.body,
    "sprint": sprint.body,
}

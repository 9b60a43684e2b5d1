"""Networks from their SPEC, the tutorials' to the letter. Imports torch, layers and core."""

import threading
from collections.abc import Iterable

import torch
from torch import Tensor, nn

from digitpad.core import layer_spec, plan_texts, plans
from digitpad.core.errors import ModelError, PlanError
from digitpad.core.language import tr
from digitpad.core.layer_spec import (
    BatchNormLayer,
    ConvLayer,
    DenseLayer,
    DropoutLayer,
    FlattenLayer,
    FoldLayer,
    LayerRow,
    PoolLayer,
)
from digitpad.core.plans import Plan
from digitpad.learn.layers import Dropout, FlattenPlaces, Scale

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
    def outputs(self) -> int:
        """How many classes it tells apart."""
        last = self.body[-1]
        assert isinstance(last, nn.Linear)  # noqa: S101  as all that are built here
        return last.out_features

    @property
    def parameter_count(self) -> int:
        """How many numbers training changes."""
        return sum(parameter.numel() for parameter in self.parameters())


def build(architecture: str, input: str = "unit", outputs: int = 10, *, seed: int | None = None) -> Net:  # noqa: A002
    """A fresh net of one of the architectures, as `build_for` makes it. Raises UnknownNameError, ModelError."""
    return build_for(Plan(architecture, architecture, "mnist", input), outputs, seed=seed)


def build_for(plan: Plan, outputs: int = 10, *, seed: int | None = None) -> Net:
    """A fresh net of a plan.

    With a seed, always the same one, and torch's shared random state stays as it was either way.
    Raises UnknownNameError, LayerError for layers that cannot be built, ModelError for less than two outputs.
    """
    if outputs < 2:
        raise ModelError(
            tr("A net cannot have {outputs} outputs.", outputs=outputs),
            tr("It needs one for each of at least two classes."),
        )
    with _building, torch.random.fork_rng(devices=[]):
        if seed is not None:
            torch.default_generator.manual_seed(seed)
        body = _body(plans.layers_of(plan), outputs)
        _initialise(body, plans.init_of(plan))
        return Net(plan.input, body)


def check_batches(plan: Plan, sizes: Iterable[int]) -> None:
    """Raises PlanError where batches of these sizes cannot be trained."""
    if 1 in sizes and layer_spec.needs_pairs(plans.layers_of(plan)):
        raise PlanError(
            tr(
                "Batch normalisation needs at least two pictures in a batch, and the last batch of an "
                "epoch has one here."
            ),
            tr("Choose another batch size than {batch_size}.", batch_size=plan.batch_size),
        )


def _body(text: str, outputs: int) -> nn.Sequential:
    """The layers of a SPEC with what is implied, as torch makes them. Raises LayerError."""
    return nn.Sequential(*(_module(row) for row in layer_spec.rows(layer_spec.parse(text), outputs)))


def _module(row: LayerRow) -> nn.Module:
    inputs = row.before[0]
    match row.layer:
        case ConvLayer(channels=channels, kernel=kernel, stride=stride, padded=padded):
            return nn.Conv2d(inputs, channels, kernel, stride, padding=kernel // 2 if padded else 0, bias=row.bias)
        case DenseLayer(neurons=neurons):
            return nn.Linear(inputs, neurons, bias=row.bias)
        case PoolLayer(side=side):
            return nn.MaxPool2d(side)
        case DropoutLayer(share=share):
            return Dropout(share)
        case BatchNormLayer():
            return nn.BatchNorm2d(inputs) if len(row.before) > 1 else nn.BatchNorm1d(inputs)
        case FlattenLayer(by_place=by_place):
            return FlattenPlaces() if by_place else nn.Flatten()
        case FoldLayer(side=side):
            return nn.PixelUnshuffle(side)
    return ACTIVATIONS[str(row.layer)]()


ACTIVATIONS: dict[str, type[nn.Module]] = {
    "relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "gelu": nn.GELU, "leaky_relu": nn.LeakyReLU,
}  # fmt: skip


def _initialise(body: nn.Sequential, init: str) -> None:
    """Draws the weights of linear and convolutional layers anew, where they shall not start as torch has made them.

    normal: N(0, SD), biases stay torch's. xavier: uniform (Glorot & Bengio 2010), kaiming: normal (He et al. 2015);
    both with biases of 0. zeros: all alike, so that every neuron of a layer stays like its neighbours.
    """
    for module in body:
        if not isinstance(module, nn.Linear | nn.Conv2d) or init == "torch":
            continue
        if init == "xavier":
            nn.init.xavier_uniform_(module.weight)
        elif init == "kaiming":
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
        elif init == "zeros":
            nn.init.zeros_(module.weight)
        else:
            nn.init.normal_(module.weight, 0.0, plan_texts.deviation(init))
            continue
        if module.bias is not None:
            nn.init.zeros_(module.bias)

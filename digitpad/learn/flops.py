"""What one prediction costs: a net's multiply-adds, counted from its layers' sizes. Standard library alone, no torch.

The window shows it beside every model while torch still loads. Counted are the products of linear and convolutional
layers for one glyph; biases, activations, pooling and batch normalisation (which folds into the convolution before it)
are not, as in most published figures. A test counts the true nets and compares.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear layer; `outputs` 0 stands for as many as the model has."""

    inputs: int
    outputs: int = 0

    def products(self, outputs: int) -> int:
        """Multiply-adds for one glyph."""
        return self.inputs * (self.outputs or outputs)


@dataclass(frozen=True, slots=True)
class Conv:
    """A convolution: channels in and out, the kernel's side, and the side of the picture that comes out."""

    inputs: int
    outputs: int
    kernel: int
    side: int

    def products(self, _outputs: int) -> int:
        """Multiply-adds for one glyph."""
        return self.inputs * self.outputs * self.kernel**2 * self.side**2


def _mlp(*sizes: int) -> tuple[Linear, ...]:
    return tuple(Linear(before, after) for before, after in zip((784, *sizes), (*sizes, 0), strict=True))


LAYERS: dict[str, tuple[Linear | Conv, ...]] = {
    "mlp-256": _mlp(256),
    "mlp-120-84": _mlp(120, 84),
    "mlp-256-128": _mlp(256, 128),
    "mlp-512": _mlp(512, 256, 128, 64),
    "cnn-5x5": (Conv(1, 16, 5, 28), Conv(16, 32, 5, 14), Conv(32, 32, 5, 14), Conv(32, 64, 5, 7), Linear(3136)),
    "padnet": (
        Conv(1, 32, 3, 28), Conv(32, 48, 3, 14), Conv(48, 48, 3, 14), Conv(48, 48, 3, 14),
        Conv(48, 96, 3, 7), Conv(96, 96, 3, 7), Linear(96 * 7 * 7),
    ),
    "sprint": (Conv(4, 16, 3, 14), Conv(16, 64, 3, 5), Linear(64 * 5 * 5)),
}  # fmt: skip


def multiply_adds(architecture: str, outputs: int) -> int | None:
    """The multiply-adds of one prediction by a net with so many outputs; None for an architecture not listed here."""
    layers = LAYERS.get(architecture)
    return None if layers is None else sum(layer.products(outputs) for layer in layers)

"""The network of a plan as lines of a script: an `nn.Sequential` with a shape beside each layer. Imports core alone."""

from digitpad.core import layer_spec, plan_texts, plans
from digitpad.core.layer_spec import (
    ActivationLayer,
    BatchNormLayer,
    ConvLayer,
    DenseLayer,
    DropoutLayer,
    FlattenLayer,
    FoldLayer,
    LayerRow,
    PoolLayer,
)
from digitpad.core.picture_sets import CLASSES
from digitpad.core.plans import Plan

_ACTIVATIONS = {"relu": "ReLU", "tanh": "Tanh", "sigmoid": "Sigmoid", "gelu": "GELU", "leaky_relu": "LeakyReLU"}


def outputs(plan: Plan) -> int:
    """How many classes the plan's dataset has; an unknown one is taken for MNIST."""
    return len(CLASSES.get(plan.dataset, CLASSES["mnist"]))


def network(plan: Plan) -> str:
    """The lines that define `network()`."""
    rows = layer_spec.rows(layer_spec.parse(plans.layers_of(plan)), outputs(plan))
    made = [_module(row) for row in rows]
    wide = max(len(line) for line in made) + 1
    lines = [f"        {line + ',':<{wide}}  # {_shape(row)}" for line, row in zip(made, rows, strict=True)]
    body = "\n".join(lines)
    count = sum(row.weights for row in rows)
    return f"""
# ---- The network: {count:,} weights


{_PLACES if FlattenLayer(by_place=True) in [row.layer for row in rows] else ""}def network():
    \"\"\"Pictures (N, 1, 28, 28) to logits (N, {outputs(plan)}), with the shape of what each layer makes.\"\"\"
    model = nn.Sequential(
{body}
    )
{_initialised(plans.init_of(plan))}    return model
"""


_PLACES = '''class FlattenPlaces(nn.Module):
    """As Flatten, but place by place instead of channel by channel."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)


'''


def _shape(row: LayerRow) -> str:
    return "x".join(map(str, row.shape))


def _module(row: LayerRow) -> str:
    inputs, bias = row.before[0], "" if row.bias else ", bias=False"
    match row.layer:
        case ConvLayer() as conv:
            stride = f", stride={conv.stride}" if conv.stride > 1 else ""
            padding = f", padding={conv.kernel // 2}" if conv.padded and conv.kernel > 1 else ""
            return f"nn.Conv2d({inputs}, {conv.channels}, kernel_size={conv.kernel}{stride}{padding}{bias})"
        case DenseLayer(neurons=neurons):
            return f"nn.Linear({inputs}, {neurons}{bias})"
        case PoolLayer(side=side):
            return f"nn.MaxPool2d({side})"
        case DropoutLayer(share=share):
            return f"nn.Dropout({share:g})"
        case BatchNormLayer():
            return f"nn.BatchNorm{2 if len(row.before) > 1 else 1}d({inputs})"
        case FlattenLayer(by_place=by_place):
            return "FlattenPlaces()" if by_place else "nn.Flatten()"
        case FoldLayer(side=side):
            return f"nn.PixelUnshuffle({side})"
        case ActivationLayer(kind=kind):
            return f"nn.{_ACTIVATIONS[kind]}()"


def _initialised(init: str) -> str:
    if init == "torch":
        return ""
    draws = {"xavier": "nn.init.xavier_uniform_(layer.weight)", "zeros": "nn.init.zeros_(layer.weight)",
             "kaiming": 'nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")'}  # fmt: skip
    draw = draws.get(init) or f"nn.init.normal_(layer.weight, mean=0.0, std={plan_texts.deviation(init):g})"
    lines = ["for layer in model:", "    if isinstance(layer, (nn.Linear, nn.Conv2d)):", f"        {draw}"]
    if init in draws:
        lines += ["        if layer.bias is not None:", "            nn.init.zeros_(layer.bias)"]
    return "".join(f"    {line}\n" for line in lines)

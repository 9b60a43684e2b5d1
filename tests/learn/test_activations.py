"""The layers of a network, walked along, are what the network itself computes."""

import numpy as np
import pytest
import torch

from digitpad.core.architectures import LAYERS
from digitpad.learn import activations, networks
from digitpad.learn.fast import fused_net


@pytest.mark.parametrize("architecture", LAYERS)
def test_each_layer_has_its_shape_and_the_last_is_what_the_network_answers(architecture) -> None:
    net = fused_net.fused(networks.build(architecture, "standard", 11, seed=3).eval())
    glyph = np.random.default_rng(5).random((28, 28), np.float32)
    layers = activations.traced(net, glyph)
    words = [layer.words.split(",")[0] for layer in layers]
    spoken = [word for word in LAYERS[architecture].split(",") if word.startswith(("conv", "pool", "dense"))]
    assert words == ["picture", *(word.removesuffix("p0").removesuffix("s2") for word in spoken), "output"]
    assert np.array_equal(layers[0].values[0], glyph)
    logits = net(torch.from_numpy(glyph)[None, None])
    assert np.allclose(layers[-1].values, logits.softmax(1)[0].numpy(), atol=1e-6)
    described = net.described(torch.from_numpy(glyph)[None, None])[0].numpy()
    assert np.isclose(layers[-2].values.sum(), described.sum(), rtol=1e-4)

"""A neuron or map, for one drawing: its sum, its slope, what switching it off does, and the pictures that excite it."""

import dataclasses

import numpy as np
import pytest
import torch

from digitpad.core.recipes import recipe
from digitpad.learn import activations, networks, unit_views
from digitpad.learn.networks import Net
from tests.small_models import card_of

GLYPH = np.random.default_rng(1).random((28, 28), np.float32)


def net_of(layers: str) -> Net:
    plan = dataclasses.replace(recipe("mlp-256-128"), layers=layers)
    return networks.build_for(plan, seed=3).eval().requires_grad_(False)


SPECS = ("dense30,relu,dense20,tanh", "conv6x3,batchnorm,relu,pool2,dropout0.2,conv4x3,gelu,dense12,leaky_relu")


@pytest.mark.parametrize("spec", SPECS)
def test_stages_walk_to_what_the_network_says(spec: str) -> None:
    net = net_of(spec)
    x = torch.from_numpy(GLYPH)[None, None]
    torch.testing.assert_close(activations.walked(net, activations.stages(net), x)[-1], net(x))
    traced = activations.traced(net, GLYPH)
    assert traced[0].words == "picture" and traced[-1].before is None
    np.testing.assert_allclose(traced[-1].values, net(x).softmax(1)[0], atol=1e-6)


@pytest.mark.parametrize("spec", SPECS)
def test_a_unit_that_is_switched_off_is_zero_and_changes_only_what_comes_after(spec: str) -> None:
    net = net_of(spec)
    plain, layer = activations.traced(net, GLYPH), 2
    unit = int(np.abs(plain[layer].values.reshape(len(plain[layer].values), -1)).max(1).argmax())
    off = frozenset({(layer, unit)})
    found = activations.traced(net, GLYPH, off)
    np.testing.assert_array_equal(found[1].values, plain[1].values)
    assert not found[layer].values[unit].any()
    assert (found[-1].values != plain[-1].values).any()
    np.testing.assert_array_equal(found[-1].before, plain[-1].values)
    view = unit_views.view(net, card_of("m"), GLYPH, layer, unit)
    before, after = (np.log(values) - np.log(values)[0] for values in (plain[-1].values, found[-1].values))
    expected = before - after
    np.testing.assert_allclose(view.effects - view.effects[0], expected, atol=1e-3)
    again = unit_views.view(net, card_of("m"), GLYPH, layer, unit, off)
    assert again.value == view.value, "its own numbers are those while it is on"


def test_the_formulas_numbers_fit_each_other() -> None:
    net = net_of(SPECS[0])
    view = unit_views.view(net, card_of("m"), GLYPH, 2, 5)
    assert view.product is not None and view.bias is not None
    assert np.tanh(view.product + view.bias) == pytest.approx(view.value, abs=1e-5)
    weight = net.body[-1].weight
    best = int(view.best)
    assert view.slope == pytest.approx(float(weight[best, 5]), abs=1e-6), "the last hidden layer's slope is a weight"
    np.testing.assert_allclose(view.effects, weight[:, 5].numpy() * view.value, atol=1e-5)
    output = unit_views.view(net, card_of("m"), GLYPH, 3, best)
    assert output.effects is None and output.slope == 1.0
    assert output.probability == pytest.approx(activations.traced(net, GLYPH)[-1].values[best])
    first = unit_views.view(net, card_of("m"), GLYPH, 1, 4)
    np.testing.assert_array_equal(first.weights[0], net.body[1].weight[4].reshape(28, 28))
    assert unit_views.view(net_of(SPECS[1]), card_of("m"), GLYPH, 2, 0).weights is None, "pooling has none"


@pytest.mark.parametrize("spec", SPECS)
def test_the_pictures_that_excite_a_unit_most_are_found(spec: str) -> None:
    net, pictures = net_of(spec), np.random.default_rng(2).integers(0, 256, (300, 28, 28), np.uint8)
    rows = unit_views.most_excited(net, pictures, 2)
    values = [activations.traced(net, one.astype(np.float32) / 255)[2].values for one in pictures]
    peaks = np.array([value.reshape(len(value), -1).max(1) for value in values])
    assert rows.shape == (peaks.shape[1], 9)
    for unit in range(peaks.shape[1]):
        np.testing.assert_allclose(peaks[rows[unit], unit], np.sort(peaks[:, unit])[::-1][:9], atol=1e-5)

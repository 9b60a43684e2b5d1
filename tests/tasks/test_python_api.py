"""From Python: a plan in, a network out."""

from pathlib import Path

import pytest
import torch
from torch import nn

import digitpad
from digitpad.core.errors import DigitpadError, UnknownNameError
from digitpad.core.plans import Plan
from digitpad.learn.card_recognizer import CardRecognizer
from digitpad.models.library import open_library
from tests import tiny_mnist

LAYERS = "conv4x3s2,batchnorm,relu,dense16,tanh"


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITPAD_DATA", str(tiny_mnist.write(tmp_path / "data", train=300, test=60)))


def test_a_recipe_with_changes_becomes_a_network_and_a_model(tiny: None, home: Path) -> None:
    network = digitpad.train("mlp-256-128", epochs=1, layers=LAYERS, device="cpu", name="mine")
    assert isinstance(network, nn.Module) and not network.training
    glyphs = torch.rand(3, 1, 28, 28, generator=torch.Generator().manual_seed(1))
    logits = network(glyphs)
    assert logits.shape == (3, 10) and logits.requires_grad, "it can be trained further"
    kept = open_library(home).open("mine")
    assert kept.card.plan.layers == LAYERS
    said = CardRecognizer.of(kept).logits(glyphs[:, 0].numpy())
    assert torch.allclose(logits.detach(), torch.from_numpy(said).float(), atol=1e-4)
    assert torch.equal(digitpad.load_model("mine")(glyphs), logits)


def test_a_plan_is_taken_and_another_home(tiny: None, home: Path, tmp_path: Path) -> None:
    plan = Plan("mlp-256", "mlp-256", "mnist", epochs=1, device="cpu")
    digitpad.train(plan, seed=3, home=tmp_path / "other")
    assert open_library(tmp_path / "other").card("mlp-256-2").plan.seed == 3
    assert not open_library(home).has("mlp-256-2")


def test_what_cannot_be_is_an_error_of_ours(home: Path) -> None:
    for call in (
        lambda: digitpad.train("mlp-265"),
        lambda: digitpad.train("mlp-256", epoch=3),
        lambda: digitpad.load_model("padnett"),
    ):
        with pytest.raises(UnknownNameError, match="Did you mean"):
            call()
    with pytest.raises(DigitpadError, match="conv8x4"):
        digitpad.train("mlp-256", layers="conv8x4")

"""A model that somebody brings stands in the library, answers as its file does, and leaves nothing where it cannot."""

from pathlib import Path

import numpy as np
import pytest
import torch

from digitpad.core.errors import DigitpadError, ModelError
from digitpad.core.model_files import Asked
from digitpad.core.records import DIGITS
from digitpad.learn import datasets
from digitpad.learn.card_recognizer import CardRecognizer, checked_net
from digitpad.models.library import Library
from digitpad.tasks import add_model
from digitpad.tasks.add_model import Added
from tests import graphs
from tests.small_models import empty_library, weights_of


def add(library: Library, path: Path, **asked: object) -> Added:
    *_, made = add_model.added(library, path, Asked(**asked), library.home)  # type: ignore[arg-type]
    assert isinstance(made, Added)
    return made


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return empty_library(tmp_path)


@pytest.fixture(scope="module")
def templates() -> np.ndarray:
    """(784, 10): each digit's mean picture without the mean of all, by which 8 of 10 are told."""
    test = datasets.load("mnist").test
    x, y = test.x.numpy().reshape(-1, 784) / 255, test.y.numpy()
    means = np.stack([x[y == digit].mean(0) for digit in range(10)], 1)
    return (means - means.mean(1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("values", ["unit", "255"])
def test_an_onnx_file_is_asked_with_the_values_that_get_test_digits_right(library, templates, tmp_path, values) -> None:
    bias = -0.5 * (templates**2).sum(0) if values == "unit" else -0.5 * 255 * (templates**2).sum(0)
    (tmp_path / "my model!.onnx").write_bytes(graphs.linear(templates, bias.astype(np.float32), ("n", 28, 28)))
    made = add(library, tmp_path / "my model!.onnx")
    card = library.card("my-model")
    assert made.card == card and card.graph is not None
    assert set(made.tried) == {"unit", "standard", "255"} and max(made.tried.values()) > 0.5
    assert f"{100 * made.tried[card.graph.values]:.1f} % of 500 test digits right" in made.found
    opened = library.open("my-model")
    glyphs = np.random.default_rng(1).random((7, 28, 28), np.float32)
    shown = {"unit": glyphs, "255": np.rint(glyphs * 255), "standard": (glyphs - 0.1307) / 0.3081}[card.graph.values]
    expected = shown.reshape(7, 784) @ templates + bias
    assert (card.graph.values == "255") == (values == "255")
    np.testing.assert_allclose(CardRecognizer.of(opened).logits(glyphs), expected, rtol=1e-3, atol=1e-3)
    with pytest.raises(ModelError, match="is an ONNX file, whose layers"):
        checked_net(card, opened.weights)
    trace = CardRecognizer.of(opened).traced(glyphs[0])
    assert [layer.words for layer in trace] == ["picture", "output"]


def test_one_picture_at_a_time_probabilities_and_classes_of_ones_own(library, tmp_path) -> None:
    from onnx import helper

    weight = np.random.default_rng(2).normal(size=(784, 3)).astype(np.float32) / 28
    nodes = [helper.make_node("MatMul", ["x", "w"], ["z"]), helper.make_node("Softmax", ["z"], ["y"], axis=-1)]
    (tmp_path / "three.onnx").write_bytes(graphs.made(nodes, {"w": weight}, [784], [3]))
    with pytest.raises(ModelError, match="model: 3; classes named: 0"):
        add(library, tmp_path / "three.onnx")
    card = add(library, tmp_path / "three.onnx", classes=("a", "b", "c"), values="unit").card
    assert card.classes == ("a", "b", "c") and card.graph is not None and card.graph.probabilities
    glyphs = np.random.default_rng(3).random((4, 28, 28), np.float32)
    z = glyphs.reshape(4, 784) @ weight
    expected = np.exp(z) / np.exp(z).sum(1, keepdims=True)
    table, answered = CardRecognizer.of(library.open("three")).probabilities(glyphs)
    np.testing.assert_allclose(table, expected, atol=1e-5)
    assert answered.all()


def test_weights_of_given_layers_answer_as_the_network_they_came_from(library, tmp_path) -> None:
    from digitpad.core.recipes import recipe
    from tests.small_models import card_of

    weights = weights_of(recipe("mlp-256-128"))
    torch.save({name.replace("body", "net"): torch.from_numpy(value) for name, value in weights.items()},
               tmp_path / "w.pt")  # fmt: skip
    with pytest.raises(ModelError, match="do not say which network"):
        add(library, tmp_path / "w.pt")
    made = add(library, tmp_path / "w.pt", layers="Dense256, relu,dropout0.2,dense128,relu", values="standard")
    assert made.card.layers == "dense256,relu,dropout0.2,dense128,relu" and made.card.classes == DIGITS
    assert made.card.added == "w.pt" and not made.tried
    glyphs = np.random.default_rng(1).random((5, 28, 28), np.float32)
    expected = CardRecognizer(card_of("a", "mlp-256-128"), weights).logits(glyphs)
    np.testing.assert_array_equal(CardRecognizer.of(library.open("w")).logits(glyphs), expected)


@pytest.mark.parametrize(
    ("name", "asked", "sentence"),
    [
        ("a.txt", {}, "no model that can be added"),
        ("none.onnx", {}, "cannot be read"),
        ("bad.onnx", {}, "no ONNX file"),
        ("good.onnx", {"layers": "relu"}, "has its layers inside"),
        ("good.onnx", {"name": "../a"}, "cannot be the name"),
        ("good.onnx", {"values": "7"}, "no values of pixels"),
        ("good.onnx", {"classes": ("a", "a")}, "model: 10; classes named: 1"),
        ("a.pt", {"layers": "dense1,dense"}, "Layer 2"),
    ],
)
def test_what_cannot_be_added_is_a_sentence_and_leaves_nothing(library, tmp_path, name, asked, sentence) -> None:
    (tmp_path / "bad.onnx").write_bytes(b"\x08\x07nothing")
    (tmp_path / "good.onnx").write_bytes(graphs.linear(np.ones((784, 10), np.float32), np.zeros(10, np.float32)))
    with pytest.raises(DigitpadError, match=sentence) as found:
        add(library, tmp_path / name, **asked)
    assert found.value.hint
    assert not library.home.exists() or not list(library.home.rglob("*.onnx"))


def test_a_card_beside_another_file_is_told(library, tmp_path) -> None:
    (tmp_path / "good.onnx").write_bytes(graphs.linear(np.ones((784, 10), np.float32), np.zeros(10, np.float32)))
    add(library, tmp_path / "good.onnx", values="unit")
    (library.models / "good" / "model.onnx").write_bytes(b"broken")
    with pytest.raises(ModelError, match="no ONNX file"):
        CardRecognizer.of(library.open("good"))
    card = (library.models / "good" / "card.json").read_text()
    (library.models / "good" / "card.json").write_text(card.replace('"model.onnx"', '"../../model.onnx"'))
    with pytest.raises(ModelError, match="name of a file beside the card"):
        library.card("good")


@pytest.mark.parametrize("name", ["\ud800", "x" * 5000], ids=["half a character", "very long"])
def test_names_of_classes_that_no_card_can_hold_are_refused(library, tmp_path, name: str) -> None:
    torch.save({"0.weight": torch.ones(2, 784), "0.bias": torch.zeros(2)}, tmp_path / "a.pt")
    with pytest.raises(ModelError, match="cannot be kept"):
        add(library, tmp_path / "a.pt", layers="flatten", classes=(name, "b"))
    assert not library.cards()
    made = add(library, tmp_path / "a.pt", layers="flatten", classes=("a\x1b\n", " b"))
    assert made.card.classes == ("a", "b")

"""A network of one's own, from the command line to everything that can be done with a model."""

import json
from pathlib import Path

import pytest

from digitpad.models.library import open_library

LAYERS = (
    "conv4x3s2,batchnorm,relu,fold2,conv6x3,tanh,pool2,dropout0.1,dense16,batchnorm,gelu,dense12,sigmoid,leaky_relu"
)


def test_it_is_trained_kept_listed_evaluated_compared_and_exported(furnished: Path, rows, say) -> None:
    pytest.importorskip("onnxruntime")
    words = ("--layers", f" {LAYERS} ", "--loss", "huber", "--init", "kaiming", "--epochs", "2", "--name", "own")
    *_, done = rows("train", "mlp-256-128", "--device", "cpu", *words)
    assert (done["event"], done["layers"], done["architecture"]) == ("done", LAYERS, LAYERS)
    assert done["plan"]["loss"] == "huber" and done["plan"]["init"] == "kaiming"
    card = open_library(furnished).card("own")
    assert card.layers == card.plan.layers == LAYERS
    assert card.changes[0] == f"layers none -> {LAYERS}"
    ink = furnished.parent / "ten.ndjson"
    assert len(rows("predict", "--model", "own", ink)) == 10
    (row,) = rows("evaluate", "--model", "own", "--on", "mnist")
    assert row["n"] == 200 and sum(map(sum, row["confusion"])) == 200
    assert {row["model"] for row in rows("compare", "own", "one", "--on", ink)} == {"own", "one"}
    (made,) = rows("export", "own", "--to", furnished.parent / "own.onnx")
    assert made["max_abs_difference"] < 1e-4
    assert "conv4x3s2,batchnorm,relu,fold2," in say("models")


def test_every_model_says_its_layers_also_one_from_before(furnished: Path, rows) -> None:
    folder = open_library(furnished).folder("two")
    data = json.loads((folder / "card.json").read_text())
    del data["layers"], data["plan"]["layers"], data["plan"]["init"], data["plan"]["loss"]
    (folder / "card.json").write_text(json.dumps(data))
    found = {row["id"]: row for row in rows("models")}
    assert found["one"]["layers"] == "dense256,relu,dropout0.2,dense128,relu"
    assert found["two"]["layers"] == "dense256,relu"
    assert found["two"]["plan"]["init"] == "normal:0.01"
    assert found["padnet"]["layers"].startswith("conv32x3,batchnorm,relu,conv48x3s2,")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--layers", "conv0x3"), "Layer 1, conv0x3, has 0 channels."),
        (("--layers", "dense64,conv8x3"), "Layer 2, conv8x3, needs pictures"),
        (("--layers", "conv1024x3,relu,conv1024x3,pool2,pool2", "--batch-size", "9000"), "GB of memory"),
        (("--init", "normal:0"), "The initialisation cannot be 'normal:0'."),
        (("--init", "wild"), "The initialisation cannot be 'wild'."),
        (("--loss", "hinge"), "There is no loss called 'hinge'."),
        (("--layers", "dense9,batchnorm", "--batch-size", "699"), "needs at least two pictures in a batch"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_leaves_nothing(furnished: Path, say, words, sentence: str) -> None:
    assert say("train", "mlp-256-128", "--name", "wrong", *words, code=2) == ""
    assert sentence in say.stderr and "Traceback" not in say.stderr
    assert not open_library(furnished).has("wrong") and not list((furnished / "runs").glob("[!.]*"))


def test_a_card_whose_layers_cannot_be_built_is_a_broken_model(furnished: Path, rows, say) -> None:
    folder = open_library(furnished).folder("two")
    data = json.loads((folder / "card.json").read_text())
    data["plan"]["layers"] = "conv8x4"
    (folder / "card.json").write_text(json.dumps(data))
    assert "two" not in {row["id"] for row in rows("models")}
    assert "its card is broken (Layer 1, conv8x4, has an even kernel" in say.stderr

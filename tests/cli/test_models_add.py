"""`digitpad models add` and back: a file becomes a model of the library, and its weights leave again."""

from pathlib import Path

import numpy as np

from tests import graphs


def test_an_onnx_file_is_added_listed_shown_evaluated_and_compared(furnished: Path, rows, say) -> None:
    weight = np.random.default_rng(1).normal(size=(784, 10)).astype(np.float32)
    file = furnished.parent / "own.onnx"
    file.write_bytes(graphs.linear(weight, np.zeros(10, np.float32)))
    (made,) = rows("models", "add", file)
    assert made["id"] == "own" and made["architecture"] == "onnx" and made["added"] == "own.onnx"
    assert set(made["tried"]) == {"unit", "standard", "255"}
    assert "own-2" in say("models", "add", file, "--values", "unit")
    assert [row["id"] for row in rows("models")][-2:] == ["own-2", "two"]
    layers = rows("models", "show", "own")
    assert [row["layer"] for row in layers] == ["Reshape", "MatMul", "Add"] and layers[1]["weights"] == 7840
    found = {row["model"]: row for row in rows("compare", "own", "one", "--on", "mnist")}
    assert found["own"]["n"] == 200 and set(found["own"]["mcnemar_p"]) == {"one"}
    (read,) = rows("predict", "--model", "own-2", furnished.parent / "ten.ndjson")[:1]
    assert len(read["probabilities"]) == 10
    for words in (("code", "own"), ("export", "own", "--to", furnished.parent / "b.onnx"), ("teach", "own")):
        say(*words, code=2)
        assert "Traceback" not in say.stderr


def test_weights_go_out_and_come_in_again(furnished: Path, rows, say) -> None:
    to = furnished.parent / "w.safetensors"
    (made,) = rows("export", "one", "--to", to)
    assert made["names"] == ["1.weight", "1.bias", "4.weight", "4.bias", "6.weight", "6.bias"]
    layers = "dense256,relu,dropout0.2,dense128,relu"
    said = say("models", "add", to, "--layers", layers, "--values", "standard", "--name", "back")
    assert "is in the library as back." in said
    table = {row["model"]: row["accuracy"] for row in rows("evaluate", "--model", "one", "back", "--on", "mnist")}
    assert table["one"] == table["back"]
    say("models", "add", to, code=2)
    assert "do not say which network" in say.stderr
    say("models", "add", code=2)
    assert "Which file should be added?" in say.stderr
    say("export", "back", "--format", "json-lines", "--to", furnished.parent / "a.jsonl", code=2)
    assert "Nothing is known of the epochs" in say.stderr

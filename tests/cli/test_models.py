"""`digitpad models`, `digitpad data` and the help: what is there, without loading what is not needed."""

import subprocess
import sys
from pathlib import Path

import pytest

from digitpad import __version__
from tests.small_models import SCORE


def test_models_lists_the_library_with_the_contracts_keys(furnished: Path, rows) -> None:
    (row,) = [row for row in rows("models") if row["id"] == "one"]
    expected = {"architecture": "mlp-256-128", "dataset": "mnist", "parameters": 235_146, "accuracy": SCORE.accuracy}
    assert expected.items() <= row.items()
    assert row["bytes"] == (furnished / "models" / "one" / "weights.safetensors").stat().st_size


def test_models_for_people_is_a_table(furnished: Path, say) -> None:
    text = say("models")
    assert "235,146" in text and "90.00 %" in text and "86.00 - 93.00" in text


def test_a_models_layers_are_a_table_that_adds_up_to_the_card(furnished: Path, rows, say) -> None:
    found = rows("models", "show", "one")
    assert [row["layer"] for row in found] == [
        "flatten",
        "dense256",
        "relu",
        "dropout0.2",
        "dense128",
        "relu",
        "dense10",
    ]
    assert [row["output"] for row in found][:2] == [[784], [256]]
    assert found[1]["weights"] == 784 * 256 + 256 and found[1]["multiply_adds"] == 784 * 256
    assert sum(row["weights"] for row in found) == 235_146
    text = say("models", "show", "one")
    assert "200,960" in text and "1 x 28 x 28" in text and "235,146 weights" in text


@pytest.mark.parametrize("name", ["padnet", "cnn-5x5", "mlp-512", "mlp-256"])
def test_the_layers_of_the_bundled_models_add_up(home: Path, rows, name: str) -> None:
    (card,) = [row for row in rows("models") if row["id"] == name]
    layers = rows("models", "show", name)
    assert sum(row["weights"] for row in layers) == card["parameters"]
    assert list(dict.fromkeys(row["branch"] for row in layers)) == card["inputs"]


@pytest.mark.parametrize(
    ("words", "said"),
    [(("show",), "Which model"), (("show", "oen"), "Did you mean one"), (("shwo", "one"), "Did you mean show")],
)
def test_what_cannot_be_shown_is_a_sentence(furnished: Path, say, words: tuple[str, ...], said: str) -> None:
    say("models", *words, code=2)
    assert said in say.stderr and "Traceback" not in say.stderr


def test_a_broken_model_is_named_on_stderr_and_the_others_are_listed(furnished: Path, say, rows) -> None:
    (furnished / "models" / "two" / "card.json").write_text("{")
    ids = {row["id"] for row in rows("models")}
    assert "one" in ids and "two" not in ids
    say("models")
    assert "'two'" in say.stderr


def test_models_and_help_load_neither_torch_nor_qt(furnished: Path) -> None:
    code = (
        "import sys; from digitpad import cli; cli.main(['models', '--json']); cli.main(['--help']);"
        "print([name for name in ('torch', 'PySide6', 'PIL') if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_data_says_what_is_where(furnished: Path, tiny: Path, rows, say) -> None:
    found = {row["name"]: row for row in rows("data")}
    assert found["mnist"]["state"] == "ready" and found["mnist"]["path"] == str(tiny / "mnist")
    assert found["fashion-mnist"].keys() >= {"name", "path", "state"}
    assert "mnist" in say("data")


def test_version_and_help(say) -> None:
    assert say("--version").split() == ["digitpad", __version__]
    for word in ("models", "predict", "evaluate", "train", "compare", "export", "data"):
        assert word in say("--help")
        assert f"digitpad {word}" in say(word, "--help")

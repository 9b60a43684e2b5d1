"""`digitpad models`, `digitpad data` and the help: what is there, without loading what is not needed."""

import subprocess
import sys
from pathlib import Path

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

"""A run whose file is broken is one sentence; the other runs can be continued."""

import json
from pathlib import Path

import pytest

from digitpad.cli import main
from digitpad.errors import RunError
from digitpad.learn.recipes import RECIPES
from digitpad.library import run_folder
from digitpad.library.run_folder import RunInfo

NO_NUMBER = int("1" + "0" * 400)


def begun(home: Path, name: str) -> RunInfo:
    return run_folder.create(home, name, RECIPES["mlp-512"], "digitpad train mlp-512", exact=True, taken=set())


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"[" * 100_000, b"\xff\xfe", b'{"plan": 7}', b'{"plan": {}}', bytes(2_000_000),
        {"plan": None}, {"format": "1"}, {"format": 99}, {"command": 7}, {"created": []}, {"into": "a\0b"},
        {"into": 7}, {"model": "\ud800"}, {"plan": {"recipe": "mlp-512", "seed": NO_NUMBER}},
    ],
)  # fmt: skip
def test_a_broken_run_is_named_and_hides_no_other(
    home: Path, content: bytes | dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    begun(home, "good")
    path = begun(home, "bad").folder / run_folder.RUN_FILE
    row = json.loads(path.read_text())
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(row | content).encode())
    assert [info.name for info in run_folder.resumable(home)] == ["good"]
    (said,) = run_folder.problems(home)
    assert "'bad'" in said and str(path.parent) in said and len(said) < 500
    with pytest.raises(RunError, match="'bad'"):
        run_folder.find(home, "bad")
    assert main(["train", "--resume", "bad"]) == 2
    assert "'bad'" in capsys.readouterr().err


def test_how_far_a_run_is_is_told_by_names_of_checkpoints_alone(home: Path) -> None:
    info = begun(home, "mine")
    for name in ("checkpoint-00002-0000001", "checkpoint-00001-0000009", "checkpoint-\u00b2-1", "checkpoint-a-b-c"):
        (info.folder / f"{name}.safetensors").write_bytes(b"")
    assert run_folder.position(info) == (2, 1)

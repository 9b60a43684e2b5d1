"""A run whose file is broken is one sentence; the other runs can be continued."""

import json
import os
import shutil
import time
from pathlib import Path

import pytest

from digitpad.cli import main
from digitpad.core.errors import RunError
from digitpad.core.recipes import RECIPES
from digitpad.models import run_folder
from digitpad.models.library import open_library
from digitpad.models.run_folder import RunInfo

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


@pytest.mark.parametrize("left", [(), (".lock",), (".lock", "checkpoint-00001-0000000.safetensors")])
def test_what_a_killed_process_left_of_a_run_does_not_hold_its_name(home: Path, left: tuple[str, ...]) -> None:
    """It was killed while it made the folder, or while it removed that of a finished run."""
    folder = run_folder.runs_folder(home) / "mine"
    folder.mkdir(parents=True)
    for name in left:
        (folder / name).write_bytes(b"")
    assert begun(home, "mine").name == "mine"
    assert [info.name for info in run_folder.resumable(home)] == ["mine"]


def test_a_folder_that_is_no_run_stays_and_is_told_as_that(home: Path) -> None:
    folder = run_folder.runs_folder(home) / "mine"
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(RunError, match="is no run"):
        begun(home, "mine")
    assert (folder / "notes.txt").read_text() == "mine"


def test_a_run_that_is_being_made_is_not_offered_and_one_left_halfway_goes(home: Path) -> None:
    info = begun(home, "mine")
    half = info.folder.with_name(".new-0123456789ab")
    shutil.copytree(info.folder, half)
    assert [info.name for info in run_folder.resumable(home)] == ["mine"]
    assert not run_folder.problems(home)
    library = open_library(home)
    library.sweep()
    assert half.is_dir(), "somebody may be writing it"
    os.utime(half, (0, 0))
    library.sweep()
    assert not half.is_dir() and info.folder.is_dir()


def test_a_run_discarded_under_a_clock_of_1970_has_its_day(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(time, "time", lambda: 1000.0)
        info = begun(home, "mine")
        aside = run_folder.discard(info)
    os.utime(aside, (1000, 1000))  # as another process sees it
    run_folder.discard(begun(home, "other"))
    run_folder.recover(aside, info)
    assert [info.name for info in run_folder.resumable(home)] == ["mine"]


def test_a_run_discarded_days_ago_goes_with_the_next(home: Path) -> None:
    old = run_folder.discard(begun(home, "mine"))
    then = time.time() - run_folder.KEPT_ASIDE_SECONDS - 60
    os.utime(old, (then, then))
    new = run_folder.discard(begun(home, "mine"))
    assert not old.exists() or old == new
    assert [path.name for path in new.parent.iterdir()] == [new.name]


def test_how_far_a_run_is_is_told_by_names_of_checkpoints_alone(home: Path) -> None:
    info = begun(home, "mine")
    for name in ("checkpoint-00002-0000001", "checkpoint-00001-0000009", "checkpoint-\u00b2-1", "checkpoint-a-b-c"):
        (info.folder / f"{name}.safetensors").write_bytes(b"")
    assert run_folder.position(info) == (2, 1)

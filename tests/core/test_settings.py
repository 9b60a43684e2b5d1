"""What the window remembers: saved whole or not at all, read whatever has become of it."""

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from digitpad.core.errors import StorageError
from digitpad.core.plans import Plan
from digitpad.core.settings import FILE_NAME, Settings, load, save
from digitpad.core.storage import write_atomic

ROOT = Path(__file__).resolve().parents[2]

CHANGED = Settings(
    theme="dark",
    model="mine",
    pen_width=12.5,
    threshold=0.8,
    numbers=True,
    plans={"mlp-512": Plan("mlp-512", "mlp-512", "mnist", epochs=3)},
    geometry="01d9",
    tab=1,
    columns=("accuracy", "bytes"),
)


def test_settings_come_back(home: Path) -> None:
    save(CHANGED, home)
    assert load(home) == (CHANGED, "")


def test_without_a_file_there_are_the_defaults_and_nothing_to_say(home: Path) -> None:
    assert load(home) == (Settings(), "")
    assert not home.exists()


def test_a_threshold_can_be_taken_back(home: Path) -> None:
    save(dataclasses.replace(CHANGED, threshold=None), home)
    assert load(home)[0].threshold is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"7", b"\xff\xfe", b'{"theme":'])
def test_a_broken_file_is_put_aside_and_said_so(home: Path, content: bytes) -> None:
    home.mkdir()
    (home / FILE_NAME).write_bytes(content)
    settings, said = load(home)
    assert settings == Settings()
    assert "broken" in said
    assert (home / f"{FILE_NAME}.broken").read_bytes() == content
    assert load(home) == (Settings(), "")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", 7),
        ("theme", "pink"),
        ("model", "\ud800"),
        ("model", "x" * 100_000),
        ("pen_width", float("nan")),
        ("pen_width", 1e308),
        ("pen_width", int("1" + "0" * 400)),
        ("pen_width", -1),
        ("threshold", float("inf")),
        ("threshold", 7),
        ("geometry", "\ud800"),
        ("geometry", "01d"),
        ("splitter", "zz"),
        ("tab", 2**63),
        ("tab", -1),
        ("columns", ["accuracy", 7]),
        ("pinned", [None]),
        ("pen_width", "wide"),
        ("pen_width", True),
        ("numbers", 1),
        ("tab", "1"),
        ("columns", "a"),
        ("plans", []),
    ],
)
def test_one_wrong_value_costs_that_value_alone(home: Path, name: str, value: object) -> None:
    save(CHANGED, home)
    row = json.loads((home / FILE_NAME).read_text()) | {name: value, "unheard": "of"}
    (home / FILE_NAME).write_text(json.dumps(row))
    settings, said = load(home)
    assert said == ""
    assert settings == dataclasses.replace(CHANGED, **{name: getattr(Settings(), name)})


def test_one_wrong_plan_costs_that_plan_alone(home: Path) -> None:
    save(CHANGED, home)
    row = json.loads((home / FILE_NAME).read_text())
    row["plans"]["mlp-256"] = {"recipe": "mlp-256"}
    (home / FILE_NAME).write_text(json.dumps(row))
    assert load(home)[0].plans == CHANGED.plans


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file.bin"
    write_atomic(path, b"first")
    write_atomic(path, b"second")
    assert path.read_bytes() == b"second"
    assert [child.name for child in path.parent.iterdir()] == ["file.bin"]


def test_a_place_that_cannot_be_written_is_a_sentence_and_a_hint(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "file" / "settings.json", tmp_path / "folder"):
        with pytest.raises(StorageError, match="could not be written") as caught:
            write_atomic(path, b"content")
        assert caught.value.hint
    assert sorted(child.name for child in tmp_path.iterdir()) == ["file", "folder"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_disk_that_fills_up_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file.bin"
    write_atomic(path, b"old")
    code = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from digitpad.core.errors import StorageError\n"
        "from digitpad.core.storage import write_atomic\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"  # the first thousand bytes still fit
        "try:\n"
        "    write_atomic(Path(sys.argv[1]), bytes(50_000))\n"
        "except StorageError as error:\n"
        "    print(error)\n"
    )
    command = [sys.executable, "-c", code, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr
    assert "could not be written" in done.stdout
    assert path.read_bytes() == b"old"
    assert [child.name for child in tmp_path.iterdir()] == ["file.bin"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs special files")
def test_what_is_no_file_is_not_waited_for_and_stays(home: Path) -> None:
    home.mkdir()
    os.mkfifo(home / FILE_NAME)
    settings, said = load(home)
    assert settings == Settings()
    assert "could not be read" in said
    (home / FILE_NAME).unlink()
    (home / FILE_NAME).symlink_to("/dev/zero")
    assert "could not be read" in load(home)[1]
    assert (home / FILE_NAME).is_symlink()

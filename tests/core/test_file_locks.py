"""Locks: between processes nothing is lost, and nobody waits for ever."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from digitpad.core.errors import StorageError
from digitpad.core.file_locks import locked

ROOT = Path(__file__).parents[2]


def test_processes_that_change_one_file_under_its_lock_lose_nothing(tmp_path: Path) -> None:
    code = (
        "import json, sys; from pathlib import Path; from digitpad.core.file_locks import locked\n"
        "from digitpad.core.storage import write_atomic\n"
        "path = Path(sys.argv[1])\n"
        "for number in range(40):\n"
        "    with locked(path):\n"
        "        rows = json.loads(path.read_text()) if path.exists() else []\n"
        "        write_atomic(path, json.dumps([*rows, [sys.argv[2], number]]).encode())\n"
    )
    path = tmp_path / "rows.json"
    processes = [subprocess.Popen([sys.executable, "-c", code, str(path), name], cwd=ROOT) for name in "ab"]
    assert [process.wait(120) for process in processes] == [0, 0]
    assert sorted(json.loads(path.read_text())) == [[name, number] for name in "ab" for number in range(40)]


def test_a_lock_that_is_held_for_too_long_is_said(tmp_path: Path) -> None:
    with locked(tmp_path / "a"), pytest.raises(StorageError, match="another digitpad"), locked(tmp_path / "a", 0.05):
        pass
    with locked(tmp_path / "a", 0.05):
        pass

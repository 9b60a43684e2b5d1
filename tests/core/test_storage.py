"""Files are read with suspicion, and written whole or not at all."""

import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from digitpad.core.errors import StorageError
from digitpad.core.storage import (
    LEFTOVER_SECONDS,
    TooLargeError,
    check_chosen,
    parse_json,
    put_aside,
    read_bounded,
    read_json,
    read_object,
    remove_folder,
    sweep,
    write_atomic,
    write_chosen,
    write_together,
)

ROOT = Path(__file__).resolve().parents[2]
posix = pytest.mark.skipif(sys.platform == "win32", reason="devices, pipes and rights of POSIX")


def test_what_is_larger_than_its_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    assert read_bounded(path, 5) == b"12345"
    with pytest.raises(TooLargeError, match="4 bytes"):
        read_bounded(path, 4)


@posix
def test_a_pipe_is_not_waited_for_and_a_device_does_not_fill_the_memory(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    endless = tmp_path / "endless"
    endless.symlink_to("/dev/zero")
    for path in (pipe, endless, tmp_path):
        with pytest.raises(OSError):
            read_bounded(path, 100)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe\xff",
        b"[" * 100_000,
        b"[" * 50 + b"]" * 50,
        b'{"a":' * 900 + b"1" + b"}" * 900,
        b"9" * 5000,
    ],
)
def test_what_is_no_sane_json_is_a_value_error(content: bytes) -> None:
    with pytest.raises(ValueError):
        parse_json(content)


def test_sane_json_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"a": [1, {"b": [2.5, null]}]}')
    assert read_json(tmp_path / "a.json", 100) == {"a": [1, {"b": [2.5, None]}]}


def test_broken_files_are_kept_beside_all_of_them(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    kept = []
    for content in ("one", "two", "three"):
        path.write_text(content)
        kept.append(put_aside(path))
    assert [aside and aside.name for aside in kept] == ["a.json.broken", "a.json.broken-2", "a.json.broken-3"]
    assert [aside and aside.read_text() for aside in kept] == ["one", "two", "three"]
    assert put_aside(path) is None


@posix
def test_a_link_is_followed_and_rights_are_kept(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    real, link = tmp_path / "far" / "real", tmp_path / "link"
    real.write_text("old")
    real.chmod(0o600)
    link.symlink_to(real)
    write_chosen(link, b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "far").iterdir()] == ["real"]


@posix
def test_a_new_file_heeds_the_umask(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from digitpad.core.storage import write_atomic\n"
        "os.umask(0o077); write_atomic(Path(sys.argv[1]) / 'private', b'1')\n"
        "os.umask(0o002); write_atomic(Path(sys.argv[1]) / 'shared', b'1')\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, cwd=ROOT)
    assert stat.S_IMODE((tmp_path / "private").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "shared").stat().st_mode) == 0o664


@posix
def test_a_device_is_written_to_and_stays_one(tmp_path: Path) -> None:
    write_chosen(Path("/dev/null"), b"page")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@posix
def test_a_pipe_is_neither_replaced_nor_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(StorageError):
        write_chosen(pipe, b"page")
    taken: list[bytes] = []
    reader = threading.Thread(target=lambda: taken.append(pipe.read_bytes()))
    reader.start()
    give_up = time.monotonic() + 30
    while reader.is_alive() and time.monotonic() < give_up:
        try:
            write_chosen(pipe, b"page" * 50_000)  # more than a pipe holds
            break
        except StorageError:
            time.sleep(0.01)  # the reader has not opened it yet
    reader.join(30)
    assert taken == [b"page" * 50_000]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


WRITES = (
    "import sys; from pathlib import Path; from digitpad.core.storage import write_chosen\n"
    "print('before', flush=True); write_chosen(Path(sys.argv[1]), b'page\\n' * int(sys.argv[2])); print('after')\n"
)


def written_to(name: str, pages: int, **where: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", WRITES, name, str(pages)]
    return subprocess.run(command, cwd=ROOT, stderr=subprocess.PIPE, timeout=60, check=False, **where)


@posix
@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1"])
def test_what_is_open_already_is_written_where_it_stands(tmp_path: Path, name: str) -> None:
    """As `--html /dev/stdout` means it, and `--html >(...)` of a shell: no file is replaced under its other writers."""
    done = written_to(name, 50_000, stdout=subprocess.PIPE)  # more than a pipe holds
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == b"before\n" + b"page\n" * 50_000 + b"after\n"
    place = tmp_path / "out"
    with place.open("wb") as file:
        assert written_to(name, 1, stdout=file).returncode == 0
        assert os.path.samestat(os.fstat(file.fileno()), place.stat())
    assert place.read_bytes() == b"before\npage\nafter\n"
    (tmp_path / "link").symlink_to(name)
    assert written_to(str(tmp_path / "link"), 1, stdout=subprocess.PIPE).stdout == b"before\npage\nafter\n"


@posix
def test_an_open_file_that_is_none_is_a_sentence() -> None:
    with pytest.raises(StorageError, match="could not be written"):
        write_chosen(Path("/dev/fd/1019"), b"page")


def test_nothing_is_written_over_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    assert read_object(path, 100) == {}
    assert list(tmp_path.iterdir()) == []
    for number, content in enumerate((b"{", b"[1]", b"", b" " * 101), 1):
        path.write_bytes(content)
        assert read_object(path, 100) == {}
        assert (tmp_path / f"a.json.broken{f'-{number}' if number > 1 else ''}").read_bytes() == content
    path.write_bytes(b'{"a": 1}')
    assert read_object(path, 100) == {"a": 1}


def test_a_folder_is_no_file_to_write(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="is a folder"):
        check_chosen(tmp_path)


def test_unfinished_files_of_dead_processes_go_and_nothing_else(tmp_path: Path) -> None:
    old = time.time() - LEFTOVER_SECONDS - 10
    names = {".a.0123456789ab.digitpad-tmp": True, "a": False, ".a.lock": False, ".b.0123456789ab.other": False}
    for name in names:
        (tmp_path / name).write_text("")
        os.utime(tmp_path / name, (old, old))
    (tmp_path / ".c.0123456789ab.digitpad-tmp").write_text("somebody writes this now")
    sweep(tmp_path)
    sweep(tmp_path / "absent")
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {name for name, goes in names.items() if not goes} | {".c.0123456789ab.digitpad-tmp"}


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(StorageError, match="could not be written"):
        write_atomic(tmp_path / "folder", b"")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


LEFT = (
    ".settings.json.a1b2c3d4",
    ".labels.json.abc_9xyz",
    ".mine.ndjson.gz.k3m9q0zz",
    f".{'0a' * 12}-{'1b' * 8}.npz.abcdefgh",
    ".checkpoint-00001-0000002.safetensors.abcdefgh",
    ".anything.0123456789ab.digitpad-tmp",
)
SOMEBODYS = (".settings.json.lock", ".bashrc.original", ".notes.abcdefgh", "settings.json", ".mine.ndjson.gz.lock")


def leave(folder: Path, *names: str, old: bool = True) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    then = time.time() - (LEFTOVER_SECONDS + 60 if old else 0)
    for name in names:
        (folder / name).write_text("half")
        os.utime(folder / name, (then, then))


def test_the_first_write_into_a_folder_clears_away_what_killed_processes_left_there(tmp_path: Path) -> None:
    leave(tmp_path, *LEFT, *SOMEBODYS)
    leave(tmp_path, ".young.0123456789ab.digitpad-tmp", old=False)
    write_atomic(tmp_path / "page.html", b"page")
    expected = {*SOMEBODYS, ".young.0123456789ab.digitpad-tmp", "page.html"}
    assert {path.name for path in tmp_path.iterdir()} == expected


def test_a_folder_is_removed_only_inside_its_room_and_links_are_not_followed(tmp_path: Path) -> None:
    room, far = tmp_path / "runs", tmp_path / "far"
    (far / "deep").mkdir(parents=True)
    (far / "notes.txt").write_text("mine")
    (room / "one").mkdir(parents=True)
    (room / "one" / "link").symlink_to(far)
    (room / "two").symlink_to(far)
    for wrong in (far, room, room / "..", room / ".." / "far", room / "two" / "deep", tmp_path, Path("/")):
        with pytest.raises(StorageError, match="does not lie in"):
            remove_folder(wrong, room)
    remove_folder(room / "one", room)
    remove_folder(room / "two", room)
    remove_folder(room / "absent", room)
    assert list(room.iterdir()) == []
    assert (far / "notes.txt").read_text() == "mine"
    assert (far / "deep").is_dir()


def test_a_link_to_a_folder_that_is_not_there_makes_none(tmp_path: Path) -> None:
    (tmp_path / "a.html").symlink_to(tmp_path / "mistyped" / "a.html")
    with pytest.raises(StorageError, match="could not be written"):
        write_chosen(tmp_path / "a.html", b"page")
    assert not (tmp_path / "mistyped").exists()


@pytest.mark.parametrize("fails", ["writing", "renaming"])
@pytest.mark.parametrize("before", [b"old", None])
def test_of_files_that_belong_together_all_are_written_or_none(
    tmp_path: Path, fails: str, before: bytes | None
) -> None:
    first = tmp_path / "a.json"
    second = tmp_path / "absent" / "a.onnx" if fails == "writing" else tmp_path / "a.onnx"
    if before is not None:
        first.write_bytes(before)
    if fails == "renaming":
        second.mkdir()  # what is written beside it cannot take its place
    with pytest.raises(StorageError, match=r"a\.onnx could not be written"):
        write_together([(first, b"new"), (second, b"net")], make_folder=False)
    assert (first.read_bytes() if first.exists() else None) == before
    assert {path.name for path in tmp_path.iterdir()} <= {"a.json", "a.onnx"}
    write_together([(first, b"new"), (tmp_path / "b.onnx", b"net")], make_folder=False)
    assert (first.read_bytes(), (tmp_path / "b.onnx").read_bytes()) == (b"new", b"net")

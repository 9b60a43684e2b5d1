"""Downloads from a real server that stalls, breaks off, lies, sends elsewhere or never ends."""

import gzip
import hashlib
import os
import random
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from digitpad.core.errors import DatasetError, StorageError
from digitpad.learn import download
from digitpad.learn.download import Fetching
from digitpad.learn.published_file import Remote
from tests.learn import mirrors
from tests.learn.mirrors import Asked, serving, well

NAME, HINT = "train.gz", "Or get it otherwise."
CONTENT = random.Random(1).randbytes(300_000)
PACKED = gzip.compress(CONTENT, mtime=0)
FILES = {NAME: PACKED, "second.gz": PACKED}
FILE = Remote(
    name=NAME, bytes=len(PACKED), content_bytes=len(CONTENT), content_sha256=hashlib.sha256(CONTENT).hexdigest()
)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patience for a server on the same machine that will not do better."""
    monkeypatch.setattr(download, "SILENCE_SECONDS", 0.5)
    monkeypatch.setattr(download, "HEADER_SECONDS", 1.0)
    monkeypatch.setattr(download, "SLOW_SECONDS", 0.3)


def fetched(folder: Path, *addresses: str, files: tuple[Remote, ...] = (FILE,)) -> list[Fetching]:
    return list(download.fetching("MNIST", files, addresses, folder, HINT))


def refusal(folder: Path, *addresses: str) -> str:
    """What a download that must fail says; nothing but an unfinished part may be left."""
    with pytest.raises(DatasetError) as caught:
        fetched(folder, *addresses)
    assert caught.value.message.startswith("MNIST could not be downloaded: ") and caught.value.hint == HINT
    assert "\n" not in caught.value.message
    assert not (folder / NAME).exists()
    return caught.value.message


def test_a_file_is_brought_whole_and_told_of_as_it_comes(tmp_path: Path) -> None:
    with serving(FILES) as mirror:
        events = fetched(tmp_path / "new", mirror.address)
        assert (tmp_path / "new" / NAME).read_bytes() == PACKED
        assert [path.name for path in (tmp_path / "new").iterdir()] == [NAME]
        assert [event.done for event in events] == sorted(event.done for event in events)
        assert (events[-1].done, events[-1].total) == (len(PACKED), len(PACKED))
        assert "Downloading MNIST: 0.3 of 0.3 MB" in events[-1].text
        assert fetched(tmp_path / "new", mirror.address) == [], "what is there is not fetched again"
        assert len(mirror.asked) == 1


def test_the_time_left_is_told_once_it_is_known() -> None:
    assert Fetching(title="X", done=3_100_000, total=11_600_000, seconds_left=19.7).text == (
        "Downloading X: 3.1 of 11.6 MB, about 20 s left"
    )
    assert Fetching(title="X", done=0, total=10**7, seconds_left=700).text.endswith("about 12 min left")


@pytest.mark.parametrize("then", [well, mirrors.without_ranges, mirrors.false_range])
def test_what_was_broken_off_goes_on_where_it_was(tmp_path: Path, then: Callable[[Asked], None]) -> None:
    with serving(FILES, mirrors.cut_after(100_000), then, well) as mirror:
        fetched(tmp_path, mirror.address)
        assert (tmp_path / NAME).read_bytes() == PACKED
        assert [asked for _, asked in mirror.asked][:2] == ["", "bytes=100000-"]


def test_a_download_that_was_left_goes_on_the_next_time(tmp_path: Path) -> None:
    with serving(FILES) as mirror:
        work = download.fetching("MNIST", (FILE,), [mirror.address], tmp_path, HINT)
        came = next(event.done for event in work if event.done)
        work.close()  # type: ignore[attr-defined]  # it is a generator
        assert (tmp_path / f"{NAME}.part").stat().st_size == came
        fetched(tmp_path, mirror.address)
        assert mirror.asked[-1][1] == f"bytes={came}-"
        assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_a_part_that_is_whole_already_needs_no_network(tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.part").write_bytes(PACKED)
    fetched(tmp_path, mirrors.closed_port())
    assert (tmp_path / NAME).read_bytes() == PACKED


@pytest.mark.parametrize("part", [b"\0" * 1000, b"\0" * len(PACKED), b"\0" * (5 * len(PACKED))])
def test_a_part_that_is_something_else_is_begun_anew(tmp_path: Path, part: bytes) -> None:
    (tmp_path / f"{NAME}.part").write_bytes(part)
    with serving(FILES) as mirror:
        fetched(tmp_path, mirror.address)
    assert (tmp_path / NAME).read_bytes() == PACKED


def test_a_broken_file_in_the_folder_is_fetched_anew(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(PACKED[:1000])
    with serving(FILES) as mirror:
        fetched(tmp_path, mirror.address)
    assert (tmp_path / NAME).read_bytes() == PACKED


BAD = {
    "accepts and says nothing": (mirrors.silent, "said nothing for"),
    "stalls in the middle": (mirrors.silent_after(1000), "said nothing for"),
    "drips": (mirrors.dripping, "sends too slowly"),
    "drips its headers": (mirrors.dripping_headers, "sends too slowly"),
    "breaks off at once": (mirrors.cut_after(0), "broke off"),
    "breaks off again and again": (mirrors.cut_after(10), "broke off"),
    "breaks off and never said how much there is": (mirrors.cut_without_a_word, "broke off"),
    "has not found it": (mirrors.error(404), "answered with an error (404 Not Found)"),
    "is ill": (mirrors.error(500), "answered with an error (500 Internal Server Error)"),
    "sends in circles": (mirrors.elsewhere(""), "answered with an error (302 Found)"),
    "sends to a file": (mirrors.elsewhere("file:///etc/passwd"), "(302 Found)"),
    "sends to FTP": (mirrors.elsewhere("ftp://127.0.0.1/x"), "unknown url type: ftp"),
    "sends something else": (mirrors.false_content, "not the published file (its hash is wrong)"),
    "sends a page": (mirrors.a_page, "not the published file (its hash is wrong)"),
    "sends without end": (mirrors.without_end, "far too large"),
    "promises too much": (mirrors.far_too_large, "far too large"),
    "speaks otherwise": (mirrors.no_http, "does not speak HTTP"),
}


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(("manner", "cause"), BAD.values(), ids=BAD.keys())
def test_every_way_to_fail_is_told_by_its_true_cause(
    tmp_path: Path, manner: Callable[[Asked], None], cause: str
) -> None:
    with serving(FILES, manner) as mirror:
        assert cause in refusal(tmp_path / "new", mirror.address)
        assert len(mirror.asked) <= 15
    left = sum(path.stat().st_size for path in tmp_path.rglob("*.part"))
    assert left < len(PACKED), "no more than is of use"


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("how", ["accepts and says nothing", "breaks off at once", "is ill", "sends something else"])
def test_the_next_mirror_is_asked(tmp_path: Path, how: str) -> None:
    with serving(FILES, BAD[how][0]) as first, serving(FILES) as second:
        fetched(tmp_path, first.address, second.address)
        assert (tmp_path / NAME).read_bytes() == PACKED and second.asked


def test_a_redirection_is_followed(tmp_path: Path) -> None:
    with serving(FILES) as goal, serving(FILES, mirrors.elsewhere(f"{goal.address}{NAME}")) as mirror:
        fetched(tmp_path, mirror.address)
    assert (tmp_path / NAME).read_bytes() == PACKED


def test_nobody_there_is_a_refused_connection_and_leaves_nothing(tmp_path: Path) -> None:
    assert "refused the connection" in refusal(tmp_path / "new", mirrors.closed_port())
    assert not (tmp_path / "new").exists()


def test_a_name_that_nobody_knows_is_told_as_that(tmp_path: Path) -> None:
    assert "the name nowhere.invalid could not be resolved" in refusal(tmp_path, "http://nowhere.invalid/")


def test_each_mirrors_cause_is_told_once(tmp_path: Path) -> None:
    with serving(FILES, mirrors.error(404)) as first, serving(FILES, mirrors.false_content) as second:
        said = refusal(tmp_path, first.address, second.address)
    assert said.count("404") == 1 and said.count("hash is wrong") == 1


def test_a_bomb_is_unpacked_no_further_than_the_file_is_long(tmp_path: Path) -> None:
    bomb = gzip.compress(b"\0" * 60_000_000, 1)
    assert len(bomb) < len(PACKED)
    with serving({NAME: bomb}) as mirror:
        assert "hash is wrong" in refusal(tmp_path, mirror.address)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / NAME)
    with serving(FILES) as mirror:
        fetched(tmp_path, mirror.address)
    assert (tmp_path / NAME).read_bytes() == PACKED


def test_another_packing_of_the_same_content_is_as_good(tmp_path: Path) -> None:
    with serving({NAME: gzip.compress(CONTENT, 1, mtime=7)}) as mirror:
        fetched(tmp_path, mirror.address)
    assert gzip.decompress((tmp_path / NAME).read_bytes()) == CONTENT


def test_two_who_fetch_at_once_do_not_write_into_one_file(tmp_path: Path) -> None:
    with serving(FILES) as mirror:
        first = download.fetching("MNIST", (FILE,), [mirror.address], tmp_path, HINT)
        next(event for event in first if event.done)
        with pytest.raises(DatasetError, match="being downloaded by another"):
            fetched(tmp_path, mirror.address)
        list(first)
    assert (tmp_path / NAME).read_bytes() == PACKED


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with serving(FILES) as mirror, pytest.raises(StorageError, match="could not be written"):
        fetched(tmp_path / "file", mirror.address)
    assert (tmp_path / "file").read_text() == "in the way"


def test_a_disk_without_room_is_told_before_anything_is_fetched(tmp_path: Path) -> None:
    vast = Remote(name=NAME, bytes=10**18, content_bytes=1, content_sha256="")
    with pytest.raises(StorageError, match="There is no room for MNIST"):
        fetched(tmp_path / "new", mirrors.closed_port(), files=(vast,))
    assert not (tmp_path / "new").exists()


def test_what_has_come_already_needs_no_room_again(tmp_path: Path) -> None:
    large = Remote(name=NAME, bytes=shutil.disk_usage(tmp_path).free + 10**10, content_bytes=1, content_sha256="")
    with (tmp_path / f"{NAME}.part").open("wb") as part:
        part.truncate(2 * 10**10)  # a hole: it takes no room
    with pytest.raises(DatasetError, match="refused"):
        fetched(tmp_path, mirrors.closed_port(), files=(large,))
    (tmp_path / f"{NAME}.part").unlink()
    with pytest.raises(StorageError, match="There is no room for MNIST"):
        fetched(tmp_path, mirrors.closed_port(), files=(large,))


FULL_DISK = """
    import resource, signal, sys
    from pathlib import Path
    from digitpad.core.errors import StorageError
    from digitpad.learn import download, published_file
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # then a write over the limit fails as on a full disk
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    file = published_file.Remote(name=sys.argv[3], bytes=300_000, content_bytes=1, content_sha256="")
    try:
        list(download.fetching("MNIST", (file,), [sys.argv[1]], Path(sys.argv[2]), ""))
    except StorageError as error:
        print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits stand in for a full disk")
def test_a_disk_that_fills_up_is_told_and_freed_again(tmp_path: Path) -> None:
    with serving(FILES) as mirror:
        command = [sys.executable, "-c", textwrap.dedent(FULL_DISK), mirror.address, str(tmp_path), NAME]
        environment = {**os.environ, "no_proxy": "127.0.0.1"}
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment)
    assert "there is no room" in done.stdout, done.stderr
    assert list(tmp_path.iterdir()) == []

"""The user's own drawings: kept, found again, deleted, and never lost to a broken file."""

import dataclasses
import gzip
from pathlib import Path

import numpy as np
import pytest

from digitpad.core.errors import InkError
from digitpad.ink import files, my_drawings
from digitpad.ink.ink import Ink

SEVEN = Ink.from_strokes([[(0, 0), (60.5, 0), (20, 100)], [(10, 50), (50, 50)]])


def test_kept_drawings_are_found_in_their_order_with_their_labels(tmp_path: Path) -> None:
    assert my_drawings.load(tmp_path) == []
    first, second = my_drawings.add(tmp_path, SEVEN, "7"), my_drawings.add(tmp_path, SEVEN, "not a digit")
    found = my_drawings.load(tmp_path)
    assert [(drawing.word, drawing.key_id) for drawing in found] == [
        ("7", first.key_id), ("not a digit", second.key_id)
    ]  # fmt: skip
    assert first.key_id != second.key_id
    for one, other in zip(found[0].ink.strokes, SEVEN.strokes, strict=True):
        assert np.array_equal(one, other)
    assert files.read(my_drawings.path(tmp_path))[0].extra["writer"] == "me", "the file is an ink file like any other"


def test_a_deleted_drawing_is_gone_and_can_be_put_back(tmp_path: Path) -> None:
    first, second = my_drawings.add(tmp_path, SEVEN, "7"), my_drawings.add(tmp_path, SEVEN, "1")
    (gone,) = my_drawings.remove(tmp_path, [first.key_id])
    assert gone is not None and gone.word == "7"
    assert [drawing.key_id for drawing in my_drawings.load(tmp_path)] == [second.key_id]
    my_drawings.put(tmp_path, [gone])
    assert [drawing.word for drawing in my_drawings.load(tmp_path)] == ["1", "7"]
    assert my_drawings.remove(tmp_path, ["nobody"]) == []


def test_with_the_last_drawing_the_file_goes(tmp_path: Path) -> None:
    kept = my_drawings.add(tmp_path, SEVEN, "7")
    my_drawings.remove(tmp_path, [kept.key_id])
    assert not my_drawings.path(tmp_path).exists()
    assert my_drawings.load(tmp_path) == []


def test_a_broken_file_is_never_written_over(tmp_path: Path) -> None:
    my_drawings.path(tmp_path).parent.mkdir(parents=True)
    my_drawings.path(tmp_path).write_text("no ink\n")
    for change in (lambda: my_drawings.add(tmp_path, SEVEN, "7"), lambda: my_drawings.remove(tmp_path, ["x"])):
        with pytest.raises(InkError, match="mine"):
            change()
    assert my_drawings.path(tmp_path).read_text() == "no ink\n"


def test_what_was_kept_before_stays_as_it_is_to_the_byte(tmp_path: Path) -> None:
    first = b'{"key_id":"a","drawing":[[[0,1.0],[0,9]]],"from":{"a newer":["digitpad"]}}\n\n'
    my_drawings.path(tmp_path).parent.mkdir(parents=True)
    my_drawings.path(tmp_path).write_bytes(gzip.compress(first[:40]) + gzip.compress(first[40:]))
    my_drawings.add(tmp_path, SEVEN, "7")
    lines = gzip.decompress(my_drawings.path(tmp_path).read_bytes()).splitlines()
    assert (lines[0], len(lines)) == (first.strip(), 2)


@pytest.mark.parametrize(
    "content",
    [
        b'{"key_id":"a","drawing":[[[0,1],[0,9]]]}\n{"key_id":"b","draw',
        gzip.compress(b'{"key_id":"a","drawing":[[[0,1],[0,9]]]}\n', mtime=0)[:-9],
        b"\xff\xfe",
    ],
)
def test_a_file_that_breaks_off_is_not_written_over(tmp_path: Path, content: bytes) -> None:
    my_drawings.path(tmp_path).parent.mkdir(parents=True)
    my_drawings.path(tmp_path).write_bytes(content)
    with pytest.raises(InkError):
        my_drawings.add(tmp_path, SEVEN, "7")
    assert my_drawings.path(tmp_path).read_bytes() == content


def test_of_drawings_of_one_name_all_that_go_are_given_and_come_back(tmp_path: Path) -> None:
    """Such as a file that somebody put together of two."""
    first, second = my_drawings.add(tmp_path, SEVEN, "7"), my_drawings.add(tmp_path, SEVEN, "1")
    my_drawings.put(tmp_path, [dataclasses.replace(first, word="9")])
    gone = my_drawings.remove(tmp_path, [first.key_id])
    assert [drawing.word for drawing in gone] == ["7", "9"]
    assert [drawing.key_id for drawing in my_drawings.load(tmp_path)] == [second.key_id]
    my_drawings.put(tmp_path, gone)
    assert [drawing.word for drawing in my_drawings.load(tmp_path)] == ["1", "7", "9"]


def test_several_are_deleted_and_brought_back_in_one_writing_or_not_at_all(tmp_path: Path) -> None:
    """A disk that fills up halfway through must not have deleted what no Undo was offered for."""
    names = [my_drawings.add(tmp_path, SEVEN, str(number)).key_id for number in range(4)]
    before = my_drawings.path(tmp_path).stat().st_ino
    gone = my_drawings.remove(tmp_path, names[:3])
    after = my_drawings.path(tmp_path).stat().st_ino
    assert before != after and [drawing.key_id for drawing in gone] == names[:3]
    my_drawings.put(tmp_path, gone)
    assert [drawing.key_id for drawing in my_drawings.load(tmp_path)] == [names[3], *names[:3]]
    broken = dataclasses.replace(gone[0], extra={"x": float("nan")})
    content = my_drawings.path(tmp_path).read_bytes()
    with pytest.raises(ValueError):
        my_drawings.put(tmp_path, [gone[1], broken])
    assert my_drawings.path(tmp_path).read_bytes() == content


LINE = b'{"word":"7","key_id":"%s","drawing":[[[0,1,5],[0,9,8]]]}\n'
A, B = LINE % b"a", LINE % b"b"


@pytest.mark.parametrize(
    ("content", "left"),
    [
        (A + b"no ink\n" + B, "ab"),
        (gzip.compress(A + B + b'{"drawing": 5}', mtime=0), "ab"),
        (b"\xff\xfe\n" + A, "a"),
        (gzip.compress(A + bytes(np.random.default_rng(0).integers(32, 99, 9000).tolist()), mtime=0)[:4000], "a"),
        (b"no ink\n", ""),
        (b"", ""),
    ],
)
def test_what_can_be_read_of_a_broken_file_is_kept_and_the_file_itself_beside(
    tmp_path: Path, content: bytes, left: str
) -> None:
    place = my_drawings.path(tmp_path)
    place.parent.mkdir(parents=True)
    place.write_bytes(content)
    said = my_drawings.mended(tmp_path)
    assert f" {len(left)} drawing" in said and "mine.ndjson.gz.broken" in said
    assert place.with_name("mine.ndjson.gz.broken").read_bytes() == content
    assert [drawing.key_id for drawing in my_drawings.load(tmp_path)] == list(left)
    my_drawings.add(tmp_path, SEVEN, "7")
    assert len(my_drawings.load(tmp_path)) == len(left) + 1
    assert my_drawings.mended(tmp_path) == ""


def test_a_whole_file_an_absent_one_and_one_that_nobody_may_change_stay_as_they_are(tmp_path: Path) -> None:
    assert my_drawings.mended(tmp_path) == ""
    my_drawings.add(tmp_path, SEVEN, "7")
    before = my_drawings.path(tmp_path).stat()
    assert my_drawings.mended(tmp_path) == ""
    assert my_drawings.path(tmp_path).stat().st_ino == before.st_ino
    my_drawings.path(tmp_path).unlink()
    my_drawings.path(tmp_path).mkdir()
    assert my_drawings.mended(tmp_path) == ""
    assert my_drawings.path(tmp_path).is_dir()

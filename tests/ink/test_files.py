"""Ink files: what is written comes back, and every mistake in one is named with its line."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.errors import InkError, StorageError
from digitpad.ink.files import Drawing, parse, read, to_line, write
from digitpad.ink.ink import Ink
from tests.ink.sample import SAMPLE, drawings

GOOD = '{"word":"7","key_id":"a","drawing":[[[1,2],[3,4]]]}'

numbers = st.floats(-1e6, 1e6) | st.integers(-(10**6), 10**6).map(float)
strokes = st.lists(st.tuples(numbers, numbers), min_size=1, max_size=6)
json_values = (
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5) | st.lists(st.integers(0, 9))
)
extras = st.dictionaries(st.text(max_size=5).filter(lambda key: key not in ("word", "key_id", "drawing")), json_values)


@given(
    st.lists(strokes, max_size=4),
    st.none() | st.text(max_size=3),
    st.text(min_size=1, max_size=9),
    extras,
    st.booleans(),
)
def test_a_drawing_comes_back_from_its_line(points, word, key_id, extra, timed) -> None:
    times = [[i * 8.5 for i in range(len(stroke))] for stroke in points] if timed and points else None
    drawing = Drawing(Ink.from_strokes(points), word, key_id, times, extra)
    again = parse(to_line(drawing))
    assert [stroke.tolist() for stroke in again.ink.strokes] == [stroke.tolist() for stroke in drawing.ink.strokes]
    assert (again.word, again.key_id, again.times, again.extra) == (word, key_id, times, extra)
    assert list(again.extra) == list(extra)
    assert to_line(again) == to_line(drawing)


@pytest.mark.parametrize("name", ["ink.ndjson", "ink.ndjson.gz"])
def test_a_file_comes_back_whole(tmp_path: Path, name: str) -> None:
    write(tmp_path / name, drawings())
    unpack = gzip.decompress if name.endswith(".gz") else bytes
    theirs = [json.loads(line) for line in SAMPLE.read_text().splitlines()]
    ours = [json.loads(line) for line in unpack((tmp_path / name).read_bytes()).splitlines()]
    assert ours == theirs
    assert [list(row) for row in ours] == [list(row) for row in theirs]
    assert [to_line(drawing) for drawing in read(tmp_path / name)] == [to_line(drawing) for drawing in drawings()]


def test_the_same_drawings_make_the_same_file(tmp_path: Path) -> None:
    for name in ("one.ndjson.gz", "two.ndjson.gz"):
        write(tmp_path / name, drawings())
    assert (tmp_path / "one.ndjson.gz").read_bytes() == (tmp_path / "two.ndjson.gz").read_bytes()


def test_gzip_is_told_by_its_content_not_its_name(tmp_path: Path) -> None:
    (tmp_path / "packed.ndjson").write_bytes(gzip.compress(GOOD.encode()))
    (tmp_path / "plain.ndjson.gz").write_bytes(GOOD.encode())
    assert len(read(tmp_path / "packed.ndjson")) == len(read(tmp_path / "plain.ndjson.gz")) == 1


def test_blank_lines_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_bytes(b"\xef\xbb\xbf" + f"{GOOD}\r\n\r\n   \n{GOOD}".encode())
    assert [drawing.word for drawing in read(tmp_path / "a.ndjson")] == ["7", "7"]


def test_what_a_line_leaves_out_is_filled_in(tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_text('{"drawing": []}\n{"word": 7, "drawing": [[[1],[2]], [[],[]], []]}\n')
    empty, dot = read(tmp_path / "a.ndjson")
    assert not empty.ink
    assert (empty.word, empty.key_id, empty.times, empty.extra) == (None, "a.ndjson:1", None, {})
    assert (dot.word, dot.key_id, len(dot.ink.strokes)) == ("7", "a.ndjson:2", 1)


def test_times_stay_with_their_strokes() -> None:
    drawing = parse('{"key_id":"t","drawing":[[[1,2],[3,4],[0,8.5]],[[],[],[]],[[5],[6]]]}')
    assert drawing.times == [[0, 8.5], []]
    assert json.loads(to_line(drawing))["drawing"] == [[[1, 2], [3, 4], [0, 8.5]], [[5], [6]]]


def test_times_since_1970_are_times() -> None:
    assert parse('{"drawing":[[[1],[2],[1700000000123]]]}').times == [[1700000000123.0]]


MISTAKES = {
    "no object": "[1]",
    "no JSON": "{'drawing': []}",
    "cut short": GOOD[:-5],
    "no drawing": '{"word": "7"}',
    "drawing a number": '{"drawing": 7}',
    "stroke a number": '{"drawing": [7]}',
    "stroke of one list": '{"drawing": [[[1, 2]]]}',
    "points instead of lists": '{"drawing": [[[1, 2], 3]]}',
    "lengths differ": '{"drawing": [[[1, 2], [3]]]}',
    "times differ": '{"drawing": [[[1, 2], [3, 4], [0]]]}',
    "texts": '{"drawing": [[["1"], [2]]]}',
    "true": '{"drawing": [[[true], [2]]]}',
    "null": '{"drawing": [[[null], [2]]]}',
    "NaN": '{"drawing": [[[NaN], [2]]]}',
    "infinity": '{"drawing": [[[1e999], [2]]]}',
    "a huge number": '{"drawing": [[[1' + "0" * 400 + "], [2]]]}",
    "too far": '{"drawing": [[[1e10], [2]]]}',
    "a list for a word": '{"word": [7], "drawing": []}',
    "true for a key": '{"key_id": true, "drawing": []}',
    "too deep": "[" * 100_000,
    "a number of a million digits": '{"drawing": ' + "1" * 1_000_000 + "}",
}


@pytest.mark.parametrize("line", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named_with_file_and_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "mine.ndjson"
    path.write_text(f"{GOOD}\n\n{line}\n{GOOD}\n")
    with pytest.raises(InkError) as caught:
        read(path)
    assert caught.value.message.startswith(f"{path}, line 3: ")
    assert caught.value.hint
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("content", [b"", b"\n \n", gzip.compress(b"", mtime=0), b"\xef\xbb\xbf"])
def test_an_empty_file_is_said_to_hold_no_drawing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "e.ndjson").write_bytes(content)
    with pytest.raises(InkError, match=r"e\.ndjson holds no drawing"):
        read(tmp_path / "e.ndjson")


@pytest.mark.parametrize(
    "content", ["\ufefful".encode("utf-16"), b"\x89PNG\r\n\x1a\n", b'{"word":"\xff"}', "é".encode("latin-1")]
)
def test_bytes_that_are_no_text_are_named_with_their_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.ndjson").write_bytes(GOOD.encode() + b"\n" + content)
    with pytest.raises(InkError, match=r"b\.ndjson, line 2: this is not UTF-8 text"):
        read(tmp_path / "b.ndjson")


def test_damaged_gzip_is_told_from_its_first_bad_byte(tmp_path: Path) -> None:
    whole = gzip.compress(SAMPLE.read_bytes())
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 0xFF
    for number, content in enumerate((b"\x1f\x8bnope", whole[: len(whole) // 2], whole[:-4], bytes(flipped))):
        path = tmp_path / f"{number}.ndjson.gz"
        path.write_bytes(content)
        with pytest.raises(InkError) as caught:
            read(path)
        assert path.name in caught.value.message


def test_files_that_cannot_be_opened_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.ndjson", tmp_path):
        with pytest.raises(InkError, match="could not be read"):
            read(path)


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "mine.ndjson"
    write(path, drawings()[:2])
    before = path.read_bytes()

    def broken():
        yield drawings()[0]
        raise RuntimeError("the source failed")

    with pytest.raises(RuntimeError, match="the source failed"):
        write(path, broken())
    assert path.read_bytes() == before
    assert [child.name for child in path.parent.iterdir()] == ["mine.ndjson"]


def test_a_place_that_cannot_be_written_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StorageError):
        write(tmp_path / "file" / "mine.ndjson", drawings()[:1])
    (tmp_path / "taken.ndjson").mkdir()
    with pytest.raises(StorageError):
        write(tmp_path / "taken.ndjson", drawings()[:1])
    assert sorted(child.name for child in tmp_path.iterdir()) == ["file", "taken.ndjson"]


def test_points_are_kept_to_the_last_bit() -> None:
    ink = Ink((np.array([[0.1 + 0.2, 1e-300], [-0.0, 123456789.25]]),))
    assert np.array_equal(parse(to_line(Drawing(ink))).ink.strokes[0], ink.strokes[0])

"""Hostile ink: files that unpack without end, name a stroke for ever or nest in each other are a sentence, soon."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from digitpad.core.errors import InkError
from digitpad.core.limits import DRAWING_POINTS, DRAWING_STROKES
from digitpad.ink import files, importers
from digitpad.ink.ink import Ink
from tests.peak import cost_of

STROKE = ".PEN_DOWN\n1 1\n2 2\n"


def _line_without_end(path: Path) -> None:
    with gzip.open(path, "wb") as file:
        file.write(b'{"a": "')
        for _ in range(600):
            file.write(b"x" * 1_000_000)


def _blank_lines(path: Path) -> None:
    path.write_bytes(gzip.compress(b"\n" * 50_000_000))


def _lists(path: Path) -> None:
    path.write_bytes(gzip.compress(b'{"drawing": [[[1], [2]]], "a": [' + b"[]," * 1_000_000 + b"1]}"))


def _unpacked_strokes(path: Path) -> None:
    with gzip.open(path, "wb") as file:
        file.write(b'.SEGMENT DIGIT 0 ? "4"\n.COMMENT 4 12 1\n.PEN_DOWN\n')
        for _ in range(60):
            file.write(b" 1 1\n" * 200_000)


def _label_without_end(path: Path) -> None:
    path.write_text('.VERSION 1\n.SEGMENT CHARACTER 0 OK "' + '\\"' * 400_000 + "\n" + STROKE)


def _same_strokes_again(path: Path) -> None:
    path.write_text(".VERSION 1\n" + '.SEGMENT CHARACTER 0-2999 OK "7"\n' * 3000 + STROKE * 3000)


def _tree_of_files(path: Path) -> None:
    for depth in range(7):
        inner = "".join(f".INCLUDE {path.stem}{depth + 1}-{n}.dat\n" for n in range(12)) if depth < 6 else STROKE
        for number in range(12):
            (path.parent / f"{path.stem}{depth}-{number}.dat").write_text(".VERSION 1\n" + inner)
    path.write_text(f".INCLUDE {path.stem}0-0.dat\n")


def _groups(path: Path) -> None:
    group = '<traceGroup><annotation type="truth">7</annotation><trace>1 2, 3 4</trace></traceGroup>\n'
    path.write_text("<ink>" + group * 20_000 + "</ink>")


def _elements(path: Path) -> None:
    path.write_bytes(gzip.compress(b"<ink>" + b"<a/>" * 600_000 + b"</ink>"))


# file -> how it is made, and what is said of it; nothing: it is read
HOSTILE: dict[str, tuple[Callable[[Path], None], str]] = {
    "line.ndjson.gz": (_line_without_end, "500,000,000 bytes"),
    "blank.ndjson.gz": (_blank_lines, "2,000,000 lines"),
    "lists.ndjson.gz": (_lists, "10,000 values"),
    "unpacked.tra.gz": (_unpacked_strokes, "50,000,000 bytes"),
    "label.dat": (_label_without_end, ""),
    "again.dat": (_same_strokes_again, "2,000,000 strokes"),
    "tree.dat": (_tree_of_files, "include each other"),
    "groups.inkml": (_groups, ""),
    "elements.inkml": (_elements, "500,000 elements"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_soon_and_leaves_the_memory(tmp_path: Path, name: str) -> None:
    write, said = HOSTILE[name]
    write(tmp_path / name)
    code = f"""
import warnings
from pathlib import Path
from digitpad.core.errors import InkError
from digitpad.ink import files, importers
path, said = Path({str(tmp_path / name)!r}), {said!r}
try:
    (files.read if ".ndjson" in path.name else importers.read)(path)
    assert not said
except InkError as error:
    assert said and said in str(error), error
"""
    cost = cost_of(code)
    assert cost.megabytes < 400
    assert cost.seconds < 60  # on however busy a machine; alone a few


def test_what_people_draw_is_within_the_limits_and_no_more(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    axis = list(range(100_000))
    path.write_text(f'{{"drawing": [[{axis}, {axis}]]}}\n')
    (drawing,) = files.read(path)
    assert len(drawing.ink.strokes[0]) == 100_000
    with pytest.raises(InkError, match="300,001 points"):
        files.parse(f'{{"drawing": [[{[1] * (DRAWING_POINTS + 1)}, {[1] * (DRAWING_POINTS + 1)}]]}}')
    with pytest.raises(InkError, match="20,001 strokes"):
        files.parse(f'{{"drawing": {[[[1], [1]]] * (DRAWING_STROKES + 1)}}}')
    with pytest.raises(InkError, match="20,001 strokes"):
        Ink.from_strokes([[(1, 1)]] * (DRAWING_STROKES + 1))


def test_a_line_that_is_too_long_costs_the_others_nothing(tmp_path: Path) -> None:
    good = b'{"drawing": [[[1], [2]]]}\n'
    (tmp_path / "a.ndjson.gz").write_bytes(gzip.compress(good + b'{"a": "' + b"x" * 25_000_000 + b'"}\n' + good))
    found = list(files.read_each(tmp_path / "a.ndjson.gz"))
    assert [isinstance(each, InkError) for each in found] == [False, True, False]
    assert "line 2: The line is longer than 20,000,000 bytes" in str(found[1])


def test_halves_of_characters_do_not_get_in(tmp_path: Path) -> None:
    line = r'{"word": "\ud800", "key_id": "a\udfff\ud83d\ude00", "writer": "\ud800", "drawing": [[[1], [2]]]}'
    drawing = files.parse(line)
    assert (drawing.word, drawing.key_id, drawing.extra) == ("�", "a�😀", {"writer": "�"})


def test_a_folder_deeper_than_anybodys_is_a_sentence(tmp_path: Path) -> None:
    inner = tmp_path
    for _ in range(40):
        inner = inner / "a"
    inner.mkdir(parents=True)
    (error,) = importers.read_each([tmp_path])
    assert isinstance(error, InkError) and "30 deep" in str(error)


def test_large_files_of_other_kinds_in_a_folder_are_passed_over(tmp_path: Path) -> None:
    with (tmp_path / "film.mp4").open("wb") as file:
        file.truncate(100_000_000)
    (tmp_path / "a.ndjson").write_text('{"word": "7", "drawing": [[[1], [2]]]}\n')
    (found,) = importers.read_each([tmp_path])
    assert isinstance(found, importers.Imported) and found.path.name == "a.ndjson"

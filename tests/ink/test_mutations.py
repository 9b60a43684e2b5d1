"""Ink files and public originals changed anywhere: each is read, or one sentence that names it; nothing else, ever."""

from pathlib import Path

import pytest

from digitpad.core.errors import DatasetError, InkError
from digitpad.ink import files, importers
from digitpad.ink.glyph import glyph
from digitpad.learn import idx
from tests.ink.importers.originals import INKML, PENDIGITS, UJI, UNIPEN
from tests.journeys.mutants import COUNTS, mutants

INK = (
    '{"word": "7", "key_id": "a", "writer": "w", "drawing": [[[1, 2.5], [3, 4], [0, 10]], [[5], [6], [20]]]}\n'
    '{"word": "8", "key_id": "b", "more": {"a": [1, 2]}, "drawing": [[[1, 2, 3], [4, 5, 6]]]}\n'
)
IDX = bytes.fromhex("00000803 00000002 00000003 00000002") + bytes(range(12))
FORMATS = {
    "a.ndjson": (INK, (b"[]", b"{}", b'"drawing": ', b"[" * 2000, b"NaN")),
    "a.inkml": (INKML, (b"<!DOCTYPE a>", b"&a;", b"<trace>", b"<ink>", b'encoding="x-evil"', b"#" + b"F" * 300, b"'")),
    "a.dat": (UNIPEN, (b".INCLUDE a.dat\n", b".SEGMENT ", b'"', b"0-99", b"1:2-3:4", b".COORD X\n", b".PEN_DOWN\n")),
    "a.tra": (PENDIGITS, (b".INCLUDE a.tra\n", b".SEGMENT DIGIT ", b".COMMENT 1 2 3\n", b"\\", b".PEN_UP\n")),
    "a.txt": (UJI, (b"WORD 7 a\n", b"NUMSTROKES 1\n", b"POINTS 1 # 1 1\n", b"#", b"//")),
}


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("name", FORMATS)
def test_ink_changed_anywhere_is_read_or_a_sentence(tmp_path: Path, name: str, count: int) -> None:
    path, (text, words) = tmp_path / name, FORMATS[name]
    for content in mutants(text.encode(), count, words):
        path.write_bytes(content)
        try:
            drawings = importers.read(path).drawings
            files.write(tmp_path / "out.ndjson", drawings)
            assert not drawings or [drawing.word for drawing in files.read(tmp_path / "out.ndjson")]
            for drawing in drawings[:1]:
                glyph(drawing.ink)
        except InkError as error:
            assert str(path) in error.message and error.hint and len(str(error)) < 500


@pytest.mark.parametrize("count", COUNTS)
def test_an_idx_file_changed_anywhere_is_read_or_a_sentence(tmp_path: Path, count: int) -> None:
    path = tmp_path / "a"
    for content in mutants(IDX, count, (b"\0\0\x08\x03", b"\xff\xff\xff\xff", b"\x1f\x8b\x08\0")):
        path.write_bytes(content)
        try:
            idx.read(path, 3)
        except DatasetError as error:
            assert str(path) in error.message and error.hint

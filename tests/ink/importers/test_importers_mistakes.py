"""Public originals that are broken: mistakes name the file and the line, and what is no original is said to be so."""

import gzip
from pathlib import Path

import pytest

from digitpad.core.errors import InkError
from digitpad.ink import importers
from tests.ink.importers.originals import INKML, PENDIGITS, UJI, UNIPEN, written

MISTAKES = {
    "a word for a number": ("a.tra", PENDIGITS.replace(" 150 150", " 150 x"), 13),
    "a lone number": ("b.tra", PENDIGITS.replace(" 150 150", " 150"), 13),
    "infinity": ("c.tra", PENDIGITS.replace(" 150 150", " 150 inf"), 13),
    "a stroke that is not there": ("d.tra", PENDIGITS.replace("DIGIT 2", "DIGIT 99"), 17),
    "a range of a billion": ("e.tra", PENDIGITS.replace("DIGIT 2", "DIGIT 2-1000000000"), 17),
    "half a range": ("f.tra", PENDIGITS.replace("DIGIT 2", "DIGIT 2-"), 17),
    "no Y": ("g.dat", UNIPEN.replace("X Y T P", "X T"), 5),
    "a way out": ("h.dat", UNIPEN.replace(".VERSION 1.0", ".INCLUDE ../../etc/passwd"), 1),
    "an absolute way": ("i.dat", UNIPEN.replace(".VERSION 1.0", ".INCLUDE /etc/passwd"), 1),
    "strokes missing": ("j.txt", UJI.replace("NUMSTROKES 2", "NUMSTROKES 3"), 2),
    "points missing": ("k.txt", UJI.replace("POINTS 3", "POINTS 4"), 4),
    "no count": ("l.txt", UJI.replace("POINTS 3", "POINTS many"), 4),
    "an unknown keyword": ("m.txt", UJI.replace("  POINTS 3", "  PINTS 3"), 4),
    "a word without a name": ("n.txt", UJI.replace(" trn_UJI_W01-02", ""), 2),
    "XML that breaks off": ("o.inkml", INKML[:-10], 13),
    "no such trace": ("p.inkml", INKML.replace('Ref="0"', 'Ref="9"'), 11),
    "a trace of words": ("q.inkml", INKML.replace("0.01 30 20", "0.01 thirty 20"), 7),
    "a point cut short": ("r.inkml", INKML.replace("0.01 30 20", "0.01 30"), 7),
    "an entity bomb": ("s.inkml", '<!DOCTYPE ink [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>\n' + INKML[22:], 1),
    "a nest": ("t.inkml", "<ink>\n" + "<traceGroup>" * 5000 + "</traceGroup>" * 5000 + "</ink>", 2),
}  # fmt: skip


@pytest.mark.parametrize(("name", "text", "line"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named_with_file_and_line(tmp_path: Path, name: str, text: str, line: int) -> None:
    path = written(tmp_path, name, text)
    with pytest.raises(InkError) as caught:
        importers.read(path)
    assert caught.value.message.startswith(f"{path}, line {line}: ")
    assert caught.value.hint
    assert len(str(caught.value)) < 400


def test_files_that_include_each_other_end(tmp_path: Path) -> None:
    written(tmp_path, "a.dat", ".INCLUDE b.dat\n")
    written(tmp_path, "b.dat", ".INCLUDE a.dat\n")
    with pytest.raises(InkError, match="include each other"):
        importers.read(tmp_path / "a.dat")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no format"),
        (b"hello\nworld", "no format"),
        (b"\x89PNG\r\n\x1a\n", "no format"),
        (b"<html></html>", "no format"),
        (b"\x1f\x9d\x90", "compress"),
        (gzip.compress(PENDIGITS.encode(), mtime=0)[:-9], "gzip"),
    ],
)
def test_what_cannot_be_imported_is_said_to_be_so(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(InkError, match=said) as caught:
        importers.read(tmp_path / "x")
    assert str(tmp_path / "x") in caught.value.message and caught.value.hint

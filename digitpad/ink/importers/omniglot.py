r"""Omniglot's strokes (Lake, Salakhutdinov and Tenenbaum 2015): a file for each drawing. Imports numpy and ink.

    START                    strokes_background/Balinese/character01/0108_01.txt
    26.0,-33.0,0.0           x, y and milliseconds
    BREAK                    the stroke is over; its first two numbers may be all there are

What is drawn is told by the folders, who drew it by the file's last number. y goes up, from 0 at the top; here it is
turned down. The characters are of fifty alphabets: what their `word` says has several letters, and is no digit.
"""

import re
from collections.abc import Iterator

import numpy as np

from digitpad.core.language import tr
from digitpad.ink.file_size import FileSize
from digitpad.ink.files import Drawing
from digitpad.ink.importers.source_file import SourceFile
from digitpad.ink.ink import Ink

_BEGINNING = re.compile(rb"(?:\xef\xbb\xbf)?\s*START\s*\n[^\n,]+,[^\n,]+")
_CHARACTER, _DRAWER = re.compile(r"character(\d{1,4})", re.ASCII), re.compile(r"\d{1,6}_(\d{1,4})", re.ASCII)


def recognises(source: SourceFile) -> bool:
    """Whether it begins as such a file does."""
    return _BEGINNING.match(source.content) is not None


def read(source: SourceFile) -> Iterator[Drawing]:
    """The drawing of a file. Raises InkError."""
    size = FileSize(source.path)
    strokes: list[list[list[float]]] = []
    stroke: list[list[float]] = []
    for number, line in source.lines():
        if line in ("START", "BREAK"):
            strokes += [stroke] if stroke else []
            stroke = []
            continue
        values = source.numbers(number, line.split(","))
        if len(values) < 2:
            source.fail(number, tr("a point has an x and a y."))
        size.count(points=1)
        stroke.append(values[:3])
    strokes += [stroke] if stroke else []
    size.count(drawings=1, strokes=len(strokes))
    if strokes:
        yield _drawing(source, strokes)


def _drawing(source: SourceFile, strokes: list[list[list[float]]]) -> Drawing:
    ink = Ink(tuple(np.array([(point[0], -point[1]) for point in stroke]) for stroke in strokes))
    is_timed = all(len(point) == 3 for stroke in strokes for point in stroke)
    times = [[point[2] for point in stroke] for stroke in strokes] if is_timed else None
    path = source.path.resolve()  # by its folders it is told what it is, also where one stands in them
    character, drawer = _CHARACTER.fullmatch(path.parent.name), _DRAWER.fullmatch(path.name.partition(".")[0])
    place = f"{path.parent.parent.name}-{int(character[1]):02d}" if character else path.stem
    writer = f"omniglot-{int(drawer[1]):02d}" if drawer else "omniglot"
    key = f"omniglot-{place}" + (f"-{int(drawer[1]):02d}" if drawer else "")
    word = f"{path.parent.parent.name} {int(character[1]):02d}" if character else None
    return Drawing(ink, word, key, times, extra={"source": "omniglot", "writer": writer, "file": path.name})

"""UJI Pen Characters, version 2 (Llorens et al., UCI, 2009): one text file of all writers. Imports numpy and ink.

    // a comment
    WORD 7 trn_UJI_W01-02
      NUMSTROKES 1
      POINTS 3 # 527 688 527 700 530 712

`trn` or `tst` is the set, `UJI` or `UPV` the university, W01 the writer and 02 the session. y goes down.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from digitpad.core.language import tr, tr_n
from digitpad.core.limits import DRAWING_POINTS
from digitpad.ink.file_size import SPLIT_HINT, FileSize
from digitpad.ink.files import Drawing
from digitpad.ink.importers.source_file import SourceFile, whole
from digitpad.ink.ink import Ink, Points

_ID = re.compile(r"(?P<part>\w+?)_(?P<place>\w+?)_(?P<writer>W\d+)-(?P<session>\d+)")


@dataclass(slots=True)
class _Word:
    """A drawing that is being read."""

    line: int
    label: str
    name: str
    strokes: int | None = None
    read: list[Points] = field(default_factory=list)


def recognises(source: SourceFile) -> bool:
    """Whether the first line that is no comment begins a word."""
    first = next((line for _, line in source.lines() if not line.startswith("//")), "")
    return first.split()[:1] == ["WORD"] and b"NUMSTROKES" in source.content


def read(source: SourceFile) -> Iterator[Drawing]:
    """Every word as a drawing. Raises InkError."""
    word: _Word | None = None
    size = FileSize(source.path)
    for number, line in source.lines():
        if line.startswith("//"):
            continue
        keyword, *rest = line.split()
        if keyword == "WORD":
            if word is not None:
                yield _drawing(source, word)
            if len(rest) != 2:
                source.fail(number, tr("after WORD there should be a character and a name."))
            word = _Word(number, rest[0], rest[1])
            size.count(drawings=1)
        elif word is None:
            source.fail(number, tr("there is no WORD before {keyword}.", keyword=keyword))
        elif keyword == "NUMSTROKES":
            word.strokes = _count(source, number, rest)
        elif keyword == "POINTS":
            word.read.append(_stroke(source, number, rest))
            size.count(strokes=1, points=len(word.read[-1]))
        else:
            source.fail(number, tr("{keyword!r} is no keyword of this format.", keyword=keyword[:20]))
    if word is not None:
        yield _drawing(source, word)


def _count(source: SourceFile, number: int, words: list[str]) -> int:
    if not words or not (words[0].isascii() and words[0].isdecimal()):
        source.fail(number, tr("a count is missing."))
    return whole(words[0])


def _stroke(source: SourceFile, number: int, words: list[str]) -> Points:
    count = _count(source, number, words)
    if count > DRAWING_POINTS:
        source.fail(
            number,
            tr(
                "a stroke of {count:,} points is not read; up to {drawing_points:,} are.",
                count=count,
                drawing_points=DRAWING_POINTS,
            ),
            SPLIT_HINT,
        )
    values = source.numbers(number, [word for word in words[1:] if word != "#"])
    if len(values) != 2 * count:
        source.fail(
            number,
            tr_n(
                "{count} point is announced, but {found} coordinates follow.",
                "{count} points are announced, but {found} coordinates follow.",
                count,
                found=len(values),
            ),
        )
    return np.asarray(values, np.float64).reshape(-1, 2)


def _drawing(source: SourceFile, word: _Word) -> Drawing:
    if word.strokes != len(word.read):
        source.fail(
            word.line,
            tr_n(
                "{count} stroke is announced, but {found} follow.",
                "{count} strokes are announced, but {found} follow.",
                word.strokes or 0,
                found=len(word.read),
            ),
        )
    known = _ID.fullmatch(word.name)
    writer = known["writer"] if known else word.name
    session = f"-{known['session']}" if known else ""
    extra = {"source": "ujipen", "writer": writer, "file": source.path.name, "seg": word.name}
    ink = Ink(tuple(stroke for stroke in word.read if len(stroke)))
    return Drawing(ink, word.label, f"ujipen-{writer}{session}-{word.label}", extra=extra)

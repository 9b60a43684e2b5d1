r"""LipiTk's digits (HP Labs India): UNIPEN without labels, a file for each drawing. Imports numpy and ink.

    00/000004t02.txt         the second trial of class 4, by the writer of that folder
    .PEN_DOWN
     3737 436

The class is in the file's name. y goes down, unlike in other UNIPEN files.
"""

import re
from collections.abc import Iterator

import numpy as np

from digitpad.core.records import DIGITS
from digitpad.ink.files import Drawing
from digitpad.ink.importers import unipen
from digitpad.ink.importers.source_file import SourceFile
from digitpad.ink.ink import Ink

_NAME = re.compile(r"0*(\d)t\d{1,4}\.txt(\.gz)?", re.ASCII)


def recognises(source: SourceFile) -> bool:
    """Whether it is UNIPEN that its name says the class of."""
    return _NAME.fullmatch(source.path.name) is not None and unipen.recognises(source)


def read(source: SourceFile) -> Iterator[Drawing]:
    """The drawing of a file: all strokes with the pen down. Raises InkError."""
    document = unipen.load(source)
    strokes = [part for part in document.components if part.down]
    named = _NAME.fullmatch(source.path.name)
    if not strokes or named is None:
        return
    columns = [[part.axes.index(axis) for axis in "XY"] for part in strokes]
    ink = Ink(tuple(np.ascontiguousarray(part.values[:, at]) for part, at in zip(strokes, columns, strict=True)))
    folder = source.path.resolve().parent.name
    writer = f"lipitk-{folder.removeprefix('usr').lstrip('_') or folder}"
    extra = {"source": "lipitk", "writer": writer, "file": source.path.name}
    yield Drawing(ink, DIGITS[int(named[1])], f"{writer}-{source.path.name.partition('.')[0]}", extra=extra)

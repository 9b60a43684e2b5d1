r"""UCI's Pen-Based Recognition of Handwritten Digits, the originals (.tra, .tes). Imports numpy and ink.

They are UNIPEN, with the digit, the writer and the number of the sample in a comment:

    .SEGMENT DIGIT 0-1 ? "4"
    .COMMENT 4 12 224

Points lie in a box of 500 x 500, y up; here y goes down. Alpaydin and Alimoglu, 1998.
"""

import re
from collections.abc import Iterator

import numpy as np

from digitpad.ink.files import Drawing
from digitpad.ink.importers import unipen
from digitpad.ink.importers.source_file import SourceFile
from digitpad.ink.ink import Ink

BOX = 500
PARTS = {".tra": "tr", ".tes": "te"}  # training and test writers are numbered apart
_COMMENT = re.compile(r"(\d) +(\d{1,9}) +(\d{1,9})", re.ASCII)
_BEGINNING = re.compile(rb"\.SEGMENT\s+DIGIT\b[^\n]*\n\s*\.COMMENT\s+\d\s+\d+\s+\d+\s*\n")


def recognises(source: SourceFile) -> bool:
    """Whether it is UNIPEN whose digits are followed by such comments."""
    return unipen.recognises(source) and _BEGINNING.search(source.content) is not None


def read(source: SourceFile) -> Iterator[Drawing]:
    """Every digit as a drawing. Raises InkError."""
    document = unipen.load(source)
    part = PARTS.get(source.path.name.removesuffix(".gz")[-4:], "w")
    for number, segment, strokes in unipen.labelled(document):
        x, y = (document.axes.index(axis) for axis in "XY")
        ink = Ink(tuple(np.column_stack([stroke.values[:, x], BOX - stroke.values[:, y]]) for stroke in strokes))
        comment = _COMMENT.fullmatch(segment.comment)
        writer = f"{part}{comment[2]}" if comment else source.path.stem
        key = f"pendigits-{writer}-{int(comment[3]):03d}" if comment else f"pendigits-{source.path.stem}-{number:05d}"
        extra = {"source": "pendigits", "writer": writer, "file": source.path.name, "seg": str(number)}
        yield Drawing(ink, segment.label, key, extra=extra | {"box": [BOX, BOX]})

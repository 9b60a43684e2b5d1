"""How much of one file has been read, held against the limits, whatever its format. Imports limits and errors."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from digitpad.core import limits
from digitpad.core.errors import InkError
from digitpad.core.language import mark, tr

SPLIT_HINT = mark("Split it into several files.")
MOST = {
    "drawings": limits.FILE_DRAWINGS, "strokes": limits.FILE_STROKES, "points": limits.FILE_POINTS,
    "values": limits.FILE_VALUES,
}  # fmt: skip


class TooMuchInkError(InkError):
    """A file holds more than is read, however good its lines are."""


class FileSize:
    """What has been read of one file so far: drawings, strokes, points, and values that are kept as they are."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = dict.fromkeys(MOST, 0)

    def count(self, **more: int) -> None:
        """Counts so many more. Raises TooMuchInkError."""
        for what, number in more.items():
            self._read[what] += number
            if self._read[what] > MOST[what]:
                said = tr(
                    "{path} holds more than {most:,} {what}, which is too much for one file.",
                    path=self._path,
                    most=MOST[what],
                    what=what,
                )
                raise TooMuchInkError(said, SPLIT_HINT)


def values_in(extra: Mapping[str, Any]) -> int:
    """How many values there are in it, those within each other too.

    Raises InkError where it is nested too deeply or holds a number that no file can (1e999 is read as infinity).
    """
    count, level = 0, list(extra.values())
    for _ in range(limits.JSON_DEPTH):
        count += len(level)
        if any(isinstance(value, float) and not math.isfinite(value) for value in level):
            raise InkError(tr("The line has a number out of reach."), tr("Remove NaN, infinity and what is as large."))
        inner = [value for value in level if isinstance(value, dict | list)]
        level = [each for value in inner for each in (value.values() if isinstance(value, dict) else value)]
        if not level:
            return count
    raise InkError(tr("The line is nested too deeply."), tr("Remove the keys that are not needed."))

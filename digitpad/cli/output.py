"""What commands print: JSON lines or tables on stdout, sentences on stderr. Imports errors and escaping."""

import json
import math
import re
import sys
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any, TextIO

from digitpad.core.errors import DigitpadError, StorageError
from digitpad.core.escaping import visible
from digitpad.core.language import tr
from digitpad.tasks.progress import Problem

PROG = "digitpad"
HALVES = re.compile("[\ud800-\udfff]")


def json_line(row: Mapping[str, Any]) -> None:
    """Prints one JSON object as a line, at once, so that a reader at the other end of a pipe can follow."""
    put(json.dumps(_plain(row), allow_nan=False))


def line(text: str = "") -> None:
    """Prints a line for people; what would command the terminal, or begin another line, is written out."""
    put(visible(text))


def put(text: str, end: str = "\n") -> None:
    """Prints a text as it stands, at once; characters that the output's encoding lacks are written out.

    Raises StorageError where the output was closed before digitpad began.
    """
    if sys.stdout is None:
        raise StorageError(
            tr("There is nowhere to print to: the standard output is closed."),
            tr("Leave it open, or send it to a file with > FILE."),
        )
    print(_encodable(text, sys.stdout), end=end, flush=True)


def is_terminal() -> bool:
    """Whether somebody watches, so that a line can be written over."""
    return sys.stdout is not None and sys.stdout.isatty()


def aside(text: str) -> None:
    """A word to people on stderr, which no program that reads stdout will see."""
    _say(f"{PROG}: {visible(text)}")


def problem(error: DigitpadError | Problem) -> None:
    """One sentence and a hint on stderr."""
    _say(f"{PROG}: {visible(error.message)}")
    if error.hint:
        _say(f"  {visible(error.hint)}")


def _say(text: str) -> None:
    """A line on stderr; where that is closed or full, there is nobody left to tell."""
    if sys.stderr is not None:
        with suppress(OSError):
            print(_encodable(text, sys.stderr), file=sys.stderr, flush=True)


def _encodable(text: str, stream: TextIO) -> str:
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], right: Collection[str] = ()) -> None:
    """Prints a table with its columns aligned under their translated heads; `right`: those of the heads set right."""
    shown = [tr(head) for head in heads]
    rows = [[visible(cell) for cell in row] for row in rows]
    widths = [max(wide(row[at]) for row in [shown, *rows]) for at in range(len(heads))]
    signed = [width if head in right else -width for head, width in zip(heads, widths, strict=True)]
    for row in [shown, ["-" * width for width in widths], *rows]:
        line(laid_out(signed, row))


def laid_out(widths: Sequence[int], cells: Sequence[str]) -> str:
    """A row with each cell in so many columns of a terminal: set right, or left where the width is below zero."""
    gaps = [" " * (abs(width) - wide(cell)) for width, cell in zip(widths, cells, strict=True)]
    put_in = [gap + cell if width > 0 else cell + gap for width, cell, gap in zip(widths, cells, gaps, strict=True)]
    return "  ".join(put_in).rstrip()


def wide(text: str) -> int:
    """How many columns a text takes on a terminal: a Chinese character takes two (Unicode's annex 11)."""
    return sum(1 + (unicodedata.east_asian_width(character) in "WF") for character in text)


def percent(share: float | None, digits: int = 2) -> str:
    """A share as per cent; a dash where there is none."""
    return "-" if share is None else f"{100 * share:.{digits}f} %"


def size(count: int) -> str:
    """Bytes, readable."""
    return f"{count / 1e6:.1f} MB" if count >= 1_000_000 else f"{count / 1e3:.0f} kB"


def duration(seconds: float) -> str:
    """Seconds as 1:02:03, 4:05 or 7.8 s."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def _plain(value: Any) -> Any:
    """JSON knows no NaN and no infinity: they become null. Half characters, of odd file names, are written out."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, str):
        return HALVES.sub(lambda found: visible(found[0]), value)
    if isinstance(value, Mapping):
        return {_plain(str(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value

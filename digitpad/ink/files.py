"""Ink files: drawings as NDJSON, plain or gzip, read with checks and written whole. Imports numpy, settings, ink.

One drawing a line, the convention of Google's "Quick, Draw!" data set, y down:
`{"word": "7", "key_id": "id", "drawing": [[[x...], [y...]], ...]}`. A stroke may carry a third list, the time of each
point in milliseconds; `word` is absent where nobody said what the drawing is; other keys are kept as they are.
"""

import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from digitpad.core.errors import InkError
from digitpad.core.language import tr, tr_n
from digitpad.core.limits import (  # fmt: skip
    DRAWING_STROKES,
    EXTRA_VALUES,
    INK_BYTES,
    INK_LINE_BYTES,
    INK_LINES,
    INK_LINES_TOLD,
    NAME_CHARS,
)
from digitpad.core.storage import BLOCK, DamagedError, open_unpacked, write_atomic, write_chosen
from digitpad.ink.file_size import SPLIT_HINT, FileSize, TooMuchInkError, values_in
from digitpad.ink.ink import Ink, Points, check_size

SUFFIXES = (".ndjson", ".ndjson.gz")
FARTHEST = 1e9  # no real drawing has a coordinate beyond it; arithmetic on larger ones would lose the shape
BLANK = b" \t\r\n\f\v\xef\xbb\xbf"  # a line of these holds nothing
OWN_KEYS = ("word", "key_id", "drawing")
GZIP_WBITS = 31  # zlib's name for a gzip file
LONE_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")
SHAPE_HINT = 'Each line looks like {"word": "7", "key_id": "id", "drawing": [[[x, ...], [y, ...]], ...]}.'


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """One line of an ink file.

    `times` holds a list of milliseconds for each stroke of the ink, as long as the stroke (empty where that stroke has
    none), and is None where no stroke has any. `extra` holds the line's other keys in their order.
    """

    ink: Ink
    word: str | None = None
    key_id: str = ""
    times: list[list[float]] | None = None
    extra: dict[str, Any] = field(default_factory=dict)


def read(path: Path) -> list[Drawing]:
    """Every drawing of an ink file, in order; blank lines are skipped. Raises InkError naming the file and line."""
    drawings = []
    for each in read_each(path):
        if isinstance(each, InkError):
            raise each
        drawings.append(each)
    return drawings


def read_each(path: Path) -> Iterator[Drawing | InkError]:
    """Every drawing of an ink file, and in place of each line that is none the error that names it.

    Many bad lines are counted after the first INK_LINES_TOLD. Raises InkError where the file itself ends the reading.
    """
    path, good, bad, size = Path(path), 0, 0, FileSize(Path(path))
    for number, line in _lines(path):
        try:
            drawing = parse(_decoded(line, number), key_id=f"{path.name}:{number}")
            strokes = drawing.ink.strokes
            values = values_in(drawing.extra)
            size.count(drawings=1, strokes=len(strokes), points=sum(map(len, strokes)), values=values)
        except TooMuchInkError:
            raise
        except InkError as error:
            bad += 1
            if bad <= INK_LINES_TOLD:
                yield InkError(
                    tr("{path}, line {number}: {message}", path=path, number=number, message=error.message), error.hint
                )
        else:
            good += 1
            yield drawing
    if bad > INK_LINES_TOLD:
        yield InkError(
            tr_n("{path}: {count:,} more line holds no drawing either.",
                 "{path}: {count:,} more lines hold no drawing either.", bad - INK_LINES_TOLD, path=path), SHAPE_HINT
        )  # fmt: skip
    if not good and not bad:
        raise InkError(tr("{path} holds no drawing.", path=path), SHAPE_HINT)


def every_nth(path: Path, every: int) -> Iterator[Drawing]:
    """One line in `every` of an ink file, as drawings: a quick sample. Raises InkError, also for a broken line."""
    for number, line in _lines(path):
        if number % every == 0:
            yield parse(_decoded(line, number), key_id=f"{path.name}:{number}")


def in_folder(folder: Path) -> list[Path]:
    """The ink files of a folder by name; hidden files, unfinished and broken ones that were put aside are none."""
    return sorted(path for path in folder.glob("[!.]*.ndjson*") if path.name.lower().endswith(SUFFIXES))


def write(path: Path, drawings: Iterable[Drawing]) -> None:
    """Writes an ink file of the home, whole or not at all; gzip where the name ends with .gz. Raises StorageError."""
    write_atomic(path, _content(path, drawings))


def save(path: Path, drawings: Iterable[Drawing]) -> None:
    """Writes an ink file that the user named, as `write` does, but makes no folder. Raises StorageError."""
    write_chosen(path, _content(path, drawings))


def _content(path: Path, drawings: Iterable[Drawing]) -> bytes:
    lines = (f"{to_line(drawing)}\n".encode() for drawing in drawings)
    return b"".join(_packed(lines) if path.suffix.lower() == ".gz" else lines)


def _packed(lines: Iterable[bytes]) -> Iterator[bytes]:
    """As gzip; without the time of day in it, so that the same drawings make the same file."""
    packer = zlib.compressobj(wbits=GZIP_WBITS)
    for line in lines:
        yield packer.compress(line)
    yield packer.flush()


def parse(line: str, key_id: str = "") -> Drawing:
    """The drawing in one line of JSON; `key_id` is its name where the line gives none. Raises InkError."""
    try:
        row = json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise InkError(tr("This is no JSON object ({error}).", error=_short(error)), SHAPE_HINT) from error
    if not isinstance(row, dict) or not isinstance(row.get("drawing"), list):
        raise InkError(tr("There is no drawing in this line."), SHAPE_HINT)
    if LONE_SURROGATE.search(line):
        row = _printable(row)
    if len(row["drawing"]) > DRAWING_STROKES:
        check_size(row["drawing"])
    strokes = [_stroke(number, stroke) for number, stroke in enumerate(row["drawing"], 1)]
    kept = [(points, times) for points, times in strokes if len(points)]
    check_size([points for points, _ in kept])
    extra = {key: value for key, value in row.items() if key not in OWN_KEYS}
    if values_in(extra) > EXTRA_VALUES:
        raise InkError(
            tr("The line has more than {extra_values:,} values beside the drawing.", extra_values=EXTRA_VALUES),
            tr("Remove some keys."),
        )
    return Drawing(
        ink=Ink(tuple(points for points, _ in kept)),
        word=_text(row, "word"),
        key_id=_text(row, "key_id") or key_id,
        times=[times for _, times in kept] if any(times for _, times in kept) else None,
        extra=extra,
    )


def to_line(drawing: Drawing) -> str:
    """The drawing as one line of JSON, without a line end. Whole numbers are written without a point."""
    row: dict[str, Any] = {} if drawing.word is None else {"word": drawing.word}
    row |= {"key_id": drawing.key_id}
    row |= {key: value for key, value in drawing.extra.items() if key not in OWN_KEYS}
    row["drawing"] = [[_plain(axis) for axis in stroke.T] for stroke in drawing.ink.strokes]
    for stroke, times in zip(row["drawing"], drawing.times or (), strict=False):
        if times:
            stroke.append(_plain(np.asarray(times, dtype=np.float64)))
    return json.dumps(row, separators=(",", ":"), allow_nan=False)


def fingerprint(drawing: Drawing) -> str:
    """What tells a drawing with its label from others, in 12 hexadecimal digits."""
    digest = hashlib.sha256((drawing.word or "").encode())
    for stroke in drawing.ink.strokes:
        digest.update(stroke.tobytes())
    return digest.hexdigest()[:12]


def _decoded(line: bytes, number: int) -> str:
    if len(line) > INK_LINE_BYTES:
        raise InkError(
            tr("The line is longer than {ink_line_bytes:,} bytes.", ink_line_bytes=INK_LINE_BYTES),
            tr("Split the drawing into several."),
        )
    try:
        return line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        raise InkError(tr("this is not UTF-8 text."), tr("Ink files are NDJSON in UTF-8.")) from error


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines that hold something, numbered from 1, unpacked where the content (not the name) says gzip.

    Of a line beyond INK_LINE_BYTES comes the beginning, which is longer than that; the rest is passed over.
    """
    number = size = 0
    try:
        with open_unpacked(path) as file:
            while line := file.readline(INK_LINE_BYTES + 1):
                number += 1
                size += len(line)
                rest = line if len(line) > INK_LINE_BYTES else b""
                while rest and not rest.endswith(b"\n") and size <= INK_BYTES:
                    rest = file.readline(BLOCK)
                    size += len(rest)
                if size > INK_BYTES or number > INK_LINES:
                    said = tr(
                        "{path} is larger than {ink_bytes:,} bytes or {ink_lines:,} lines, which is too much.",
                        path=path,
                        ink_bytes=INK_BYTES,
                        ink_lines=INK_LINES,
                    )
                    raise TooMuchInkError(said, SPLIT_HINT)
                if line.strip(BLANK):
                    yield number, line
    except DamagedError as error:
        raise InkError(
            tr("{path}: {error} after line {number}.", path=path, error=error, number=number),
            tr("Copy or download the file again."),
        ) from error
    except OSError as error:
        raise InkError(
            tr("{path} could not be read: {strerror}.", path=path, strerror=error.strerror or error),
            tr("Check the name and the rights."),
        ) from error


def _stroke(number: int, stroke: object) -> tuple[Points, list[float]]:
    """One stroke's (n, 2) points and its times in milliseconds (none: an empty list)."""
    if not isinstance(stroke, list) or (len(stroke) < 2 and stroke):
        raise InkError(tr("Stroke {number} is not a list of x and a list of y.", number=number), SHAPE_HINT)
    axes = [_numbers(number, name, axis) for name, axis in zip(("x", "y", "t"), stroke, strict=False)]
    if not axes:
        return np.empty((0, 2)), []
    lengths = [len(axis) for axis in axes]
    if len(set(lengths)) > 1:
        said = " and ".join(str(length) for length in lengths)
        raise InkError(
            tr("The lists of stroke {number} differ in length ({said}).", number=number, said=said),
            tr("Each point needs an x and a y."),
        )
    return np.column_stack(axes[:2]), axes[2].tolist() if len(axes) > 2 else []


def _numbers(number: int, name: str, axis: object) -> NDArray[np.float64]:
    """One list of finite numbers. JSON's true and "7" are no numbers, although numpy would take them."""
    if not isinstance(axis, list) or not set(map(type, axis)) <= {int, float}:
        raise InkError(
            tr("The {name} of stroke {number} is not a list of numbers.", name=name, number=number), SHAPE_HINT
        )
    try:
        values = np.array(axis, dtype=np.float64)
    except OverflowError:
        values = np.array([np.inf])
    # times may be milliseconds since 1970, coordinates may not be that large
    if not np.isfinite(values).all() or (name != "t" and values.size and np.abs(values).max() > FARTHEST):
        raise InkError(
            tr("The {name} of stroke {number} has a number out of reach.", name=name, number=number),
            tr("Remove NaN, infinity and values over 1e9."),
        )
    return values


def _text(row: dict[str, Any], key: str) -> str | None:
    """A key that should be a text; a whole number will do, since many writers of JSON leave the quotes out."""
    value = row.get(key)
    if type(value) is int:
        value = str(value)
    if value is None or (isinstance(value, str) and len(value) <= NAME_CHARS):
        return value
    if isinstance(value, str):
        raise InkError(
            tr(
                "The {key} has {count:,} characters; up to {name_chars:,} are read.",
                key=key,
                count=len(value),
                name_chars=NAME_CHARS,
            ),
            SHAPE_HINT,
        )
    raise InkError(tr("The {key} is neither a text nor a number.", key=key), SHAPE_HINT)


def _plain(values: NDArray[np.float64]) -> list[float]:
    return [int(value) if value.is_integer() else value for value in values.tolist()]


def _printable(value: Any) -> Any:
    """The same without halves of characters (lone surrogates), which no file and no screen takes."""
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, list):
        return [_printable(item) for item in value]
    if isinstance(value, dict):
        return {_printable(key): _printable(item) for key, item in value.items()}
    return value


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _short(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return tr("it is nested too deeply")
    return tr("it has a number of thousands of digits") if "string conversion" in str(error) else str(error)

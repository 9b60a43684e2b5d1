r"""UNIPEN 1.0 (Guyon et al., 1994): strokes in components, labels in segments, often in files apart. numpy and ink.

    .INCLUDE aga/annzchrl.dat          other files, as if they stood here
    .COORD X Y T                       what each point has
    .X_POINTS_PER_INCH 856.7
    .WRITER_ID aga-01
    .SEGMENT CHARACTER 3-4 OK "7"      components 3 and 4 are a seven; 3:10-4:2 begins and ends within them
    .PEN_DOWN                          a component, as .PEN_UP is; those without points are not counted
     120 431 0

y goes up; here it is turned down, and the drawing is moved to the corner of its own box: a page holds hundreds.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core.language import tr, tr_n
from digitpad.core.limits import DRAWING_POINTS, INCLUDE_DEPTH, INCLUDES, ORIGINAL_BYTES
from digitpad.ink.file_size import SPLIT_HINT, FileSize, TooMuchInkError
from digitpad.ink.files import Drawing
from digitpad.ink.importers.source_file import SourceFile
from digitpad.ink.ink import Ink

KEYWORD = re.compile(r"\.[A-Z]")
LABEL = re.compile(r'"((?:\\.|[^"\\])*+)"')  # only looked for at the first quote: one without an end has no label
RESOLUTION = re.compile(r"\.[XY]_POINTS_PER_(INCH|MM)")
PART = re.compile(r"(\d{1,9})(?::(\d{1,9}))?(?:-(\d{1,9})(?::(\d{1,9}))?)?", re.ASCII)
ESCAPES = {'\\"': '"', "\\\\": "\\", "\\t": "\t", "\\n": "\n"}
MOST_SHOWN = 80  # characters of what is wrong
MOST_LINES = DRAWING_POINTS + 2  # of one block: a keyword and what belongs to it
MM_PER_INCH = 25.4
FOLLOWING = "?"


@dataclass(frozen=True, slots=True, eq=False)
class Component:
    """Points between two changes of the pen: (n, columns) float64, as the file has them."""

    down: bool
    values: NDArray[np.float64]
    axes: tuple[str, ...]


@dataclass(slots=True)
class Segment:
    """A label and the components that it stands for: numbers, or FOLLOWING up to the next segment."""

    line: int
    where: str
    label: str | None
    writer: str
    first: int  # the component that follows it in the file
    last: int = -1  # the one before the next segment
    comment: str = ""


@dataclass(slots=True)
class Document:
    """Everything that one file and those that it includes say."""

    source: SourceFile
    axes: tuple[str, ...] = ("X", "Y")
    writer: str = ""
    per_inch: dict[str, float] = field(default_factory=dict)
    hertz: float | None = None
    components: list[Component] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    included: int = 0  # files that were asked for, there or not
    bytes: int = 0  # of all files together
    size: FileSize = field(init=False)

    def __post_init__(self) -> None:
        self.size = FileSize(self.source.path)


def recognises(source: SourceFile) -> bool:
    """Whether it begins with a keyword, and has segments, strokes or files that are included."""
    first = next((line for _, line in source.lines()), "")
    return bool(KEYWORD.match(first)) and any(
        word in source.content for word in (b".SEGMENT", b".PEN_DOWN", b".INCLUDE")
    )


def read(source: SourceFile) -> Iterator[Drawing]:
    """Every labelled segment as a drawing. Raises InkError."""
    document = load(source)
    for number, segment, strokes in labelled(document):
        yield _drawing(document, segment, strokes, number)


def labelled(document: Document) -> Iterator[tuple[int, Segment, list[Component]]]:
    """The segments that have a label and strokes, numbered. Raises InkError."""
    size = FileSize(document.source.path)  # segments may name the same strokes as often as they like
    for segment in document.segments:
        if segment.label is not None:
            size.count(strokes=sum(last - first + 1 for first, _, last, _ in _ranges(document, segment)))
    for number, segment in enumerate(document.segments):
        if segment.label is not None and (strokes := strokes_of(document, segment, size)):
            yield number, segment, strokes


def load(source: SourceFile) -> Document:
    """A file with all that it includes. Raises InkError."""
    document = Document(source)
    _take(document, source, 0)
    for segment, following in pairwise(document.segments):
        segment.last = following.first - 1
    for segment in document.segments[-1:]:
        segment.last = len(document.components) - 1
    return document


def strokes_of(document: Document, segment: Segment, size: FileSize) -> list[Component]:
    """The components of a segment with the pen down, cut to the points that are its own. Raises InkError."""
    found = []
    for at, start, stop in _parts(document, segment):
        if at >= len(document.components):
            _absent_component(document, segment, at)
        component = document.components[at]
        values = component.values[start:stop]
        if component.down and len(values):
            found.append(Component(True, values, component.axes))
    size.count(points=sum(len(stroke.values) for stroke in found))
    return found


def _take(document: Document, source: SourceFile, depth: int) -> None:
    """Goes through one file, block by block: a keyword's line and the lines up to the next keyword."""
    document.bytes += len(source.content)
    if document.bytes > ORIGINAL_BYTES:
        said = tr(
            "{path} and what it includes are larger than {original_bytes:,} bytes.",
            path=document.source.path,
            original_bytes=ORIGINAL_BYTES,
        )
        raise TooMuchInkError(said, SPLIT_HINT)
    block: list[tuple[int, str]] = []
    for number, line in source.lines():
        if KEYWORD.match(line) and block:
            _take_block(document, source, block, depth)
            block = []
        if len(block) < MOST_LINES:  # more points than that are refused, longer comments are not kept
            block.append((number, line))
    if block:
        _take_block(document, source, block, depth)


def _take_block(document: Document, source: SourceFile, block: list[tuple[int, str]], depth: int) -> None:
    number, line = block[0]
    keyword, *words = line.split()
    if keyword == ".INCLUDE" and words:
        _include(document, source, number, words[0], depth)
    elif keyword in (".PEN_DOWN", ".PEN_UP"):
        _component(document, source, block, down=keyword == ".PEN_DOWN")
    elif keyword == ".SEGMENT":
        document.size.count(drawings=1)
        document.segments.append(_segment(document, block))
    elif keyword == ".COORD":
        document.axes = tuple(word.upper() for word in words) or document.axes
        if not {"X", "Y"} <= set(document.axes):
            source.fail(number, tr(".COORD names no X and Y."))
    elif keyword == ".WRITER_ID" and words:
        document.writer = words[0]
    elif keyword == ".COMMENT" and document.segments and not document.segments[-1].comment:
        document.segments[-1].comment = " ".join(words)
    elif keyword == ".POINTS_PER_SECOND":
        document.hertz = _positive(words)
    elif RESOLUTION.fullmatch(keyword) and (value := _positive(words)):
        document.per_inch[keyword[1]] = value * (MM_PER_INCH if keyword.endswith("MM") else 1.0)


def _positive(words: list[str]) -> float | None:
    """A figure of the header; None where nobody knew it, which is often said in words."""
    try:
        value = float(words[0])
    except (IndexError, ValueError):
        return None
    return value if 0 < value < float("inf") and "_" not in words[0] and words[0].isascii() else None


def _include(document: Document, source: SourceFile, number: int, name: str, depth: int) -> None:
    """The file of that name: beside this one, or in a folder `include` beside it or further up."""
    document.included += 1
    if depth >= INCLUDE_DEPTH or document.included > INCLUDES:
        source.fail(number, tr("too many files include each other."))
    wanted = Path(name.replace("\\", "/"))
    if wanted.is_absolute() or ".." in wanted.parts:
        source.fail(number, tr("{name} leads out of the data's own folders.", name=name))
    folder = source.path.resolve().parent
    places = [folder / wanted] + [up / "include" / wanted for up in (folder, *folder.parents)]
    found = next((path for path in places if _is_file(path) and path != source.path.resolve()), None)
    if found is None:
        document.absent.append(name)  # often documentation: it is missed only where strokes are
    else:
        _take(document, SourceFile.load(found), depth + 1)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _component(document: Document, source: SourceFile, block: list[tuple[int, str]], *, down: bool) -> None:
    width = len(document.axes)
    values: list[float] = []
    for number, line in block:
        words = [word for word in line.split() if not word.startswith((".PEN", "#"))]
        if len(words) % width:
            said = tr_n("{count} number, where each point has {width}.",
                        "{count} numbers, where each point has {width}.", len(words), width=width)  # fmt: skip
            source.fail(number, said)
        if len(values) + len(words) > DRAWING_POINTS * width:
            source.fail(
                number,
                tr("a stroke has more than {drawing_points:,} points.", drawing_points=DRAWING_POINTS),
                SPLIT_HINT,
            )
        values += source.numbers(number, words)
    if values:
        table = np.asarray(values, np.float64).reshape(-1, width)
        document.size.count(strokes=1, points=len(table))
        document.components.append(Component(down, table, document.axes))


def _segment(document: Document, block: list[tuple[int, str]]) -> Segment:
    number, line = block[0]
    text = " ".join(part for _, part in block)
    quote = text.find('"')
    label = LABEL.match(text, quote) if quote >= 0 else None
    words = (text[: label.start()] if label else line).split()[1:]
    where = "".join(takewhile(re.compile(r"[\d:,-]+").fullmatch, words[1:]))
    said = None if label is None else re.sub(r"\\.", lambda found: ESCAPES.get(found[0], found[0][1:]), label[1])
    return Segment(number, where or FOLLOWING, said, document.writer, len(document.components))


def _parts(document: Document, segment: Segment) -> Iterator[tuple[int, int, int | None]]:
    """(component, first point, end) for each component of a segment."""
    for first, start, last, end in _ranges(document, segment):
        for at in range(first, last + 1):
            yield at, start if at == first else 0, end if at == last else None


def _ranges(document: Document, segment: Segment) -> Iterator[tuple[int, int, int, int | None]]:
    """(first component, first point of it, last component, end in it) for each part of what a segment names."""
    if segment.where == FOLLOWING:
        yield segment.first, 0, segment.last, None
        return
    for text in segment.where.strip(",").split(","):
        part = PART.fullmatch(text)
        if part is None:
            said = segment.where if len(segment.where) < MOST_SHOWN else f"{segment.where[:MOST_SHOWN]}..."
            document.source.fail(segment.line, tr("{said!r} does not say which strokes are meant.", said=said))
        first, start, last, end = (None if value is None else int(value) for value in part.groups())
        assert first is not None  # noqa: S101  # the pattern demands it
        last = first if last is None else last
        if last - first > len(document.components):
            _absent_component(document, segment, last)
        yield first, start or 0, last, None if end is None else end + 1


def _absent_component(document: Document, segment: Segment, at: int) -> None:
    absent = ", ".join(document.absent[:3])
    hint = tr("Not found, nor in a folder include: {absent}.", absent=absent) if absent else tr("Is the file whole?")
    document.source.fail(segment.line, tr("the stroke number {at} is not in this file.", at=at), hint)


def _drawing(document: Document, segment: Segment, strokes: list[Component], number: int) -> Drawing:
    axes = strokes[0].axes
    x, y = axes.index("X"), axes.index("Y")
    per_inch = document.per_inch.get("X"), document.per_inch.get("Y")
    stretch = per_inch[0] / per_inch[1] if per_inch[0] and per_inch[1] else 1.0  # of y, so that squares are square
    document.source.check_reach(segment.line, [stretch])
    every = np.concatenate([stroke.values for stroke in strokes])
    left, top = every[:, x].min(), every[:, y].max()
    turned = [np.column_stack([each.values[:, x] - left, (top - each.values[:, y]) * stretch]) for each in strokes]
    for stroke in turned:
        document.source.check_reach(segment.line, stroke)
    path = document.source.path
    category = re.search(r"(?:^|/)(data/(\w+)/.*)$", path.as_posix())
    source = f"unipen{category[2]}" if category else "unipen"
    extra: dict[str, Any] = {
        "source": source,
        "writer": segment.writer or document.writer or path.stem,
        "file": category[1] if category else path.name,
        "seg": segment.where if segment.where != FOLLOWING else f"{segment.first}-{segment.last}",
    }
    extra |= {"ppi": round(per_inch[0], 1)} if per_inch[0] else {}
    extra |= {"hz": document.hertz} if document.hertz else {}
    times = [stroke.values[:, axes.index("T")].tolist() for stroke in strokes] if "T" in axes else None
    return Drawing(Ink(tuple(turned)), segment.label, f"{source}-{path.stem}-{number:05d}", times, extra)

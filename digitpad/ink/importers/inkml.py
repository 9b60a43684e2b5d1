"""InkML (W3C recommendation, 2011): traces of a pen in XML. Imports the standard library, numpy and ink.

Labels are annotations of the type "truth" or "label": of innermost trace groups, each of which is a drawing then, or
of the whole file. Traces may have any channels, in differences too; X, Y and T are taken. A document type is refused:
no InkML needs one, and entities defined in it could fill the memory.
"""

import codecs
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat  # what is dangerous in XML begins with a document type, which is refused

import numpy as np
from numpy.typing import NDArray

from digitpad.core.errors import InkError
from digitpad.core.language import tr
from digitpad.core.limits import DRAWING_POINTS, INKML_BYTES, INKML_CHANNELS, INKML_DEPTH, INKML_ELEMENTS
from digitpad.ink.file_size import SPLIT_HINT, FileSize
from digitpad.ink.files import Drawing
from digitpad.ink.importers.source_file import HINT, SourceFile
from digitpad.ink.ink import Ink

LABELS = ("truth", "label")
LONGEST_HEX = 200  # digits; the largest float has 256
MOST_TIME = 1e6  # times the farthest coordinate: milliseconds since 1970 have 13 digits
PEN_UP = "penUp"  # the type of a trace that was only hovered
MANY_BYTES = ("gbk", "gb2312", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr")  # encodings that expat lacks
_VALUE = re.compile(r"([!'\"]?)\s*(-?(?:#[0-9A-Fa-f]+|\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+)|[*?TF])\s*", re.ASCII)
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.-]{1,40})[\"']")
_SECONDS = {"s": 1000.0, "ms": 1.0, "us": 0.001}
_MILLIMETRES = {"m": 1000.0, "cm": 10.0, "mm": 1.0, "um": 0.001, "in": 25.4, "pt": 25.4 / 72, "pc": 25.4 / 6}


@dataclass(slots=True)
class Element:
    """An element without its namespace, and the line that it begins on."""

    name: str
    attributes: dict[str, str]
    line: int
    children: list["Element"] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What stands in it, outside of the elements in it."""
        return "".join(self.parts)

    def all(self, name: str) -> Iterator["Element"]:
        """Itself and everything in it of that name, in order."""
        if self.name == name:
            yield self
        for child in self.children:
            yield from child.all(name)


@dataclass(frozen=True, slots=True)
class Channel:
    """What one of the numbers of a point is, and what it is multiplied with."""

    name: str
    factor: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """A stroke: (n, 2 or 3) rows of x, y and, where there is a clock, t in milliseconds; pen up: none that is seen."""

    rows: NDArray[np.float64]
    timed: bool


def recognises(source: SourceFile) -> bool:
    """Whether it is XML whose first element is called ink."""
    head = source.content[:4000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf \t\r\n")  # UTF-16 without a mark, too
    return head.startswith(b"<") and bool(re.search(rb"<(?:\w+:)?ink[\s>]", head))


def read(source: SourceFile) -> Iterator[Drawing]:
    """The labelled groups as drawings, or the whole file as one. Raises InkError."""
    root = _tree(source)
    channels = _channels(source, root)
    size = FileSize(source.path)
    traces: list[tuple[Element, Trace]] = []
    for trace in root.all("trace"):
        traces.append((trace, _trace(source, trace, channels)))
        size.count(strokes=1, points=len(traces[-1][1].rows))
    named = {trace.attributes.get("id", f"trace {at}"): found for at, (trace, found) in enumerate(traces)}
    of_element = {id(trace): found for trace, found in traces}
    shared = {"source": "inkml", "writer": _annotation(root, ("writer",)) or source.path.stem}
    groups = [group for group in root.all("traceGroup") if _label(group) is not None and not _has_groups(group)]
    if not groups:
        yield _drawing([found for _, found in traces], _label(root), source.path.stem, shared | _of(source, ""))
    for number, group in enumerate(groups):
        own = [of_element[id(trace)] for trace in group.all("trace")]
        for view in group.all("traceView"):
            if "traceDataRef" in view.attributes:
                own.append(_viewed(source, view, named))
                size.count(strokes=1, points=len(own[-1].rows))  # one trace may be shown as often as they like
        name = group.attributes.get("id", str(number))
        size.count(drawings=1)
        yield _drawing(own, _label(group), f"{source.path.stem}-{name}", shared | _of(source, name))


def _of(source: SourceFile, segment: str) -> dict[str, str]:
    return {"file": source.path.name} | ({"seg": segment} if segment else {})


def _drawing(traces: Sequence[Trace], label: str | None, name: str, extra: dict[str, str]) -> Drawing:
    kept = [trace for trace in traces if len(trace.rows)]
    timed = bool(kept) and all(trace.timed for trace in kept)
    times = [trace.rows[:, 2].tolist() for trace in kept] if timed else None
    return Drawing(Ink(tuple(trace.rows[:, :2] for trace in kept)), label, f"inkml-{name}", times, dict(extra))


def _tree(source: SourceFile) -> Element:
    """The whole document. Raises InkError with the line."""
    if len(source.content) > INKML_BYTES:
        said = tr("{path} is larger than {most:,} bytes, too much for InkML.", path=source.path, most=INKML_BYTES)
        raise InkError(said, SPLIT_HINT)
    top = Element("", {}, 0)
    open_ones, count = [top], 0
    content, parser = _parser(source)

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if len(open_ones) > INKML_DEPTH:
            source.fail(parser.CurrentLineNumber, tr("elements are nested too deeply."))
        if count > INKML_ELEMENTS:
            said = tr("there are more than {most:,} elements.", most=INKML_ELEMENTS)
            source.fail(parser.CurrentLineNumber, said, SPLIT_HINT)
        plain = {key.split(":")[-1]: value for key, value in attributes.items()}
        element = Element(name.split(":")[-1], plain, parser.CurrentLineNumber)
        open_ones[-1].children.append(element)
        open_ones.append(element)

    def refuse(*_: object) -> None:
        source.fail(parser.CurrentLineNumber, tr("a document type is not read."), tr("Remove the line with <!DOCTYPE."))

    parser.StartElementHandler = begin
    parser.CharacterDataHandler = lambda data: open_ones[-1].parts.append(data)
    parser.EndElementHandler = lambda _: open_ones.pop()
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise InkError(
            tr("{path}, line {lineno}: this is no XML ({error}).", path=source.path, lineno=error.lineno, error=error),
            HINT,
        ) from error
    except (LookupError, ValueError) as error:  # of an encoding that there is not, or that expat cannot take
        raise InkError(tr("{path}: its encoding is not known.", path=source.path), tr("Save it as UTF-8.")) from error
    return top.children[0]


def _parser(source: SourceFile) -> tuple[bytes, expat.XMLParserType]:
    """The content with a parser for its encoding: that of the declaration, unless the bytes are UTF-8 by now."""
    said = _ENCODING.match(source.content.lstrip(codecs.BOM_UTF8)[:400])
    name = said[1].decode("ascii").lower() if said else ""
    content = source.content
    encoding: str | None = None
    if name in MANY_BYTES:
        content, encoding = content.decode(name, "replace").encode(), "utf-8"
    elif name.startswith("utf-16") and b"\0" not in content:
        encoding = "utf-8"
    parser = expat.ParserCreate(encoding)
    parser.buffer_text = True
    return content, parser


def _channels(source: SourceFile, root: Element) -> list[Channel]:
    """What a point's numbers are, as the first trace format says; X and Y where none does. Raises InkError."""
    formats = list(root.all("traceFormat"))
    if not formats:
        return [Channel("X"), Channel("Y")]
    channels = list(formats[0].all("channel"))
    if len(channels) > INKML_CHANNELS:
        source.fail(formats[0].line, tr("points of {count:,} numbers are not read.", count=len(channels)))
    lengths = _lengths(
        {channel.attributes.get("name", ""): channel.attributes.get("units", "") for channel in channels}
    )
    made = []
    for channel in channels:
        name, units = (channel.attributes.get(key, "") for key in ("name", "units"))
        sign = -1.0 if channel.attributes.get("orientation") == "-ve" else 1.0
        made.append(Channel(name, sign * (_SECONDS.get(units, 1.0) if name == "T" else lengths.get(name, 1.0))))
    return made if {"X", "Y"} <= {channel.name for channel in made} else [Channel("X"), Channel("Y")]


def _lengths(units: Mapping[str, str]) -> dict[str, float]:
    """Millimetres in a unit of X and of Y where these have different ones: then squares would not be square."""
    known = {axis: _MILLIMETRES[units[axis]] for axis in "XY" if units.get(axis) in _MILLIMETRES}
    return known if len(known) == len("XY") and known["X"] != known["Y"] else {}


def _trace(source: SourceFile, trace: Element, channels: Sequence[Channel]) -> Trace:
    """The points of a trace, differences added up; none where the pen was up. Raises InkError."""
    names = [channel.name for channel in channels]
    wanted = [names.index(name) for name in ("X", "Y", "T") if name in names]
    text = "" if trace.attributes.get("type") == PEN_UP else trace.text
    if text.count(",") > DRAWING_POINTS:
        source.fail(
            trace.line,
            tr("a stroke of more than {drawing_points:,} points is not read.", drawing_points=DRAWING_POINTS),
            SPLIT_HINT,
        )
    reader = _Differences(len(channels))
    rows = []
    for point in text.split(","):
        if not point.strip():
            continue
        values = reader.point(_values(source, trace, point))
        if len(values) <= max(wanted):
            source.fail(
                trace.line,
                tr("a point of this trace has {count} of {count_2} numbers.", count=len(values), count_2=len(channels)),
            )
        rows.append([values[at] for at in wanted])
    made = np.asarray(rows, np.float64).reshape(-1, len(wanted)) * [channels[at].factor for at in wanted]
    source.check_reach(trace.line, made[:, :2])
    source.check_reach(trace.line, made[:, 2:] / MOST_TIME)
    return Trace(made, "T" in names)


def _values(source: SourceFile, trace: Element, text: str) -> list[tuple[str, str]]:
    """One point's numbers, each with its prefix."""
    found, at = [], len(text) - len(text.lstrip())
    while at < len(text):
        value = _VALUE.match(text, at)
        if value is None:
            source.fail(trace.line, tr("{strip!r} in this trace is no point.", strip=text.strip()[:20]))
        found.append((value[1], value[2]))
        if len(found) > INKML_CHANNELS:
            source.fail(
                trace.line,
                tr("a point of more than {inkml_channels} numbers is not read.", inkml_channels=INKML_CHANNELS),
            )
        at = value.end()
    return found


class _Differences:
    """Numbers as themselves (!), as first differences (') or as second ones ("); a prefix holds until the next."""

    def __init__(self, channels: int) -> None:
        self._order = [0] * channels
        self._value = [0.0] * channels
        self._first = [0.0] * channels
        self._second = [0.0] * channels

    def point(self, given: Sequence[tuple[str, str]]) -> list[float]:
        """The values of one point; those of channels beyond the known ones are left out."""
        known = min(len(given), len(self._value))
        return [self._next(at, prefix, text) for at, (prefix, text) in enumerate(given[:known])]

    def _next(self, at: int, prefix: str, text: str) -> float:
        if prefix:
            self._order[at] = "!'\"".index(prefix)
        order = self._order[at]
        as_before = (self._value, self._first, self._second)[order][at]
        number = as_before if text in "*?" else _number(text)
        if order == 0:
            self._value[at] = number
            return number
        self._second[at] = number if order == 2 else 0.0
        self._first[at] = self._first[at] + number if order == 2 else number
        self._value[at] += self._first[at]
        return self._value[at]


def _number(text: str) -> float:
    if text in "TF":
        return float(text == "T")
    negative, digits = text.startswith("-"), text.removeprefix("-")
    if digits.startswith("#"):
        value = float(int(digits[1:], 16)) if len(digits) < LONGEST_HEX else float("inf")
    else:
        value = float(digits)
    return -value if negative else value


def _viewed(source: SourceFile, view: Element, named: dict[str, Trace]) -> Trace:
    name = view.attributes["traceDataRef"].removeprefix("#")
    if name not in named:
        source.fail(view.line, tr("there is no trace {name!r}.", name=name))
    return named[name]


def _label(element: Element) -> str | None:
    """What somebody says that it is; formulas write $7$ for 7."""
    said = _annotation(element, LABELS)
    return said.strip("$ ") or None if said else None


def _annotation(element: Element, kinds: Sequence[str]) -> str | None:
    own = [child for child in element.children if child.name == "annotation"]
    found = [child.text.strip() for child in own if child.attributes.get("type", "").lower() in kinds]
    return next((text for text in found if text), None)


def _has_groups(group: Element) -> bool:
    return any(child.name == "traceGroup" for child in group.children)

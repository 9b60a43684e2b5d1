"""InkML (W3C recommendation, 2011): traces of a pen in XML. Imports the standard library, numpy and ink.

Labels are annotations of the type "truth" or "label": of innermost trace groups, each of which is a drawing then, or
of the whole file. Traces may have any channels, in differences too; X, Y and T are taken. A document type is refused:
no InkML needs one, and entities defined in it could fill the memory.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat  # what is dangerous in XML begins with a document type, which is refused

from digitpad.errors import InkError
from digitpad.ink.files import Drawing
from digitpad.ink.imports.source import HINT, Source, points
from digitpad.ink.ink import Ink

DEEPEST = 100  # elements within each other
LABELS = ("truth", "label")
_VALUE = re.compile(r"([!'\"]?)\s*(-?(?:#[0-9A-Fa-f]+|\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+)|[*?TF])\s*")
_SECONDS = {"s": 1000.0, "ms": 1.0, "us": 0.001}


@dataclass(slots=True)
class Element:
    """An element without its namespace, and the line that it begins on."""

    name: str
    attributes: dict[str, str]
    line: int
    children: list["Element"] = field(default_factory=list)
    text: str = ""

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
    """A stroke: rows of x, y and, where there is a clock, t in milliseconds."""

    rows: list[list[float]]
    timed: bool


def recognises(source: Source) -> bool:
    """Whether it is XML whose first element is called ink."""
    return bool(re.search(rb"<(?:\w+:)?ink[\s>]", source.content[:2000])) and source.content.lstrip()[:1] in b"<\xef"


def read(source: Source) -> Iterator[Drawing]:
    """The labelled groups as drawings, or the whole file as one. Raises InkError."""
    root = _tree(source)
    channels = _channels(root)
    traces = [(trace, _trace(source, trace, channels)) for trace in root.all("trace")]
    named = {trace.attributes.get("id", f"trace {at}"): found for at, (trace, found) in enumerate(traces)}
    shared = {"source": "inkml", "writer": _annotation(root, ("writer",)) or source.path.stem}
    groups = [group for group in root.all("traceGroup") if _label(group) is not None and not _has_groups(group)]
    if not groups:
        yield _drawing([found for _, found in traces], _label(root), source.path.stem, shared | _of(source, ""))
    for number, group in enumerate(groups):
        own = [found for trace, found in traces if any(trace is child for child in group.all("trace"))]
        own += [_viewed(source, view, named) for view in group.all("traceView") if "traceDataRef" in view.attributes]
        name = group.attributes.get("id", str(number))
        yield _drawing(own, _label(group), f"{source.path.stem}-{name}", shared | _of(source, name))


def _of(source: Source, segment: str) -> dict[str, str]:
    return {"file": source.path.name} | ({"seg": segment} if segment else {})


def _drawing(traces: Sequence[Trace], label: str | None, name: str, extra: dict[str, str]) -> Drawing:
    kept = [trace for trace in traces if trace.rows]
    timed = bool(kept) and all(trace.timed for trace in kept)
    times = [[row[2] for row in trace.rows] for trace in kept] if timed else None
    return Drawing(Ink(tuple(points(trace.rows) for trace in kept)), label, f"inkml-{name}", times, dict(extra))


def _tree(source: Source) -> Element:
    """The whole document. Raises InkError with the line."""
    top = Element("", {}, 0)
    open_ones = [top]
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def begin(name: str, attributes: dict[str, str]) -> None:
        if len(open_ones) > DEEPEST:
            source.fail(parser.CurrentLineNumber, "elements are nested too deeply.")
        plain = {key.split(":")[-1]: value for key, value in attributes.items()}
        element = Element(name.split(":")[-1], plain, parser.CurrentLineNumber)
        open_ones[-1].children.append(element)
        open_ones.append(element)

    def text(data: str) -> None:
        open_ones[-1].text += data

    def refuse(*_: object) -> None:
        source.fail(parser.CurrentLineNumber, "a document type is not read.", "Remove the line with <!DOCTYPE.")

    parser.StartElementHandler, parser.CharacterDataHandler = begin, text
    parser.EndElementHandler = lambda _: open_ones.pop()
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(source.content, True)
    except expat.ExpatError as error:
        raise InkError(f"{source.path}, line {error.lineno}: this is no XML ({error}).", HINT) from error
    return top.children[0]


def _channels(root: Element) -> list[Channel]:
    """What a point's numbers are, as the first trace format says; X and Y where none does."""
    formats = list(root.all("traceFormat"))
    if not formats:
        return [Channel("X"), Channel("Y")]
    made = []
    for channel in formats[0].all("channel"):
        name, units = (channel.attributes.get(key, "") for key in ("name", "units"))
        sign = -1.0 if channel.attributes.get("orientation") == "-ve" else 1.0
        made.append(Channel(name, sign * _SECONDS.get(units, 1.0) if name == "T" else sign))
    return made if {"X", "Y"} <= {channel.name for channel in made} else [Channel("X"), Channel("Y")]


def _trace(source: Source, trace: Element, channels: Sequence[Channel]) -> Trace:
    """The points of a trace, differences added up. Raises InkError."""
    names = [channel.name for channel in channels]
    wanted = [names.index(name) for name in ("X", "Y", "T") if name in names]
    reader = _Differences(len(channels))
    rows = []
    for text in trace.text.split(","):
        if not text.strip():
            continue
        values = reader.point(_values(source, trace, text))
        if len(values) <= max(wanted):
            source.fail(trace.line, f"a point of this trace has {len(values)} of {len(channels)} numbers.")
        rows.append([values[at] * channels[at].factor for at in wanted])
    source.numbers(trace.line, [str(value) for row in rows for value in row])
    return Trace(rows, "T" in names)


def _values(source: Source, trace: Element, text: str) -> list[tuple[str, str]]:
    """One point's numbers, each with its prefix."""
    found, at = [], len(text) - len(text.lstrip())
    while at < len(text):
        value = _VALUE.match(text, at)
        if value is None:
            source.fail(trace.line, f"{text.strip()[:20]!r} in this trace is no point.")
        found.append((value[1], value[2]))
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
    value = float(int(digits[1:], 16)) if digits.startswith("#") else float(digits)
    return -value if negative else value


def _viewed(source: Source, view: Element, named: dict[str, Trace]) -> Trace:
    name = view.attributes["traceDataRef"].removeprefix("#")
    if name not in named:
        source.fail(view.line, f"there is no trace {name!r}.")
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

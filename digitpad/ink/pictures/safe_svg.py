"""An SVG from anywhere, made safe to draw: shapes, text and plain styles, nothing else. Imports errors, limits.

What is left names no file and no address, runs nothing, moves nothing, and is bounded in elements, nesting and points,
also where `use` repeats them. Anything else in the file is left out without a word, as a viewer without it would do.
"""

import re
import zlib
from dataclasses import dataclass, field
from xml.parsers import expat  # entities, the danger in it, are bounded below
from xml.sax.saxutils import escape, quoteattr

from digitpad.core import limits
from digitpad.core.errors import ImageError
from digitpad.core.language import mark, tr

MOST_REFERENCES = 10_000  # to entities, where a file defines any
LONGEST_ENTITY = 200
FARTHEST = 1e7

HINT = mark("Save the drawing as PNG in the program that made it.")
DRAWN = frozenset(("path", "line", "polyline", "polygon", "rect", "circle", "ellipse", "text", "tspan"))
KEPT = DRAWN | frozenset(
    ("svg", "g", "defs", "symbol", "use", "a", "linearGradient", "radialGradient", "stop", "style")
)
WITH_TEXT = frozenset(("text", "tspan", "style"))
# Possessive, as what follows is: a file of blanks or of comments without an end is gone through once.
_ELSEWHERE = re.compile(r"url\s*+\(\s*+['\"]?+\s*+(?!#)", re.IGNORECASE)
_COMMENT = re.compile(r"/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_DASHES = re.compile(r"stroke-dasharray\s*:\s*([^;}]*);?")
_SHAPE = ("d", "points", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "width", "height")


@dataclass(slots=True)
class _Element:
    name: str
    attributes: dict[str, str]
    children: list["_Element | str"] = field(default_factory=list)


def safe(content: bytes) -> bytes:
    """The drawing as UTF-8 SVG that a renderer may be given. content: SVG or SVGZ. Raises ImageError."""
    parsed = _Parsed()
    parsed.read(_unpacked(content))
    if parsed.root is None or parsed.root.name != "svg":
        raise ImageError(tr("This is no SVG drawing."), HINT)
    _check_size(parsed.root)
    if _dashes(parsed.root) > limits.SVG_DASHES:
        _without_dashes(parsed.root)
    return "".join(_written(parsed.root, top=True)).encode()


def _unpacked(content: bytes) -> bytes:
    if content.startswith(b"\x1f\x8b"):
        try:
            content = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(content, limits.SVG_BYTES + 1)
        except zlib.error as error:
            raise ImageError(tr("The drawing's gzip data are damaged."), HINT) from error
    if len(content) > limits.SVG_BYTES:
        raise ImageError(
            tr("The drawing is larger than {svg_bytes} MB.", svg_bytes=limits.SVG_BYTES // 1_000_000), HINT
        )
    return content


class _Parsed:
    """The elements that are kept; whatever is in one that is not, is not either."""

    def __init__(self) -> None:
        self.root: _Element | None = None
        self._open: list[_Element] = []
        self._left_out = 0  # depth within an element that is left out
        self._count = 0
        self._entities = False

    def read(self, content: bytes) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._entity
        parser.buffer_text = True
        self._references = content.count(b"&")
        try:
            parser.Parse(content, True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise ImageError(tr("The drawing is no complete XML ({error}).", error=error), HINT) from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rsplit(":", 1)[-1]
        if self._left_out or name not in KEPT:
            self._left_out += 1
            return
        self._count += 1
        if len(self._open) >= limits.SVG_DEPTH or self._count > limits.SVG_ELEMENTS:
            raise ImageError(tr("The drawing has too many elements, or too many within each other."), HINT)
        made = _Element(name, dict(filter(None, (_kept(key, value) for key, value in attributes.items()))))
        if self._open:
            self._open[-1].children.append(made)
        elif self.root is None:
            self.root = made
        self._open.append(made)

    def _end(self, _name: str) -> None:
        if self._left_out:
            self._left_out -= 1
        else:
            self._open.pop()

    def _text(self, text: str) -> None:
        if not self._left_out and self._open and self._open[-1].name in WITH_TEXT:
            self._open[-1].children.append(text)

    def _entity(self, _name: str, parameter: int, value: str | None, *_where: object) -> None:
        """Old programs define names of namespaces as entities; what could grow when it is put in is refused."""
        if (
            parameter
            or value is None
            or "&" in value
            or len(value) > LONGEST_ENTITY
            or self._references > MOST_REFERENCES
        ):
            raise ImageError(tr("The drawing defines entities that could stand for anything."), HINT)


def _kept(key: str, value: str) -> tuple[str, str] | None:
    prefix, _, name = key.rpartition(":")
    if key.startswith("xmlns") or (prefix and (prefix, name) != ("xlink", "href")) or name.lower().startswith("on"):
        return None
    if name == "href":
        return (key, value.strip()) if value.strip().startswith("#") else None
    if _ELSEWHERE.search(value) or "\\" in value or name == "base":
        return None
    if any(abs(float(number)) > FARTHEST for number in _NUMBER.findall(value)) and name not in ("id", "class"):
        return None
    return key, value


def _check_size(root: _Element) -> None:
    """Raises ImageError where `use` would draw too much, too deep, or itself."""
    named = {element.attributes["id"]: element for element in _all(root) if "id" in element.attributes}
    known: dict[int, tuple[int, int, int]] = {}

    def size(element: _Element, above: frozenset[int]) -> tuple[int, int, int]:
        """Elements, points, and depth."""
        if id(element) in known:
            return known[id(element)]
        if id(element) in above or len(above) > 2 * limits.SVG_DEPTH:
            raise ImageError(tr("The drawing uses itself, or too many parts within each other."), HINT)
        parts = [child for child in element.children if isinstance(child, _Element)]
        target = (
            element.attributes.get("href", element.attributes.get("xlink:href", "")) if element.name == "use" else ""
        )
        if target[1:] in named and target:
            parts.append(named[target[1:]])
        sizes = [size(part, above | {id(element)}) for part in parts]
        data = sum(len(element.attributes.get(key, "")) for key in ("d", "points"))
        found = (
            1 + sum(each[0] for each in sizes),
            data // 10 + sum(each[1] for each in sizes),
            1 + max((each[2] for each in sizes), default=0),
        )
        if found[0] > limits.SVG_ELEMENTS or found[1] > limits.SVG_POINTS or found[2] > 2 * limits.SVG_DEPTH:
            raise ImageError(tr("The drawing repeats its parts too often."), HINT)
        known[id(element)] = found
        return found

    size(root, frozenset())


def _all(element: _Element) -> list[_Element]:
    found, at = [element], 0
    while at < len(found):
        found += [child for child in found[at].children if isinstance(child, _Element)]
        at += 1
    return found


def _dashes(root: _Element) -> float:
    """How many dashes the outlines could be cut into, at most: how long they are at most by the shortest pattern."""
    lengths, patterns = 0.0, []
    for element in _all(root):
        numbers = [abs(float(number)) for key in _SHAPE for number in _NUMBER.findall(element.attributes.get(key, ""))]
        lengths += len(numbers) * max(numbers, default=0.0) * 2
        styles = [element.attributes.get("stroke-dasharray", "")]
        texts = [element.attributes.get("style", ""), *(child for child in element.children if isinstance(child, str))]
        styles += [match for text in texts for match in _DASHES.findall(text)]
        patterns += [sum(map(float, _NUMBER.findall(style))) for style in styles if _NUMBER.search(style)]
    return lengths / max(min(patterns), 1e-9) if patterns else 0.0


def _without_dashes(root: _Element) -> None:
    for element in _all(root):
        element.attributes.pop("stroke-dasharray", None)
        if "style" in element.attributes:
            element.attributes["style"] = _DASHES.sub("", element.attributes["style"])
        element.children = [_DASHES.sub("", each) if isinstance(each, str) else each for each in element.children]


def _written(element: _Element, *, top: bool = False) -> list[str]:
    spaces = ' xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"' if top else ""
    parts = [f"<{element.name}{spaces}"]
    parts += [f" {key}={quoteattr(value)}" for key, value in element.attributes.items()]
    parts.append(">")
    if element.name == "style":
        parts.append(escape(_plain_style("".join(child for child in element.children if isinstance(child, str)))))
    else:
        for child in element.children:
            parts += [escape(child)] if isinstance(child, str) else _written(child)
    parts.append(f"</{element.name}>")
    return parts


def _plain_style(text: str) -> str:
    """A style sheet without rules that fetch anything; one that hides what it says is left out."""
    text = _COMMENT.sub(" ", text)
    return "" if "@" in text or "\\" in text or _ELSEWHERE.search(text) else text

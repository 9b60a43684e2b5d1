"""JSON to frozen records and back, checked to the last value. Imports the standard library and limits alone.

What a field may hold follows from its type hint: kind and length, whole numbers within 64 bits, other numbers finite,
text that can be written again (no half characters) and of bounded length. `Annotated` says what is narrower: a share
lies from 0 to 1, an interval is in order. Whoever holds a record that came through here need not ask again.
"""

import dataclasses
import functools
import itertools
import math
import re
import reprlib
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, get_args, get_origin

from digitpad.core.language import tr
from digitpad.core.limits import LIST_ITEMS, NAME_CHARS, TEXT_CHARS

Record = TypeVar("Record")
RecognizerLike = Callable[[object], Any]  # gives the value as its field holds it; raises _WrongError with what is wrong

_SHORT = reprlib.Repr()
_SHORT.maxlevel, _SHORT.maxlist, _SHORT.maxdict, _SHORT.maxlong = 2, 3, 3, 30
_SHOWN_CHARS = 60
_JSON_WORDS = {None: "null", True: "true", False: "false"}
_INT_BITS = 63
_CONTROL = re.compile("[\0-\x1f\x7f]")
_HALVES = re.compile("[\ud800-\udfff]")  # of characters: no file and no screen takes them


# --- what a hint can say beyond the kind, as `Annotated[float, Within(0, 1)]` ---


@dataclass(frozen=True, slots=True)
class Within:
    """A number from `low` to `high`, both included."""

    low: float
    high: float

    def wrong(self, value: Any) -> str:
        """What the value should be, or an empty text where it is."""
        return "" if self.low <= value <= self.high else tr("from {low:,} to {high:,}", low=self.low, high=self.high)


@dataclass(frozen=True, slots=True)
class InOrder:
    """Numbers of which none is smaller than the one before."""

    def wrong(self, value: Any) -> str:
        """What the values should be, or an empty text where they are."""
        return tr("in order") if any(low > high for low, high in itertools.pairwise(value)) else ""


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of these values."""

    known: tuple[str, ...]

    def wrong(self, value: Any) -> str:
        """What the value should be, or an empty text where it is."""
        return "" if value in self.known else tr("one of {known}", known=", ".join(self.known))


@dataclass(frozen=True, slots=True)
class Pairs:
    """Bytes as hexadecimal text, two digits each."""

    def wrong(self, value: Any) -> str:
        """What the text should be, or an empty text where it is."""
        return "" if re.fullmatch("(?:[0-9a-fA-F]{2})*", value) else tr("hexadecimal digits in pairs")


@dataclass(frozen=True, slots=True)
class Printable:
    """Text without control characters, such as a path or the name of a file."""

    def wrong(self, value: Any) -> str:
        """What the text should be, or an empty text where it is."""
        return tr("text without control characters") if _CONTROL.search(value) else ""


@dataclass(frozen=True, slots=True)
class Length:
    """Text of that many characters, or a list or object of that many entries; in place of the general limits."""

    most: int
    least: int = 0

    def wrong(self, value: Any) -> str:
        """What the value should be, or an empty text where it is."""
        if len(value) < self.least:
            return tr("at least {least:,} long", least=self.least)
        return "" if len(value) <= self.most else tr("at most {most:,} long", most=self.most)


Name = Annotated[str, Length(NAME_CHARS)]
_TEXT, _LIST = Length(TEXT_CHARS), Length(LIST_ITEMS)


# --- reading and writing ---


def to_json(record: Any) -> dict[str, Any]:
    """A record as plain dictionaries, lists, numbers and texts."""
    return dataclasses.asdict(record)


def from_json(kind: type[Record], data: object, file: str = "") -> Record:
    """The record of this kind from what `to_json` made; unknown keys are ignored.

    Raises ValueError, in one line, where a key is absent or a value cannot be the field's. It names the place as
    whoever looks into the file finds it, and the file where it is named: "scores[0].ci95 of card.json should be ...".
    """
    try:
        made: Record = _reader(kind)(data)
    except _WrongError as error:
        raise ValueError(error.worded(file=file)) from None
    return made


def read(hint: Any, data: object, name: str) -> Any:
    """A value of any type hint, such as `dict[str, float]`, under the name that a ValueError shall call it."""
    try:
        return _reader(hint)(data)
    except _WrongError as error:
        raise ValueError(error.worded(name)) from None


def forgiving(kind: type[Record], data: object) -> tuple[Record, list[str]]:
    """The record with all that is right in `data`, the defaults for the rest, and a line for each wrong value.

    Every field of the kind has a default. In a field that holds an object, each wrong entry costs itself alone.
    Raises ValueError where `data` is no object.
    """
    if not isinstance(data, dict):
        raise ValueError(_WrongError(tr("an object"), data).worded())
    values: dict[str, Any] = {}
    wrong: list[str] = []
    for name, hint in _hints(typing.cast("Any", kind)).items():
        if name not in data:
            continue
        try:
            if get_origin(hint) is dict and isinstance(data[name], dict):
                values[name], lost = entries(get_args(hint)[1], data[name], name)
                wrong += lost
            else:
                values[name] = _reader(hint)(data[name])
        except _WrongError as error:
            wrong.append(error.worded(name))
    return kind(**values), wrong


def entries(hint: Any, data: object, name: str) -> tuple[dict[str, Any], list[str]]:
    """The entries of an object whose values fit the hint, and a line for each that does not."""
    if not isinstance(data, dict):
        return {}, [_WrongError(tr("an object"), data).worded(name)]
    kept: dict[str, Any] = {}
    wrong: list[str] = []
    for key, value in data.items():
        try:
            kept.update(_entry(_reader(hint), key, value))
        except _WrongError as error:
            wrong.append(error.worded(name))
    return kept, wrong


def shown(value: object) -> str:
    """A value in few characters, on one line, however large or odd it is; what JSON calls otherwise, as JSON does."""
    text = _JSON_WORDS.get(value) if value is None or isinstance(value, bool) else _SHORT.repr(value)
    text = str(text)
    return text if len(text) <= _SHOWN_CHARS else f"{text[: _SHOWN_CHARS - 3]}..."


class _WrongError(Exception):
    """A value that should be something else, and the way to it from what was read: names and numbers."""

    def __init__(self, should: str, value: object, *, lacks: bool = False) -> None:
        super().__init__(should)
        self.should, self.value, self.lacks = should, value, lacks
        self.way: list[str | int] = []

    def within(self, key: str | int) -> "_WrongError":
        """The same, seen from one step further out."""
        self.way.insert(0, key)
        return self

    def worded(self, name: str = "", file: str = "") -> str:
        """Such as "scores[0].ci95 of card.json should be a list of 2 values, got null"; `name`: of what was read."""
        place = (name + "".join(map(_step, self.way))).removeprefix(".")
        where = tr("{place} of {file}", place=place, file=file) if place and file else place or file or tr("it")
        if self.lacks:
            return tr("{where} lacks {name}", where=where, name=self.should)
        return tr("{where} should be {should}, got {shown}", where=where, should=self.should, shown=shown(self.value))


def _step(key: str | int) -> str:
    """A step from a value into it, as everybody writes it."""
    if isinstance(key, str) and key.isascii() and key.isidentifier() and len(key) < _SHOWN_CHARS:
        return f".{key}"
    return f"[{shown(key)}]"


# --- a reader for each hint, made once ---


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    found = typing.get_type_hints(kind, include_extras=True)
    return {item.name: found[item.name] for item in dataclasses.fields(kind)}


def _reader(hint: Any, rules: tuple[Any, ...] = ()) -> RecognizerLike:
    """What reads a value of this hint."""
    return _made_reader(hint, rules)


@functools.lru_cache(maxsize=1000)
def _made_reader(hint: Any, rules: tuple[Any, ...]) -> RecognizerLike:
    origin, inner = get_origin(hint), get_args(hint)
    length = next((rule for rule in rules if isinstance(rule, Length)), None)
    if origin is typing.Annotated:
        return _reader(inner[0], tuple(inner[1:]))
    if origin in (typing.Union, types.UnionType):
        return _optional(inner, rules)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return functools.partial(_record, hint)
    if hint is str:
        return _ruled(lambda value: _text(value, length or _TEXT), rules)
    if hint in _PLAIN:
        return _ruled(_PLAIN[hint], rules)
    if origin is tuple:
        return _ruled(_tuple_reader(inner, length or _LIST), rules)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _ruled(_mapping_reader(inner[1], length or _LIST), rules)
    raise TypeError(f"{hint} is not read from JSON")


def _ruled(reader: RecognizerLike, rules: tuple[Any, ...]) -> RecognizerLike:
    """The reader, and after it the rules that look at the value itself."""
    if not rules:
        return reader

    def checked(value: object) -> Any:
        made = reader(value)
        for rule in rules:
            if wrong := rule.wrong(made):
                raise _WrongError(wrong, value)
        return made

    return checked


def _optional(inner: tuple[Any, ...], rules: tuple[Any, ...]) -> RecognizerLike:
    (kind,) = (hint for hint in inner if hint is not types.NoneType)
    reader = _reader(kind, rules)
    return lambda value: None if value is None else reader(value)


def _record(kind: type, data: object) -> Any:
    if not isinstance(data, dict):
        raise _WrongError(tr("an object"), data)
    values: dict[str, Any] = {}
    for item in _fields(kind):
        if item.name in data:
            try:
                values[item.name] = item.read(data[item.name])
            except _WrongError as error:
                raise error.within(item.name) from None
        elif item.needed:
            raise _WrongError(item.name, data, lacks=True)
    return kind(**values)


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    needed: bool
    read: RecognizerLike


@functools.cache
def _fields(kind: type) -> tuple[_Field, ...]:
    hints, none = _hints(kind), dataclasses.MISSING
    return tuple(
        _Field(item.name, item.default is none and item.default_factory is none, _reader(hints[item.name]))
        for item in dataclasses.fields(kind)
    )


def _tuple_reader(inner: tuple[Any, ...], length: Length) -> RecognizerLike:
    """Lists as tuples: `tuple[X, ...]` of any length within the limits, `tuple[X, Y]` of exactly those."""
    if len(inner) == 2 and inner[1] is Ellipsis:
        reader = _reader(inner[0])

        def rows(value: object) -> tuple[Any, ...]:
            _check_list(value, length)
            parts = typing.cast("list[object]", value)
            return _each(parts, itertools.repeat(reader, len(parts)))

        return rows
    readers = [_reader(hint) for hint in inner]

    def fixed(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple) or len(value) != len(readers):
            raise _WrongError(tr("a list of {count} values", count=len(readers)), value)
        return _each(value, readers)

    return fixed


def _each(parts: Iterable[object], readers: Iterable[RecognizerLike]) -> tuple[Any, ...]:
    """The values of a list, each by its reader."""
    made: list[Any] = []
    try:
        for reader, part in zip(readers, parts, strict=True):
            made.append(reader(part))  # how many there are says which one is wrong
    except _WrongError as error:
        raise error.within(len(made)) from None
    return tuple(made)


def _mapping_reader(hint: Any, length: Length) -> RecognizerLike:
    reader = _reader(hint)

    def mapping(value: object) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise _WrongError(tr("an object"), value)
        if wrong := length.wrong(value):
            raise _WrongError(wrong, value)
        made: dict[str, Any] = {}
        for key, part in value.items():
            made.update(_entry(reader, key, part))
        return made

    return mapping


def _entry(reader: RecognizerLike, key: object, value: object) -> dict[str, Any]:
    """One entry of an object whose names are any text."""
    try:
        name = _text(key, _TEXT)
    except _WrongError as error:
        raise _WrongError(tr("an object whose names are {should}", should=error.should), key) from None
    try:
        return {name: reader(value)}
    except _WrongError as error:
        raise error.within(name) from None


def _check_list(value: object, length: Length) -> None:
    if not isinstance(value, list | tuple):
        raise _WrongError(tr("a list"), value)
    if wrong := length.wrong(value):
        raise _WrongError(wrong, value)


def _text(value: object, length: Length) -> str:
    if not isinstance(value, str):
        raise _WrongError(tr("text"), value)
    if wrong := length.wrong(value):
        raise _WrongError(wrong, value)
    if not value.isascii() and _HALVES.search(value):
        raise _WrongError(tr("text of whole characters"), value)
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _WrongError(tr("a whole number"), value)
    if value.bit_length() > _INT_BITS:
        raise _WrongError(tr("a whole number of at most 64 bits"), value)
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _WrongError(tr("a number"), value)
    try:
        number = float(value)
    except OverflowError:
        raise _WrongError(tr("a finite number"), value) from None
    if not math.isfinite(number):
        raise _WrongError(tr("a finite number"), value)
    return number


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise _WrongError(tr("true or false"), value)
    return value


_PLAIN: dict[Any, RecognizerLike] = {int: _whole, float: _number, bool: _truth}

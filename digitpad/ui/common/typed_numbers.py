"""Numbers as people type and paste them, the same in every language. Pure functions over text; imports QtCore to word.

Point and comma are both the decimal sign, whatever the system's language: "0.002" and "0,002" are the same number, and
"1e-3" is one. Nothing groups digits: "1.000,5" is no number, rather than one of two that may be meant.
"""

import re
import unicodedata
from dataclasses import dataclass

from digitpad.core.language import tr

_NUMBER = re.compile(r"([+-]?)(\d*)(?:[.,](\d*))?(?:[eE]([+-]?\d{1,9}))?", re.ASCII)
_SIGNS = str.maketrans({"\u2212": "-", "\u066b": "."})  # a true minus; the Arabic decimal sign
SMALLEST = 1e-300  # beside zero: what is smaller loses its digits in a double
MOST_CHARACTERS = 100  # of a number that is typed


@dataclass(frozen=True, slots=True)
class Misread:
    """What is wrong with what was typed, in a sentence for the user."""

    sentence: str


def read(text: str, low: float, high: float, *, whole: bool = False, unit: str = "") -> float | Misread:
    """The number that `text` says, or what is wrong with it: no number, not a whole one, or not from `low` to `high`.

    `unit` may stand behind it. Digits of other scripts count as the digits that they are.
    """
    plain = _plain(text, unit)
    if not plain:
        return Misread(_words(tr("Type a number, such as {0}.")).format(shown(_example(low, high, whole))))
    match = _NUMBER.fullmatch(plain) if len(plain) <= MOST_CHARACTERS else None
    if match is None or not (match[2] or match[3]):
        example = shown(_example(low, high, whole))
        return Misread(_words(tr("“{0}” is not a number. Type one such as {1}.")).format(_short(text), example))
    sign, before, after, power = match.groups(default="")
    value = float(f"{sign}{before or 0}.{after or 0}e{power or 0}")
    if whole and (match[3] is not None or not value.is_integer()):
        return Misread(_words(tr("“{0}” is not a whole number.")).format(_short(text)))
    if value > high:
        return Misread(_words(tr("{0} is too large: the most is {1}.")).format(_short(text), shown(high)))
    vanished = abs(value) < SMALLEST and (before + after).strip("0") != ""
    if value < low or vanished:
        return Misread(_words(tr("{0} is too small: the least is {1}.")).format(_short(text), shown(low)))
    return value


def shown(value: float) -> str:
    """A number at its shortest that reads back as the same: 0.001, 5e-5, 64; a point and Latin digits everywhere."""
    mantissa, _, power = repr(float(value)).partition("e")
    mantissa = mantissa.removesuffix(".0")
    return f"{mantissa}e{int(power)}" if power else mantissa


def _plain(text: str, unit: str) -> str:
    """The text in ASCII as far as it can be, without its unit and the space around it."""
    if any(unicodedata.category(letter) == "No" for letter in text):  # a raised 2 after 10 would make 102
        return text.strip()
    plain = unicodedata.normalize("NFKC", text).translate(_SIGNS).strip()
    unit = unicodedata.normalize("NFKC", unit).strip()
    while unit and plain.endswith(unit):  # the field's own, and one that was typed before it
        plain = plain.removesuffix(unit).strip()
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in plain)


def _short(text: str) -> str:
    """What was typed, to be shown in a sentence."""
    words = " ".join(text.split())
    return words if len(words) <= 20 else f"{words[:19]}\u2026"


def _example(low: float, high: float, whole: bool) -> float:
    """A number that the field would take."""
    usual = 64.0 if whole else 0.001
    return usual if low <= usual <= high else low


def _words(text: str) -> str:
    return tr(text)

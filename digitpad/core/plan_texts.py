"""Settings that are typed as a few words: what they mean. Imports the standard library and errors."""

import re

from digitpad.core.errors import PlanError
from digitpad.core.language import tr

_NORMAL = re.compile(r"normal:([0-9]{0,6}\.?[0-9]{1,12}(?:e-[0-9]{1,2})?)")
_WEIGHT = re.compile(r"([0-9])=([0-9]{0,6}\.?[0-9]{1,9})")
_DIGITS = re.compile(r"([0-9])(?:-([0-9]))?")
MOST_DEVIATION = 10.0
MOST_WEIGHT = 1000.0
LEAST_CLASSES = 2


def check_line(text: str) -> None:
    """Raises PlanError for what is no line of text."""
    if not text.isprintable():
        raise PlanError(tr("{text!r} cannot be a name.", text=text[:40]), tr("Use letters, digits and dashes."))


def class_weights(text: str) -> dict[int, float]:
    """The weights of classes by number, "7=2,1=0.5". Raises PlanError."""
    found: dict[int, float] = {}
    for part in filter(None, text.split(",")):
        row = _WEIGHT.fullmatch(part.strip())
        if row is None or not 0 < float(row[2]) <= MOST_WEIGHT or int(row[1]) in found:
            raise PlanError(
                tr("The class weights cannot be {text!r}.", text=text[:40]),
                tr(
                    "Write each class once with its weight, above 0 and up to {most_weight:g}, such as 7=2,1=0.5.",
                    most_weight=MOST_WEIGHT,
                ),
            )
        found[int(row[1])] = float(row[2])
    return found


def digits(text: str) -> tuple[int, ...]:
    """The classes by number, in order, "0-4,7"; none for an empty text. Raises PlanError."""
    found: set[int] = set()
    for part in filter(None, text.split(",")):
        row = _DIGITS.fullmatch(part.strip())
        low, high = (int(row[1]), int(row[2] or row[1])) if row else (1, 0)
        if low > high:
            raise _no_digits(text)
        found |= set(range(low, high + 1))
    if text and len(found) < LEAST_CLASSES:
        raise _no_digits(text)
    return tuple(sorted(found))


def _no_digits(text: str) -> PlanError:
    return PlanError(
        tr("The classes to learn cannot be {text!r}.", text=text[:40]),
        tr("Write at least two classes from 0 to 9, such as 0-4,7."),
    )


def deviation(text: str) -> float:
    """The standard deviation of an initialisation "normal:SD". Raises PlanError."""
    found = _NORMAL.fullmatch(text)
    value = float(found[1]) if found else 0.0
    if not 0 < value <= MOST_DEVIATION:
        raise PlanError(
            tr("The initialisation cannot be {text!r}.", text=text[:40]),
            tr("It is torch, xavier, kaiming, zeros, or normal:SD with a deviation, such as normal:0.01."),
        )
    return value

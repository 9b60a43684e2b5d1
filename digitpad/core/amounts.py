"""Numbers as people type them, on a command line or into a field: the one rule for all. Imports errors and plans.

Decimal digits with a point, and for numbers that are not counts an exponent. What only Python takes for a number is
none to anybody else: 1_0, nan, inf, digits of other scripts. What a float cannot hold is said rather than rounded to
infinity or to nothing.
"""

import math
import re

from digitpad.core.errors import PlanError
from digitpad.core.language import tr
from digitpad.core.plan_field import Range

_WHOLE = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
MOST_CHARACTERS = 100  # of a number that is typed
_SHOWN = 30


def whole(text: str, name: str, span: Range) -> int:
    """The whole number that is typed for what is called `name`, whose range is named in a PlanError."""
    if len(text) > MOST_CHARACTERS or not _WHOLE.fullmatch(text.strip()):
        raise _wrong(text, name, tr("Write a whole number in digits, from {words}.", words=span.words))
    return int(text)


def number(text: str, name: str, span: Range) -> float:
    """The number that is typed for what is called `name`, whose range is named in a PlanError."""
    found = _NUMBER.fullmatch(text.strip()) if len(text) <= MOST_CHARACTERS else None
    if found is None:
        raise _wrong(text, name, tr("Write a number in digits, such as 0.01, from {words}.", words=span.words))
    value = float(text)
    vanished = value == 0 and re.search("[1-9]", re.split("[eE]", text)[0]) is not None
    if vanished or not math.isfinite(value):
        raise _wrong(text, name, tr("It goes from {words}.", words=span.words))
    return value


def _wrong(text: str, name: str, hint: str) -> PlanError:
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
    return PlanError(tr("The {name} cannot be {shown!r}.", name=name, shown=shown), hint)

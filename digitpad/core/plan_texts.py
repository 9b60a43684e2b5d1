"""Settings that are typed as a few words: what they mean. Imports the standard library and errors."""

import re

from digitpad.core.errors import PlanError

_NORMAL = re.compile(r"normal:([0-9]{0,6}\.?[0-9]{1,12}(?:e-[0-9]{1,2})?)")
MOST_DEVIATION = 10.0


def check_line(text: str) -> None:
    """Raises PlanError for what is no line of text."""
    if not text.isprintable():
        raise PlanError(f"{text[:40]!r} cannot be a name.", "Use letters, digits and dashes.")


def deviation(text: str) -> float:
    """The standard deviation of an initialisation "normal:SD". Raises PlanError."""
    found = _NORMAL.fullmatch(text)
    value = float(found[1]) if found else 0.0
    if not 0 < value <= MOST_DEVIATION:
        raise PlanError(
            f"The initialisation cannot be {text[:40]!r}.",
            "It is torch, xavier, kaiming, zeros, or normal:SD with a deviation, such as normal:0.01.",
        )
    return value

"""Figures in words: shares, counts, sizes, times and dates as people read them. Imports the standard library alone."""

import re
from datetime import UTC, datetime

from digitpad.core.language import mark, tr

UNKNOWN = ""  # what stands in a table where a figure is not known


def share(value: float, decimals: int = 2) -> str:
    """A share (0-1) in per cent. Rounding never makes a whole of a part: 0.99997 is 99.99 %, not 100.00 %."""
    percent = round(value * 100, decimals)
    step = 10**-decimals
    if value < 1 and percent >= 100:
        percent = 100 - step
    if value > 0 and percent <= 0:
        percent = step
    return f"{percent:.{decimals}f} %"


def interval(value: float, low: float, high: float) -> str:
    """A share with its interval in per cent, as "97.84 % (97.54-98.11)"."""
    return f"{share(value)} ({low * 100:.2f}-{high * 100:.2f})"


def count(value: float) -> str:
    """A whole number with its thousands told apart."""
    return f"{round(value):,}"


def size(count_of_bytes: float) -> str:
    """A file's size in decimal units, as file managers give it."""
    for limit, unit in ((1e3, "B"), (1e6, "kB"), (1e9, "MB")):
        if count_of_bytes < limit * 0.9995:
            return f"{_short(count_of_bytes / limit * 1e3)} {unit}"
    return f"{_short(count_of_bytes / 1e9)} GB"


def duration(seconds: float) -> str:
    """A time from microseconds to days, with two figures that matter."""
    if seconds < 0.9995e-3:
        return f"{_short(seconds * 1e6)} µs"
    if seconds < 0.9995:
        return f"{_short(seconds * 1e3)} ms"
    if seconds < 59.95:
        return f"{_short(seconds)} s"
    for limit, big, small, unit in ((3600, "min", "s", 60), (86400, "h", "min", 3600)):
        whole = round(seconds / (unit / 60))
        if whole * (unit / 60) < limit:
            return f"{whole // 60} {big} {whole % 60:02d} {small}"
    hours = round(seconds / 3600)
    return f"{hours // 24} d {hours % 24:02d} h"


def milliseconds(value: float) -> str:
    """A time of one prediction, always in one unit so that models compare at a glance."""
    return f"{value:.2f} ms" if value < 9.995 else f"{value:.1f} ms"


def date(iso: str) -> str:
    """An ISO 8601 moment in local time to the minute; what is no such moment stays as it is."""
    when = moment(iso)
    return iso if when is None else when.astimezone().strftime("%Y-%m-%d %H:%M")


def moment(iso: str) -> datetime | None:
    """The moment that an ISO 8601 text names (UTC where it names no zone), None where it names none."""
    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return when if 1970 <= when.year < 9999 else None  # beyond, systems and time zones have no local time for it


def timestamp(iso: str) -> float | None:
    """The moment as seconds since 1970, None where there is none."""
    when = moment(iso)
    return None if when is None else when.timestamp()


def times(number: int) -> str:
    """How often, in words."""
    few = {0: mark("never"), 1: mark("once"), 2: mark("twice")}
    return tr(few[number]) if number in few else tr("{number:,} times", number=number)


def article(noun: str) -> str:
    """A noun with its article; digits as they are spoken: "an 8", "a 1"."""
    spoken_with_a_vowel = noun[:1].lower() in ("a", "e", "i", "o", "u") if not noun[:1].isdigit() else noun[:1] == "8"
    return f"{'an' if spoken_with_a_vowel else 'a'} {noun}"


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts names as people do: case apart, and run-9 before run-10."""
    parts = re.findall(r"[0-9]+|[^0-9]+", text.casefold())
    return tuple(_counted(part) if part[0] in "0123456789" else (1, 0, part) for part in parts)


def _counted(digits: str) -> tuple[int, int, str]:
    """Sorts as the number does, of however many digits."""
    digits = digits.lstrip("0")
    return 0, len(digits), digits


def _short(value: float) -> str:
    """Three figures that matter, and no zeros that do not: 0.213, 1.5, 42."""
    decimals = 0 if value >= 99.95 else 1 if value >= 9.995 else 2
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def short_count(value: float) -> str:
    """A large number with three figures that matter: 4.42 M, 235 k, 99."""
    for limit, unit in ((1e3, ""), (1e6, " k"), (1e9, " M")):
        if value < limit * 0.9995:
            return f"{_short(value / limit * 1e3)}{unit}"
    return f"{_short(value / 1e9)} G"

"""What is to be known of one setting of a plan: a row of the table in `plans`. Imports the standard library and errors.

Form, command line, checks, cards and the comparison's columns are made from such rows.
"""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from digitpad.core.errors import PlanError, UnknownNameError
from digitpad.core.language import mark, tr

NOT_RECORDED = mark("not recorded")
_LONG = 10**15


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers that a setting may have, both ends included."""

    low: float
    high: float
    whole: bool = False

    @property
    def words(self) -> str:
        """Such as "1 to 1000"."""
        return tr("{low} to {high}", low=worded(self.low), high=worded(self.high))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanField:
    """One setting of a plan: what it is called, what it may be, and where it is shown."""

    name: str  # of the field of `Plan`
    label: str  # in the form and over the comparison's column
    tooltip: str  # one plain sentence on what it does
    help: str = ""  # on the command line
    noun: str = ""  # in messages and in what was changed; empty: the name
    flag: str = ""  # of `digitpad train`; empty: the name
    section: str = ""  # of the form; empty: it stands elsewhere
    choices: Mapping[str, str] = field(default_factory=dict)  # what may be chosen, and how it reads
    is_open: bool = False  # others may be chosen too: those that the machine knows, or that `check_text` takes
    check_text: Callable[[str], object] | None = None  # of free text: raises PlanError for what it cannot be
    example: str = ""  # of free text
    is_optional: bool = False  # older files do not have it
    range: Range | None = None
    step: float | None = None  # of the form's arrows; None: 1, 2, 5, 10
    unit: str = ""
    least: str = ""  # the word for the range's lower end
    applies: Callable[[Any], bool] | None = None  # None: always
    needs: tuple[str, str] | None = None  # what is wrong, and a hint, where it is set and does not apply
    is_compared: bool = True  # has a column of its own in the comparison
    is_resolved: bool = False  # the card has a field of this name, which says what it came to
    is_recipe: bool = True  # another value makes another recipe
    is_count: bool = False  # thousands are grouped
    is_expert: bool = False  # the form shows it only where it is changed, or all settings are wanted

    @property
    def words(self) -> str:
        """What messages call it: in English by its name, in small letters; else by its label, which is translated."""
        label = tr(self.label)
        return self.title if label == self.label else label

    @property
    def title(self) -> str:
        """The same in English, as files have it whatever language is shown."""
        return self.noun or self.name.replace("_", " ")

    @property
    def option(self) -> str:
        """Its option of `digitpad train`."""
        return self.flag or f"--{self.name.replace('_', '-')}"

    @property
    def destination(self) -> str:
        """The name under which the command line's parser keeps its value."""
        return self.option.lstrip("-").replace("-", "_")

    @property
    def span(self) -> Range:
        """The numbers that it may have; to be asked only of a number."""
        assert self.range is not None, self.name  # noqa: S101  the caller's to know
        return self.range

    def applies_to(self, plan: Any) -> bool:
        """Whether it means anything in this plan."""
        return self.applies is None or self.applies(plan)

    def shown(self, value: Any) -> str:
        """A value as people read it: "Adam", "12,800", "rotate 12, shift 1.5"."""
        if value is None:
            return NOT_RECORDED
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            kinds = dataclasses.asdict(value)
            return ", ".join(f"{kind} {size:g}" for kind, size in kinds.items() if size) or "none"
        if isinstance(value, str):
            return self.choices.get(value, value or "none")
        return f"{value:,}" if self.is_count else f"{value}" if isinstance(value, int) else f"{value:g}"

    def typed(self, value: Any) -> str:
        """A value as it is typed on the command line."""
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return ",".join(f"{kind}={size:g}" for kind, size in dataclasses.asdict(value).items())
        return f"{value}"

    def check(self, value: Any) -> None:
        """Raises PlanError or UnknownNameError for what the setting cannot be."""
        if value is None and self.is_optional:
            return
        if self.range is not None:
            check_within(self.words, value, self.range)
        elif self.check_text is not None:
            if value not in self.choices and value:
                self.check_text(value)
        elif self.choices and not self.is_open and value not in tuple(self.choices):
            raise UnknownNameError(self.name, str(value), self.choices)


def check_within(name: str, value: object, span: Range) -> None:
    """Raises PlanError for what is no number, or none of the range; NaN is in no range."""
    if isinstance(value, bool) or not isinstance(value, int if span.whole else (int, float)):
        kind = tr("whole number") if span.whole else "number"
        raise PlanError(
            tr("The {name} should be a {kind}, not {value!r:.40}.", name=name, kind=kind, value=value),
            tr("It goes from {words}.", words=span.words),
        )
    if not span.low <= value <= span.high:
        raise PlanError(
            tr("The {name} cannot be {worded}.", name=name, worded=worded(value)),
            tr("It goes from {words}.", words=span.words),
        )


def worded(value: float) -> str:
    """A number as people write it: 10000, 0.001, 1e-08; a whole one of hundreds of digits only said to be large."""
    if isinstance(value, int) and abs(value) >= _LONG:
        return tr("a number of so many digits")
    if abs(value) < _LONG and value == int(value):
        return f"{value:.0f}"
    short = f"{value:g}"
    return short if float(short) == value else repr(value)  # 0.5000001 is not 0.5, which would be right

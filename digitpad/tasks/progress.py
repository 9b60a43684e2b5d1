"""What a task yields beside its results: how far it is, and what failed without ending it. Imports errors alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from digitpad.core.errors import DigitpadError, MemoryShortError, short_of_memory

Event = TypeVar("Event")


@dataclass(frozen=True, slots=True)
class Progress:
    """What is being done, and how much of all is done: 0 to 1, or below 0 where that is not known yet."""

    text: str
    share: float


@dataclass(frozen=True, slots=True)
class Problem:
    """What failed while the task goes on, in a sentence and a hint.

    about: what it befell, such as a model's id. unkept: nothing is lost but that a result, which was yielded all the
    same, could not be kept for the next time.
    """

    message: str
    hint: str = ""
    about: str = ""
    unkept: bool = False

    @property
    def sentence(self) -> str:
        """The message and the hint as one text; empty where there is nothing to say."""
        return f"{self.message} {self.hint}".strip()


def problem_of(error: DigitpadError, about: str = "", *, unkept: bool = False) -> Problem:
    """The error as an event."""
    return Problem(error.message, error.hint, about, unkept)


def going_on(work: Iterator[Event], about: str = "") -> Iterator[Event | Problem]:
    """The events of one member of many; what ends it is a Problem about it, and costs the others nothing."""
    try:
        yield from work
    except DigitpadError as error:
        yield problem_of(error, about)
    except (MemoryError, RuntimeError) as error:
        if not short_of_memory(error):
            raise
        yield problem_of(MemoryShortError(), about)

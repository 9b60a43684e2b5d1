"""A batch on the command line: the good ones go on, the bad ones are reported, exit code 2 at the end. Imports tasks.

The one rule for every command that takes several files, models or sets.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from digitpad.cli import output
from digitpad.core.errors import DigitpadError, MemoryShortError, UnreadableFileError, short_of_memory
from digitpad.core.language import tr
from digitpad.tasks.progress import Problem, Progress

Result = TypeVar("Result")
SOME_BAD = 2  # the exit code of bad input, also where it was one of many


class Batch:
    """Reports what is bad as it comes, and remembers that something was."""

    def __init__(self) -> None:
        self.bad = 0

    @property
    def code(self) -> int:
        """The exit code of the command."""
        return SOME_BAD if self.bad else 0

    def results(self, events: Iterable[Result | Progress | Problem]) -> Iterator[Result]:
        """A task's results, in order; its problems are reported, also one that is no harm to what is printed."""
        for event in events:
            if isinstance(event, Problem):
                self._tell(event)
            elif not isinstance(event, Progress):
                yield event

    def named(self, names: Iterable[str]) -> list[str]:
        """The names but for an empty one, which would be the folder one stands in and is reported."""
        for name in names:
            if not name:
                self.report(
                    UnreadableFileError(tr("An empty name is no file."), tr("Is it a variable that is not set?"))
                )
        return [name for name in names if name]

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """What fails in here is reported and costs no other member anything."""
        try:
            yield
        except DigitpadError as error:
            self.report(error)
        except (MemoryError, RuntimeError) as error:
            if not short_of_memory(error):
                raise
            self.report(MemoryShortError())

    def report(self, error: DigitpadError | Problem) -> None:
        """One member's sentence and hint on stderr."""
        self.bad += 1
        output.problem(error)

    def _tell(self, problem: Problem) -> None:
        if problem.unkept:
            output.aside(tr("{message} The figures will be measured again next time.", message=problem.message))
        else:
            self.report(problem)

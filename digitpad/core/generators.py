"""Generators that do a part of another one's work. Imports the standard library."""

from collections.abc import Callable, Generator
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")
Result = TypeVar("Result")


def mapped(work: Generator[Given, None, Result], make: Callable[[Given], Made]) -> Generator[Made, None, Result]:
    """What `make` makes of each thing that the work yields, and the work's own result."""
    while True:
        try:
            given = next(work)
        except StopIteration as done:
            result: Result = done.value
            return result
        yield make(given)

"""A part of the window that is made when it is first needed. Imports the standard library alone."""

from collections.abc import Callable
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Lazy(Generic[Made]):
    """Holds what `make` makes at the first call: pyqtgraph's import would hold up the window's first picture."""

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make = make
        self.made: Made | None = None  # None: nobody has needed it yet

    def __call__(self) -> Made:
        """The part, made now if it was not."""
        if self.made is None:
            self.made = self._make()
        return self.made

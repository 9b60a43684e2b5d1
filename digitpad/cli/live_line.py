"""A line that is written over on a terminal, and left out on anything else. Imports the room's output."""

from digitpad.cli import output
from digitpad.core.escaping import visible


class LiveLine:
    """The one line at the bottom that tells how far it is."""

    def __init__(self) -> None:
        self.is_seen = output.is_terminal()
        self._width = 0

    def rewrite(self, text: str) -> None:
        """Shows the text in place of what stood there."""
        if self.is_seen:
            text = visible(text)
            output.put("\r" + text.ljust(self._width), end="")
            self._width = len(text)

    def clear(self) -> None:
        """Takes the line away."""
        if self._width:
            output.put("\r" + " " * self._width + "\r", end="")
            self._width = 0

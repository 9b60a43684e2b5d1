"""What a failed wish costs the user: one message, which the next success takes back. Imports core and the window."""

from collections.abc import Iterator
from contextlib import contextmanager

from digitpad.core.errors import DigitpadError
from digitpad.ui.main_window import MainWindow


@contextmanager
def telling(window: MainWindow, place: str, cause: str) -> Iterator[None]:
    """What is done inside fails with a message of this place and cause, or takes back what an earlier failure said."""
    try:
        yield
    except DigitpadError as error:
        window.say(error.message, error.hint, place=place, cause=cause)
    else:
        window.messages.mend(cause)

"""What is said of a wish that failed, and of one that came true. Imports core, the library model and the window."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from digitpad.controllers.library_model import LibraryModel
from digitpad.core.errors import DigitpadError
from digitpad.core.language import tr
from digitpad.ui.common.messages import NAMING
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


def rename(window: MainWindow, library_model: LibraryModel, place: str, model: str, title: str) -> None:
    """Names a model from the panel `place`, which is told why where that fails."""
    with telling(window, place, NAMING):
        library_model.library.rename(model, title)
    library_model.refresh()


def say_saved(window: MainWindow, path: Path, place: str, cause: str, more: str = "") -> None:
    """Says that a file was written, where it lies, `more` of what is in it, and offers to open it."""
    text = tr("Saved as {name}.", name=path.name)
    hint = " ".join(filter(None, [more, tr("In {folder}.", folder=path.parent)]))
    action = tr("Open")
    window.say(text, hint, "good", action, partial(window.files.open_outside, path), place=place, cause=cause)

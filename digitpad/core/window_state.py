"""A whole state of the window as a file that can be sent: drawing, model, plan, page, lesson. Imports plans, facts.

    NAME.digitpad    one WindowState as JSON

It is data: nothing in it is executed, and what this machine lacks (a model, a lesson) is said and left as it is.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from digitpad.core.errors import StorageError
from digitpad.core.language import tr
from digitpad.core.lesson_facts import COMPARE_TAB, PAGES, TRAIN_TAB
from digitpad.core.lesson_progress import Place
from digitpad.core.limits import DRAWING_POINTS, DRAWING_STROKES, STATE_BYTES
from digitpad.core.plans import Plan
from digitpad.core.storage import TooLargeError, read_json, write_chosen
from digitpad.core.typed_json import Length, Name, OneOf, Within, from_json, to_json

SUFFIX = ".digitpad"
TABLE, PLANE = MODEL_VIEWS = ("table", "plane")
FORMAT = 1

Coordinate = Annotated[float, Within(-1e9, 1e9)]
Row = Annotated[tuple[Coordinate, ...], Length(DRAWING_POINTS)]
Sheet = tuple[Coordinate, Coordinate, Coordinate, Coordinate]  # left, top, right, bottom
Stroke = tuple[Row, Row]  # x and y, as ink files have them


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowState:
    """What the window shows; an empty text or None is nothing in particular, and changes nothing where it is opened."""

    format: Annotated[int, Within(1, 1_000_000)] = FORMAT
    drawing: Annotated[tuple[Stroke, ...], Length(DRAWING_STROKES)] = ()
    sheet: Sheet | None = None  # what it was drawn on; None: nobody knows
    model: Name = ""
    plan: Plan | None = None
    tab: Annotated[str, OneOf((TRAIN_TAB, COMPARE_TAB))] = TRAIN_TAB
    page: Annotated[str, OneOf(("", *PAGES))] = ""  # below the table of models
    models: Annotated[str, OneOf(("", *MODEL_VIEWS))] = ""  # how those are shown
    differing: tuple[Name, ...] = ()  # the models of which only the differences are shown
    lesson: Name = ""  # the id of one that comes with digitpad
    step: Place = 0


def is_state(path: Path) -> bool:
    """Whether a file's name is a state's."""
    return path.suffix.lower() == SUFFIX


def is_whole(state: WindowState) -> bool:
    """Whether every point of the drawing has both its numbers."""
    return all(len(xs) == len(ys) for xs, ys in state.drawing)


def save(path: Path, state: WindowState) -> None:
    """Writes a state where the user chose. Raises StorageError."""
    write_chosen(path, (json.dumps(to_json(state), indent=1) + "\n").encode())


def load(path: Path) -> WindowState:
    """Reads a state. Raises StorageError for what is none."""
    try:
        state = from_json(WindowState, read_json(path, STATE_BYTES), path.name)
        if not is_whole(state):
            raise ValueError(tr("a stroke has more numbers for x than for y, or fewer"))
        if state.format > FORMAT:
            raise ValueError(tr("it was written by a newer digitpad"))
    except (OSError, ValueError, TooLargeError) as error:
        what = error.strerror if isinstance(error, OSError) else error
        raise StorageError(
            tr("{name} cannot be opened: {what}.", name=path.name, what=str(what).rstrip(".")),
            tr("Ask for the file again; digitpad writes such files with File > Save state."),
        ) from error
    return state

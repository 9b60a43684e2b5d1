"""Files read for the pad: one drawing of all that they hold, and what could not be read. Imports ink."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from digitpad.core.errors import DigitpadError
from digitpad.ink import file_kinds
from digitpad.ink.ink import Ink
from digitpad.tasks.progress import Problem, problem_of

if TYPE_CHECKING:
    from digitpad.ink.pictures.image_files import Decoder


@dataclass(frozen=True, slots=True, eq=False)
class OpenedFile:
    """A drawing, or a (height, width) grey picture, that a file held."""

    path: Path
    ink: Ink | None = None
    grey: NDArray[np.uint8] | None = None


@dataclass(frozen=True, slots=True)
class FileBatch:
    """What was opened at once: how many drawings and pictures there are, the one that is shown, what was not read."""

    paths: tuple[Path, ...]
    at: int
    shown: str
    count: int
    problems: tuple[Problem, ...]


def opened(paths: tuple[Path, ...], at: int, decoder: "Decoder | None" = None) -> Iterator[OpenedFile | FileBatch]:
    """The drawing or picture of that number, as soon as it is read, then the whole FileBatch.

    decoder: of pictures that Pillow does not decode.
    """
    from digitpad.ink import input_files  # Pillow comes with them, and the window need not wait for that
    from digitpad.ink.pictures import image_files

    problems, shown, count = [], "", 0
    for member in input_files.read_all(paths, decoder=decoder):
        if isinstance(member, DigitpadError):
            problems.append(problem_of(member))
            continue
        if count == at:
            shown, drawn = member.path.name, member.drawn
            yield OpenedFile(member.path, drawn) if isinstance(drawn, Ink) else OpenedFile(member.path, grey=drawn.grey)
        count += 1
    if not count and len(paths) == 1 and file_kinds.is_picture(paths[0]):
        with suppress(DigitpadError):  # one with nothing on it is shown, and the pad says so
            yield OpenedFile(paths[0], grey=image_files.load(paths[0], decoder))
            return
    yield FileBatch(paths, at, shown, count, tuple(problems))

"""Files written where the user chose: the drawing as ink, or what is at hand as bytes. Imports core and ink."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from digitpad.core.errors import InkError
from digitpad.core.language import tr
from digitpad.core.storage import write_chosen
from digitpad.ink import files
from digitpad.ink.files import Drawing
from digitpad.ink.ink import Ink


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written."""

    path: Path


def ink_written(ink: Ink, path: Path) -> Iterator[Written]:
    """Writes the strokes as an ink file of one drawing. Raises InkError where there are none, StorageError."""
    if not ink:
        raise InkError(tr("There is no drawing on the pad."), tr("Draw something first."))
    files.save(path, [Drawing(ink=ink, key_id=path.name.split(".")[0])])
    yield Written(path)


def content_written(path: Path, content: bytes) -> Iterator[Written]:
    """Writes these bytes. Raises StorageError."""
    write_chosen(path, content)
    yield Written(path)

"""A model out of the library, in one of the formats that other programs read. Imports the tasks of each."""

from collections.abc import Iterator
from pathlib import Path

from digitpad.core.model_files import EXPORT_FORMATS
from digitpad.models.library import Library
from digitpad.tasks import export_log, export_onnx, export_weights
from digitpad.tasks.export_log import ExportedLog
from digitpad.tasks.export_onnx import Exported
from digitpad.tasks.export_weights import ExportedWeights
from digitpad.tasks.progress import Progress

ONNX, STATE_DICT, JSON_LINES, TENSORBOARD = EXPORT_FORMATS


def format_of(path: Path) -> str:
    """What is written where no format was asked for: as the file's name ends, ONNX for an unknown end."""
    if path.suffix.lower() in export_weights.SUFFIXES:
        return STATE_DICT
    if export_log.EVENTS in path.name:
        return TENSORBOARD
    return JSON_LINES if path.suffix.lower() == export_log.JSON_LINES else ONNX


def exported(
    library: Library, name: str, path: Path, home: Path, kind: str = ""
) -> Iterator[Progress | Exported | ExportedWeights | ExportedLog]:
    """Writes the model's file of one of EXPORT_FORMATS. Raises as the task of that format does."""
    kind = kind or format_of(path)
    if kind == STATE_DICT:
        yield from export_weights.exported(library, name, path)
    elif kind == JSON_LINES:
        yield from export_log.lines_written(library, name, path)
    elif kind == TENSORBOARD:
        yield from export_log.events_written(library, name, path)
    else:
        yield from export_onnx.exported(library, name, path, home)

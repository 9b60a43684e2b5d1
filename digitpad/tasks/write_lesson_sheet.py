"""Writes the result sheet of lessons where the user chose. Imports analysis and storage; no Qt."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from digitpad import __version__
from digitpad.analysis import lesson_sheet
from digitpad.core.errors import InkError
from digitpad.core.language import tr
from digitpad.core.lesson_progress import LessonProgress
from digitpad.core.lessons import Lesson
from digitpad.core.storage import write_chosen
from digitpad.tasks.write_files import Written


def sheet_written(done: Sequence[tuple[Lesson, LessonProgress]], path: Path) -> Iterator[Written]:
    """Writes the sheet of these lessons. Raises InkError where nothing was done in any, StorageError."""
    if not done:
        raise InkError(tr("There is nothing to put on a result sheet yet."), tr("Begin a lesson first."))
    page = lesson_sheet.html(done, datetime.now(UTC).isoformat(), __version__)
    write_chosen(path, page.encode())
    yield Written(path)

"""Reads a lesson of the user's own. Imports core.files of lessons; no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from digitpad.core import lesson_files
from digitpad.core.lessons import Lesson, LessonProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonRead:
    """A lesson file, and the lesson in it or what is wrong with it."""

    path: Path
    lesson: Lesson | None
    problems: tuple[LessonProblem, ...]


def lesson_read(path: Path) -> Iterator[LessonRead]:
    """Yields the one LessonRead. Raises StorageError where the file cannot be read."""
    lesson, problems = lesson_files.opened(path)
    yield LessonRead(path=path, lesson=lesson, problems=problems)

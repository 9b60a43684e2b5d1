"""Where lessons lie and how they are read from there. Imports paths, storage and the reader.

The bundled ones are Markdown files in `resources/lessons/LANGUAGE`, with a glossary beside them; the ids are the same
in every language, so that progress is kept when the language changes.
"""

from pathlib import Path

from digitpad.core import language, lesson_reader, paths
from digitpad.core.errors import StorageError
from digitpad.core.language import tr
from digitpad.core.lessons import Lesson, LessonProblem
from digitpad.core.limits import LESSON_BYTES
from digitpad.core.storage import TooLargeError, read_bounded

GLOSSARY = "glossary.md"
SUFFIX = ".md"


def folder(chosen: str = "") -> Path:
    """The bundled lessons of a language, by default the one in use; English where there are none."""
    every = paths.resources() / "lessons"
    own = every / (chosen or language.chosen())
    return own if own.is_dir() else every / language.ENGLISH


def glossary(chosen: str = "") -> dict[str, str]:
    """What each word of the glossary means, in a language; empty where the file cannot be read."""
    try:
        return lesson_reader.words_of((folder(chosen) / GLOSSARY).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return {}


def bundled(chosen: str = "") -> tuple[Lesson, ...]:
    """The lessons that come with digitpad, in their order."""
    words = glossary(chosen)
    files = sorted(path for path in folder(chosen).glob(f"*{SUFFIX}") if path.name != GLOSSARY)
    read = (lesson_reader.read(path.read_text(encoding="utf-8"), path.stem, words)[0] for path in files)
    return tuple(lesson for lesson in read if lesson is not None)


def opened(path: Path) -> tuple[Lesson | None, tuple[LessonProblem, ...]]:
    """A lesson of the user's own, or what is wrong with it. Raises StorageError where the file cannot be read."""
    try:
        content = read_bounded(path, LESSON_BYTES)
    except TooLargeError as error:
        return None, (lesson_reader.too_large(error),)
    except OSError as error:
        what = tr("{name} could not be read: {what}.", name=path.name, what=error.strerror or error)
        raise StorageError(what, tr("Choose a lesson, which is a text file ending in .md.")) from error
    return lesson_reader.read_bytes(content, str(path.absolute()), glossary())


def is_lesson(path: Path) -> bool:
    """Whether a file's name is a lesson's."""
    return path.suffix.lower() == SUFFIX

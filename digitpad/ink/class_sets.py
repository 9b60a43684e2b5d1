"""Sets of somebody's own classes: their names in order and their drawings, a file each set. Imports ink.

An ink file like any other: `digitpad teach --drawings` takes it. A class stands in it as a line without a drawing,
which tells the order of the classes and keeps those that have no drawing yet.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path

from digitpad.core.errors import InkError
from digitpad.core.language import tr
from digitpad.core.limits import CLASS_DRAWINGS, OWN_CLASSES
from digitpad.core.records import NONE_OF_THESE
from digitpad.ink import files
from digitpad.ink.class_names import CLASS, class_name
from digitpad.ink.files import Drawing
from digitpad.ink.ink import Ink

FOLDER, SUFFIX = "classes", ".ndjson.gz"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClassSet:
    """Names of classes in order, and drawings whose words are among them. `name`: of the set, and of its model."""

    name: str
    classes: tuple[str, ...] = ()
    drawings: tuple[Drawing, ...] = field(default=())

    def of(self, word: str) -> list[Drawing]:
        """The drawings of a class, the oldest first."""
        return [one for one in self.drawings if one.word == word]

    def with_class(self, name: str) -> "ClassSet":
        """The set with one more class. Raises InkError for a name that cannot be, or is there already."""
        made = checked_name(name)
        if made in self.classes:
            raise InkError(
                tr("There is a class called {name} already.", name=made), tr("Give the new one another name.")
            )
        if len(self.classes) >= OWN_CLASSES:
            raise InkError(
                tr("A set has up to {most} classes.", most=OWN_CLASSES), tr("Remove a class, or begin another set.")
            )
        return replace(self, classes=(*self.classes, made))

    def renamed(self, before: str, after: str) -> "ClassSet":
        """The set with another name for a class and its drawings. Raises InkError as `with_class` does."""
        made = checked_name(after)
        if made == before:
            return self
        if made in self.classes:
            raise InkError(
                tr("There is a class called {name} already.", name=made), tr("Give the new one another name.")
            )
        classes = tuple(made if name == before else name for name in self.classes)
        drawings = tuple(replace(one, word=made) if one.word == before else one for one in self.drawings)
        return replace(self, classes=classes, drawings=drawings)

    def without_class(self, name: str) -> "ClassSet":
        """The set without a class and its drawings."""
        classes = tuple(one for one in self.classes if one != name)
        return replace(self, classes=classes, drawings=tuple(one for one in self.drawings if one.word != name))

    def with_drawings(self, drawings: list[Drawing]) -> "ClassSet":
        """The set with more drawings, and with those of their words as classes that are none yet. Raises InkError."""
        named = [replace(one, word=class_name(one.word or "")) for one in drawings]
        if len(self.drawings) + len(named) > CLASS_DRAWINGS:
            raise InkError(
                tr("A set has up to {most:,} drawings.", most=CLASS_DRAWINGS),
                tr("Choose some hundred of each class: more teach hardly more."),
            )
        grown = self
        for word in dict.fromkeys(one.word or "" for one in named):
            grown = grown if word in grown.classes else grown.with_class(word)
        return replace(grown, drawings=(*self.drawings, *named))

    def without_drawings(self, keys: set[str]) -> "ClassSet":
        """The set without the drawings of these key_ids."""
        return replace(self, drawings=tuple(one for one in self.drawings if one.key_id not in keys))


def checked_name(text: str) -> str:
    """The name of a class as it is kept. Raises InkError where nothing is left of it."""
    name = class_name(text)
    if not name:
        raise InkError(tr("A class has no name."), tr("Give it one: a letter, a word or a sign."))
    return NONE_OF_THESE if name == tr(NONE_OF_THESE) else name


def names(home: Path) -> list[str]:
    """The sets that are kept, by name."""
    try:
        found = [path.name for path in (home / FOLDER).iterdir()]
    except OSError:
        return []  # nothing was ever kept
    return sorted(name.removesuffix(SUFFIX) for name in found if name.endswith(SUFFIX) and not name.startswith("."))


def path_of(home: Path, name: str) -> Path:
    """Where a set lies, or will lie."""
    return home / FOLDER / f"{name}{SUFFIX}"


def load(home: Path, name: str) -> ClassSet:
    """A set as it was kept. Raises InkError for a broken one, which stays as it is."""
    every = files.read(path_of(home, name))
    classes = tuple(dict.fromkeys(one.word for one in every if one.word))
    return ClassSet(name=name, classes=classes, drawings=tuple(one for one in every if CLASS not in one.extra))


def save(home: Path, kept: ClassSet) -> None:
    """Writes a set, whole or not at all. Raises StorageError."""
    heads = [Drawing(Ink(), name, f"class-{number}", extra={CLASS: True}) for number, name in enumerate(kept.classes)]
    files.write(path_of(home, kept.name), [*heads, *kept.drawings])

"""The library: the models on disk, bundled and trained. Imports core and the rest of models; no torch.

Bundled models lie in `resources/models`, trained ones in `<home>/models`, deleted ones in `<home>/trash`. A model is a
folder, written beside its place under a hidden name and then renamed: it is there whole or not at all. Folders are
listed anew each time, and a card is parsed again where its file changed, so that two windows and a command line on the
same home always see the same library.
"""

import os
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Never

from numpy.typing import NDArray

from digitpad.core import paths
from digitpad.core.errors import ModelError, PlanError, StorageError, UnknownNameError
from digitpad.core.file_locks import locked
from digitpad.core.language import tr
from digitpad.core.records import Card
from digitpad.core.storage import AT_HOME, LEFTOVER_SECONDS, is_folder, remove_folder, sweep, write_atomic
from digitpad.models import labels, trash
from digitpad.models.card_cache import CardCache
from digitpad.models.cards import (
    CARD_FILE,
    GRAPH_FILE,
    WEIGHTS_FILE,
    OpenModel,
    card_bytes,
    fingerprint,
    open_model,
    read_card,
    weights_content,
    write_model,
)
from digitpad.models.trash import Trashed

MAX_NAME = 60
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)  # on Windows, in whatever folder
_UNFINISHED = ".new-"  # folders in which a model or a run is being written


def open_library(home: Path | None = None) -> "Library":
    """The library of this home (default: DIGITPAD_HOME or the user's data folder) with the bundled models."""
    return Library(paths.home(home), paths.resources() / "models")


def check_name(name: str, what: str = "model") -> str:
    """The name, if it can be a model's or a run's id and a folder; raises PlanError otherwise."""
    if len(name) > MAX_NAME or not _NAME.fullmatch(name) or name.endswith(".") or _DEVICE.fullmatch(name):
        shown = repr(name if len(name) <= MAX_NAME else name[:MAX_NAME] + "\N{HORIZONTAL ELLIPSIS}")
        raise PlanError(
            tr("{shown} cannot be the name of a {what}.", shown=shown, what=what),
            tr(
                "Use letters, digits, dots, dashes and underscores, at most {max_name}, beginning with "
                "a letter or digit.",
                max_name=MAX_NAME,
            ),
        )
    return name


def numbered(name: str) -> Iterator[str]:
    """The name, then name-2, name-3, ...: where the first is taken, the next is tried."""
    yield name
    for number in range(2, 100_000):
        yield f"{name}-{number}"


@contextmanager
def writing(what: str) -> Iterator[None]:
    """Turns an operating system's refusal to write into a StorageError: one sentence and a hint."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            tr("{what} could not be written: {strerror}.", what=what, strerror=error.strerror or error), AT_HOME
        ) from error


@dataclass(frozen=True, slots=True)
class _Entry:
    """One folder of the library: its card, or why it cannot be used."""

    folder: Path
    card: Card | None
    problem: ModelError | None

    def usable(self) -> Card:
        """The card. Raises the ModelError why there is none."""
        if self.card is None:
            raise self.problem or AssertionError
        return self.card


@dataclass(frozen=True, slots=True)
class Contents:
    """What a library holds: the cards of all usable models, bundled ones first, each part by name, and what is wrong.

    A problem is a sentence with a hint: for each folder that should be a model and cannot be used, for broken labels.
    """

    cards: list[Card]
    problems: list[str]


class Library:
    """The models on disk, bundled and trained. Every method may be called from any thread."""

    def __init__(self, home: Path, bundled: Path) -> None:
        self.home = home
        self.bundled = bundled
        self.models = home / "models"
        self.trash = home / "trash"
        self._cache = CardCache()

    def contents(self) -> Contents:
        """All that is there, in one look. Broken labels are put aside: said once, kept for whoever can mend them."""
        given, said = labels.read(self.home)
        if said:
            with suppress(StorageError), self._changing():  # in a home that cannot be written it stays where it is
                said = labels.mended(self.home)
        entries = self._entries(given).values()
        problems = [*filter(None, [said]), *(str(entry.problem) for entry in entries if entry.problem)]
        return Contents([entry.card for entry in entries if entry.card is not None], problems)

    def cards(self) -> list[Card]:
        """The cards of all usable models, as `contents` gives them."""
        entries = self._entries(labels.read(self.home)[0]).values()
        return [entry.card for entry in entries if entry.card is not None]

    def card(self, name: str) -> Card:
        """The card of one model. Raises UnknownNameError (with the nearest name) or ModelError (a broken one)."""
        return self._entry(name).usable()

    def open(self, name: str) -> OpenModel:
        """One model, card and weights, in one read. Raises as `card` does, and ModelError for broken weights."""
        entry = self._entry(name)
        return open_model(entry.folder, entry.usable())

    def fingerprint(self, name: str) -> str:
        """What this model's answers follow from, as `OpenModel` has it. Raises as `card` does."""
        entry = self._entry(name)
        card = entry.usable()
        return fingerprint(card, weights_content(entry.folder, card))

    def folder(self, name: str) -> Path:
        """Where one model's card and weights lie. Raises as `card` does."""
        entry = self._entry(name)
        entry.usable()
        return entry.folder

    def names(self) -> set[str]:
        """All ids that are taken, be it by broken models."""
        return {folder.name for root in (self.bundled, self.models) for folder in _folders(root)}

    def has(self, name: str) -> bool:
        """Whether the id is taken, be it by a broken model."""
        return name in self.names()

    def save(self, card: Card, weights: Mapping[str, NDArray[Any]]) -> Card:
        """Writes a new model, whole or not at all; gives its card, under the next free id where the card's is taken.

        Raises StorageError (nothing is left behind) and PlanError for an id that cannot be a folder.
        """
        check_name(card.id)
        with writing(tr("The model {id}", id=card.id)):
            self.models.mkdir(parents=True, exist_ok=True)
            _sweep(self.models)
            made = unfinished(self.models)
            try:
                for name in numbered(card.id):
                    if self.has(name):
                        continue
                    written = write_model(made, replace(card, id=name, bundled=False), weights)
                    _flush(made)
                    if moved(made, self.models / name):
                        return written
            finally:
                remove_folder(made, self.models)  # already moved, or half-written: nothing of it may stay
        raise StorageError(
            tr("No name is left for the model {id}.", id=card.id), tr("Delete some models of that name.")
        )

    def delete(self, name: str) -> Trashed:
        """Puts a trained model aside, be it broken, where `restore` finds it for a month; gives what `restore` takes.

        Raises UnknownNameError, ModelError for a bundled one, StorageError.
        """
        with self._changing():
            folder = next(self._folders_of(name), None) or self._unknown(name)
            if folder.parent != self.models:
                raise ModelError(
                    tr("The model {name!r} is bundled with digitpad and stays.", name=name),
                    tr("Only trained models are deleted."),
                )
            with writing(f"{self.trash}"):
                gone = trash.put(folder, self.trash)
        with suppress(OSError, StorageError):  # the model is deleted: what cannot be tidied up is no reason to fail
            trash.empty(self.trash, self._changing)
        return gone

    def restore(self, deleted: Trashed | str) -> Card:
        """Brings a deleted model back, under the next free id where its own was taken meanwhile.

        deleted: what `delete` gave, or an id: then the model of that id that was deleted last.
        Raises UnknownNameError where it is not there any more, ModelError where it is broken, StorageError.
        """
        name = deleted if isinstance(deleted, str) else deleted.model
        with self._changing():
            lying = trash.lying(self.trash)
            found = next((gone for gone in lying if deleted in (gone, gone.model)), None)
            if found is None:
                raise UnknownNameError(tr("deleted model"), name, {gone.model for gone in lying})
            card = read_card(self.trash / found.place, bundled=False)
            with writing(tr("The model {name}", name=name)):
                self.models.mkdir(parents=True, exist_ok=True)
                for free in numbered(found.model):
                    if not self.has(free) and moved(self.trash / found.place, self.models / free):
                        return replace(card, id=free)
        raise StorageError(
            tr("No name is left for the model {name}.", name=name), tr("Delete some models of that name.")
        )

    def sweep(self) -> None:
        """Clears away what killed processes left half-written in the home; what is younger than an hour stays."""
        inside = [folder for room in ("models", "runs", "data") for folder in _folders(self.home / room)]
        rooms = [self.home / name for name in ("", "models", "runs", "ink", "evaluations", "features")]
        for folder in (*rooms, *inside):
            if not folder.is_symlink():
                sweep(folder)
        for root in (self.models, self.home / "runs"):
            _sweep(root)

    def rename(self, name: str, title: str) -> Card:
        """Gives the model a title (empty: its id again); the id stays, so that runs and commands still find it.

        Raises ModelError for a title by which another model is known: nobody could tell the two apart.
        """
        return self._label(name, title=title.strip())

    def note(self, name: str, text: str) -> Card:
        """Keeps the user's note on a model."""
        return self._label(name, note=text)

    def _label(self, name: str, **values: str) -> Card:
        """Changes texts of a model that is there. Never makes its folder: another window may have deleted it."""
        with self._changing():
            card = labels.checked(values).on(self.card(name))
            if values.get("title"):
                self._check_free(values["title"], name)
            if not card.bundled:
                write_atomic(self.models / name / CARD_FILE, card_bytes(card), make_folder=False)
                return card
            labels.change(self.home, name, values)
            return card

    def _check_free(self, title: str, name: str) -> None:
        for other in self.cards():
            if other.id != name and title.casefold() in (other.name.casefold(), other.id.casefold()):
                raise ModelError(
                    tr("Another model is called {title} already.", title=title),
                    tr("Choose a name that tells the two apart."),
                )

    def _changing(self) -> AbstractContextManager[None]:
        """The one lock of the library, held while a model is renamed, noted, deleted or brought back."""
        return locked(self.models)

    def _entries(self, given: Mapping[str, labels.Labels]) -> dict[str, _Entry]:
        """All folders by id; a trained model stands before a bundled one of the same id."""
        folders = [folder for root in (self.bundled, self.models) for folder in _folders(root)]
        self._cache.keep_only(folders)
        found: dict[str, _Entry] = {}
        for folder in folders:
            entry = self._read(folder, given)
            if entry is not None:
                found[folder.name] = entry
        return found

    def _read(self, folder: Path, given: Mapping[str, labels.Labels]) -> _Entry | None:
        """What one folder holds; None where somebody has deleted it while it was read."""
        bundled = folder.parent == self.bundled
        try:
            card = self._cache.card(folder, bundled=bundled)
        except ModelError as problem:
            return _Entry(folder, None, problem) if folder.exists() else None
        if bundled and folder.name in given:
            card = given[folder.name].on(card)
        return _Entry(folder, card, None)

    def _folders_of(self, name: str) -> Iterator[Path]:
        """Where a model of this id may lie, the one that counts first."""
        return (folder for root in (self.models, self.bundled) for folder in _folders(root) if folder.name == name)

    def _entry(self, name: str) -> _Entry:
        """One model, without a look into the folders of the others. Raises UnknownNameError."""
        given, _ = labels.read(self.home)
        found = filter(None, (self._read(folder, given) for folder in self._folders_of(name)))
        return next(found, None) or self._unknown(name)

    def _unknown(self, name: str) -> Never:
        raise UnknownNameError("model", name, [card.id for card in self.cards()])


def save_into(folder: Path, card: Card, weights: Mapping[str, NDArray[Any]], *, over: bool = True) -> Card:
    """Writes a model as `folder/<id>`, in place of a model that is there, or if not `over` under the next free id.

    This is how the bundled models are made; a trained model goes through `Library.save`, which replaces nothing.
    Raises StorageError, also where something lies there that is no model: nothing else is ever replaced.
    """
    check_name(card.id)
    with writing(tr("The model {id}", id=card.id)):
        folder.mkdir(parents=True, exist_ok=True)
        room = unfinished(folder)
        new, old = room / "new", room / "old"
        try:
            new.mkdir()
            name = card.id if over else next(name for name in numbered(card.id) if not os.path.lexists(folder / name))
            written = write_model(new, replace(card, id=name), weights)
            _flush(new)
            if os.path.lexists(folder / name):
                check_replaceable(folder / name)
                (folder / name).replace(old)
            new.replace(folder / name)
        finally:
            remove_folder(room, folder)
    return written


def check_replaceable(folder: Path) -> None:
    """Raises StorageError for what is there and is anything but a folder of a card and its weights alone."""
    if not os.path.lexists(folder):
        return
    files = [] if folder.is_symlink() or not folder.is_dir() else list(folder.iterdir())
    if CARD_FILE in {path.name for path in files} <= {CARD_FILE, WEIGHTS_FILE, GRAPH_FILE} and all(
        map(Path.is_file, files)
    ):
        return
    raise StorageError(
        tr("{folder} is no model; it stays as it is.", folder=folder),
        tr("Choose another name or folder, or remove it."),
    )


def _folders(root: Path) -> list[Path]:
    """The folders in one, by name; hidden ones are unfinished and left out, and an absent root holds none."""
    try:
        with os.scandir(root) as found:
            named = [root / path.name for path in found if not path.name.startswith((".", "_"))]
    except OSError:
        return []  # absent, unreadable or no folder at all: whoever writes there will say so
    return sorted(filter(is_folder, named))  # what leads nowhere costs itself alone


def unfinished(folder: Path) -> Path:
    """A new hidden folder in one, open to whom the umask says, in which a model or a run is written."""
    made = folder / f"{_UNFINISHED}{secrets.token_hex(6)}"
    made.mkdir()
    return made


def _flush(folder: Path) -> None:
    """Brings the files of a folder to the disk, so that the rename after it cannot outrun them."""
    for path in folder.iterdir():
        with path.open("rb+") as file:
            os.fsync(file.fileno())


def moved(made: Path, target: Path) -> bool:
    """Renames a finished folder to its place; False where somebody else took that place meanwhile."""
    try:
        made.rename(target)
    except OSError:
        if target.exists():
            return False
        raise
    return True


def _sweep(root: Path) -> None:
    """Removes unfinished folders that a killed process left behind."""
    for path in root.glob(f"{_UNFINISHED}*"):
        with suppress(FileNotFoundError):  # another saver's folder, which has just found its place
            if time.time() - path.lstat().st_mtime > LEFTOVER_SECONDS:
                remove_folder(path, root)

"""Titles and notes that the user gave to bundled models, whose folders are the program's. Imports core.

    <home>/labels.json     an object: a model's id -> {"title": ..., "note": ...}

What is wrong in it costs itself alone, and a broken file no model.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from digitpad.core.errors import ModelError
from digitpad.core.language import tr
from digitpad.core.limits import LABELS_BYTES
from digitpad.core.records import Card, Note
from digitpad.core.storage import put_aside, read_json, read_object, write_atomic
from digitpad.core.typed_json import Name, forgiving, from_json

FILE_NAME = "labels.json"


@dataclass(frozen=True, slots=True)
class Labels:
    """What the user calls a model, and notes of it; None: as its own card has it."""

    title: Name | None = None
    note: Note | None = None

    def on(self, card: Card) -> Card:
        """The card with the user's words."""
        title, note = (card.title if self.title is None else self.title, card.note if self.note is None else self.note)
        return replace(card, title=title, note=note)


def checked(values: dict[str, str]) -> Labels:
    """A title, a note or both, if they can be kept and read again. Raises ModelError."""
    try:
        return from_json(Labels, values)
    except ValueError as error:
        raise ModelError(
            tr("The title or note cannot be kept: {error}.", error=error), tr("Choose a shorter or plainer one.")
        ) from error


def read(home: Path) -> tuple[dict[str, Labels], str]:
    """The words by model, without what is broken of them; and a sentence where the whole file cannot be read, or ""."""
    rows, problem = _rows(home)
    return {name: forgiving(Labels, row)[0] for name, row in rows.items() if isinstance(row, dict)}, problem


def change(home: Path, name: str, values: dict[str, str]) -> None:
    """Keeps words for one model beside all that is there. Under the library's lock. Raises StorageError."""
    rows = read_object(home / FILE_NAME, LABELS_BYTES)
    before = rows.get(name)
    rows[name] = (before if isinstance(before, dict) else {}) | values
    write_atomic(home / FILE_NAME, (json.dumps(rows, indent=1) + "\n").encode())


def mended(home: Path) -> str:
    """Puts a broken file aside, so that nothing is lost. Under the library's lock; gives a sentence where it did."""
    _, problem = _rows(home)
    aside = put_aside(home / FILE_NAME) if problem else None
    return problem if aside is None else tr("{problem} The file is kept as {name}.", problem=problem, name=aside.name)


def _rows(home: Path) -> tuple[dict[str, Any], str]:
    """What stands in the file, and a sentence where it is broken."""
    try:
        rows = read_json(home / FILE_NAME, LABELS_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return {}, ""
    except OSError as error:
        return {}, tr(
            "The titles and notes of bundled models could not be read ({strerror}); the models are whole.",
            strerror=error.strerror,
        )
    except ValueError:
        rows = None
    if isinstance(rows, dict):
        return rows, ""
    return {}, tr("The titles and notes of bundled models were broken; the models are whole.")

"""What the window remembers: frozen Settings, saved atomically, loaded forgivingly. Imports records and storage."""

import dataclasses
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from digitpad.core import paths
from digitpad.core.file_locks import locked
from digitpad.core.language import LANGUAGES, tr, use, wanted
from digitpad.core.lesson_progress import LessonProgress
from digitpad.core.limits import LESSON_FILES, SETTINGS_BYTES
from digitpad.core.plans import Plan
from digitpad.core.records import Count, Share
from digitpad.core.storage import put_aside, read_json, read_object, write_atomic
from digitpad.core.typed_json import Length, Name, OneOf, Pairs, Within, forgiving, to_json

FILE_NAME = "settings.json"
MERGED = ("plans", "lessons")  # the entries of these go to the disk one by one


@dataclass(frozen=True, slots=True)
class Settings:
    """The user's choices. `geometry` and `splitter` are Qt's own bytes, as hexadecimal text."""

    language: Annotated[str, OneOf(("", *LANGUAGES))] = ""  # empty: the system's
    theme: Annotated[str, OneOf(("system", "light", "dark", "contrast"))] = "system"
    zoom: Annotated[int, Within(75, 250)] = 100  # percent, of the whole interface
    model: Name = "padnet"
    pen_width: Annotated[float, Within(0, 200)] = 0.0  # pixels of the canvas; 0: a share of the canvas's size
    threshold: Share | None = None  # None: each model's own
    numbers: bool = False  # read several digits side by side as one number
    teach_later: Count = 0  # drawings that were kept when the offer to teach was last declined or taken
    inspector: bool = False  # whether the pad shows the steps from ink to glyph
    recipe: Name = "mlp-256-128"
    all_settings: bool = False  # whether the form of a plan shows what few people change
    plans: dict[str, Plan] = field(default_factory=dict)  # the last changed plan of each recipe
    geometry: Annotated[str, Pairs()] = ""
    splitter: Annotated[str, Pairs()] = ""
    tab: Annotated[int, Within(0, 9)] = 0
    columns: tuple[Name, ...] = ()  # of the comparison table; empty: those that stand there at first
    pinned: tuple[Name, ...] = ()  # models on top of it
    recent: tuple[str, ...] = ()  # files that were opened, the last one first
    lessons_shown: bool = False  # the strip beside the panels
    lesson: str = ""  # the one that is open there; empty: the list of all
    lessons: dict[str, LessonProgress] = field(default_factory=dict)  # by the lesson's id
    lesson_files: Annotated[tuple[str, ...], Length(LESSON_FILES)] = ()  # of the user's own, the last one first
    tour_seen: bool = False  # the tour of the first start was left, or seen to its end
    folder: str = ""  # the last one a file was opened from or saved to


def load(home: Path) -> tuple[Settings, str]:
    """The settings saved in `home`, and a sentence for the user where they could not be read (else an empty text).

    A value that cannot be costs itself alone. A broken file is put aside as `settings.json.broken`, so that nothing is
    lost, and the defaults are used.
    """
    path = home / FILE_NAME
    try:
        return forgiving(Settings, read_json(path, SETTINGS_BYTES))[0], ""
    except FileNotFoundError:
        return Settings(), ""
    except OSError as error:
        return Settings(), tr(
            "The settings could not be read ({strerror}); the defaults are used.", strerror=error.strerror
        )
    except ValueError:
        aside = put_aside(path)
    if aside is None:
        return Settings(), tr("The settings file is broken; the defaults are used.")
    return Settings(), tr(
        "The settings file was broken; it is kept as {name} and the defaults are used.", name=aside.name
    )


def use_language(home: Path, system: Iterable[str] = ()) -> None:
    """Takes the language of DIGITPAD_LANG, else the one chosen in this home, else the system's; see language.wanted.

    Nothing is said of settings that cannot be read: whoever loads them does.
    """
    try:
        setting = forgiving(Settings, read_json(home / FILE_NAME, SETTINGS_BYTES))[0].language
    except (OSError, ValueError):
        setting = ""
    use(wanted(setting, system), paths.resources() / "locale")


def save(settings: Settings, home: Path, since: Settings | None = None) -> None:
    """Writes the settings into `home`, whole or not at all. Raises StorageError.

    since: as this window last read or wrote them. Only what it has changed since then goes to the disk, onto what other
    windows have written meanwhile; plans go recipe by recipe, lessons one by one. Without it everything does. What this
    version does not know stays as it is on the disk.
    """
    path = home / FILE_NAME
    with locked(path):
        there = read_object(path, SETTINGS_BYTES)
        mine = _row(settings)
        before = _row(since) if since is not None and there else {key: {} for key in MERGED}
        merged = there | {key: value for key, value in mine.items() if key not in before or value != before[key]}
        for key in MERGED:
            on_disk = there.get(key)
            merged[key] = _merged(on_disk if isinstance(on_disk, dict) else {}, before[key], mine[key])
        if merged != there:
            write_atomic(path, (json.dumps(merged, indent=1) + "\n").encode())


def _row(settings: Settings) -> dict[str, Any]:
    """The settings as JSON has them."""
    plans = {"plans": {key: to_json(plan) for key, plan in settings.plans.items()}}
    row: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(settings) | plans))
    return row


def _merged(there: Mapping[str, Any], before: Mapping[str, Any], mine: Mapping[str, Any]) -> dict[str, Any]:
    """A dictionary on the disk with what changed from `before` to `mine`; what was taken out goes there too."""
    kept = {key: value for key, value in there.items() if key in mine or key not in before}
    return kept | {key: value for key, value in mine.items() if key not in before or value != before[key]}

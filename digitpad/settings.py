"""What the window remembers: frozen Settings, saved atomically, loaded forgivingly. Standard library and paths."""

import dataclasses
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from digitpad.records import Plan
from digitpad.storage import write_atomic
from digitpad.typed_json import from_json, to_json

FILE_NAME = "settings.json"


@dataclass(frozen=True, slots=True)
class Settings:
    """The user's choices. `geometry` and `splitter` are Qt's own bytes, as hexadecimal text."""

    theme: str = "system"  # system, light, dark
    model: str = "padnet"
    pen_width: float = 0.0  # pixels of the canvas; 0: a share of the canvas's size
    threshold: float | None = None  # None: each model's own
    numbers: bool = False  # read several digits side by side as one number
    inspector: bool = False  # whether the pad shows the steps from ink to glyph
    recipe: str = "mlp-256-128"
    plans: dict[str, Plan] = field(default_factory=dict)  # the last changed plan of each recipe
    geometry: str = ""
    splitter: str = ""
    tab: int = 0
    columns: tuple[str, ...] = ()  # of the comparison table; empty: those that stand there at first
    pinned: tuple[str, ...] = ()  # models on top of it
    folder: str = ""  # the last one a file was opened from or saved to


def load(home: Path) -> tuple[Settings, str]:
    """The settings saved in `home`, and a sentence for the user where they could not be read (else an empty text).

    A broken file is put aside as `settings.json.broken`, so that nothing is lost, and the defaults are used.
    """
    path = home / FILE_NAME
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return _parse(data), ""
    except FileNotFoundError:
        return Settings(), ""
    except OSError as error:
        return Settings(), f"The settings could not be read ({error.strerror}); the defaults are used."
    except ValueError:
        aside = path.with_name(FILE_NAME + ".broken")
        try:
            path.replace(aside)
        except OSError:
            return Settings(), "The settings file is broken; the defaults are used."
        return Settings(), f"The settings file was broken; it is kept as {aside.name} and the defaults are used."


def save(settings: Settings, home: Path) -> None:
    """Writes the settings into `home`, whole or not at all. Raises StorageError."""
    data = dataclasses.asdict(settings) | {"plans": {key: to_json(plan) for key, plan in settings.plans.items()}}
    write_atomic(home / FILE_NAME, (json.dumps(data, indent=1) + "\n").encode())


def _parse(data: object) -> Settings:
    """Settings from JSON; a single wrong value falls back to its default, a wrong whole raises ValueError."""
    if not isinstance(data, dict):
        raise ValueError("settings should be an object")
    values: dict[str, Any] = {}
    for item in dataclasses.fields(Settings):
        if item.name in data:
            checked = _checked(item.name, data[item.name])
            if checked is not None:
                values[item.name] = checked
    return Settings(**values)


def _checked(name: str, value: object) -> Any:
    """The value if it has the type of the default, else None (which means: the default)."""
    default = getattr(Settings(), name)
    if name == "plans":
        return _plans(value)
    if name in ("columns", "pinned"):
        return tuple(map(str, value)) if isinstance(value, list) else None
    if name == "threshold" or isinstance(default, float):
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    return value if type(value) is type(default) else None


def _plans(value: object) -> dict[str, Plan]:
    plans: dict[str, Plan] = {}
    for key, row in value.items() if isinstance(value, dict) else ():
        try:
            plans[str(key)] = from_json(Plan, row)
        except ValueError:
            continue  # one plan that a newer or older digitpad wrote does not cost the user the others
    return plans

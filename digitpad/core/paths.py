"""The only file that knows folders: what is bundled, and where things are written. Imports errors and platformdirs."""

import os
from pathlib import Path

import platformdirs

from digitpad.core.errors import StorageError
from digitpad.core.language import tr

APP_NAME = "digitpad"
SYSTEM_DATASETS = Path("/usr/share/datasets")


def expanded(path: str | Path) -> Path:
    """A path as somebody typed it, with ~ as their folder. Raises StorageError where nobody has the name after ~."""
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        said = tr(
            "There is no user {lstrip!r}, so no folder {parts}.",
            lstrip=Path(path).parts[0].lstrip("~"),
            parts=Path(path).parts[0],
        )
        raise StorageError(said, tr("Write the folder's whole name.")) from error


def resources() -> Path:
    """The bundled resources: inside the package in a wheel, beside it in a clone or an editable install."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"


def home(chosen: Path | None = None) -> Path:
    """The folder for everything written: `chosen`, else DIGITPAD_HOME, else the platform's user data folder.

    It is not created here: whoever writes creates what it needs.
    """
    if chosen is not None:
        return expanded(chosen)
    named = os.environ.get("DIGITPAD_HOME")
    return expanded(named) if named else Path(platformdirs.user_data_dir(APP_NAME, appauthor=False))


def data_folders(chosen_home: Path | None = None) -> list[Path]:
    """Where datasets are looked for, in order: home, DIGITPAD_DATA, bundled, the system's. Absent folders included."""
    named = [expanded(part) for part in os.environ.get("DIGITPAD_DATA", "").split(os.pathsep) if part]
    return [home(chosen_home) / "data", *named, resources() / "data", SYSTEM_DATASETS]

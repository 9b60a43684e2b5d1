"""What the controllers of one window share: the window itself, its home and what is kept there. Imports ui."""

from dataclasses import dataclass
from pathlib import Path

from digitpad.controllers.job_pool import JobPool
from digitpad.controllers.library_model import LibraryModel
from digitpad.controllers.settings_store import SettingsStore
from digitpad.ui.main_window import MainWindow


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Workspace:
    """A window, the folder of all that it writes, and the owners of its models, settings and jobs."""

    window: MainWindow
    home: Path
    library_model: LibraryModel
    settings_store: SettingsStore
    job_pool: JobPool

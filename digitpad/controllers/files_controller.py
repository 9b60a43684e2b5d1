"""Files in and out of the pad: opened, dropped, saved. Imports ui, jobs and tasks."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.controllers.job_pool import JobPool
from digitpad.controllers.pad_controller import EMPTY, SHOWN, PadController
from digitpad.controllers.settings_store import SettingsStore
from digitpad.controllers.telling import say_saved
from digitpad.core import window_state
from digitpad.core.errors import DigitpadError, InkError
from digitpad.core.language import tr
from digitpad.core.lesson_files import is_lesson
from digitpad.ink.subject import Picture
from digitpad.tasks import read_files, write_files
from digitpad.tasks.read_files import FileBatch, OpenedFile
from digitpad.tasks.write_files import Written
from digitpad.ui.common import drawing_picture, qt_pictures
from digitpad.ui.common.messages import PAD
from digitpad.ui.main_window import MainWindow
from digitpad.ui.window_menus import MOST_RECENT

MOST_TOLD = 5  # files or lines that could not be read and have a message each


OPENING, UNREAD = "opening", "unread"  # what messages are about; a number stands behind a colon
READING, SAVING, COPYING = "reading files", "saving", "copying"


class FilesController(QObject):
    """Reads and writes files in jobs of their own; what goes wrong is said in the message bar."""

    lessons_opened = Signal(list)  # of Path: lessons among the files that were opened or dropped
    state_opened = Signal(object)  # Path: the last state among them

    def __init__(
        self, window: MainWindow, pad: PadController, settings_store: SettingsStore, job_pool: JobPool
    ) -> None:
        super().__init__(window)
        self._window, self._pad, self._settings_store, self._job_pool = window, pad, settings_store, job_pool
        self._showing = False  # what was opened is just being put on the pad
        pad.turned.connect(self._turned)
        window.files.last.use(settings_store.settings.folder)
        window.files.last.changed.connect(self._remember)
        window.files.open_requested.connect(self.open)
        window.files.save_ink_requested.connect(self.save_ink)
        window.files.save_picture_requested.connect(self.save_picture)
        window.copy_requested.connect(self._copy)
        window.pad.files_dropped.connect(self.open)

    @Slot(list)
    def open(self, paths: list[Path]) -> None:
        """Reads the first drawing that can be read of these files onto the pad; says what cannot be."""
        self._window.messages.withdraw(OPENING, UNREAD, READING)
        lessons = [path for path in paths if is_lesson(path)]
        if lessons:
            self.lessons_opened.emit(lessons)
        states = [path for path in paths if window_state.is_state(path)]
        if states:
            self.state_opened.emit(states[-1])
        if others := tuple(Path(path) for path in paths if path not in (*lessons, *states)):
            self._open_one(others, 0)

    def _open_one(self, paths: tuple[Path, ...], at: int) -> None:
        work = lambda: read_files.opened(paths, at, qt_pictures.decode)  # noqa: E731  # asked for on the job's thread
        self._job_pool.start(work, self._happened, cause=READING)

    @Slot(object)
    def save_ink(self, path: Path) -> None:
        """Writes the strokes on the pad as an ink file of one drawing."""
        ink = self._window.pad.canvas.ink
        self._job_pool.start(lambda: write_files.ink_written(ink, path), self._happened, cause=SAVING)

    @Slot(object)
    def save_picture(self, path: Path) -> None:
        """Writes the drawing as a PNG picture."""
        try:
            drawing_picture.save(self._window.pad.canvas.ink, path)
        except DigitpadError as error:
            self._window.say(error.message, error.hint, cause=EMPTY if isinstance(error, InkError) else SAVING)
        else:
            self._happened([Written(path)])

    @Slot()
    def _copy(self) -> None:
        try:
            drawing_picture.copy(self._window.pad.canvas.ink)
        except DigitpadError as error:
            self._window.say(error.message, error.hint, cause=EMPTY if isinstance(error, InkError) else COPYING)
        else:
            self._window.say(tr("The drawing is on the clipboard."), kind="good", cause=COPYING)

    @Slot(list)
    def _happened(self, events: list[object]) -> None:
        for event in events:
            if isinstance(event, Written):
                self._window.files.last.use_of(event.path)
                say_saved(self._window, event.path, PAD, SAVING)
            elif isinstance(event, OpenedFile):
                self._window.files.last.use_of(event.path)
                self._remember_file(event.path)
                self._show(event)
            elif isinstance(event, FileBatch):
                self._tell(event)

    @Slot()
    def _turned(self) -> None:
        """The user goes on with something else than what was opened: nobody asks any more why it could not be read."""
        if not self._showing:
            self._window.messages.withdraw(UNREAD, READING)

    def _show(self, opened: OpenedFile) -> None:
        self._showing = True
        if opened.grey is not None:
            self._window.pad.show_picture(Picture(opened.grey))
        elif opened.ink is not None:
            self._window.pad.set_ink(opened.ink)
        self._showing = False

    def _tell(self, batch: FileBatch) -> None:
        """What else there is to show, and each thing that could not be read, the first of them on top."""
        if batch.count > 1 and batch.shown:
            text = tr("{name} is on the pad, number {at} of {count} drawings.")
            text = text.format(name=batch.shown, at=batch.at + 1, count=batch.count)
            further = partial(self._open_one, batch.paths, (batch.at + 1) % batch.count)
            self._window.say(text, "", "info", tr("Show the next"), further, cause=SHOWN)
        if batch.at:
            return  # they were told of the first time
        if len(batch.problems) > MOST_TOLD:
            text = tr("{count} more could not be read.", count=len(batch.problems) - MOST_TOLD)
            hint = tr("The command line names each of them: digitpad predict FILE...")
            self._window.say(text, hint, cause=f"{UNREAD}:")
        for number, problem in reversed(list(enumerate(batch.problems[:MOST_TOLD]))):
            self._window.say(problem.message, problem.hint, cause=f"{UNREAD}:{number}")

    def _remember_file(self, path: Path) -> None:
        """Offers it among the last files from now on."""
        name = str(path.absolute())
        others = [other for other in self._settings_store.settings.recent if other != name]
        recent = (name, *others)[:MOST_RECENT]
        self._settings_store.change(recent=recent)
        self._window.menus.show_recent(recent)

    @Slot(str)
    def _remember(self, folder: str) -> None:
        self._settings_store.change(folder=folder)

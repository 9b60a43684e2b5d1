"""Files in and out of the pad: opened, dropped, saved. Imports ui, jobs, ink and library."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Slot

from digitpad.errors import DigitpadError, InkError
from digitpad.ink import files as ink_files
from digitpad.ink.files import Drawing
from digitpad.ink.ink import Ink
from digitpad.ui.common import drawing
from digitpad.ui.main_window import MainWindow
from digitpad.wiring.memory import Memory
from digitpad.wiring.pad import PadWiring
from digitpad.wiring.works import Works

INK_SUFFIXES = (".ndjson", ".ndjson.gz")


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """What a file held: the first drawing of it and how many there are, or a (height, width) grey picture."""

    path: Path
    ink: Ink | None = None
    count: int = 1
    grey: NDArray[np.uint8] | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """A file that was written."""

    path: Path


class FileWiring(QObject):
    """Reads and writes files in jobs of their own; what goes wrong is said in the message bar."""

    def __init__(self, window: MainWindow, pad: PadWiring, memory: Memory, works: Works) -> None:
        super().__init__(window)
        self._window, self._pad, self._memory, self._works = window, pad, memory, works
        window.files.folder = memory.settings.folder
        window.files.open_wanted.connect(self.open)
        window.files.save_ink_wanted.connect(self.save_ink)
        window.files.save_picture_wanted.connect(self.save_picture)
        window.copy_wanted.connect(self._copy)
        window.pad.files_dropped.connect(self.open)

    @Slot(list)
    def open(self, paths: list[Path]) -> None:
        """Reads the first of these files onto the pad."""
        if len(paths) > 1:
            self._window.say(f"The pad takes one drawing at a time: {paths[0].name} is shown.", kind="info")
        path = Path(paths[0])
        self._works.start(lambda: _opened(path), self._happened)

    @Slot(object)
    def save_ink(self, path: Path) -> None:
        """Writes the strokes on the pad as an ink file of one drawing."""
        ink = self._window.pad.ink
        self._works.start(lambda: _saved_ink(ink, path), self._happened)

    @Slot(object)
    def save_picture(self, path: Path) -> None:
        """Writes the drawing as a PNG picture."""
        try:
            drawing.save(self._window.pad.ink, path)
        except DigitpadError as error:
            self._window.say(error.message, error.hint)
        else:
            self._happened([Saved(path)])

    @Slot()
    def _copy(self) -> None:
        try:
            drawing.copy(self._window.pad.ink)
        except DigitpadError as error:
            self._window.say(error.message, error.hint)
        else:
            self._window.say("The drawing is on the clipboard.", kind="good")

    @Slot(list)
    def _happened(self, events: list[object]) -> None:
        for event in events:
            if isinstance(event, Saved):
                self._remember(event.path)
                self._window.say(f"Saved as {event.path.name}.", kind="good")
            elif isinstance(event, Opened):
                self._remember(event.path)
                self._show(event)

    def _show(self, opened: Opened) -> None:
        if opened.grey is not None:
            self._pad.show_picture(opened.grey)
        elif opened.ink is not None:
            self._window.pad.set_ink(opened.ink)
        if opened.count > 1:
            self._window.say(f"{opened.path.name} holds {opened.count} drawings; the first is on the pad.", kind="info")

    def _remember(self, path: Path) -> None:
        folder = str(path.absolute().parent)
        self._window.files.folder = folder
        self._memory.change(folder=folder)


def _opened(path: Path) -> Iterator[object]:
    if path.name.lower().endswith(INK_SUFFIXES):
        drawings = ink_files.read(path)
        if not drawings:
            raise InkError(f"{path.name} holds no drawing.", "Choose another file.")
        yield Opened(path, ink=drawings[0].ink, count=len(drawings))
    else:
        from digitpad.library import images  # Pillow comes with it, and the window need not wait for that

        yield Opened(path, grey=images.load(path))


def _saved_ink(ink: Ink, path: Path) -> Iterator[object]:
    if not ink:
        raise InkError("There is no drawing on the pad.", "Draw something first.")
    ink_files.write(path, [Drawing(ink=ink, key_id=path.name.split(".")[0])])
    yield Saved(path)

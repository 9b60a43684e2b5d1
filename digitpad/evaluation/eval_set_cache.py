"""Test sets kept in memory once they are loaded, for evaluations and for the drawings behind them. Imports test sets.

Reading and drawing the held-out ink takes seconds; a click on a thumbnail must not. learn, and torch with it, is
loaded late, so that whoever imports this file need not wait for it. Every method may be called from any thread.
"""

import threading
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from digitpad.core import paths
from digitpad.core.errors import DatasetError, StorageError
from digitpad.core.language import tr
from digitpad.core.records import OWN
from digitpad.evaluation import left_out
from digitpad.ink import my_drawings
from digitpad.ink.ink import Ink

if TYPE_CHECKING:
    from digitpad.evaluation.test_sets import TestSet

MOST = 3  # sets in memory; MNIST's 10,000 pictures take 8 MB


class EvalSetCache:
    """The sets that were used last."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._loaded: OrderedDict[tuple[str, object], TestSet] = OrderedDict()

    def load(self, on: str) -> "TestSet":
        """The set, from memory where it is there and its file is the same. Raises what `test_sets.load` does."""
        from digitpad.evaluation import test_sets

        with self._lock:
            key = (on, self._stamp(on))
            if key not in self._loaded:
                self._loaded[key] = test_sets.load(on, self._home)
            self._loaded.move_to_end(key)
            while len(self._loaded) > MOST:
                self._loaded.popitem(last=False)
            return self._loaded[key]

    def glyphs(self, on: str, data: str, rows: list[int]) -> NDArray[np.uint8]:
        """The (len(rows), 28, 28) uint8 glyphs, 255 = ink. Raises DatasetError where the set is another now."""
        if on == OWN:
            return left_out.glyphs(self._home, data, rows)
        chosen = self._same(on, data).glyphs[rows]
        return chosen if chosen.dtype == np.uint8 else np.rint(chosen * 255).astype(np.uint8)

    def drawing(self, on: str, data: str, row: int) -> tuple[Ink | None, NDArray[np.float32]]:
        """One drawing: its ink where it was written with a pen, and the (28, 28) glyph that the models were shown."""
        if on == OWN:
            return None, left_out.glyphs(self._home, data, [row])[0].astype(np.float32) / 255
        found = self._same(on, data)
        glyph = found.glyphs[row].astype(np.float32) / (255 if found.glyphs.dtype == np.uint8 else 1)
        return found.inks[row] if found.inks else None, glyph

    def _same(self, on: str, data: str) -> "TestSet":
        found = self.load(on)
        if found.fingerprint != data:
            raise DatasetError(
                tr("The drawings are others than those that were evaluated."), tr("Evaluate the models again.")
            )
        return found

    def _stamp(self, on: str) -> object:
        """What changes with a file's content: size and time; the same always for a set that is no file."""
        try:
            found = (my_drawings.path(self._home) if on == my_drawings.MINE else paths.expanded(on)).stat()
        except (OSError, ValueError, StorageError):  # ValueError: a name with a zero byte in it
            return None
        return found.st_size, found.st_mtime_ns

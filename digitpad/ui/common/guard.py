"""No exception gets out of what Qt calls: it is told once, and Qt gets something neutral. Imports QtCore.

Qt asks models and delegates from its own code, where an exception that comes back is a crash (under `sizeHint`) or one
traceback for each repaint. Overrides are `guarded`; what rises in slots ends in the same place.
"""

import functools
import sys
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import ParamSpec, TypeVar

from PySide6.QtCore import QObject, Signal

from digitpad.core.language import tr

MOST_TOLD = 20  # faults of one process: whoever reads more than that reads none
P = ParamSpec("P")
R = TypeVar("R")


def guarded(neutral: R) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Makes an override that Qt calls give `neutral` where it fails; the failure goes the way of every fault."""

    def wrapped(method: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(method)
        def safe(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                return method(*args, **kwargs)
            except Exception as error:  # noqa: BLE001  whatever it is, it may not get into Qt; it is told
                sys.excepthook(type(error), error, error.__traceback__)
                traceback.clear_frames(error.__traceback__)  # else a painter in them stays active
                return neutral

        return safe

    return wrapped


class Faults(QObject):
    """Where exceptions end that nobody awaited: each is told once, in a sentence and with all that is known of it."""

    told = Signal(str, str)  # a sentence, and the traceback as text

    def __init__(self) -> None:
        super().__init__()
        self._seen: set[tuple[str, str]] = set()
        self._before = sys.__excepthook__

    def listen(self) -> None:
        """Hears of every exception from now on, be it one that Qt brings back out of a slot.

        Another listener than Python's own, such as a test's, hears of them too.
        """
        if sys.excepthook != self._heard:
            self._before = sys.excepthook
            sys.excepthook = self._heard

    def _heard(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if self._before is not sys.__excepthook__ or not issubclass(kind, Exception):
            self._before(kind, error, trace)
        if not issubclass(kind, Exception):
            return  # Ctrl+C, or the end of the program: no fault
        last = traceback.extract_tb(trace)[-1:]
        key = (kind.__name__, f"{last[0].filename}:{last[0].lineno}" if last else "")
        if key in self._seen or len(self._seen) >= MOST_TOLD:
            return
        self._seen.add(key)
        said = str(error).strip().split("\n", 1)[0][:200]
        what = f"{kind.__name__}: {said}" if said else kind.__name__
        sentence = tr("Something unexpected went wrong ({what}).", what=what)
        self.told.emit(sentence, "".join(traceback.format_exception(kind, error, trace)))


@functools.cache
def faults() -> Faults:
    """The one place of this process."""
    return Faults()

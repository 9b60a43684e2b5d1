"""Everything that can go wrong, worded for the user. Imports the standard library alone.

Every error carries one sentence (what happened) and a hint (what to do). The command line prints both on stderr and
exits with 2; the window shows both in its message bar. Nothing else is ever shown to the user.
"""

import difflib
import errno
from collections.abc import Iterable, Mapping

from digitpad.core.language import mark, tr

_SHOWN_CHARS = 80  # of a name that nobody knows
_SENTENCE_CHARS = 1500  # of a message: room for a long path, none for what another library quotes of a broken file


class DigitpadError(Exception):
    """Base of all errors that are meant for the user: one sentence, and a hint what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        message, hint = (
            _shortened(tr(message)),
            tr(hint),
        )  # what was put together has been translated; a constant has not
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


def _shortened(message: str) -> str:
    """The message without its middle where it is far longer than a sentence; its end says what was expected."""
    half = _SENTENCE_CHARS // 2
    return message if len(message) <= _SENTENCE_CHARS else f"{message[:half]} ... {message[-half:]}"


class InkError(DigitpadError):
    """An ink file or a drawing in it cannot be read."""


class ImageError(DigitpadError):
    """A picture cannot be read, or holds nothing that could be a digit."""


class UnreadableFileError(InkError, ImageError):
    """A file is of a kind that is not read here, or is no file at all."""


class DatasetError(DigitpadError):
    """A dataset is absent, broken or of the wrong shape."""


class ModelError(DigitpadError):
    """A model's card or weights are broken, unknown or do not fit each other."""


class PlanError(DigitpadError):
    """A training plan asks for something that cannot be: an unknown optimiser, a negative number of epochs."""


class RunError(DigitpadError):
    """A run could not go on: the loss is no longer a number, the checkpoint is cut short.

    `remedy` names what of the plan to change for another try: {"learning_rate": 0.001}.
    """

    def __init__(self, message: str, hint: str = "", remedy: Mapping[str, float] | None = None) -> None:
        super().__init__(message, hint)
        self.remedy = dict(remedy or {})


class StoppedEarlyError(RunError):
    """The user stopped a run that has nothing to keep yet: no failure, and no model."""


class DivergedError(RunError):
    """The loss exploded or is no number any more: what the run holds now is spoilt, what it saved before is not."""


class BrokenCheckpointError(RunError):
    """What a run kept is damaged on the disk: other bytes stand there than were written."""


class StorageError(DigitpadError):
    """Something could not be written: no permission, a full disk."""


class BusyError(StorageError):
    """Another process is changing it, and has been for too long to wait."""


class InstallError(DigitpadError):
    """An installed package is missing or does not fit the others."""


class ClusterError(DigitpadError):
    """The cluster that shall train is not there, or sends what it should not."""


class MemoryShortError(DigitpadError):
    """There is not enough memory, whoever noticed."""

    def __init__(self) -> None:
        super().__init__(
            tr("There is not enough memory for this."), tr("Close other programs, or try a smaller batch size or file.")
        )


class DisplayError(DigitpadError):
    """There is no screen to open a window on."""


KINDS = (
    mark("action of digitpad data"), mark("action of digitpad models"), mark("architecture"), mark("augmentation"),
    mark("command"), mark("dataset"), mark("deleted model"), mark("device"), mark("initialisation"), mark("loss"),
    mark("model"), mark("optimizer"), mark("precision"), mark("recipe"), mark("run"), mark("schedule"),
    mark("setting of a plan"),
)  # fmt: skip  # what an UnknownNameError may say is not there, for the translators


class UnknownNameError(DigitpadError):
    """A name that nobody knows, with the nearest known ones as the hint."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        near = difflib.get_close_matches(name, names, n=2, cutoff=0.5)
        if near:
            asked = mark("Did you mean {near} or {other}?") if len(near) == 2 else mark("Did you mean {near}?")
            hint = tr(asked, near=near[0], other=near[-1])
        else:
            known_now = tr("Known: {names}.", names=", ".join(names))
            hint = known_now if names else tr("There is no {kind} yet.", kind=tr(kind))
        shown = name if len(name) <= _SHOWN_CHARS else f"{name[:_SHOWN_CHARS]}..."
        super().__init__(tr("There is no {kind} called {shown!r}.", kind=tr(kind), shown=shown), hint)
        self.kind, self.name, self.near = kind, name, tuple(near)


_MEMORY_WORDS = (
    "out of memory",  # torch, of an accelerator
    "can't allocate memory", "cannot allocate memory",  # torch, of the CPU; the system, of a library
    "failed to map segment", "can't start new thread",  # the system, of a library and of a thread
)  # fmt: skip


def short_of_memory(error: BaseException) -> bool:
    """Whether this is a lack of memory: Python's own, torch's RuntimeError or the system's, which have no kind."""
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
        return True
    said = str(error).lower()
    return isinstance(error, RuntimeError | ImportError | OSError) and any(words in said for words in _MEMORY_WORDS)

"""What an error of any kind says to the user: one sentence and a hint. Imports errors and the standard library."""

import errno
from collections.abc import Mapping

from digitpad.core.errors import DigitpadError, MemoryShortError, RunError, short_of_memory
from digitpad.core.language import mark, tr

_DISK = {
    errno.ENOSPC: (mark("The disk is full"), mark("Free some space and try again; nothing that was there is lost.")),
    errno.EDQUOT: (
        mark("The disk quota is used up"),
        mark("Free some space and try again; nothing that was there is lost."),
    ),
    errno.EACCES: (
        mark("There is no permission"),
        mark("Choose another folder with DIGITPAD_HOME, or change its permissions."),
    ),
    errno.EPERM: (
        mark("There is no permission"),
        mark("Choose another folder with DIGITPAD_HOME, or change its permissions."),
    ),
    errno.EROFS: (mark("The disk is read-only"), mark("Choose another folder with DIGITPAD_HOME.")),
}


def describe(error: BaseException) -> tuple[str, str]:
    """The sentence and the hint for an error. An unexpected one is named with its kind and text, never hidden."""
    if isinstance(error, DigitpadError):
        return error.message, error.hint
    if short_of_memory(error):
        return describe(MemoryShortError())
    if isinstance(error, OSError):
        return _of_system(error)
    text = " ".join(str(error).split())
    said = f"{type(error).__name__}: {text}" if text else type(error).__name__
    return tr("Something unexpected went wrong ({said}).", said=said), tr(
        "Nothing that was saved is lost; trying again may help."
    )


def remedy(error: BaseException) -> Mapping[str, float]:
    """What of a training's plan to change for another try, where the error knows; else nothing."""
    return error.remedy if isinstance(error, RunError) else {}


def _of_system(error: OSError) -> tuple[str, str]:
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in _DISK:
        said, hint = _DISK[error.errno]
        return f"{said}{where}.", hint
    return tr("The system reports: {strerror}{where}.", strerror=error.strerror or error, where=where), tr(
        "Check the file and folder, then try again."
    )

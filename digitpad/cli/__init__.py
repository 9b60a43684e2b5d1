"""The commands: `digitpad models`, `predict`, `evaluate`, `train`, `compare`, `export`, `code`, ...; alone, the window.

Each command lives in a file of its own and is imported only when it is called, so that `digitpad --help` and
`digitpad models` answer at once. This file imports the standard library, errors and its own room.
"""

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from digitpad.cli import output, parser
from digitpad.core import paths, settings
from digitpad.core.errors import DigitpadError, InstallError, MemoryShortError, StorageError, short_of_memory
from digitpad.core.language import mark, tr

_SPACE_HINT = mark("Free some space, or check the rights of the place.")
EXIT_BAD_INPUT = 2
EXIT_INTERRUPTED = 130  # 128 + SIGINT, as shells have it
EXIT_BROKEN_PIPE = 141  # 128 + SIGPIPE


def main(words: Sequence[str] | None = None) -> int:
    """Runs one command line (default: the process's own) and gives the exit code. Prints, never raises for the user."""
    words = list(sys.argv[1:] if words is None else words)
    try:
        settings.use_language(paths.home())
        chosen = parser.parse(words)
        chosen.words = words
        command = chosen.command or "window"
        run: Callable[[object], int] = getattr(import_module(f"digitpad.cli.{command}"), command)
        code = run(chosen)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except DigitpadError as error:
        output.problem(error)
        return EXIT_BAD_INPUT
    except (ImportError, MemoryError, RuntimeError) as error:
        output.problem(_lacking(error))
        return EXIT_BAD_INPUT
    except BrokenPipeError:
        _silence()
        return EXIT_BROKEN_PIPE
    except (
        OSError
    ) as error:  # every known way of failing is a DigitpadError; what is left is a full stdout and its like
        _silence()
        what = error.filename or tr("The output")
        said = tr("{what} could not be written or read: {strerror}.", what=what, strerror=error.strerror or error)
        output.problem(MemoryShortError() if short_of_memory(error) else StorageError(said, _SPACE_HINT))
        return EXIT_BAD_INPUT
    except KeyboardInterrupt:
        output.aside("interrupted.")
        return EXIT_INTERRUPTED
    except SystemExit as done:  # argparse's way out of --help and --version
        return int(done.code or 0)


def _silence() -> None:
    """Nobody takes stdout any more: what Python would still flush at exit must go nowhere, or it complains."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _lacking(error: Exception) -> DigitpadError:
    """A lack of memory, or a package that is not there or does not load. Bugs of our own are not dressed up."""
    if short_of_memory(error):
        return MemoryShortError()
    name = (error.name or "").split(".")[0] if isinstance(error, ImportError) else "digitpad"
    if name == "digitpad":
        raise error
    return InstallError(
        tr("The package {name!r} could not be loaded: {error}.", name=name or "needed", error=error),
        tr("Install digitpad again with all it needs: pip install --force-reinstall digitpad"),
    )

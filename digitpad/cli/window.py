"""`digitpad` alone: the window, once it is certain that one can be opened. Imports errors, paths and, late, app.

Qt aborts the process where it finds no screen or lacks a system library. What it would stumble over is tried here
first, with the calls that Qt itself will make, so that the user reads a sentence instead.
"""

import ctypes
import gc
import os
import socket
import sys
from argparse import Namespace
from importlib.util import find_spec
from pathlib import Path

from digitpad.core import paths, window_state
from digitpad.core.errors import DisplayError, InstallError
from digitpad.core.language import mark, tr

DEBIAN_PACKAGES = (
    "libegl1 libgl1 libdbus-1-3 libfontconfig1 libglib2.0-0 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 "
    "libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 libxcb-xkb1"
)
_NO_SCREEN_HINT = mark("Start it on a desktop, or use a command such as digitpad predict; see digitpad --help.")
_OF_DESKTOPS = (
    "digitpad-window"  # the command that a double click starts: nobody reads what it prints, the window says it
)
_X_PLATFORMS = ("", "xcb")


def window(chosen: Namespace) -> int:
    """Opens the window and gives the exit code when it is closed. Raises DisplayError, InstallError, StorageError."""
    state = paths.expanded(chosen.state) if getattr(chosen, "state", None) else None
    if state is not None and Path(sys.argv[0]).stem != _OF_DESKTOPS:
        window_state.load(state)  # a file that is none is said here, where it was typed
    if sys.platform.startswith("linux"):
        check_display()
    gc.disable()  # the window collects by itself, once it stands; here there is nothing to be found but time
    sys.setswitchinterval(0.001)  # a training thread hands the interpreter over sooner: repaints take half the time
    try:
        from digitpad.app import main as show
    except ImportError as error:
        if "cannot open shared object" in str(error):
            raise _lacking(str(error)) from error
        raise
    return show(paths.home(), state)


def check_display() -> None:
    """Raises DisplayError or InstallError where Qt, on Linux, would abort for want of a screen or a library."""
    platform = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0].split(";")[0]
    if platform == "wayland" or (platform == "" and os.environ.get("WAYLAND_DISPLAY")):
        if _wayland_answers():
            return
        if platform == "wayland" or not os.environ.get("DISPLAY"):
            raise DisplayError(tr("The Wayland display does not answer, so no window can be opened."), _NO_SCREEN_HINT)
    if platform not in _X_PLATFORMS:
        return  # offscreen, vnc and the like need no screen
    if not os.environ.get("DISPLAY"):
        raise DisplayError(tr("There is no display to open a window on (DISPLAY is not set)."), _NO_SCREEN_HINT)
    _check_xcb()


def _check_xcb() -> None:
    """Loads what Qt's X11 plugin needs and connects to the X server, with the rights that Qt will have."""
    plugin = _plugin("libqxcb.so")
    try:
        if plugin is not None:
            import PySide6.QtGui  # noqa: F401  # brings Qt's own libraries in, which the plugin builds on

            ctypes.CDLL(str(plugin))
        xcb = ctypes.CDLL("libxcb.so.1")
    except (OSError, ImportError) as error:
        raise _lacking(str(error)) from error
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    if failed:
        shown = os.environ["DISPLAY"]
        raise DisplayError(
            tr("The display {shown!r} does not answer, so no window can be opened.", shown=shown), _NO_SCREEN_HINT
        )


def _wayland_answers() -> bool:
    """Whether the compositor's socket takes a connection."""
    name = os.environ.get("WAYLAND_DISPLAY", "wayland-0")
    path = Path(os.environ.get("XDG_RUNTIME_DIR", "/run/user/0")) / name  # an absolute name stands by itself
    try:
        with socket.socket(socket.AF_UNIX) as caller:
            caller.settimeout(2.0)
            caller.connect(str(path))
    except OSError:
        return False
    return True


def _plugin(name: str) -> Path | None:
    """A platform plugin of the installed PySide6; None where it is packed in another way and Qt must find it."""
    spec = find_spec("PySide6")
    places = [Path(folder) for folder in (spec.submodule_search_locations or ())] if spec else []
    found = [place / "Qt" / "plugins" / "platforms" / name for place in places]
    return next((path for path in found if path.is_file()), None)


def _lacking(error: str) -> InstallError:
    library = error.split(":")[0]
    return InstallError(
        tr("Qt needs the system library {library}, which is not installed.", library=library),
        tr("On Debian and Ubuntu: sudo apt install {debian_packages}", debian_packages=DEBIAN_PACKAGES),
    )

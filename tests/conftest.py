"""What every test stands on: no screen, a home of its own, one thread for each library, and nothing left running."""

import functools
import gc
import itertools
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# All of this must stand before Qt, numpy or torch is loaded by any test.
_HOME = tempfile.TemporaryDirectory(prefix="digitpad-tests-", ignore_cleanup_errors=True)
os.environ["DIGITPAD_HOME"] = _HOME.name  # never the home of whoever runs the tests
os.environ["DIGITPAD_LANG"] = "en"  # the tests read English, whatever the system speaks
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # xdist runs a process a core already

# The machine may be busy, so no deadline; the same examples every time, so that a failure is one for everybody.
settings.register_profile("digitpad", deadline=None, derandomize=True, database=None, max_examples=60)
settings.load_profile("digitpad")

pytest.register_assert_rewrite(
    "tests.journeys.windows"
)  # the real window's fixtures: modules that open one name it as plugin

# As the window does (jobs/gui_thread_gc.py): what Qt owns must not be collected by a thread that happens to allocate.
gc.disable()
YOUNG = 20_000  # allocations before the young are looked through
OFTEN = 120  # window tests before everything is, which takes most of a second: all tests' modules and torch are there

PATIENCE_MS = 60_000  # for what must happen, on however busy a machine
GRACE_MS = 20_000  # for a thread that was asked to end and is on its way


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh DIGITPAD_HOME for one test; the folder itself does not exist yet."""
    folder = tmp_path / "home"
    monkeypatch.setenv("DIGITPAD_HOME", str(folder))
    return folder


@pytest.fixture
def qtbot(qtbot, monkeypatch: pytest.MonkeyPatch) -> object:
    """pytest-qt's, with more patience than its 5 s: whoever waits for what happens pays nothing for it."""
    for name in ("waitUntil", "waitSignal", "waitSignals"):
        plain = getattr(qtbot, name)
        monkeypatch.setattr(qtbot, name, functools.partial(plain, timeout=PATIENCE_MS))
    return qtbot


@pytest.fixture(autouse=True)
def nothing_left_running(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that leaves a QThread running or a new QTimer ticking; set up before qtbot, so checked after it."""
    watched = bool({"qtbot", "qapp"} & set(request.fixturenames))
    before = {id(timer) for timer in _ticking(_alive())} if watched else set()
    yield
    if not watched:
        return
    _delete_what_is_doomed()
    alive = _alive()
    threads = [thread for thread in _running(alive) if not thread.wait(GRACE_MS)]  # type: ignore[attr-defined]
    assert not threads, f"still running after the test: {threads}"
    timers = [timer for timer in _ticking(alive) if id(timer) not in before]
    assert not timers, f"still ticking after the test: {timers} of {[timer.parent() for timer in timers]}"  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def light_again() -> Iterator[None]:
    """The application is dressed as a whole: what a test did to it is undone for the next one."""
    yield
    theme = sys.modules.get("digitpad.ui.common.theme")
    if theme is None:
        return
    zoomed = theme.scaled(100) != 100
    if zoomed:
        theme.set_zoom(100)
    if zoomed or theme.current() is not theme.LIGHT:
        theme.dress(theme.LIGHT)


@pytest.fixture(autouse=True, scope="session")
def window_tests() -> list[str]:
    """The names of the tests since the last full collection that used Qt."""
    return []


@pytest.fixture(autouse=True)
def collected(request: pytest.FixtureRequest, window_tests: list[str]) -> Iterator[None]:
    """Collects garbage after a test, in the main thread.

    What is there after a test that used Qt is set apart (`freeze`) until the next full collection: each test then looks
    for threads and timers among its own objects, and not among the 200,000 of torch and of all tests before it.
    """
    yield
    if {"qtbot", "qapp"} & set(request.fixturenames):
        window_tests.append(request.node.name)
        _undress()
        if len(window_tests) >= OFTEN:
            window_tests.clear()
            gc.unfreeze()
            gc.collect()
        gc.freeze()
    elif gc.get_count()[0] > YOUNG:
        gc.collect(1)


def _delete_what_is_doomed() -> None:
    """Lets `deleteLater` happen: no event loop runs between tests that would do it."""
    from PySide6.QtCore import QCoreApplication, QEvent

    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _running(alive: list[object]) -> list[object]:
    """All but the main thread, which some versions of PySide6 make an object of as soon as anything asks for it."""
    core = sys.modules.get("PySide6.QtCore")
    threads = [thing for thing in alive if isinstance(thing, core.QThread)] if core else []
    main = core.QCoreApplication.instance() and core.QCoreApplication.instance().thread() if threads else None
    return [thread for thread in threads if thread != main and thread.isRunning()]  # type: ignore[attr-defined]


def _ticking(alive: list[object]) -> list[object]:
    core = sys.modules.get("PySide6.QtCore")
    return [thing for thing in alive if isinstance(thing, core.QTimer) and thing.isActive()] if core else []


def _alive() -> list[object]:
    """Every living QThread and QTimer that Python made; asks nothing of Qt where Qt was never loaded.

    There may be hundreds of thousands of objects and a test is soon over: the loop over them is not Python's.
    """
    core = sys.modules.get("PySide6.QtCore")
    if core is None:
        return []
    from shiboken6 import isValid

    things = gc.get_objects()
    kinds = _with_subclasses(core.QThread) | _with_subclasses(core.QTimer)
    return [thing for thing in itertools.compress(things, map(kinds.__contains__, map(type, things))) if isValid(thing)]


def _with_subclasses(kind: type) -> set[type]:
    return {kind}.union(*map(_with_subclasses, kind.__subclasses__()))


def _undress() -> None:
    """Takes the last window's style sheet off: a widget that is put into another would be dressed anew each time.

    That takes longer than all else about a window; and a panel alone should look the same whatever ran before.
    """
    widgets = sys.modules.get("PySide6.QtWidgets")
    app = widgets.QApplication.instance() if widgets else None
    if app is not None and app.styleSheet() and not any(widget.isVisible() for widget in app.topLevelWidgets()):
        app.setStyleSheet("")


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the catalogues as they are now, compiled."""
    import importlib.util

    tool = Path(__file__).resolve().parents[1] / ".ci" / "catalogues.py"
    spec = importlib.util.spec_from_file_location("catalogues", tool)
    assert spec is not None and spec.loader is not None
    catalogues = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(catalogues)
    folder = tmp_path_factory.mktemp("locale")
    catalogues.compile_all(folder)
    return folder


@pytest.fixture
def chinese(compiled: Path) -> Iterator[None]:
    """Everything speaks Chinese."""
    from digitpad.core import language

    language.use("zh_CN", compiled)
    yield
    language.use(language.ENGLISH, compiled)


@pytest.fixture
def library(tmp_path: Path) -> Any:
    """A library with nothing in it."""
    from tests.small_models import empty_library

    return empty_library(tmp_path)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for DIGITPAD_DATA with an MNIST of 700 training and 200 test digits."""
    from tests import tiny_mnist

    return tiny_mnist.write(tmp_path_factory.mktemp("data"), train=700, test=200)


@pytest.fixture
def small_mnist(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The small MNIST is the one that is found."""
    monkeypatch.setenv("DIGITPAD_DATA", str(tiny))

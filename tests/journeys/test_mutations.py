"""Whatever becomes of the files of a home: no traceback, exit 0 or 2, the window opens, the other models are listed.

In every example one file of each format is changed, so that its reader and all that shows it are asked each time: by
the command line, a window that stays open, and a new window. `mutated_home.py` sees to it that none hides
another.
"""

import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop
from PySide6.QtWidgets import QTableView

from digitpad import app
from digitpad.analysis import columns
from digitpad.analysis.comparison import rows
from digitpad.cli import main
from digitpad.core import settings as user_settings
from digitpad.evaluation import nearest_neighbours
from digitpad.models.library import Library, open_library
from digitpad.tasks import explain_drawing, open_models
from digitpad.ui.main_window import MainWindow
from tests import tiny_mnist
from tests.journeys.mutated_home import BUNDLED, CARDED, MODEL, PLAIN_RUN, SET, SPOILT_RUN, WEIGHED, Seed, made
from tests.journeys.windows import close, controller, find

pytest_plugins = ["tests.journeys.windows"]

PARTS = 4  # of the plain run, so that several processes share them
EXAMPLES = 200 // PARTS
MANY_PARTS = 20  # of the long one
MANY = 5000 // MANY_PARTS
NEW_WINDOWS = 100 // PARTS  # each takes as long as three examples of anything else; the long run has as many as of all
SHOWN_EVERY = 10  # new windows: most are only built, which reads everything that a start reads
RAISED = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # the offscreen one: raising a box
DIGITS = 10  # to be measured on
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@pytest.fixture(scope="module")
def seed(tmp_path_factory) -> Iterator[Seed]:
    """A home of which the files are changed, and then put back."""
    folder = tmp_path_factory.mktemp("mutated")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIGITPAD_HOME", str(folder / "home"))
        patch.setenv("DIGITPAD_DATA", str(tiny_mnist.write(folder / "data", 200, DIGITS)))
        yield made(folder)


def tried(seed: Seed, part: int, look: Callable[[Random], None], examples: int = EXAMPLES) -> None:
    """Changes all files again and again, lets somebody look at them each time, and puts them back."""

    @settings(max_examples=examples, suppress_health_check=QUIET, phases=[Phase.generate])
    @given(number=st.integers(0, 2**64))
    def example(number: int) -> None:
        random = Random(f"{part} {number}")
        try:
            seed.spoil(random)
            look(random)
        except BaseException:
            sys.stderr.write(f"number {number} of part {part}\n")  # to find it again
            raise
        finally:
            seed.put_back()

    example()


# ---- the command line


def command(*words: object) -> tuple[int, str]:
    """Runs one command; gives its exit and what it printed. Whatever it says on stderr is no traceback."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main([str(word) for word in words])
    assert code in (0, 2), err.getvalue()
    assert "Traceback" not in err.getvalue()
    assert (code == 0) or err.getvalue()
    assert all(len(line) < 2000 for line in err.getvalue().splitlines()), "a sentence, however large the value is"
    return code, out.getvalue()


def check_listed(random: Random) -> None:
    """The other models are listed, for people or for programs."""
    json_ = random.randrange(2) == 0
    code, listed = command("models", *(["--json"] if json_ else []))
    ids = {json.loads(line)["id"] if json_ else line.split()[0] for line in listed.splitlines()}
    assert code == 0
    assert ids >= BUNDLED | {MODEL, WEIGHED}


def check_commands(seed: Seed, random: Random) -> None:
    """Every command that reads one of the files."""
    check_listed(random)
    command("predict", "--model", WEIGHED, seed.good)
    code, read = command("predict", "--json", "--model", CARDED, *seed.outside.values(), seed.good)
    assert not read or read.splitlines()[-1].startswith('{"key_id": "good"'), "bad files cost the good ones nothing"
    code, found = command("evaluate", "--json", "--model", MODEL, "--on", "mnist")
    assert code == 0 and json.loads(found)["n"] == DIGITS, "what is kept and broken is measured again"
    code, found = command("evaluate", "--json", "--model", "mlp-256", "--on", SET)
    assert (code == 0) == bool(found), "a set whose files are sound, or a sentence"
    command("data")
    command("evaluate", "--model", MODEL, "--on", "mine", seed.outside["a.npz"], seed.outside["a.ndjson"])
    assert command("compare", MODEL, "mlp-256", "--on", "mnist", "--html", seed.folder / "page.html")[0] == 0
    for name in ("a.inkml", "a.dat", "a.tra", "a.txt"):
        command("data", "import", seed.outside[name], "--to", seed.folder / "imported.ndjson")
    for run in (SPOILT_RUN, PLAIN_RUN):
        command("train", "--json", "--resume", run)


def check_library(library: Library) -> None:
    """All that a table shows of every model can be shown, and what was read can be written and read again."""
    table = rows(library.cards())
    for column in columns.columns(table):
        assert all(isinstance(column.text(row) + column.detail(row), str) for row in table)
        sorted(value for row in table if (value := column.sort(row)) is not None)  # type: ignore[type-var]
    columns.as_csv(table, columns.columns(table)).encode()
    loaded, _ = user_settings.load(library.home)
    user_settings.save(loaded, library.home)
    assert user_settings.load(library.home) == (loaded, "")
    model, digits = open_models.opened(library, MODEL), explain_drawing.digits_of("mnist", library.home)
    features = nearest_neighbours.kept(library.home, model.weights, digits, model.net)
    blank = np.zeros((28, 28), np.float32)
    assert features is None or nearest_neighbours.nearest(model.net, model.card, features, digits, blank)
    library.rename("padnet", "A new name")
    assert library.card("padnet").name == "A new name"


@pytest.mark.parametrize("part", range(PARTS))
def test_commands_on_changed_files(seed: Seed, part: int) -> None:
    def look(random: Random) -> None:
        check_commands(seed, random)
        check_library(open_library())

    tried(seed, part, look)


@pytest.mark.long
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("part", range(100, 100 + MANY_PARTS))
def test_commands_on_many_changed_files(seed: Seed, part: int) -> None:
    def look(random: Random) -> None:
        check_commands(seed, random)
        check_library(open_library())

    tried(seed, part, look, MANY)


# ---- a window that stays open


def opened(seed: Seed) -> MainWindow:
    app.application().setStyleSheet("")  # of the window before: building takes three times as long with it
    window = app.build(seed.folder / "home")
    window.closings = []
    window.closed.connect(lambda: window.closings.append(True))
    return window


def ended(qtbot, seed: Seed, window: MainWindow) -> None:
    close(qtbot, window)
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    faults = seed.folder / "home" / "faults.txt"
    assert not faults.exists(), faults.read_text()


def listed(window: MainWindow) -> None:
    """The table of models shows the others, and itself."""
    view = find(window, QTableView, "compare-table")
    assert not view.grab().isNull()
    assert view.model().rowCount() >= len(BUNDLED | {MODEL, WEIGHED})


def looked_again(qtbot, seed: Seed, window: MainWindow, number: int) -> None:
    """The user comes back to the window, opens all files and looks at the own drawings."""
    card = seed.folder / "home" / "models" / MODEL / "card.json"
    trained_anew = json.loads(card.read_bytes()) | {"created": f"2026-01-01T00:00:00.{number:06}+00:00"}
    card.write_text(json.dumps(trained_anew))  # what is kept about it is read again then
    job_pool = controller(window).job_pool
    window.activated.emit()
    window.files.open_requested.emit([seed.good, *seed.outside.values(), *seed.window.values()])
    window.pad.mine_requested.emit()
    while job_pool.busy:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    shown = window.pad.canvas.ink or window.pad.canvas.picture  # a picture, where all ink before it is spoilt
    assert shown, "the first that is whole is on the pad"
    listed(window)
    faults = seed.folder / "home" / "faults.txt"
    assert not faults.exists(), faults.read_text()


def stays_open(qtbot, seed: Seed, part: int, examples: int) -> None:
    window, numbers = opened(seed), iter(range(10**6))
    window.show()
    window.show_compare()
    try:
        tried(seed, part, lambda _random: looked_again(qtbot, seed, window, next(numbers)), examples)
    finally:
        ended(qtbot, seed, window)


@RAISED
@pytest.mark.parametrize("part", range(PARTS))
def test_an_open_window_sees_changed_files(qtbot, seed: Seed, part: int) -> None:
    stays_open(qtbot, seed, part, EXAMPLES)


@RAISED
@pytest.mark.long
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("part", range(100, 100 + MANY_PARTS))
def test_an_open_window_sees_many_changed_files(qtbot, seed: Seed, part: int) -> None:
    stays_open(qtbot, seed, part, MANY)


# ---- new windows


def opens(qtbot, seed: Seed, random: Random) -> None:
    """A new window takes the settings, offers the runs and lists the models; now and then it is shown, too."""
    window = opened(seed)
    try:
        listed(window)
        if random.randrange(SHOWN_EVERY) == 0:
            window.show()
            window.show_compare()
            for _ in range(3):
                QCoreApplication.processEvents()
            assert not window.grab().isNull()
            window.show_train()
            assert not window.grab().isNull()
    finally:
        ended(qtbot, seed, window)


@pytest.mark.parametrize("part", range(PARTS))
def test_a_window_opens_on_changed_files(qtbot, seed: Seed, part: int) -> None:
    tried(seed, part, lambda random: opens(qtbot, seed, random), NEW_WINDOWS)


@pytest.mark.long
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("part", range(100, 100 + MANY_PARTS))
def test_a_window_opens_on_many_changed_files(qtbot, seed: Seed, part: int) -> None:
    tried(seed, part, lambda random: opens(qtbot, seed, random), MANY)

"""Whatever becomes of a file of the home: no traceback, exit 0 or 2, the window opens, the other models are there."""

import io
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QTableView

from digitpad import paths
from digitpad import settings as user_settings
from digitpad.cli import main
from digitpad.errors import DigitpadError
from digitpad.library import columns, evaluations, robustness, run_folder, timings
from digitpad.library.comparison import rows
from digitpad.library.library import Library
from digitpad.library.measured import Measured
from digitpad.wiring.waiting import begun
from tests.mutations import changed
from tests.windows import close, find

pytest_plugins = ["tests.windows"]

FIXTURE = Path(__file__).parent / "fixtures" / "home-0.1.0"
MODEL, HERE = "small-sprint", "0123456789abcdef"
BUNDLED = {"cnn-5x5", "mlp-120-84", "mlp-256", "mlp-256-128", "mlp-512", "padnet"}
CARD, WEIGHTS = f"models/{MODEL}/card.json", f"models/{MODEL}/weights.safetensors"
EVALUATION = "evaluations/0629907b3b5c588262eac23d-5e61851afadd89c0.npz"
FILES = {
    "card": CARD,
    "weights": WEIGHTS,
    "run": "runs/cut-short/run.json",
    "settings": "settings.json",
    "labels": "labels.json",
    "times": "evaluations/prediction-times.json",
    "robustness": "evaluations/robustness.json",
    "evaluation": EVALUATION,
}


@pytest.fixture(scope="module")
def seed_home(tmp_path_factory) -> Iterator[Path]:
    """A home of which one file at a time is changed, and then put back."""
    home = tmp_path_factory.mktemp("mutated") / "home"
    shutil.copytree(FIXTURE, home)
    shutil.copytree(paths.resources() / "models" / "mlp-256-128", home.parent / "bundled" / "padnet")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIGITPAD_HOME", str(home))
        yield home


def command(*words: str) -> tuple[int, str]:
    """Runs one command; gives its exit and what it printed. Whatever it says on stderr is no traceback."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(words)
    assert code in (0, 2), err.getvalue()
    assert "Traceback" not in err.getvalue()
    assert all(len(line) < 2000 for line in err.getvalue().splitlines()), "a sentence, however large the value is"
    return code, out.getvalue()


def check_commands(spoilt: str) -> None:
    """The others are listed by the commands, in both ways."""
    code, listed = command("models", "--json")
    ids = {json.loads(line)["id"] for line in listed.splitlines()}
    assert code == 0
    assert ids >= BUNDLED | (set() if spoilt == "card" else {MODEL})
    command("models")


def check_models(library: Library, spoilt: str) -> None:
    """The others are there, and all that a table shows of every model can be shown."""
    table = rows(library.cards())
    assert {row.card.id for row in table} >= {"padnet"} | (set() if spoilt == "card" else {MODEL})
    assert len(library.problems()) <= 1
    for column in columns.columns(table):
        assert all(isinstance(column.text(row) + column.detail(row), str) for row in table)
        sorted(value for row in table if (value := column.sort(row)) is not None)  # type: ignore[type-var]
    columns.as_csv(table, columns.columns(table)).encode()


def check_weights(library: Library) -> None:
    with suppress(DigitpadError):
        library.weights(MODEL)
    with suppress(DigitpadError):
        evaluations.fingerprint_of(library, MODEL)


def check_runs(library: Library) -> None:
    for info in run_folder.resumable(library.home):
        begun(info.created)
        run_folder.position(info)
    assert len(run_folder.resumable(library.home)) + len(run_folder.problems(library.home)) <= 1
    with suppress(DigitpadError):
        run_folder.find(library.home, "cut-short")


def check_settings(library: Library) -> None:
    loaded, _ = user_settings.load(library.home)
    user_settings.save(loaded, library.home)
    assert user_settings.load(library.home) == (loaded, ""), "what was read can be written and read again"


def check_labels(library: Library) -> None:
    library.rename("padnet", "A new name")
    assert library.card("padnet").name == "A new name"


def check_figures(library: Library) -> None:
    prints = {MODEL: "0629907b3b5c588262eac23d"}
    shown = Measured()
    shown.show_models(library.cards())
    times = timings.recalled(library.home, HERE)
    shown.take_times(dict.fromkeys((MODEL, "padnet"), max(times.values(), default=0.25)))
    shown.take(evaluations.recalled(library.home, prints))
    for found in robustness.recalled(library.home, prints):
        shown.take_rows([found.row()])
        robustness.detail(found)
    for column in columns.columns(shown.rows()):
        assert all(isinstance(column.text(row) + column.detail(row), str) for row in shown.rows())


CHECKS: dict[str, Callable[[Library], None]] = {
    "card": check_weights,
    "weights": check_weights,
    "run": check_runs,
    "settings": check_settings,
    "labels": check_labels,
    "times": check_figures,
    "robustness": check_figures,
    "evaluation": check_figures,
}


COMMANDS_EVERY = 20  # examples: the commands read all bundled cards, too, which takes ten times as long


def try_one(home: Path, name: str, random: Random) -> None:
    """Changes one file, looks at everything that reads it, and puts it back."""
    path = home / FILES[name]
    content = (FIXTURE / FILES[name]).read_bytes()
    try:
        path.write_bytes(changed(path, content, random))
        library = Library(home, home.parent / "bundled")
        check_models(library, name)
        CHECKS[name](library)
        if random.randrange(COMMANDS_EVERY) == 0:
            check_commands(name)
    finally:
        path.write_bytes(content)
        for aside in home.glob("*.broken*"):
            aside.unlink()


QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=200, suppress_health_check=QUIET, phases=[Phase.generate])
@given(random=st.randoms(use_true_random=True))
def test_one_changed_file_costs_at_most_itself(seed_home: Path, name: str, random: Random) -> None:
    try_one(seed_home, name, random)


@pytest.mark.long
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("name", FILES)
def test_five_thousand_changed_files_cost_at_most_themselves(seed_home: Path, name: str) -> None:
    for seed in range(5000):
        try:
            try_one(seed_home, name, Random(seed))
        except BaseException:
            sys.stderr.write(f"seed {seed} of {name}\n")  # to find it again
            raise


# ---- the window


def open_on(qtbot, home: Path, random: Random) -> None:
    """A window on a home in which a part of the files is changed: it opens, lists and paints what is whole."""
    from digitpad import app

    spoilt = [name for name in FILES if random.randrange(2)]
    for name in FILES:
        content = (FIXTURE / FILES[name]).read_bytes()
        path = home / FILES[name]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(changed(path, content, random) if name in spoilt else content)
    window = app.build(home)
    window.closings = []
    window.closed.connect(lambda: window.closings.append(True))
    window.show()
    try:
        window.show_compare()
        view = find(window, QTableView, "compare-table")
        for _ in range(3):
            QCoreApplication.processEvents()
        assert not window.grab().isNull()
        assert not view.grab().isNull()
        window.show_train()
        assert not window.grab().isNull()
        table = view.model()
        assert table.rowCount() >= len(BUNDLED)
    finally:
        close(qtbot, window)
        window.deleteLater()
        QCoreApplication.processEvents()
    assert not (home / "faults.txt").exists(), (home / "faults.txt").read_text()


@pytest.mark.parametrize("seed", range(4))
def test_the_window_opens_on_changed_files(qtbot, home: Path, seed: int) -> None:
    shutil.copytree(FIXTURE, home)
    open_on(qtbot, home, Random(seed))


@pytest.mark.long
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("part", range(8))
def test_windows_open_on_many_changed_files(qtbot, home: Path, part: int) -> None:
    shutil.copytree(FIXTURE, home)
    for seed in range(1000 + 15 * part, 1000 + 15 * (part + 1)):
        open_on(qtbot, home, Random(seed))

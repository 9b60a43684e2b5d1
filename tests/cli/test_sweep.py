"""`digitpad sweep`: lists and ranges in, runs and means out; interrupted, and refused before anything begins."""

import json
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from digitpad.core import plans
from digitpad.core.run_control import RunControl
from digitpad.models.library import open_library
from digitpad.tasks import sweep_room, sweep_run
from digitpad.tasks.sweep_order import RunHeard, RunOrder
from tests.cli.commands import started

SHORT = ("sweep", "mlp-256-128", "--epochs", "1", "--device", "cpu", "--workers", "2")


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs train here, one after another, by the code that a run's own process runs.

    Processes are begun by the test of Ctrl+C below, and two at a time in tests/tasks/test_run_sweep.py.
    """

    def room(orders: Sequence[RunOrder], *, workers: int, control: RunControl) -> Iterator[RunHeard]:
        assert workers == 2, "as the command says"
        for order in orders:
            yield from sweep_run.carried_out(order, control)

    monkeypatch.setattr(sweep_room, "on_this_machine", room)


@pytest.fixture
def swept(furnished: Path, rows, in_this_process) -> list[dict[str, object]]:
    return rows(*SHORT, "--lr", "0.001,0.01", "--seed", "1-2", "--name", "rates")


def test_sweep_prints_a_line_a_run_and_one_a_setting_and_nothing_else(swept, furnished: Path, rows, say) -> None:
    runs, summaries = ([row for row in swept if row["event"] == event] for event in ("run", "summary"))
    assert len(runs) == 4 and len(summaries) == 2 and len(swept) == 6
    names = {row.name for row in plans.FIELDS}
    assert all(row.keys() >= {*names, "id", "accuracy", "sweep"} for row in runs)
    assert {(row["learning_rate"], row["seed"]) for row in runs} == {(a, b) for a in (0.001, 0.01) for b in (1, 2)}
    cards = {card.id: card for card in open_library(furnished).cards()}
    assert all(cards[row["id"]].scores[0].accuracy == row["accuracy"] for row in runs)
    assert all(cards[row["id"]].command.startswith("digitpad train mlp-256-128 --seed") for row in runs)
    assert [row["settings"] for row in summaries] == [{"learning_rate": 0.001}, {"learning_rate": 0.01}]
    for row in summaries:
        some = [run["accuracy"] for run in runs if run["learning_rate"] == row["settings"]["learning_rate"]]
        assert row["n"] == 2 and row["mean"] == pytest.approx(sum(some) / 2)
        assert row["sd"] == pytest.approx(abs(some[0] - some[1]) / 2**0.5)

    text = say(*SHORT, "--lr", "0.001,0.01", "--seed", "1-2", "--name", "rates")
    assert "rates: 4 runs, 4 of them done." in text and "learning rate 0.01, seed 2" in text
    assert len({line.split()[0] for line in text.splitlines() if line.startswith("  rates.")}) == 4


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Which recipe"),
        (("mlp-256-129",), "Did you mean mlp-256-128"),
        (("mlp-256-128", "--lr", "0.1-0.5"), "needs a step"),
        (("mlp-256-128", "--lr", "1000"), "cannot be 1000"),
        (("mlp-256-128", "--optimizer", "sgd,adum"), "Did you mean adam"),
        (("mlp-256-128", "--augment", "rotate=999"), "rotate"),
        (("mlp-256-128", "--patience", "3"), "validation set"),
        (("mlp-256-128", "--seed", "1-2000"), "at most 1,000"),
        (("mlp-256-128", "--workers", "0"), "number of workers cannot be 0"),
        (("mlp-256-128", "--workers", "-3"), "number of workers cannot be -3"),
        (("mlp-256-128", "--workers", "65"), "It goes from 1 to 64"),
        (("mlp-256-128", "--seeds", "1-3"), "Did you mean --seed"),
        (("mlp-256-128", "--name", "a/b"), "cannot be the name"),
        (("mlp-256-128", "--cluster", "nowhere"), "no address of a Dask scheduler"),
        (("mlp-256-128", "--cluster", "tcp://127.0.0.1:1"), "There is no Dask scheduler at tcp://127.0.0.1:1"),
    ],
)
def test_bad_input_is_one_sentence_and_nothing_is_begun(
    home: Path, say, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.setattr("digitpad.tasks.sweep_cluster.CONNECT_SECONDS", 0.5)
    say("sweep", *words, code=2)
    assert said in say.stderr and len(say.stderr.splitlines()) == 2 and "Traceback" not in say.stderr
    assert not list(home.rglob("*.json"))


def test_augmentations_are_told_apart_by_giving_the_option_again(furnished: Path, rows, in_this_process) -> None:
    found = rows(*SHORT, "--augment", "none", "--augment", "rotate=10,shift=1")
    summaries = [row["settings"]["augmentation"] for row in found if row["event"] == "summary"]
    assert [(some["rotate"], some["shift"]) for some in summaries] == [(0, 0), (10, 1)]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_stops_in_order_and_the_same_command_goes_on(furnished: Path) -> None:
    words = ("sweep", "mlp-256-128", "--epochs", "2", "--seed", "1-2", "--workers", "1", "--json")
    command = started(*words, OMP_NUM_THREADS="1")
    assert command.stdout is not None
    first = json.loads(command.stdout.readline())
    command.send_signal(signal.SIGINT)
    out, err = command.communicate(timeout=120)
    assert command.returncode == 130
    assert "nothing is lost" in err and "Traceback" not in err
    done = {first["id"], *(json.loads(line)["id"] for line in out.splitlines())}
    written = {name: (furnished / "models" / name / "card.json").stat().st_mtime_ns for name in done}
    again = started(*words, OMP_NUM_THREADS="1")
    out, err = again.communicate(timeout=240)
    rows = [json.loads(line) for line in out.splitlines()]
    assert (again.returncode, err) == (0, "")
    assert [row["n"] for row in rows if row["event"] == "summary"] == [2]
    assert {name: (furnished / "models" / name / "card.json").stat().st_mtime_ns for name in done} == written

"""A sweep on a real Dask cluster of two workers, one of which is killed in the middle: nothing lost, nothing twice."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from digitpad.models.library import open_library
from tests import tiny_mnist
from tests.cli.commands import started

pytestmark = [pytest.mark.long, pytest.mark.skipif(sys.platform == "win32", reason="signals")]
PATIENCE_SECONDS = 60


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_mnist.write(tmp_path_factory.mktemp("data"), train=4000, test=200)


class Cluster:
    """A scheduler and its workers, each a process with a home of its own."""

    def __init__(self, folder: Path, data: Path) -> None:
        self._folder, self._data = folder, data
        self._log = folder / "scheduler.log"
        self._all = [self._started("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", log=self._log)]
        self.address = self._address()

    def worker(self, name: str) -> subprocess.Popen[bytes]:
        options = ("--no-nanny", "--nthreads", "1", "--no-dashboard", "--name", name)
        made = self._started("worker", self.address, *options, log=self._folder / f"{name}.log", home=name)
        self._all.append(made)
        return made

    def _started(self, *words: str, log: Path, home: str = "none") -> subprocess.Popen[bytes]:
        root = str(Path(__file__).resolve().parents[2])
        environment = os.environ | {
            "DIGITPAD_HOME": str(self._folder / home), "DIGITPAD_DATA": str(self._data), "PYTHONPATH": root,
        }  # fmt: skip
        command = [sys.executable, "-m", "dask", *words]
        with log.open("wb") as told:
            return subprocess.Popen(command, env=environment, stdout=told, stderr=told, cwd=self._folder)

    def _address(self) -> str:
        give_up = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < give_up:
            if found := re.search(r"tcp://127\.0\.0\.1:\d+", self._log.read_text()):
                return found[0]
            time.sleep(0.1)
        raise AssertionError(self._log.read_text())

    def close(self) -> None:
        for process in self._all:
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path, data: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    monkeypatch.setenv("DIGITPAD_DATA", str(data))
    made = Cluster(tmp_path, data)
    yield made
    made.close()


def until(condition, what: str) -> None:
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < give_up, what
        time.sleep(0.05)


def written(home: Path) -> dict[str, int]:
    return {path.parent.name: path.stat().st_mtime_ns for path in home.glob("models/*/card.json")}


def test_a_worker_is_killed_in_the_middle_and_nothing_is_lost_or_trained_twice(
    cluster: Cluster, home: Path, tmp_path: Path
) -> None:
    first, second = cluster.worker("first"), cluster.worker("second")
    words = ("sweep", "mlp-256-128", "--epochs", "3", "--lr", "0.001,0.003", "--seed", "1-3", "--json")
    command = started(*words, "--cluster", cluster.address)
    assert command.stdout is not None
    runs = [json.loads(command.stdout.readline())]
    before = written(home)
    assert runs[0]["id"] in before, "a model is kept before it is told"
    until(lambda: list(tmp_path.glob("second/runs/*/run.json")), "the second worker has a run in progress")
    children = psutil.Process(second.pid).children()
    second.kill()
    out, err = command.communicate(timeout=4 * PATIENCE_SECONDS)
    assert (command.returncode, err) == (0, "")
    rows = runs + [json.loads(line) for line in out.splitlines()]
    ids = [row["id"] for row in rows if row["event"] == "run"]
    assert sorted(ids) == [f"mlp-256-128-sweep.0{number}" for number in range(1, 7)], "each once, none missing"
    assert [row["n"] for row in rows if row["event"] == "summary"] == [3, 3]
    after = written(home)
    assert sorted(after) == sorted(ids)
    assert after.items() >= before.items(), "what was there is not written again"
    until(lambda: not [child for child in children if child.is_running()], "the dead worker's run has ended too")
    cards = {card.id: card for card in open_library(home).cards() if card.id in ids}
    assert all(card.epochs_done == 3 for card in cards.values()) and first.poll() is None

    again = started(*words)  # on this machine: there is nothing left to train
    out, err = again.communicate(timeout=PATIENCE_SECONDS)
    assert [json.loads(line) for line in out.splitlines() if '"summary"' in line] == rows[-2:]
    assert written(home) == after


def test_a_stopped_sweep_stops_the_workers_and_goes_on_where_it_was(
    cluster: Cluster, home: Path, tmp_path: Path
) -> None:
    worker = cluster.worker("only")
    words = ("sweep", "mlp-256-128", "--epochs", "60", "--seed", "1", "--json", "--cluster", cluster.address)
    command = started(*words)
    until(lambda: list(tmp_path.glob("only/runs/*/checkpoint-*")), "an epoch is done")
    command.terminate()
    _, err = command.communicate(timeout=PATIENCE_SECONDS)
    assert command.returncode == 143 and "nothing is lost" in err
    until(lambda: not psutil.Process(worker.pid).children(), "the run is ended on the worker")
    assert list(tmp_path.glob("only/runs/*/run.json")), "with a checkpoint to go on from"
    again = started(*words)
    out, err = again.communicate(timeout=4 * PATIENCE_SECONDS)
    assert (again.returncode, err) == (0, "")
    assert json.loads(out.splitlines()[0])["id"] == "mlp-256-128-sweep.01"
    assert not list(tmp_path.glob("only/runs/*/run.json")), "it went on with that very run"


def test_a_cluster_without_workers_is_a_sentence(cluster: Cluster) -> None:
    command = started("sweep", "mlp-256-128", "--seed", "1", "--cluster", cluster.address)
    _, err = command.communicate(timeout=PATIENCE_SECONDS)
    assert command.returncode == 2 and "has no workers" in err and "Traceback" not in err

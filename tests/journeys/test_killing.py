"""A training is killed for real, at random moments, and continued: not a digit of what follows is another one.

The processes are the command line's own, killed with SIGKILL, which no program can catch.
"""

import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import redirect_stdout
from pathlib import Path

import pytest

import digitpad
from digitpad import cli
from digitpad.models import run_folder
from digitpad.models.library import open_library
from tests import tiny_mnist

FIGURES = ("train_loss", "train_accuracy", "test_loss", "test_accuracy", "learning_rate")
LIMIT = 280.0  # seconds that one process may take on a busy machine

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")


class KilledRun:
    """A home in which one run is begun, killed and continued; `epochs` are the figures that it printed, by epoch."""

    def __init__(self, folder: Path, data: Path, recipe: str, epochs: int) -> None:
        self.home = folder / "home"
        self.words = ["train", recipe, "--epochs", str(epochs), "--seed", "3", "--name", "cut", "--device", "cpu"]
        package = str(Path(digitpad.__file__).parents[1])
        more = {"DIGITPAD_HOME": str(self.home), "DIGITPAD_DATA": str(data), "PYTHONPATH": package}
        self.environment = {**os.environ, **more, "OMP_NUM_THREADS": "1"}
        self.epochs: dict[int, tuple[float, ...]] = {}
        self.begun_again = 0

    def process(self) -> subprocess.Popen[str]:
        """Begins the run, or continues it where there is something to continue."""
        under_way = (run_folder.runs_folder(self.home) / "cut" / run_folder.RUN_FILE).is_file()
        words = ["train", "--resume", "cut"] if under_way else self.words
        self.begun_again += not under_way
        command = [sys.executable, "-m", "digitpad", *words, "--json"]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=self.environment)

    def note(self, lines: list[str]) -> None:
        """Keeps the epochs that were printed; one that is printed twice must be the same both times."""
        for line in lines:
            if not line.endswith("}\n"):
                continue  # cut short by the kill
            row = json.loads(line)
            if row["event"] == "epoch":
                figures = tuple(row[name] for name in FIGURES)
                assert self.epochs.setdefault(row["epoch"], figures) == figures

    def finish(self) -> None:
        """Lets the run go to its end, without a word on stderr."""
        process = self.process()
        said, complaint = process.communicate(timeout=LIMIT)
        assert (process.returncode, complaint) == (0, "")
        self.note(said.splitlines(keepends=True))

    def go_through(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The whole run by the same command within this process: what it comes to without a kill."""
        for name in ("DIGITPAD_HOME", "DIGITPAD_DATA"):
            monkeypatch.setenv(name, self.environment[name])
        out = io.StringIO()
        with redirect_stdout(out):
            assert cli.main([*self.words, "--json"]) == 0
        self.note(out.getvalue().splitlines(keepends=True))

    def kill(self, lines: int, seconds: float, event: str = "") -> bool:
        """Kills it so long after it printed so many lines (of this event); False where it ended by itself before."""
        process = self.process()
        assert process.stdout is not None
        read: list[str] = []
        while lines and (line := process.stdout.readline()):
            read.append(line)
            lines -= event in ("", json.loads(line)["event"])
        end = time.monotonic() + seconds
        while time.monotonic() < end and process.poll() is None:
            pass  # a moment of a few milliseconds: no wait of the system's is as exact
        process.send_signal(signal.SIGKILL)
        rest, complaint = process.communicate(timeout=LIMIT)
        assert complaint == ""
        self.note([*read, *rest.splitlines(keepends=True)])
        return process.returncode == -signal.SIGKILL

    @property
    def is_over(self) -> bool:
        """Whether the model is kept and the run's folder gone; the process may have been killed behind that."""
        under_way = (run_folder.runs_folder(self.home) / "cut").exists()
        return not under_way and (self.home / "models" / "cut" / "card.json").is_file()

    def result(self) -> tuple[dict[int, tuple[float, ...]], bytes]:
        """The printed figures and the model's weights, once the run is over; nothing else may be left."""
        library = open_library(self.home)
        assert [card.id for card in library.cards() if not card.bundled] == ["cut"]
        assert not library.contents().problems
        assert list(run_folder.runs_folder(self.home).iterdir()) == []
        history = library.card("cut").history
        kept = {row.epoch: tuple(getattr(row, name) for name in FIGURES) for row in history}
        assert {epoch: kept[epoch] for epoch in self.epochs} == self.epochs
        return kept, (self.home / "models" / "cut" / "weights.safetensors").read_bytes()


def killed_often(controller: KilledRun, kills: int, chance: random.Random, most_lines: int) -> int:
    """Kills and continues until so many kills have hit, then finishes; gives how many hit."""
    hits = 0
    for _ in range(kills):
        hits += controller.kill(chance.randrange(most_lines), chance.uniform(0, 0.2))
        if controller.is_over:
            return hits
    controller.finish()
    return hits


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_mnist.write(tmp_path_factory.mktemp("data"), train=700, test=200)


@pytest.mark.timeout(900)
def test_a_run_killed_twice_ends_as_if_nothing_had_been(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = KilledRun(tmp_path / "killed", data, "mlp-256-128", 30)
    assert killed.kill(2, 0.01, "epoch") and killed.kill(3, 0.02, "epoch")
    killed.finish()
    assert killed.begun_again == 1, "nothing was kept"
    whole = KilledRun(tmp_path / "whole", data, "mlp-256-128", 30)
    whole.go_through(monkeypatch)
    assert killed.result() == whole.result()
    assert len(whole.epochs) == 30


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("recipe", "epochs", "lines"), [("mlp-256-128", 30, 25), ("cnn-5x5", 6, 10)])
def test_thirty_kills_at_random_moments(tmp_path: Path, data: Path, recipe: str, epochs: int, lines: int) -> None:
    whole = KilledRun(tmp_path / "whole", data, recipe, epochs)
    whole.finish()
    wanted = whole.result()
    chance = random.Random(1)
    hits = rounds = 0
    while hits < 15:
        killed = KilledRun(tmp_path / f"killed-{rounds}", data, recipe, epochs)
        hits += killed_often(killed, 5, chance, lines)
        assert killed.result() == wanted
        rounds += 1
    print(f"{recipe}: {hits} kills in {rounds} runs")  # noqa: T201  what whoever runs it wants to know

"""A home that digitpad 0.1.0 wrote opens whole: model, interrupted run, settings, labels, drawings, measured figures.

`fixtures/home-0.1.0` was made by that version (commit 049365f) on the first 300 and 100 pictures of MNIST; its
robustness and its time of one prediction are made up.
"""

import json
import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QTableView

from digitpad.cli import main
from digitpad.core.plans import Augmentation
from digitpad.core.settings import load
from digitpad.evaluation import evaluation_cache, robustness, timings
from digitpad.ink import my_drawings
from digitpad.models import run_folder
from digitpad.models.library import Library, open_library
from tests import tiny_mnist
from tests.journeys.windows import close, find
from tests.learn.checkpoints import newest

pytest_plugins = ["tests.journeys.windows"]

FIXTURE = Path(__file__).parents[1] / "fixtures" / "home-0.1.0"
MODEL = "small-sprint"


@pytest.fixture
def old(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    shutil.copytree(FIXTURE, home)
    monkeypatch.setenv("DIGITPAD_DATA", str(tiny_mnist.write(tmp_path / "data", train=300, test=100)))
    return open_library(home)


def test_its_model_and_all_labels_are_there(old: Library) -> None:
    assert old.contents().problems == []
    card = old.card(MODEL)
    assert (card.name, card.note) == ("My first model", "Trained at home.\nTwo epochs.")
    assert [done.test_accuracy for done in card.history] == [0.18, 0.19]
    assert card.plan.augmentation == Augmentation(rotate=5.0)
    assert sum(array.size for array in old.open(MODEL).weights.values()) == card.parameters
    assert old.card("padnet").name == "The pad's own"
    assert old.card("mlp-512").note == "too large for me"


def test_its_settings_are_kept(old: Library) -> None:
    settings, said = load(old.home)
    assert said == ""
    assert (settings.theme, settings.model, settings.pen_width, settings.threshold) == ("dark", MODEL, 14.0, 0.6)
    assert settings.plans["mlp-512"].batch_size == 128
    assert settings.pinned == (MODEL,)
    assert settings.tab == 1


def test_its_drawings_and_figures_are_taken(old: Library) -> None:
    assert [drawing.word for drawing in my_drawings.load(old.home)] == ["7", "1", "0"]
    prints = {MODEL: old.fingerprint(MODEL)}
    (found,) = evaluation_cache.recalled(old.home, prints)
    assert (found.on, found.score.n, found.score.accuracy) == ("mnist", 100, 0.19)
    assert found.confusion().sum() == 100
    assert timings.recalled(old.home, "0123456789abcdef") == {prints[MODEL]: 0.25}
    (bent,) = robustness.recalled(old.home, prints)
    assert bent.accuracy == 0.5


def test_its_evaluation_is_not_measured_again(old: Library, capsys: pytest.CaptureFixture[str]) -> None:
    (kept,) = (path for path in (old.home / "evaluations").iterdir() if path.name.startswith("0629"))
    before = kept.stat().st_mtime_ns
    assert main(["evaluate", "--model", MODEL, "--on", "mnist", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["accuracy"] == 0.19
    assert kept.stat().st_mtime_ns == before


def test_its_interrupted_run_goes_on_to_its_end(old: Library, capsys: pytest.CaptureFixture[str]) -> None:
    (info,) = run_folder.resumable(old.home)
    assert (info.name, info.command) == ("cut-short", "digitpad train sprint --epochs 3")
    assert run_folder.position(info) == (1, 0)
    assert newest(info.folder).position == (1, 0)
    assert main(["train", "--resume", "cut-short", "--json"]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [event["epoch"] for event in events if event["event"] == "epoch"] == [2, 3]
    assert old.card("cut-short").epochs_done == 3
    assert run_folder.resumable(old.home) == []


def test_the_window_opens_on_it(qtbot, old: Library) -> None:
    from digitpad import app

    window = app.build(old.home)
    window.closings = []
    window.closed.connect(lambda: window.closings.append(True))
    window.show()
    try:
        assert window.messages.message is None, window.messages.message
        assert window.theme_choice == "dark"
        assert find(window, QComboBox, "pad-model").findData(MODEL) >= 0
        table = find(window, QTableView, "compare-table").model()
        assert "My first model" in [table.index(row, 0).data() for row in range(table.rowCount())]
        assert find(window, QComboBox, "train-recipe").currentData() == "sprint"
    finally:
        close(qtbot, window)
        window.deleteLater()

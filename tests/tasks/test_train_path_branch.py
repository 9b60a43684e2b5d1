"""A run of padnet trains both branches, wherever it was broken off; stopped before, it leaves the glyph branch."""

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import pytest

from digitpad.core import recipes
from digitpad.core.records import GLYPH, PATH, Card, Preparing, RunDone
from digitpad.core.run_control import RunControl
from digitpad.ink import corpus, files
from digitpad.ink.path import path
from digitpad.learn import padnet_data, picture_data
from digitpad.learn.card_recognizer import CardRecognizer
from digitpad.models.library import Library
from digitpad.tasks.train_path_branch import STATE_FILE
from tests.ink import sample
from tests.small_models import empty_library, saved_of_two
from tests.tasks.short_runs import events_of, figures, finished

pytestmark = pytest.mark.usefixtures("small_mnist")
PLAN = dataclasses.replace(recipes.recipe("padnet"), epochs=3, device="cpu", seed=4, precision="float32")
FIRST_EPOCH = "Path branch, epoch 1/2"  # two thirds of the epochs


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    make_few(monkeypatch)


def make_few(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, count in {"SCANS": 2, "CANVASES": 2}.items():
        monkeypatch.setattr(picture_data, name, count)
    for name, count in {"SCRIBBLES": 20, "PAIRS": 4, "TURNED": 2, "SLICE": 10}.items():
        monkeypatch.setattr(padnet_data, name, count)


@pytest.fixture
def ink(library: Library) -> Library:
    return with_ink(library)


def with_ink(library: Library) -> Library:
    """A library in a home with some ink, of training writers and of held-out ones."""
    folder = library.home / "data" / "ink"
    folder.mkdir(parents=True)
    drawings = [
        dataclasses.replace(drawing, extra={"source": "x", "writer": f"w{number % 12}"})
        for number, drawing in enumerate(sample.drawings())
    ]
    files.save(folder / "few.ndjson", drawings)
    assert {drawing.extra["writer"] for drawing in corpus.load(library.home).held_out}
    return library


@pytest.fixture(scope="module")
def broken_off(tmp_path_factory: pytest.TempPathFactory, tiny: Path) -> Path:
    """The folder of a run as it was broken off behind the first epoch of the path's branch."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIGITPAD_DATA", str(tiny))
        make_few(patch)
        library = with_ink(empty_library(tmp_path_factory.mktemp("broken off")))
        events = events_of(library, PLAN, name="cut")
        for event in events:
            if isinstance(event, Preparing) and event.text.startswith(FIRST_EPOCH):
                break
        events.close()  # type: ignore[attr-defined]  # it is a generator
    return library.home / "runs" / "cut"


@pytest.fixture
def cut(ink: Library, broken_off: Path) -> Path:
    """A copy of that run in the test's library: where the state of its branch lies."""
    shutil.copytree(broken_off, ink.home / "runs" / "cut")
    return ink.home / "runs" / "cut" / STATE_FILE


def test_a_run_leaves_a_model_of_two_inputs_however_often_it_is_broken_off(ink: Library, cut: Path) -> None:
    whole = finished(ink, PLAN, name="whole")
    assert whole.inputs == (GLYPH, PATH) and whole.parameters > 400_000 and whole.picture is not None
    assert {score.on for score in whole.scores} == {"mnist", "ink"} and whole.tradeoff == ()
    reader, drawing = CardRecognizer.of(ink.open("whole")), sample.drawings()[0].ink
    assert reader.path_logits(path(drawing)[None]).shape == (1, 11)
    assert reader.recognize(drawing).probabilities != reader.recognize(drawing, with_path=False).probabilities

    assert cut.exists()
    card = finished(ink, None, resume="cut")
    assert (figures(card), card.inputs, card.threshold) == (figures(whole), whole.inputs, whole.threshold)
    same(ink, "cut", "whole")
    assert not cut.exists()


def test_a_damaged_state_of_the_branch_costs_its_epochs_alone(ink: Library, cut: Path) -> None:
    cut.write_bytes(b"broken")
    assert finished(ink, None, resume="cut").inputs == (GLYPH, PATH)


def test_a_run_stopped_before_its_branch_is_trained_keeps_the_glyph_branch(ink: Library) -> None:
    control = RunControl()
    last: object = None
    for event in events_of(ink, PLAN, name="stopped", control=control):
        if isinstance(event, Preparing) and event.text.startswith(FIRST_EPOCH):
            control.stop()
        last = event
    assert isinstance(last, RunDone) and last.stopped
    card: Card = last.card
    assert (card.inputs, card.picture, card.epochs_done) == ((GLYPH,), None, PLAN.epochs)
    assert CardRecognizer.of(ink.open("stopped")).recognize(sample.drawings()[0].ink).nearest is not None


def test_a_model_of_two_inputs_can_be_gone_on_from(ink: Library) -> None:
    saved_of_two(ink, "begun", "padnet")
    plan = dataclasses.replace(PLAN, epochs=1, start="begun")
    assert finished(ink, plan, name="further").inputs == (GLYPH, PATH)


def same(library: Library, one: str, other: str) -> None:
    first, second = library.open(one).weights, library.open(other).weights
    assert first.keys() == second.keys()
    for name, array in first.items():
        np.testing.assert_array_equal(second[name], array)

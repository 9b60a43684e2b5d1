"""What the user gets from a run: a model in the library, or a sentence that says why there is none."""

import dataclasses
import gzip
import hashlib
import re
from pathlib import Path

import numpy as np
import pytest

from digitpad.core import paths, recipes
from digitpad.core.errors import (
    DatasetError,
    DivergedError,
    ModelError,
    PlanError,
    RunError,
    StorageError,
    UnknownNameError,
)
from digitpad.core.plans import Augmentation, Plan
from digitpad.core.records import EpochDone, Preparing, RunDone, RunStarted, StepDone
from digitpad.core.run_control import RunControl
from digitpad.learn import dataset_files
from digitpad.learn.published_file import Remote
from digitpad.models import batch_losses, epoch_weights, run_folder
from digitpad.models.library import Library
from digitpad.tasks import train_model
from digitpad.tasks.look_at_unit import UnitViews
from tests import tiny_mnist
from tests.learn.mirrors import serving
from tests.small_models import saved
from tests.tasks.short_runs import PLAN, events_of, finished, stop_after

pytestmark = pytest.mark.usefixtures("small_mnist")


def test_a_run_tells_its_story_in_order_and_leaves_a_model(library: Library) -> None:
    events = list(events_of(library, command="digitpad train mlp-256-128 --epochs 3"))
    kinds = [type(event) for event in events]
    assert kinds[0] is Preparing
    assert kinds.index(RunStarted) < kinds.index(StepDone) < kinds.index(EpochDone)
    assert [event.epoch for event in events if isinstance(event, EpochDone)] == [1, 2, 3]
    done = events[-1]
    assert isinstance(done, RunDone) and not done.stopped
    card = library.card("mlp-256-128")
    assert card == done.card
    assert (card.epochs_done, len(card.history), card.plan) == (3, 3, PLAN)
    assert card.changes == ("epochs 5 -> 3",)
    assert card.command == "digitpad train mlp-256-128 --epochs 3"
    assert card.torch_version and card.digitpad_version and card.created and card.data_fingerprint and card.seconds > 0
    (score,) = card.scores
    assert (score.on, score.n, score.accuracy) == ("mnist", 200, card.history[-1].test_accuracy)
    assert score.ci95[0] < score.accuracy < score.ci95[1]
    assert epoch_weights.epochs(library.home, card) == (1, 2, 3)
    told = [event for event in events if isinstance(event, StepDone)]
    batches = batch_losses.read(library.home, card)
    assert [(each.step, each.loss) for each in batches] == [(each.step, each.loss) for each in told] != []
    views, glyph = UnitViews(library, library.home), np.random.default_rng(1).random((28, 28), np.float32)
    (first,), (last,), (now,) = (views.traced(card.id, glyph, frozenset(), epoch) for epoch in (1, 3, 0))
    np.testing.assert_allclose(last[-1].values, now[-1].values, atol=5e-3)
    assert np.abs(first[-1].values - now[-1].values).max() > 1e-2
    with pytest.raises(ModelError, match="not on the disk any more"):
        next(views.traced(card.id, glyph, frozenset(), 4))


def test_a_finished_run_leaves_no_folder_and_nothing_to_resume(library: Library) -> None:
    finished(library)
    assert list(run_folder.runs_folder(library.home).iterdir()) == []
    assert train_model.resumable(library.home) == []


def test_stop_and_keep_saves_what_was_learned(library: Library) -> None:
    control = RunControl()
    for event in events_of(library, control=control):
        if isinstance(event, EpochDone):
            control.stop()
        last = event
    assert isinstance(last, RunDone) and last.stopped
    assert (last.card.epochs_done, len(last.card.history)) == (1, 1)
    assert library.card("mlp-256-128").scores[0].n == 200
    assert train_model.resumable(library.home) == []


def test_stopped_before_the_first_step_there_is_nothing_to_keep(library: Library) -> None:
    control = RunControl()
    control.stop()
    with pytest.raises(RunError, match="before its first step"):
        finished(library, control=control)
    assert library.cards() == []


def test_a_model_without_a_name_is_numbered_and_a_chosen_name_is_never_changed(library: Library) -> None:
    plan = dataclasses.replace(PLAN, epochs=1)
    assert finished(library, plan).id == "mlp-256-128"
    assert finished(library, plan).id == "mlp-256-128-2"
    with pytest.raises(PlanError, match="already"):
        finished(library, plan, name="mlp-256-128")
    stop_after(events_of(library, plan, name="mine"), StepDone)
    with pytest.raises(RunError, match="not finished") as caught:
        finished(library, plan, name="mine")
    assert "--resume mine" in caught.value.hint


def test_into_a_folder_a_model_keeps_the_recipes_name(library: Library, tmp_path: Path) -> None:
    plan = dataclasses.replace(PLAN, epochs=1)
    saved(library, "mlp-256-128")
    for _ in range(2):
        assert finished(library, plan, into=tmp_path / "bundled").id == "mlp-256-128"
    assert sorted(path.name for path in (tmp_path / "bundled" / "mlp-256-128").iterdir()) == [
        "card.json",
        "weights.safetensors",
    ]


def test_a_dataset_that_is_broken_is_a_sentence_and_begins_no_run(
    library: Library, tmp_path: Path, monkeypatch
) -> None:
    folder = tiny_mnist.write(tmp_path / "broken", train=200, test=100)
    path = folder / "mnist" / "train-images-idx3-ubyte.gz"
    path.write_bytes(path.read_bytes()[:500])
    monkeypatch.setenv("DIGITPAD_DATA", str(folder))
    with pytest.raises(DatasetError, match="train-images"):
        finished(library)
    assert list(run_folder.runs_folder(library.home).iterdir()) == []


def test_a_loss_that_explodes_is_a_sentence_and_no_model(library: Library) -> None:
    wild = dataclasses.replace(recipes.recipe("mlp-256-128"), optimizer="sgd", learning_rate=100.0, device="cpu")
    with pytest.raises(RunError, match="loss"):
        finished(library, wild)
    assert library.cards() == []


def test_a_dataset_that_is_not_here_is_downloaded_and_told_of(library: Library, tmp_path: Path, monkeypatch) -> None:
    folder = tiny_mnist.write(tmp_path / "mirror", train=300, test=100) / "mnist"
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    remotes = []
    for name in (f"{name}.gz" for name in dataset_files.FILES):
        content = gzip.decompress(files[name])
        digest = hashlib.sha256(content).hexdigest()
        remotes.append(Remote(name=name, bytes=len(files[name]), content_bytes=len(content), content_sha256=digest))
    monkeypatch.setenv("DIGITPAD_DATA", "")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(paths, "SYSTEM_DATASETS", tmp_path / "none")
    with serving(files) as mirror:
        source = dataset_files.DatasetSource((mirror.address,), tuple(remotes))
        monkeypatch.setitem(dataset_files.DOWNLOADS, "fashion-mnist", source)
        plan = dataclasses.replace(recipes.recipe("mlp-256"), epochs=1, device="cpu")
        events = list(events_of(library, plan))
    told = [event.text for event in events if isinstance(event, Preparing)]
    assert any(re.fullmatch(r"Downloading Fashion-MNIST: \d\.\d of \d\.\d MB.*", text) for text in told)
    assert isinstance(events[-1], RunDone)
    assert len(list((library.home / "data" / "fashion-mnist").iterdir())) == 4


def test_a_home_that_cannot_be_written_is_a_sentence_before_any_training(library: Library) -> None:
    library.home.write_text("a file where the folder should be")
    with pytest.raises(StorageError, match="could not be written"):
        next(events_of(library))


def test_a_plan_of_the_window_is_recorded_as_the_command_that_repeats_it(library: Library) -> None:
    plan = dataclasses.replace(PLAN, epochs=1, learning_rate=0.002, augmentation=Augmentation(rotate=5, shift=1))
    words = finished(library, plan).command.split()
    assert words[:5] == ["digitpad", "train", "mlp-256-128", "--seed", "4"]
    assert "--lr 0.002" in " ".join(words) and "--epochs 1" in " ".join(words) and "rotate=5,shift=1" in words[-1]


@pytest.mark.parametrize("plan", [dataclasses.replace(PLAN, epochs=0), dataclasses.replace(PLAN, optimizer="addam")])
def test_a_plan_that_cannot_be_run_begins_nothing(library: Library, plan: Plan) -> None:
    with pytest.raises((PlanError, UnknownNameError)):
        next(events_of(library, plan))
    assert not library.home.exists()


def test_a_run_that_explodes_leaves_its_last_good_model_and_then_says_so(library: Library) -> None:
    control = RunControl()
    plan = dataclasses.replace(PLAN, optimizer="sgd", learning_rate=0.01)
    seen: list[train_model.Event] = []
    with pytest.raises(DivergedError, match="epoch 2") as caught:
        for event in events_of(library, plan, control=control):
            seen.append(event)
            if isinstance(event, EpochDone):
                control.set_learning_rate(100.0)
    assert caught.value.remedy == {"learning_rate": 0.01}, "what it was before it was raised by hand"
    assert isinstance(seen[-1], RunDone) and seen[-1].stopped
    card = seen[-1].card
    assert card.epochs_done == 1
    assert all(np.isfinite(array).all() for array in library.open(card.id).weights.values())
    assert not list(train_model.resumable(library.home))


def test_a_run_that_explodes_at_once_leaves_nothing(library: Library) -> None:
    plan = dataclasses.replace(PLAN, optimizer="sgd", learning_rate=100.0)
    with pytest.raises(DivergedError):
        list(events_of(library, plan))
    assert not train_model.resumable(library.home)
    assert not library.names()


def test_a_run_that_stops_early_is_no_run_that_was_stopped(library: Library) -> None:
    plan = dataclasses.replace(PLAN, epochs=30, validation=0.2, patience=1, learning_rate=0.02)
    *_, last = events_of(library, plan)
    assert isinstance(last, RunDone)
    assert not last.stopped
    assert last.card.epochs_done < 30
    assert "--validation 0.2" in last.card.command and "--patience 1" in last.card.command

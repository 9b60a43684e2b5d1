"""Runs that diverge: said in a sentence, the last good epoch's model kept, and nothing left that ends so each time."""

import dataclasses
import json
import math
from pathlib import Path

import numpy as np
import pytest

from digitpad.core import recipes
from digitpad.core.errors import DivergedError, RunError, UnknownNameError
from digitpad.core.plans import Augmentation
from digitpad.core.records import EpochDone, RunDone, StepDone
from digitpad.core.run_control import RunControl
from digitpad.learn import checkpoint, datasets
from digitpad.learn.checkpoint import Checkpoint
from digitpad.learn.training_run import Training
from digitpad.models import batch_losses, run_folder
from digitpad.models.library import Library
from digitpad.tasks import train_model
from tests.learn.checkpoints import newest
from tests.tasks.short_runs import PLAN, events_of, finished, stop_after

pytestmark = pytest.mark.usefixtures("small_mnist")
WILD = 100.0  # a learning rate that no net here survives


def folder_of(library: Library, name: str) -> Path:
    return library.home / "runs" / name


def rewritten(folder: Path, **changes: object) -> None:
    """Changes the newest checkpoint as an older digitpad, which looked at nothing, would have written it."""
    path = checkpoint.newest_first(folder)[0]
    saved = checkpoint.read(path)
    path.unlink()
    checkpoint.save(dataclasses.replace(saved, **changes), folder)


def without_numbers(folder: Path) -> Checkpoint:
    """The newest checkpoint as it is, with weights that are no numbers."""
    saved = checkpoint.read(checkpoint.newest_first(folder)[0])
    spoilt = {name: tensor.clone() for name, tensor in saved.tensors.items()}
    spoilt["net.body.1.weight"][3, 3] = math.nan
    return dataclasses.replace(saved, tensors=spoilt)


def test_an_overflow_in_an_epochs_last_step_is_said_and_leaves_no_run(library: Library) -> None:
    plan = dataclasses.replace(
        recipes.recipe("padnet"), dataset="mnist", learning_rate=WILD, optimizer="adam", batch_size=10_000, epochs=3,
        schedule="constant", weight_decay=0.0, average=0.0, augmentation=Augmentation(), device="cpu",
    )  # fmt: skip
    with pytest.raises(DivergedError) as caught:
        list(events_of(library, plan, name="n"))
    assert caught.value.remedy == {"learning_rate": 0.001}
    assert not folder_of(library, "n").exists() and not library.names()


def test_the_last_whole_epoch_is_kept_although_two_saves_came_after_it(library: Library) -> None:
    """What is saved on the way into a divergence may be bad already; the epoch before it is known to be good."""
    control = RunControl()
    plan = dataclasses.replace(PLAN, optimizer="sgd", learning_rate=0.01, batch_size=20)
    control.step()
    seen: list[train_model.Event] = []
    with pytest.raises(DivergedError):
        for event in events_of(library, plan, control=control):
            seen.append(event)
            if isinstance(event, StepDone) and event.epoch == 2:
                control.pause()
                if event.step % 35 == 5:
                    control.set_learning_rate(WILD)
    assert isinstance(seen[-1], RunDone)
    (good,) = [event for event in seen if isinstance(event, EpochDone)]
    assert seen[-1].card.epochs_done == 1 and seen[-1].card.history == (good,)
    assert seen[-1].card.scores[0].accuracy == pytest.approx(good.test_accuracy)
    assert {batch.epoch for batch in batch_losses.read(library.home, seen[-1].card)} == {1}, "those behind the weights"
    assert not train_model.resumable(library.home)


def test_going_back_to_the_last_good_epoch_loads_no_data_and_builds_no_training(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For padnet either takes seconds: the ink is read, and an epoch of it drawn."""
    begun: list[str] = []
    for owner, name in ((datasets, "loading"), (Training, "__init__")):
        whole = getattr(owner, name)
        monkeypatch.setattr(
            owner, name, lambda *all, whole=whole, name=name, **named: (begun.append(name), whole(*all, **named))[1]
        )
    control = RunControl()
    seen: list[train_model.Event] = []
    with pytest.raises(DivergedError):
        for event in events_of(
            library, dataclasses.replace(PLAN, optimizer="sgd", learning_rate=0.01), control=control
        ):
            seen.append(event)
            if isinstance(event, EpochDone):
                control.set_learning_rate(WILD)
    assert isinstance(seen[-1], RunDone) and seen[-1].card.epochs_done == 1
    assert begun == ["loading", "__init__"]


def test_a_run_saved_in_its_first_epoch_keeps_that_where_it_is_good(library: Library) -> None:
    control = RunControl()
    control.step()
    plan = dataclasses.replace(PLAN, optimizer="sgd", learning_rate=0.01)
    seen: list[train_model.Event] = []
    with pytest.raises(DivergedError):
        for event in events_of(library, plan, control=control):
            seen.append(event)
            if isinstance(event, StepDone) and event.step == 5:
                control.pause()
            if isinstance(event, StepDone) and event.step == 6:
                control.set_learning_rate(WILD)
    assert isinstance(seen[-1], RunDone) and seen[-1].card.epochs_done == 0
    assert all(np.isfinite(array).all() for array in library.open(seen[-1].card.id).weights.values())


def test_an_old_run_whose_newest_checkpoint_is_spoilt_goes_on_from_the_one_before(library: Library) -> None:
    stop_after(events_of(library, name="old"), EpochDone, 2)
    checkpoint.save(without_numbers(folder_of(library, "old")), folder_of(library, "old"))
    assert [row.epoch for row in finished(library, None, resume="old").history] == [1, 2, 3]


@pytest.mark.parametrize("loss", [math.nan, math.inf, 1e31])
def test_an_old_checkpoint_behind_an_exploded_epoch_is_not_gone_on_from(library: Library, loss: float) -> None:
    stop_after(events_of(library, name="old"), EpochDone, 2)
    saved = newest(folder_of(library, "old"))
    *rows, last = saved.history
    rewritten(folder_of(library, "old"), history=(*rows, dataclasses.replace(last, test_loss=loss)))
    events = events_of(library, None, resume="old")
    epochs = [event.epoch for event in events if isinstance(event, EpochDone)]
    assert epochs == [2, 3]


def test_an_old_run_that_holds_no_numbers_at_all_is_put_aside_once_and_for_all(library: Library) -> None:
    stop_after(events_of(library, name="old"), EpochDone)
    spoilt = without_numbers(folder_of(library, "old"))
    for path in checkpoint.newest_first(folder_of(library, "old")):
        path.unlink()
    checkpoint.save(spoilt, folder_of(library, "old"))
    with pytest.raises(RunError, match="diverged") as caught:
        finished(library, None, resume="old")
    assert caught.value.remedy == {"learning_rate": 0.0001}, "the recipe's own is what failed"
    aside = Path(caught.value.hint.rpartition(" is in ")[2].rstrip("."))
    assert (aside / run_folder.RUN_FILE).is_file(), "nothing is lost"
    assert not train_model.resumable(library.home)
    with pytest.raises(UnknownNameError):
        finished(library, None, resume="old")


def test_an_old_run_of_a_plan_that_cannot_be_is_put_aside_with_the_reason(library: Library) -> None:
    stop_after(events_of(library, name="old"), EpochDone)
    path = folder_of(library, "old") / run_folder.RUN_FILE
    data = json.loads(path.read_text())
    data["plan"]["augmentation"]["noise"] = -5.0
    path.write_text(json.dumps(data))
    with pytest.raises(RunError, match="noise cannot be -5") as caught:
        finished(library, None, resume="old")
    assert "from 0 to 1" in caught.value.hint
    assert not train_model.resumable(library.home) and not folder_of(library, "old").exists()

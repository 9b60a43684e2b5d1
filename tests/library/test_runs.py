"""What the user gets from a run: a model in the library, and nothing learned lost, however it ends."""

import dataclasses
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from digitpad.errors import DatasetError, DivergedError, PlanError, RunError, StorageError, UnknownNameError
from digitpad.learn import recipes
from digitpad.learn.control import RunControl
from digitpad.library import run_folder, runs
from digitpad.library.library import Library
from digitpad.records import Augmentation, Card, EpochDone, Plan, Preparing, RunDone, RunStarted, StepDone
from tests import tiny_mnist
from tests.small_models import saved

PLAN = dataclasses.replace(recipes.recipe("mlp-256-128"), epochs=3, device="cpu", seed=4)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_mnist.write(tmp_path_factory.mktemp("data"), train=700, test=200)


@pytest.fixture
def library(tmp_path: Path, tiny: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    monkeypatch.setenv("DIGITPAD_DATA", str(tiny))
    return Library(tmp_path / "home", tmp_path / "bundled")


def events_of(library: Library, plan: Plan | None = PLAN, **options: object) -> Iterator[runs.Event]:
    return runs.train(plan, library, library.home, **options)  # type: ignore[arg-type]


def finished(library: Library, plan: Plan | None = PLAN, **options: object) -> Card:
    *_, last = events_of(library, plan, **options)
    assert isinstance(last, RunDone)
    return last.card


def stop_after(events: Iterator[runs.Event], kind: type, count: int = 1) -> None:
    """Asks for events until `count` of a kind have come, then closes, as whoever breaks a run off does."""
    for event in events:
        count -= isinstance(event, kind)
        if not count:
            break
    events.close()  # type: ignore[attr-defined]  # it is a generator


def figures(card: Card) -> list[tuple[float, ...]]:
    """The history without what the clock has in it."""
    return [(e.train_loss, e.train_accuracy, e.test_loss, e.test_accuracy, e.learning_rate) for e in card.history]


@pytest.fixture(scope="session")
def whole(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Card, dict[str, np.ndarray]]:
    """The run that nobody interrupted."""
    folder = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIGITPAD_DATA", str(tiny))
        library = Library(folder / "home", folder / "bundled")
        card = finished(library)
        return card, library.weights(card.id)


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


def test_a_finished_run_leaves_no_folder_and_nothing_to_resume(library: Library) -> None:
    finished(library)
    assert list(run_folder.runs_folder(library.home).iterdir()) == []
    assert runs.resumable(library.home) == []


@pytest.mark.parametrize(("kind", "count"), [(StepDone, 1), (EpochDone, 1), (StepDone, 4), (EpochDone, 2)])
def test_a_run_broken_off_and_resumed_equals_the_whole_one(library: Library, whole, kind: type, count: int) -> None:
    stop_after(events_of(library, name="cut"), kind, count)
    assert library.cards() == []
    (info,) = runs.resumable(library.home)
    assert (info.name, info.plan) == ("cut", PLAN)
    card = finished(library, None, resume="cut")
    assert figures(card) == figures(whole[0])
    for name, array in whole[1].items():
        np.testing.assert_array_equal(library.weights("cut")[name], array)


def test_a_checkpoint_cut_short_costs_an_epoch_at_most(library: Library, whole) -> None:
    stop_after(events_of(library, name="cut"), EpochDone, 2)
    newest = max((library.home / "runs" / "cut").glob("checkpoint-*"))
    newest.write_bytes(newest.read_bytes()[:1000])
    assert figures(finished(library, None, resume="cut")) == figures(whole[0])


def test_where_no_checkpoint_is_whole_a_sentence_says_so_and_nothing_is_removed(library: Library) -> None:
    stop_after(events_of(library, name="cut"), EpochDone)
    kept = list((library.home / "runs" / "cut").glob("checkpoint-*"))
    for path in kept:
        path.write_bytes(b"broken")
    with pytest.raises(RunError, match="cannot be read"):
        finished(library, None, resume="cut")
    assert all(path.exists() for path in kept)


def test_a_run_killed_before_its_first_checkpoint_starts_anew(library: Library, whole) -> None:
    info = run_folder.create(library.home, "cut", PLAN, "", exact=True, taken=set())
    assert figures(finished(library, None, resume=info.name)) == figures(whole[0])


def test_a_run_given_up_before_it_began_leaves_nothing(library: Library) -> None:
    stop_after(events_of(library, name="cut"), Preparing)
    assert runs.resumable(library.home) == []
    finished(library, name="cut")


def test_stop_and_keep_saves_what_was_learned(library: Library) -> None:
    control = RunControl()
    for event in events_of(library, control=control):
        if isinstance(event, EpochDone):
            control.stop()
        last = event
    assert isinstance(last, RunDone) and last.stopped
    assert (last.card.epochs_done, len(last.card.history)) == (1, 1)
    assert library.card("mlp-256-128").scores[0].n == 200
    assert runs.resumable(library.home) == []


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


def test_a_run_under_way_can_neither_be_resumed_nor_is_it_offered(library: Library, monkeypatch) -> None:
    monkeypatch.setattr(runs, "LOCK_SECONDS", 0.05)
    events = events_of(library, name="busy")
    for event in events:
        if isinstance(event, StepDone):
            break
    assert runs.resumable(library.home) == []
    with pytest.raises(RunError, match="under way"):
        finished(library, None, resume="busy")
    events.close()  # type: ignore[attr-defined]
    assert [info.name for info in runs.resumable(library.home)] == ["busy"]


def test_unknown_and_broken_runs_are_sentences_and_hide_no_others(library: Library) -> None:
    stop_after(events_of(library, name="alpha"), StepDone)
    stop_after(events_of(library, name="beta"), StepDone)
    (library.home / "runs" / "beta" / "run.json").write_text("{")
    with pytest.raises(UnknownNameError) as caught:
        finished(library, None, resume="alhpa")
    assert "alpha" in caught.value.hint
    with pytest.raises(RunError, match="broken"):
        finished(library, None, resume="beta")
    assert [info.name for info in runs.resumable(library.home)] == ["alpha"]


def test_data_that_changed_meanwhile_is_a_sentence(library: Library, tmp_path: Path, monkeypatch) -> None:
    stop_after(events_of(library, name="cut"), EpochDone)
    monkeypatch.setenv("DIGITPAD_DATA", str(tiny_mnist.write(tmp_path / "other", train=800, test=200)))
    with pytest.raises(RunError, match="other data"):
        finished(library, None, resume="cut")
    assert [info.name for info in runs.resumable(library.home)] == ["cut"], "still there for when the data are back"


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


def test_a_home_that_cannot_be_written_is_a_sentence_before_any_training(library: Library) -> None:
    library.home.write_text("a file where the folder should be")
    with pytest.raises(StorageError, match="could not be written"):
        next(events_of(library))


def test_a_checkpoint_that_cannot_be_written_keeps_the_one_before(library: Library) -> None:
    events = events_of(library, name="cut")
    for event in events:
        if isinstance(event, EpochDone):
            break
    folder = library.home / "runs" / "cut"
    kept = library.home / "kept"
    folder.rename(kept)
    folder.write_text("a file where the folder should be")
    with pytest.raises(StorageError):
        list(events)
    folder.unlink()
    shutil.move(kept, folder)
    assert [info.name for info in runs.resumable(library.home)] == ["cut"]
    assert len(finished(library, None, resume="cut").history) == 3


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
    seen: list[runs.Event] = []
    with pytest.raises(DivergedError, match="epoch 2") as caught:
        for event in events_of(library, plan, control=control):
            seen.append(event)
            if isinstance(event, EpochDone):
                control.set_learning_rate(100.0)
    assert caught.value.remedy == {"learning_rate": 0.01}, "what it was before it was raised by hand"
    assert isinstance(seen[-1], RunDone) and seen[-1].stopped
    card = seen[-1].card
    assert card.epochs_done == 1
    assert all(np.isfinite(array).all() for array in library.weights(card.id).values())
    assert not list(runs.resumable(library.home))


def test_a_run_that_explodes_at_once_leaves_nothing(library: Library) -> None:
    plan = dataclasses.replace(PLAN, optimizer="sgd", learning_rate=100.0)
    with pytest.raises(DivergedError):
        list(events_of(library, plan))
    assert not runs.resumable(library.home)
    assert not library.names()


def test_a_discarded_run_is_offered_no_more_and_can_be_brought_back(library: Library) -> None:
    stop_after(events_of(library), EpochDone)
    (info,) = runs.resumable(library.home)
    assert run_folder.position(info) == (1, 0)
    aside = run_folder.discard(info)
    assert not runs.resumable(library.home)
    run_folder.recover(aside, info)
    assert runs.resumable(library.home) == [info]
    assert run_folder.position(info) == (1, 0)


def test_a_discarded_run_whose_name_is_taken_again_says_so(library: Library) -> None:
    stop_after(events_of(library), EpochDone)
    (info,) = runs.resumable(library.home)
    aside = run_folder.discard(info)
    stop_after(events_of(library), EpochDone)
    with pytest.raises(RunError, match="cannot be brought back"):
        run_folder.recover(aside, info)


def test_a_run_that_stops_early_is_no_run_that_was_stopped(library: Library) -> None:
    plan = dataclasses.replace(PLAN, epochs=30, validation=0.2, patience=1, learning_rate=0.02)
    *_, last = events_of(library, plan)
    assert isinstance(last, RunDone)
    assert not last.stopped
    assert last.card.epochs_done < 30
    assert "--validation 0.2" in last.card.command and "--patience 1" in last.card.command

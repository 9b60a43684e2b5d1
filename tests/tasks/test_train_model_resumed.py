"""A run that was broken off: nothing learned is lost, it goes on digit for digit, and it can be put away."""

import math
import shutil
import struct
from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from digitpad.core.errors import BrokenCheckpointError, RunError, StorageError, UnknownNameError
from digitpad.core.records import Card, EpochDone, Noticed, Preparing, RunDone, RunStarted, StepDone
from digitpad.models import run_folder
from digitpad.models.library import Library
from digitpad.tasks import train_model
from tests import tiny_mnist
from tests.tasks.short_runs import PLAN, events_of, figures, finished, stop_after

pytestmark = pytest.mark.usefixtures("small_mnist")


@pytest.fixture(scope="session")
def whole(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Card, dict[str, np.ndarray]]:
    """The run that nobody interrupted."""
    folder = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIGITPAD_DATA", str(tiny))
        library = Library(folder / "home", folder / "bundled")
        card = finished(library)
        return card, library.open(card.id).weights


@pytest.mark.parametrize(("kind", "count"), [(StepDone, 1), (EpochDone, 1), (StepDone, 4), (EpochDone, 2)])
def test_a_run_broken_off_and_resumed_equals_the_whole_one(library: Library, whole, kind: type, count: int) -> None:
    stop_after(events_of(library, name="cut"), kind, count)
    assert library.cards() == []
    (info,) = train_model.resumable(library.home)
    assert (info.name, info.plan) == ("cut", PLAN)
    card = finished(library, None, resume="cut")
    assert figures(card) == figures(whole[0])
    for name, array in whole[1].items():
        np.testing.assert_array_equal(library.open("cut").weights[name], array)


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
    assert all(path.with_name(f"{path.name}.broken").read_bytes() == b"broken" for path in kept)
    with pytest.raises(RunError, match="what it kept is damaged") as caught:
        finished(library, None, resume="cut")
    assert kept[0].name in caught.value.hint, "it does not begin anew without a word"


def rotten(path: Path) -> bytes:
    """A checkpoint in which a disk made one weight into NaN; gives the file's content."""
    content = bytearray(path.read_bytes())
    content[-8:-4] = struct.pack("<f", math.nan)
    path.write_bytes(content)
    return bytes(content)


def test_bytes_that_rotted_into_nan_are_a_broken_file_and_no_divergence(library: Library, whole) -> None:
    stop_after(events_of(library, name="cut"), EpochDone, 2)
    newest = max((library.home / "runs" / "cut").glob("checkpoint-*"))
    content = rotten(newest)
    seen = []
    for event in events_of(library, None, resume="cut"):
        seen.append(event)
        if isinstance(event, Noticed):
            assert newest.with_name(f"{newest.name}.broken").read_bytes() == content
    (noticed,) = [event for event in seen if isinstance(event, Noticed)]
    assert newest.name in noticed.text and "damaged" in noticed.text and ".broken" in noticed.hint
    assert isinstance(seen[-1], RunDone) and figures(seen[-1].card) == figures(whole[0])


@pytest.mark.parametrize("sealed", [True, False])
def test_a_run_whose_every_checkpoint_rotted_stays_where_it_is(library: Library, sealed: bool) -> None:
    stop_after(events_of(library, name="cut"), EpochDone)
    folder = library.home / "runs" / "cut"
    (path,) = folder.glob("checkpoint-*")
    if sealed:
        rotten(path)
    else:  # as 0.1.0 wrote it
        with safe_open(path, "pt") as file:
            head = file.metadata()["digitpad"]
        tensors = load_file(path)
        tensors["net.body.1.weight"][0, 0] = math.nan
        save_file(tensors, path, {"digitpad": head})
    with pytest.raises(BrokenCheckpointError, match="damaged") as caught:
        finished(library, None, resume="cut")
    assert "diverged" not in str(caught.value)
    assert [each.name for each in folder.glob("checkpoint-*")] == [f"{path.name}.broken"]
    assert not (library.home / "runs" / run_folder.ASIDE).exists()


def test_a_run_killed_before_its_first_checkpoint_starts_anew(library: Library, whole) -> None:
    info = run_folder.create(library.home, "cut", PLAN, "", exact=True, taken=set())
    assert figures(finished(library, None, resume=info.name)) == figures(whole[0])


def test_a_run_whose_first_epoch_cannot_be_kept_does_not_say_that_nothing_is_lost(library: Library) -> None:
    events = events_of(library, name="full")
    for event in events:
        if isinstance(event, RunStarted):
            break
    folder = library.home / "runs" / "full"
    shutil.rmtree(folder)
    folder.write_text("a file where the folder should be")
    with pytest.raises(StorageError) as caught:
        list(events)
    assert "could not be written" in caught.value.message
    assert "nothing is lost" not in str(caught.value) and "start the run again" in caught.value.hint


def test_a_run_given_up_before_it_began_leaves_nothing(library: Library) -> None:
    stop_after(events_of(library, name="cut"), Preparing)
    assert train_model.resumable(library.home) == []
    finished(library, name="cut")


def test_a_run_under_way_can_neither_be_resumed_nor_is_it_offered(library: Library, monkeypatch) -> None:
    monkeypatch.setattr(train_model, "LOCK_SECONDS", 0.05)
    events = events_of(library, name="busy")
    for event in events:
        if isinstance(event, StepDone):
            break
    assert train_model.resumable(library.home) == []
    with pytest.raises(RunError, match="under way"):
        finished(library, None, resume="busy")
    events.close()  # type: ignore[attr-defined]
    assert [info.name for info in train_model.resumable(library.home)] == ["busy"]


def test_unknown_and_broken_runs_are_sentences_and_hide_no_others(library: Library) -> None:
    stop_after(events_of(library, name="alpha"), StepDone)
    stop_after(events_of(library, name="beta"), StepDone)
    (library.home / "runs" / "beta" / "run.json").write_text("{")
    with pytest.raises(UnknownNameError) as caught:
        finished(library, None, resume="alhpa")
    assert "alpha" in caught.value.hint
    with pytest.raises(RunError, match="broken"):
        finished(library, None, resume="beta")
    assert [info.name for info in train_model.resumable(library.home)] == ["alpha"]


def test_data_that_changed_meanwhile_is_a_sentence(library: Library, tmp_path: Path, monkeypatch) -> None:
    stop_after(events_of(library, name="cut"), EpochDone)
    monkeypatch.setenv("DIGITPAD_DATA", str(tiny_mnist.write(tmp_path / "other", train=800, test=200)))
    with pytest.raises(RunError, match="other data"):
        finished(library, None, resume="cut")
    assert [info.name for info in train_model.resumable(library.home)] == ["cut"], (
        "still there for when the data are back"
    )


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
    assert [info.name for info in train_model.resumable(library.home)] == ["cut"]
    assert len(finished(library, None, resume="cut").history) == 3


def test_a_discarded_run_is_offered_no_more_and_can_be_brought_back(library: Library) -> None:
    stop_after(events_of(library), EpochDone)
    (info,) = train_model.resumable(library.home)
    assert run_folder.position(info) == (1, 0)
    aside = run_folder.discard(info)
    assert not train_model.resumable(library.home)
    run_folder.recover(aside, info)
    assert train_model.resumable(library.home) == [info]
    assert run_folder.position(info) == (1, 0)


def test_a_discarded_run_whose_name_is_taken_again_says_so(library: Library) -> None:
    stop_after(events_of(library), EpochDone)
    (info,) = train_model.resumable(library.home)
    aside = run_folder.discard(info)
    stop_after(events_of(library), EpochDone)
    with pytest.raises(RunError, match="cannot be brought back"):
        run_folder.recover(aside, info)

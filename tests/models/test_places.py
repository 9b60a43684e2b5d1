"""A run writes where it was told to, and removes its own alone: names and places are checked wherever they stand."""

import json
import shutil
from pathlib import Path

import pytest

from digitpad.core.errors import PlanError, RunError, StorageError
from digitpad.core.records import EpochDone
from digitpad.models import run_folder
from digitpad.models.library import Library, save_into
from digitpad.tasks import train_model
from tests.small_models import card_of, saved, weights_of
from tests.tasks.short_runs import PLAN, events_of, finished, stop_after

pytestmark = pytest.mark.usefixtures("small_mnist")


def begun(library: Library, **changes: object) -> Path:
    """A run broken off after an epoch, whose run.json was changed by somebody; gives its folder."""
    stop_after(events_of(library, name="cut"), EpochDone)
    path = library.home / "runs" / "cut" / "run.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))
    return path.parent


@pytest.mark.parametrize(
    "name", ["../elsewhere", "..", "", ".", "/etc", "cut/../../elsewhere", "a\nb", "x" * 300, "\0"]
)
def test_a_run_that_lies_elsewhere_is_not_continued_and_nothing_there_is_touched(library: Library, name: str) -> None:
    elsewhere = library.home / "elsewhere"
    stop_after(events_of(library, name="cut"), EpochDone)
    (library.home / "runs" / "cut").rename(elsewhere)
    (elsewhere / "notes.txt").write_text("mine")
    with pytest.raises(PlanError, match="cannot be the name of a run"):
        finished(library, None, resume=name)
    assert (elsewhere / "notes.txt").read_text() == "mine"


def test_a_run_that_is_a_link_is_neither_offered_nor_continued(library: Library, tmp_path: Path) -> None:
    folder = begun(library)
    folder.rename(tmp_path / "far")
    (tmp_path / "far" / "notes.txt").write_text("mine")
    folder.symlink_to(tmp_path / "far")
    assert train_model.resumable(library.home) == []
    with pytest.raises(RunError, match="link"):
        finished(library, None, resume="cut")
    assert (tmp_path / "far" / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("model", ["../../elsewhere", "/etc", "a/b", ".."])
def test_a_run_whose_model_has_no_name_of_a_model_is_broken(library: Library, model: str) -> None:
    begun(library, model=model)
    assert train_model.resumable(library.home) == []
    with pytest.raises(RunError, match="cannot be the name of a model"):
        finished(library, None, resume="cut")


def test_what_a_runs_file_says_replaces_no_model(library: Library, tmp_path: Path) -> None:
    """Its `into` may name any folder: the user's own models, another home's, or a folder of something else."""
    own = saved(library, "mine", note="weeks of work")
    begun(library, into=str(library.models), model="mine")
    assert finished(library, None, resume="cut").id == "mine-2"
    assert library.card("mine") == own
    (tmp_path / "thesis" / "cut").mkdir(parents=True)
    (tmp_path / "thesis" / "cut" / "chapter.txt").write_text("years")
    begun(library, into=str(tmp_path / "thesis"))
    finished(library, None, resume="cut")
    assert (tmp_path / "thesis" / "cut" / "chapter.txt").read_text() == "years"
    begun(library, into="thesis")
    with pytest.raises(RunError, match="whole path"):
        finished(library, None, resume="cut")


def test_a_place_that_holds_no_model_is_said_before_anything_is_trained(library: Library, tmp_path: Path) -> None:
    (tmp_path / "kept" / "mine").mkdir(parents=True)
    (tmp_path / "kept" / "mine" / "chapter.txt").write_text("years")
    with pytest.raises(StorageError, match="is no model"):
        next(events_of(library, name="mine", into=tmp_path / "kept"))
    assert run_folder.resumable(library.home) == []


def test_a_run_into_a_folder_that_ended_just_before_is_not_saved_twice(library: Library, tmp_path: Path) -> None:
    stop_after(events_of(library, name="mine", into=tmp_path / "kept"), EpochDone, PLAN.epochs)
    folder = library.home / "runs" / "mine"
    shutil.copytree(folder, tmp_path / "as it was")
    card = finished(library, None, resume="mine")
    shutil.copytree(tmp_path / "as it was", folder)  # as if the process had ended before the run's folder was removed
    assert finished(library, None, resume="mine") == card
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["mine"]


def test_a_model_made_again_on_purpose_takes_the_place_of_the_one_before(library: Library, tmp_path: Path) -> None:
    card = card_of("mine")
    save_into(tmp_path / "kept", card, weights_of(card.plan))
    assert finished(library, name="mine", into=tmp_path / "kept").id == "mine"
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["mine"]

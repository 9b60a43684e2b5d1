"""Deleted models go for good a month after they were deleted, when another one is; and nothing else ever does."""

import os
import shutil
import threading
import time
from pathlib import Path

import pytest

from digitpad.core.errors import DigitpadError, UnknownNameError
from digitpad.models import trash
from digitpad.models.library import Library
from tests.small_models import saved

DAY = 24 * 3600


def age(folder: Path, days: float) -> None:
    """Lets a folder and all that is in it be so old."""
    then = time.time() - days * DAY
    for path in (*folder.rglob("*"), folder):
        os.utime(path, (then, then))


def deleted(library: Library, **days: float) -> None:
    """Models that were deleted so many days ago."""
    for name in days:
        saved(library, name)
        library.delete(name)
    for name, old in days.items():
        age(library.trash / name, old)


def lying(library: Library) -> set[str]:
    return {path.name for path in library.trash.iterdir()}


def test_what_was_deleted_a_month_ago_goes_when_another_model_is_deleted(library: Library) -> None:
    deleted(library, one=31, two=300, three=29)
    saved(library, "four")
    assert lying(library) == {"one", "two", "three"}, "nothing goes by itself"
    library.delete("four")
    assert lying(library) == {"three", "four"}
    assert library.restore("three").id == "three"
    with pytest.raises(UnknownNameError):
        library.restore("two")


def test_the_month_counts_from_the_deletion_however_old_the_model_is(library: Library) -> None:
    old = saved(library, "old")
    age(library.models / "old", 400)
    library.delete("old")
    saved(library, "new")
    library.delete("new")
    assert library.restore("old") == old


def test_a_model_that_came_back_and_is_deleted_again_has_its_month_anew(library: Library) -> None:
    deleted(library, mine=31)
    library.restore("mine")
    library.delete("mine")
    deleted(library, other=0)
    assert lying(library) == {"mine", "other"}


def test_what_a_process_left_halfway_is_cleared_away(library: Library) -> None:
    deleted(library, one=0)
    room = library.trash / ".going-abc" / "old"
    room.mkdir(parents=True)
    (room / "card.json").write_text("{}")
    (library.trash / "a file of somebody's").write_text("stays")
    age(library.trash / "a file of somebody's", 400)
    deleted(library, two=0)
    assert lying(library) == {"one", "two", "a file of somebody's"}


@pytest.mark.parametrize("how", ["removed", "brought back"])
def test_a_folder_that_goes_meanwhile_is_no_error(library: Library, monkeypatch, how: str) -> None:
    """Another window gets hold of it between the look at its age and its removal."""
    deleted(library, old=31)
    saved(library, "mine")
    mkdtemp = trash.tempfile.mkdtemp

    def after_the_other_window(**where: object) -> str:
        if how == "removed":
            shutil.rmtree(library.trash / "old")
        else:
            library.restore("old")
        return mkdtemp(**where)

    monkeypatch.setattr(trash.tempfile, "mkdtemp", after_the_other_window)
    library.delete("mine")
    assert lying(library) == {"mine"}
    assert library.has("old") is (how == "brought back")


def test_many_windows_empty_it_at_once_and_all_their_models_are_deleted(library: Library) -> None:
    for number in range(4):
        saved(library, f"mine-{number}")
    deleted(library, **{f"old-{number}": 31 for number in range(6)})
    problems: list[DigitpadError] = []

    def delete(name: str) -> None:
        try:
            Library(library.home, library.bundled).delete(name)
        except DigitpadError as error:
            problems.append(error)

    threads = [threading.Thread(target=delete, args=(f"mine-{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    assert library.cards() == []
    assert {f"mine-{number}" for number in range(4)} <= lying(library)
    saved(library, "last")
    library.delete("last")
    assert lying(library) == {"last", *(f"mine-{number}" for number in range(4))}


def test_two_models_of_one_name_are_both_kept_and_each_undo_brings_its_own(library: Library) -> None:
    saved(library, "mine", note="first")
    first = library.delete("mine")
    saved(library, "mine", note="second")
    second = library.delete("mine")
    assert library.restore(first).note == "first"
    back = library.restore(second)
    assert (back.id, back.note) == ("mine-2", "second")
    assert library.open("mine-2").weights
    for gone in (first, second):
        with pytest.raises(UnknownNameError, match="deleted model"):
            library.restore(gone)


def test_by_its_name_the_model_that_was_deleted_last_comes_back_first(library: Library) -> None:
    for note in ("first", "second", "third"):
        saved(library, "mine", note=note)
        library.delete("mine")
        time.sleep(0.02)  # two times of one tick of the disk's clock would tell nothing
    assert [library.restore("mine").note for _ in range(3)] == ["third", "second", "first"]


def test_an_undo_never_brings_back_another_model_that_came_to_lie_in_its_place(library: Library) -> None:
    saved(library, "mine", note="first")
    first = library.delete("mine")
    saved(library, "mine", note="second")
    assert library.restore("mine").id == "mine-2", "in another window"
    library.delete("mine")
    assert lying(library) == {"mine"}
    with pytest.raises(UnknownNameError):
        library.restore(first)
    assert lying(library) == {"mine"}


@pytest.mark.parametrize("name", ["../models/mine", "..", "", "/", "mine/../mine", "x" * 5000, "\0"])
def test_a_name_from_elsewhere_is_nothing_that_was_deleted(library: Library, name: str) -> None:
    saved(library, "mine")
    saved(library, "gone")
    library.delete("gone")
    with pytest.raises(DigitpadError):
        library.restore(name)
    with pytest.raises(DigitpadError):
        library.delete(name)
    assert library.has("mine")


def test_what_was_deleted_under_a_clock_of_1970_has_its_month(library: Library, monkeypatch) -> None:
    saved(library, "mine")
    with monkeypatch.context() as patched:
        patched.setattr(time, "time", lambda: 1000.0)
        library.delete("mine")
    in_another_process = library.trash / "mine"
    os.utime(in_another_process, (0, 0))
    deleted(library, other=0)
    deleted(library, third=0)
    assert lying(library) == {"mine", "other", "third"}
    age(in_another_process, 31)
    deleted(library, fourth=0)
    assert lying(library) == {"other", "third", "fourth"}, "its month began when it was seen, and is over"


def test_a_clock_that_stands_before_digitpad_removes_nothing(library: Library, monkeypatch) -> None:
    deleted(library, old=31)
    saved(library, "mine")
    monkeypatch.setattr(time, "time", lambda: 31 * DAY)
    library.delete("mine")
    assert lying(library) == {"old", "mine"}


def test_a_clock_that_jumps_ahead_removes_nothing_of_this_session(library: Library, monkeypatch) -> None:
    saved(library, "mine")
    gone = library.delete("mine")
    saved(library, "other")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 4000 * DAY)
    library.delete("other")
    assert library.restore(gone).id == "mine"


def test_a_note_on_a_model_that_is_deleted_at_that_moment_makes_no_folder(library: Library) -> None:
    saved(library, "mine")
    library.delete("mine")
    with pytest.raises(UnknownNameError):
        library.note("mine", "too late")
    assert list(library.models.iterdir()) == []


def test_a_link_in_the_trash_goes_and_what_it_points_to_stays(library: Library, tmp_path: Path) -> None:
    far = tmp_path / "far"
    far.mkdir()
    (far / "notes.txt").write_text("mine")
    age(far, 60)
    library.trash.mkdir(parents=True)
    (library.trash / "linked").symlink_to(far)
    if os.utime in os.supports_follow_symlinks:
        then = time.time() - 60 * DAY
        os.utime(library.trash / "linked", (then, then), follow_symlinks=False)
    deleted(library, other=0)
    assert lying(library) == {"other"}
    assert (far / "notes.txt").read_text() == "mine"


def test_a_trash_that_cannot_be_written_is_a_sentence_and_the_model_stays(library: Library) -> None:
    card = saved(library, "mine")
    library.trash.write_text("a file where the folder should be")
    with pytest.raises(DigitpadError, match="could not be written"):
        library.delete("mine")
    assert library.card("mine") == card

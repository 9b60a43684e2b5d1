"""Deleted models go for good a month after they were deleted, when another one is; and nothing else ever does."""

import os
import shutil
import threading
import time
from pathlib import Path

import pytest

from digitpad.errors import DigitpadError, UnknownNameError
from digitpad.library import trash
from digitpad.library.library import Library
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


def test_a_trash_that_cannot_be_written_is_a_sentence_and_the_model_stays(library: Library) -> None:
    card = saved(library, "mine")
    library.trash.write_text("a file where the folder should be")
    with pytest.raises(DigitpadError, match="could not be written"):
        library.delete("mine")
    assert library.card("mine") == card

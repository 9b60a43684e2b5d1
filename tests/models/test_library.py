"""What the user gets from the library: models that come back as they were saved, and nothing lost."""

import dataclasses
import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from digitpad.core.errors import ModelError, PlanError, StorageError, UnknownNameError
from digitpad.core.records import EpochDone
from digitpad.models import library as library_room
from digitpad.models.library import Library
from tests.small_models import card_of, saved, weights_of


def test_a_saved_model_comes_back_as_it_was(library: Library) -> None:
    row = EpochDone(1, 5, 0.3, 0.9, 0.2, 0.95, 1.5, 0.001, 40_000.0)
    card = saved(library, "mine", history=(row,), note="on a train", changes=("epochs 5 -> 1",))
    back = library.card("mine")
    assert back == card
    assert back.bytes == (library.folder("mine") / back.weights).stat().st_size
    for name, array in weights_of(card.plan).items():
        np.testing.assert_array_equal(library.open("mine").weights[name], array)


def test_an_empty_or_absent_library_holds_no_models_and_no_problems(library: Library) -> None:
    assert library.cards() == []
    assert library.contents().problems == []


def test_a_second_model_of_a_name_gets_a_number_and_the_first_stays(library: Library) -> None:
    first = saved(library, "mlp")
    assert saved(library, "mlp", seed=2).id == "mlp-2"
    assert saved(library, "mlp", seed=3).id == "mlp-3"
    assert library.card("mlp") == first


def test_models_saved_at_the_same_moment_all_arrive(library: Library) -> None:
    card = card_of("same")
    weights = weights_of(card.plan)
    threads = [threading.Thread(target=library.save, args=(card, weights)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {card.id for card in library.cards()} == {"same", *(f"same-{number}" for number in range(2, 7))}


def test_bundled_models_stand_beside_trained_ones_and_cannot_be_deleted(library: Library) -> None:
    card = library_room.save_into(library.bundled, card_of("padnet", "padnet"), weights_of(card_of("x", "padnet").plan))
    saved(library, "mine")
    assert [(each.id, each.bundled) for each in library.cards()] == [("padnet", True), ("mine", False)]
    with pytest.raises(ModelError, match="bundled"):
        library.delete("padnet")
    assert saved(library, "padnet").id == "padnet-2"
    assert card.id == "padnet"


def test_making_a_bundled_model_again_replaces_it(library: Library) -> None:
    card = card_of("mlp")
    library_room.save_into(library.bundled, card, weights_of(card.plan, seed=1))
    library_room.save_into(library.bundled, card, weights_of(card.plan, seed=2))
    np.testing.assert_array_equal(
        library.open("mlp").weights["body.1.weight"], weights_of(card.plan, seed=2)["body.1.weight"]
    )
    assert [path.name for path in library.bundled.iterdir()] == ["mlp"]


@pytest.mark.parametrize("name", ["nul", "CON", "aux.2", "com1", "../a", ".a", "a.", "a/b", "a\x1bb", "\ud800", ""])
def test_what_can_be_no_folder_everywhere_is_no_name(library: Library, name: str) -> None:
    with pytest.raises(PlanError, match="cannot be the name of a model") as caught:
        library_room.check_name(name)
    str(caught.value).encode()


def test_what_is_no_model_is_never_replaced(library: Library, tmp_path: Path) -> None:
    card = card_of("mlp")
    (tmp_path / "thesis" / "mlp").mkdir(parents=True)
    (tmp_path / "thesis" / "mlp" / "chapter.txt").write_text("years")
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "mlp").symlink_to(tmp_path / "thesis" / "mlp")
    for folder in (tmp_path / "thesis", tmp_path / "linked"):
        with pytest.raises(StorageError, match="is no model"):
            library_room.save_into(folder, card, weights_of(card.plan))
        assert [path.name for path in folder.iterdir()] == ["mlp"]
    assert (tmp_path / "thesis" / "mlp" / "chapter.txt").read_text() == "years"


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")
def test_a_new_model_is_open_to_whom_the_umask_says(library: Library) -> None:
    before = os.umask(0o077)
    try:
        saved(library, "mine")
    finally:
        os.umask(before)
    for path in (library.models / "mine", *(library.models / "mine").iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_delete_can_be_undone(library: Library) -> None:
    card = saved(library, "mine")
    library.delete("mine")
    assert library.cards() == []
    with pytest.raises(UnknownNameError):
        library.card("mine")
    assert library.restore("mine") == card
    assert library.card("mine") == card


def test_a_deleted_model_whose_name_was_taken_comes_back_under_another(library: Library) -> None:
    saved(library, "mine", note="old")
    library.delete("mine")
    saved(library, "mine", note="new")
    assert library.restore("mine").id == "mine-2"
    assert library.card("mine").note == "new"
    assert library.card("mine-2").note == "old"


def test_restoring_what_was_never_deleted_is_a_sentence(library: Library) -> None:
    with pytest.raises(UnknownNameError, match="deleted model"):
        library.restore("mine")


@pytest.mark.parametrize("bundled", [False, True])
def test_title_and_note_last_for_trained_and_bundled_models(library: Library, bundled: bool) -> None:
    card = card_of("mine")
    if bundled:
        library_room.save_into(library.bundled, card, weights_of(card.plan))
    else:
        library.save(card, weights_of(card.plan))
    before = {path: path.read_bytes() for path in library.bundled.rglob("*") if path.is_file()}
    library.rename("mine", "  My net ")
    library.note("mine", "good at sevens")
    again = Library(library.home, library.bundled).card("mine")
    assert (again.id, again.title, again.name, again.note) == ("mine", "My net", "My net", "good at sevens")
    assert library.rename("mine", "").name == "mine"
    assert before == {path: path.read_bytes() for path in before}


def test_no_two_models_are_called_the_same(library: Library) -> None:
    for name in ("mine", "other"):
        saved(library, name)
    library.rename("other", "Sevens")
    for taken in ("Sevens", " sevens ", "other", "OTHER"):
        with pytest.raises(ModelError, match="Another model is called") as refused:
            library.rename("mine", taken)
        assert refused.value.hint
        assert library.card("mine").name == "mine"
    assert library.rename("other", "Sevens").name == "Sevens", "its own name is free to itself"
    assert library.rename("other", "other").name == "other"


def test_broken_labels_cost_the_labels_alone(library: Library) -> None:
    card = card_of("mine")
    library_room.save_into(library.bundled, card, weights_of(card.plan))
    library.home.mkdir()
    for content in ("{", "[]", '{"mine": 3, "other": {"title": 5}}'):
        (library.home / "labels.json").write_text(content)
        assert library.card("mine").name == "mine"


def test_a_folder_copied_under_another_name_is_a_model_of_that_name(library: Library) -> None:
    saved(library, "mine")
    library.folder("mine").rename(library.models / "copy")
    assert [card.id for card in library.cards()] == ["copy"]


@pytest.mark.parametrize("name", ["", ".hidden", "a/b", "..", "a b", "x" * 61, "-x", "nul\0", "end."])
def test_a_name_that_cannot_be_a_folder_is_refused(library: Library, name: str) -> None:
    with pytest.raises(PlanError, match="cannot be the name"):
        saved(library, name)
    assert not library.models.exists()


def test_an_unknown_name_suggests_the_nearest(library: Library) -> None:
    saved(library, "mlp-256-128")
    with pytest.raises(UnknownNameError) as caught:
        library.card("mlp-256-182")
    assert "Did you mean mlp-256-128?" in caught.value.hint


def test_the_librarys_cards_need_no_torch(library: Library) -> None:
    saved(library, "mine")
    code = (
        "import sys; from pathlib import Path; from digitpad.models.library import Library;"
        f"library = Library(Path({str(library.home)!r}), Path('/nowhere'));"
        "print(library.cards()[0].id, len(library.open('mine').weights), 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["mine", "6", "False"]


def test_a_card_says_nothing_of_being_bundled_for_its_folder_does(library: Library) -> None:
    saved(library, "mine", bundled=True)
    assert not library.card("mine").bundled
    assert "bundled" not in json.loads((library.folder("mine") / "card.json").read_text())
    assert dataclasses.replace(library.card("mine"), bundled=True) != library.card("mine")

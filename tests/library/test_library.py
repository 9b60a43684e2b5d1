"""What the user gets from the library: models that are there whole, or named with what is wrong, and nothing lost."""

import dataclasses
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy

from digitpad.errors import ModelError, PlanError, StorageError, UnknownNameError
from digitpad.learn.recognizer import CardRecognizer
from digitpad.library import library as library_room
from digitpad.library.library import Library
from digitpad.records import EpochDone
from tests.small_models import card_of, empty_library, saved, weights_of


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return empty_library(tmp_path)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def changed(library: Library, name: str, **values: object) -> None:
    """Writes other values into a saved model's card."""
    path = library.folder(name) / "card.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def test_a_saved_model_comes_back_as_it_was(library: Library) -> None:
    row = EpochDone(1, 5, 0.3, 0.9, 0.2, 0.95, 1.5, 0.001, 40_000.0)
    card = saved(library, "mine", history=(row,), note="on a train", changes=("epochs 5 -> 1",))
    back = library.card("mine")
    assert back == card
    assert back.bytes == (library.folder("mine") / back.weights).stat().st_size
    for name, array in weights_of(card.plan).items():
        np.testing.assert_array_equal(library.weights("mine")[name], array)


def test_an_empty_or_absent_library_holds_no_models_and_no_problems(library: Library) -> None:
    assert library.cards() == []
    assert library.problems() == []


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
        library.weights("mlp")["body.1.weight"], weights_of(card.plan, seed=2)["body.1.weight"]
    )
    assert [path.name for path in library.bundled.iterdir()] == ["mlp"]


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


# ---- broken models: a sentence each, and the others still load


def no_card(folder: Path) -> None:
    (folder / "card.json").unlink()


def card_no_json(folder: Path) -> None:
    (folder / "card.json").write_text("{")


def card_not_text(folder: Path) -> None:
    (folder / "card.json").write_bytes(b"\xff\xfe\x00")


def card_a_list(folder: Path) -> None:
    (folder / "card.json").write_text("[1]")


def card_a_folder(folder: Path) -> None:
    (folder / "card.json").unlink()
    (folder / "card.json").mkdir()


def card_nested_too_deeply(folder: Path) -> None:
    (folder / "card.json").write_text("[" * 100_000)


def no_weights(folder: Path) -> None:
    (folder / "weights.safetensors").unlink()


BREAKS = [no_card, card_no_json, card_not_text, card_a_list, card_a_folder, card_nested_too_deeply, no_weights]


@pytest.mark.parametrize("breaks", BREAKS)
def test_a_broken_model_is_named_and_hides_no_other(library: Library, breaks) -> None:
    saved(library, "good")
    saved(library, "bad")
    breaks(library.models / "bad")
    assert [card.id for card in library.cards()] == ["good"]
    (problem,) = library.problems()
    assert "'bad'" in problem
    assert str(library.models / "bad") in problem, "says where it lies"
    for ask in (library.card, library.weights):
        with pytest.raises(ModelError, match="'bad'"):
            ask("bad")
    library.delete("bad")
    assert library.problems() == []


WRONG_VALUES = [
    ({"format": 99}, "newer digitpad"),
    ({"plan": 7}, "Plan"),
    ({"parameters": "many"}, "parameters"),
    ({"classes": ["1"]}, "classes"),
    ({"classes": "0123456789"}, "classes"),
    ({"classes": [0, 1, 2]}, "classes"),
    ({"weights": "../../secret"}, "beside the card"),
    ({"temperature": 0}, "temperature"),
    ({"temperature": float("nan")}, "temperature"),
    ({"threshold": 2}, "threshold"),
    ({"scores": [{"on": "mnist"}]}, "Score"),
    ({"history": 3}, "history"),
]


@pytest.mark.parametrize(("values", "said"), WRONG_VALUES)
def test_a_wrong_value_in_a_card_is_named(library: Library, values: dict[str, object], said: str) -> None:
    saved(library, "good")
    saved(library, "bad")
    changed(library, "bad", **values)
    assert [card.id for card in library.cards()] == ["good"]
    assert said in library.problems()[0]


def test_an_unknown_architecture_is_named(library: Library) -> None:
    saved(library, "bad")
    plan = json.loads((library.folder("bad") / "card.json").read_text())["plan"]
    changed(library, "bad", plan=plan | {"architecture": "transformer"})
    assert "'transformer' is unknown" in library.problems()[0]


def test_keys_of_a_newer_digitpad_are_passed_over(library: Library) -> None:
    saved(library, "mine")
    changed(library, "mine", invented="later", format=1)
    assert library.card("mine").id == "mine"


def test_weights_cut_short_are_a_sentence(library: Library) -> None:
    saved(library, "bad")
    path = library.folder("bad") / "weights.safetensors"
    whole = path.read_bytes()
    for length in (0, 7, 100, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(ModelError, match="broken or cut short"):
            library.weights("bad")


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_weights_that_are_no_numbers_are_a_sentence(library: Library, value: float) -> None:
    card = saved(library, "bad")
    weights = weights_of(card.plan)
    weights["body.4.bias"][3] = value
    (library.folder("bad") / "weights.safetensors").write_bytes(safetensors.numpy.save(weights))
    with pytest.raises(ModelError, match=r"'body\.4\.bias'"):
        library.weights("bad")


def test_weights_of_another_net_are_a_sentence_when_the_model_is_loaded(library: Library) -> None:
    saved(library, "bad")
    other = weights_of(card_of("x", "mlp-256").plan)
    (library.folder("bad") / "weights.safetensors").write_bytes(safetensors.numpy.save(other))
    with pytest.raises(ModelError, match="'bad'"):
        CardRecognizer(library.card("bad"), library.weights("bad"))


# ---- writing that fails


def test_where_a_file_stands_in_the_folders_place_a_sentence_says_so(library: Library) -> None:
    library.home.write_text("a file, not a folder")
    with pytest.raises(StorageError) as caught:
        saved(library, "mine")
    assert "could not be written" in caught.value.message
    assert library.home.read_text() == "a file, not a folder"


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from tests.small_models import card_of, weights_of
from digitpad.errors import StorageError
from digitpad.library.library import Library
library = Library(Path({home!r}), Path("/nowhere"))
card = card_of("late")
weights = weights_of(card.plan)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # then a write over the limit fails as on a full disk, with an OSError
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    library.save(card, weights)
except StorageError as error:
    print(error.message)
try:
    library.note("early", "x" * 30_000)
except StorageError as error:
    print(error.message)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits stand in for a full disk")
def test_a_full_disk_costs_nothing_that_was_there_and_leaves_nothing_half_written(library: Library) -> None:
    early = saved(library, "early")
    code = FULL_DISK.format(tests=str(Path(__file__).parents[2]), home=str(library.home))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    said = done.stdout.splitlines()
    assert len(said) == 2 and all("could not be written" in line for line in said), done.stdout + done.stderr
    assert library.card("early") == early
    assert names_in(library.models) == ["early"]
    assert names_in(library.models / "early") == ["card.json", "weights.safetensors"]


def test_what_a_killed_process_left_is_no_model_and_is_swept_when_it_is_old(library: Library) -> None:
    saved(library, "mine")
    left = library.models / ".new-killed"
    left.mkdir()
    (left / "weights.safetensors").write_bytes(b"half")
    assert [card.id for card in library.cards()] == ["mine"]
    assert library.problems() == []
    saved(library, "second")
    assert left.exists(), "it may belong to a process that is still writing"
    os.utime(left, (0, 0))
    saved(library, "third")
    assert not left.exists()


def test_the_librarys_cards_need_no_torch(library: Library) -> None:
    saved(library, "mine")
    code = (
        "import sys; from pathlib import Path; from digitpad.library.library import Library;"
        f"library = Library(Path({str(library.home)!r}), Path('/nowhere'));"
        "print(library.cards()[0].id, len(library.weights('mine')), 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["mine", "6", "False"]


def test_a_card_says_nothing_of_being_bundled_for_its_folder_does(library: Library) -> None:
    saved(library, "mine", bundled=True)
    assert not library.card("mine").bundled
    assert "bundled" not in json.loads((library.folder("mine") / "card.json").read_text())
    assert dataclasses.replace(library.card("mine"), bundled=True) != library.card("mine")

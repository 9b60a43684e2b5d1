"""Broken models and failing disks: a sentence each, the other models still load, and nothing is left half-written."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy

from digitpad.core.errors import ModelError, StorageError
from digitpad.learn.card_recognizer import CardRecognizer
from digitpad.models.library import Library
from tests.small_models import card_of, saved, weights_of


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def changed(library: Library, name: str, **values: object) -> None:
    """Writes other values into a saved model's card."""
    path = library.folder(name) / "card.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


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
    (problem,) = library.contents().problems
    assert "'bad'" in problem
    assert str(library.models / "bad") in problem, "says where it lies"
    for ask in (library.card, library.open):
        with pytest.raises(ModelError, match="'bad'"):
            ask("bad")
    library.delete("bad")
    assert library.contents().problems == []


WRONG_VALUES = [
    ({"format": 99}, "newer digitpad"),
    ({"plan": 7}, "plan of card.json"),
    ({"parameters": "many"}, "parameters"),
    ({"classes": ["1"]}, "classes"),
    ({"classes": "0123456789"}, "classes"),
    ({"classes": [0, 1, 2]}, "classes"),
    ({"weights": "../../secret"}, "beside the card"),
    ({"temperature": 0}, "temperature"),
    ({"temperature": float("nan")}, "temperature"),
    ({"threshold": 2}, "threshold"),
    ({"scores": [{"on": "mnist"}]}, "scores[0] of card.json"),
    ({"history": 3}, "history"),
]


@pytest.mark.parametrize(("values", "said"), WRONG_VALUES)
def test_a_wrong_value_in_a_card_is_named(library: Library, values: dict[str, object], said: str) -> None:
    saved(library, "good")
    saved(library, "bad")
    changed(library, "bad", **values)
    assert [card.id for card in library.cards()] == ["good"]
    assert said in library.contents().problems[0]


def test_an_unknown_architecture_is_named(library: Library) -> None:
    saved(library, "bad")
    plan = json.loads((library.folder("bad") / "card.json").read_text())["plan"]
    changed(library, "bad", plan=plan | {"architecture": "transformer"})
    assert "'transformer' is unknown" in library.contents().problems[0]


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
            library.open("bad")


HEADERS = [
    b"",
    b"{",
    b"[" * 100_000,
    b'{"a": {"dtype": "F99", "shape": [1], "data_offsets": [0, 4]}}',
    b'{"a": {"dtype": "BF16", "shape": [2], "data_offsets": [0, 4]}}',
    b'{"a": {"dtype": "F32", "shape": [1000000000000], "data_offsets": [0, 4]}}',
    b'{"a": {"dtype": "F32", "shape": [0, 4611686018427387904, 4], "data_offsets": [0, 0]}}',
    b'{"a": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}}',
    b'{"a": {"dtype": "F32", "shape": null, "data_offsets": [0, 4]}}',
    b'{"a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 0]}}',
    b'{"\\ud800": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}',
]


@pytest.mark.parametrize("head", HEADERS)
@pytest.mark.parametrize("claimed", [None, 2**63, 2**40])
def test_weights_whose_head_lies_are_a_sentence(library: Library, head: bytes, claimed: int | None) -> None:
    saved(library, "bad")
    length = len(head) if claimed is None else claimed
    path = library.folder("bad") / "weights.safetensors"
    path.write_bytes(length.to_bytes(8, "little") + head + bytes(4))
    with pytest.raises(ModelError, match="'bad'"):
        library.open("bad")


@pytest.mark.skipif(sys.platform == "win32", reason="needs sparse files")
def test_weights_of_a_hundred_gigabytes_are_not_read(library: Library) -> None:
    card = saved(library, "bad")
    path = library.folder("bad") / "weights.safetensors"
    os.truncate(path, 100 * 10**9)
    with pytest.raises(ModelError, match="larger than 500,000,000 bytes"):
        library.open("bad")
    assert card.id == "bad"


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_weights_that_are_no_numbers_are_a_sentence(library: Library, value: float) -> None:
    card = saved(library, "bad")
    weights = weights_of(card.plan)
    weights["body.4.bias"][3] = value
    (library.folder("bad") / "weights.safetensors").write_bytes(safetensors.numpy.save(weights))
    with pytest.raises(ModelError, match=r"'body\.4\.bias'"):
        library.open("bad")


def test_weights_of_another_net_are_a_sentence_when_the_model_is_loaded(library: Library) -> None:
    saved(library, "bad")
    other = weights_of(card_of("x", "mlp-256").plan)
    (library.folder("bad") / "weights.safetensors").write_bytes(safetensors.numpy.save(other))
    with pytest.raises(ModelError, match="'bad'"):
        CardRecognizer.of(library.open("bad"))


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
from digitpad.core.errors import StorageError
from digitpad.models.library import Library
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
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=240, check=True)
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
    assert library.contents().problems == []
    saved(library, "second")
    assert left.exists(), "it may belong to a process that is still writing"
    os.utime(left, (0, 0))
    saved(library, "third")
    assert not left.exists()


# ---- titles and notes of bundled models


def bundled(library: Library) -> None:
    """Puts one model among the bundled ones."""
    saved(library, "padnet")
    library.bundled.parent.mkdir(exist_ok=True)
    library.models.rename(library.bundled)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"7", b"\xff", b"[" * 100_000, b'{"padnet": {"title": "A"}'])
def test_broken_labels_are_said_once_and_kept_and_cost_no_model(library: Library, content: bytes) -> None:
    bundled(library)
    (library.home / "labels.json").write_bytes(content)
    assert [card.name for card in library.cards()] == ["padnet"]
    (said,) = library.contents().problems
    assert "titles and notes" in said and "labels.json.broken" in said
    assert (library.home / "labels.json.broken").read_bytes() == content
    assert library.contents().problems == []
    assert library.rename("padnet", "Mine").name == "Mine"
    assert library.card("padnet").name == "Mine"


@pytest.mark.parametrize("wrong", [7, "\ud800", None, [], "x" * 2000, float("nan"), int("1" + "0" * 400)])
def test_a_wrong_label_costs_itself_alone_and_is_kept(library: Library, wrong: object) -> None:
    bundled(library)
    rows = {"padnet": {"title": wrong, "note": "mine"}, "other": wrong, "third": {"note": "kept"}}
    (library.home / "labels.json").write_text(json.dumps(rows))
    card = library.card("padnet")
    assert (card.name, card.note) == ("padnet", "mine")
    library.note("padnet", "new")
    assert library.card("padnet").note == "new"
    assert json.loads((library.home / "labels.json").read_text())["third"] == {"note": "kept"}
    assert library.contents().problems == []


@pytest.mark.parametrize("title", ["x" * 2000, "\ud800"])
def test_a_title_that_could_not_be_read_again_is_refused(library: Library, title: str) -> None:
    card = saved(library, "mine")
    with pytest.raises(ModelError, match="title"):
        library.rename("mine", title)
    assert library.card("mine") == card


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs special files")
def test_what_is_no_file_is_not_waited_for(library: Library) -> None:
    for name in ("good", "bad", "device"):
        saved(library, name)
    for name in ("bad", "device"):
        (library.models / name / "card.json").unlink()
    os.mkfifo(library.models / "bad" / "card.json")
    (library.models / "device" / "card.json").symlink_to("/dev/zero")
    os.mkfifo(library.home / "labels.json")
    assert [card.id for card in library.cards()] == ["good"]
    assert len(library.contents().problems) == 3

"""Examples of classes from files and folders: each ends as a drawing with its word, strokes or a picture in it."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digitpad.core.errors import DatasetError, DigitpadError, InkError
from digitpad.ink import class_files, drawn_pictures, files
from digitpad.ink.class_names import class_name
from digitpad.ink.files import Drawing
from digitpad.ink.ink import Ink


def cross(path: Path) -> None:
    picture = Image.new("L", (60, 60), 255)
    ImageDraw.Draw(picture).line([(10, 10), (50, 50)], fill=0, width=5)
    picture.save(path)


def test_a_folder_of_folders_gives_each_picture_the_name_of_its_folder(tmp_path: Path) -> None:
    for name in ("cross", "子"):
        (tmp_path / name).mkdir()
        cross(tmp_path / name / "one.png")
    Image.new("L", (60, 60), 255).save(tmp_path / "子" / "blank.png")
    found = list(class_files.read(tmp_path))
    made = [one for one in found if isinstance(one, Drawing)]
    assert [one.word for one in made] == ["cross", "子"] and made[0].key_id == "cross/one.png"
    assert all(drawn_pictures.picture_of(one).max() > 0.9 for one in made)
    (problem,) = [one for one in found if isinstance(one, DigitpadError)]
    assert "blank.png" in problem.message


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"y": np.array([1, 0]), "names": np.array(["tick", "cross"])}, ["cross", "tick"]),
        ({"y": np.array([3, 7])}, ["3", "7"]),
        ({"y": np.array(["乘", "加"])}, ["乘", "加"]),
    ],
)
def test_an_image_set_has_names_or_numbers(tmp_path: Path, more: dict[str, np.ndarray], words: list[str]) -> None:
    x = np.zeros((2, 28, 28), np.uint8)
    x[:, 5:23, 12:15] = 255
    np.savez(tmp_path / "some.npz", x=x, **more)
    found = list(class_files.read(tmp_path / "some.npz"))
    assert [one.word for one in found if isinstance(one, Drawing)] == words


NO_TEXTS = np.frombuffer(b"\xff\xff\xff\x7f\0\xd8\0\0", "<U1")  # numpy believes that these are characters


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"y": np.array([0])},
        {"y": np.array([0, 5]), "names": np.array(["a", "b"])},
        {"y": np.array(["a" * 5000, "b"])},
        {"y": NO_TEXTS},
        {"y": np.array([0, 1]), "names": NO_TEXTS},
    ],
)
def test_an_image_set_whose_names_do_not_fit_is_a_sentence(tmp_path: Path, more: dict[str, np.ndarray]) -> None:
    np.savez(tmp_path / "some.npz", x=np.full((2, 28, 28), 9, np.uint8), **more)
    with pytest.raises(DatasetError) as caught:
        list(class_files.read(tmp_path / "some.npz"))
    assert caught.value.hint


def test_a_picture_is_kept_in_a_line_of_an_ink_file_to_the_last_grey(tmp_path: Path) -> None:
    picture = np.random.default_rng(1).integers(0, 256, (28, 28)).astype(np.float32) / 255
    files.write(tmp_path / "kept.ndjson", [drawn_pictures.drawing_of(picture, "X", "one")])
    (kept,) = class_files.read(tmp_path / "kept.ndjson")
    assert isinstance(kept, Drawing) and kept.word == "X"
    assert np.array_equal(drawn_pictures.picture_of(kept), picture)
    broken = Drawing(Ink(), "X", "two", extra={drawn_pictures.KEY: "no picture"})
    with pytest.raises(InkError, match="two is broken"):
        drawn_pictures.picture_of(broken)


def test_a_folder_without_folders_and_a_picture_alone_are_sentences(tmp_path: Path) -> None:
    cross(tmp_path / "one.png")
    for path in (tmp_path, tmp_path / "one.png"):
        with pytest.raises(DatasetError) as caught:
            list(class_files.read(path))
        assert caught.value.hint


def test_a_class_name_is_one_line_of_composed_characters() -> None:
    assert class_name("  e\u0301\n x\x00 ") == "é x"
    assert class_name(" \t") == ""

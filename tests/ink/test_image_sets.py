"""Image sets from strangers: whatever is wrong with one is a sentence, said before the memory is full."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from digitpad.core import limits
from digitpad.core.errors import DatasetError
from digitpad.ink import image_sets
from tests.ink.hostile_npz import HOSTILE, of_shape, packed
from tests.journeys.mutants import COUNTS, mutants
from tests.peak import cost_of

WORDS = (b"'shape': ", b"(5, 8, 8)", b"'descr'", b"|O", b"<U9", b"True", b"PK\x03\x04", b"PK\x01\x02", b"\x93NUMPY")


@pytest.mark.parametrize("write", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_set_is_a_sentence_that_names_the_file(tmp_path: Path, write: Callable[[Path], None]) -> None:
    path = tmp_path / "a.npz"
    write(path)
    with pytest.raises(DatasetError, match=r"a\.npz") as caught:
        image_sets.read(path)
    assert caught.value.message.endswith(".") and caught.value.hint == image_sets.HINT


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.npz")
    with pytest.raises(DatasetError, match="no regular file"):
        image_sets.read(tmp_path / "a.npz")


@pytest.mark.parametrize("packed_by", [np.savez, np.savez_compressed])
@pytest.mark.parametrize("order", ["C", "F"])
def test_what_numpy_writes_is_read(tmp_path: Path, packed_by: Callable[..., None], order: str) -> None:
    x = np.random.default_rng(1).integers(0, 256, (20, 9, 7), np.uint8)
    packed_by(tmp_path / "a.npz", x=np.asarray(x, order=order), y=np.arange(20, dtype=">i2") % 10, more=np.array(["a"]))
    found = image_sets.read(tmp_path / "a.npz")
    assert np.array_equal(found.x, x)
    assert found.y is not None and found.y.tolist() == [n % 10 for n in range(20)]


def test_too_many_pictures_are_said_to_be(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "a.npz", x=np.zeros((limits.SET_ROWS + 1, 1, 1), np.uint8))
    with pytest.raises(DatasetError, match="200,001 pictures"):
        image_sets.read(tmp_path / "a.npz")


def test_one_picture_of_sixty_million_pixels_in_a_line_takes_little_memory(tmp_path: Path) -> None:
    packed(tmp_path / "a.npz", of_shape("(1, 1, 60000000)", bytes(60_000_000)))
    code = f"""
from pathlib import Path
from digitpad.ink import image_sets
assert image_sets.read(Path({str(tmp_path / "a.npz")!r})).glyphs().shape == (1, 28, 28)
"""
    assert cost_of(code).megabytes < 800


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_a_set_changed_anywhere_is_read_or_a_sentence(tmp_path: Path, save: Callable[..., None], count: int) -> None:
    path = tmp_path / "a.npz"
    save(path, x=np.random.default_rng(2).integers(0, 256, (2, 8, 8), np.uint8), y=np.arange(2))
    for content in mutants(path.read_bytes(), count, WORDS):
        path.write_bytes(content)
        try:
            image_sets.read(path).glyphs()
        except DatasetError as error:
            assert str(path) in error.message and error.hint

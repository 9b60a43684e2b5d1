"""States as files: the same after a round trip, and a sentence for whatever is none."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from digitpad.core import window_state
from digitpad.core.errors import StorageError
from digitpad.core.recipes import RECIPES
from digitpad.core.typed_json import to_json
from digitpad.core.window_state import WindowState

STATE = WindowState(
    drawing=(((0.0, 3.5), (1.0, 2.0)),), model="padnet", plan=replace(RECIPES["mlp-512"], epochs=3),
    tab="compare", page="why", lesson="04-overfitting", step=2,
)  # fmt: skip


def test_a_state_is_the_same_after_it_was_saved(tmp_path: Path) -> None:
    path = tmp_path / "class.digitpad"
    window_state.save(path, STATE)
    assert window_state.load(path) == STATE


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"drawing": [[[1, 2], [1]]]}, "numbers for x"),
        ({"drawing": [[[1, "x"], [1, 2]]]}, "drawing"),
        ({"tab": "nowhere"}, "tab"),
        ({"format": 99}, "newer"),
        ({"plan": {"recipe": 3}}, "plan"),
    ],
)
def test_what_is_no_state_is_a_sentence_and_a_hint(tmp_path: Path, changed: dict[str, object], said: str) -> None:
    path = tmp_path / "broken.digitpad"
    path.write_text(json.dumps(to_json(STATE) | changed), encoding="utf-8")
    with pytest.raises(StorageError, match=said) as caught:
        window_state.load(path)
    assert caught.value.hint and "broken.digitpad" in caught.value.message


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"1"])
def test_other_bytes_are_no_state_either(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.digitpad"
    path.write_bytes(content)
    with pytest.raises(StorageError):
        window_state.load(path)
    with pytest.raises(StorageError):
        window_state.load(tmp_path / "gone.digitpad")

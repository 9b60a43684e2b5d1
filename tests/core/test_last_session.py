"""What the window showed comes back as it was; whatever stands in its file, the window opens."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from digitpad.core import last_session
from digitpad.core.errors import StorageError
from digitpad.core.last_session import FILE_NAME, LastSession, RunFigures
from digitpad.core.recipes import RECIPES
from digitpad.core.records import EpochDone
from digitpad.core.typed_json import to_json
from digitpad.core.window_state import WindowState

EPOCH = EpochDone(1, 3, 0.5, 0.8, 0.4, 0.9, 2.0, 0.01, 6400.0)
RUN = RunFigures(
    name="mine", plan=replace(RECIPES["mlp-512"], epochs=3), steps_per_epoch=20, epochs=(EPOCH,),
    batches=((1, 2.3, 0.01, None), (20, 0.4, 0.01, 1.5)),
)  # fmt: skip
SESSION = LastSession(
    window=WindowState(drawing=(((0.0, 3.5), (1.0, 2.0)),), sheet=(0.0, 0.0, 300.0, 200.0), page="why", models="plane"),
    run=RUN,
)


def test_a_session_is_the_same_after_it_was_kept(tmp_path: Path) -> None:
    """Usability 29: after a restart drawing, view and curves were gone."""
    home = tmp_path / "home"
    assert last_session.load(home) == (LastSession(), "")
    last_session.save(SESSION, home)
    assert last_session.load(home) == (SESSION, "")


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("run", RUN.plan.recipe),
        ("run", to_json(RUN) | {"steps_per_epoch": 0}),
        ("run", to_json(RUN) | {"classes": []}),
        ("run", to_json(RUN) | {"batches": [[1, "x", 0.1, None]]}),
        ("run", to_json(RUN) | {"plan": to_json(RUN.plan) | {"epochs": 0}}),
    ],
)
def test_a_run_that_none_can_have_been_costs_itself_alone(tmp_path: Path, part: str, value: Any) -> None:
    """Usability 29: charts divide by its steps and classes."""
    (tmp_path / FILE_NAME).write_text(json.dumps(to_json(SESSION) | {part: value}), encoding="utf-8")
    assert last_session.load(tmp_path) == (replace(SESSION, run=None), "")


def test_a_stroke_without_all_its_numbers_costs_the_drawing_alone(tmp_path: Path) -> None:
    """Usability 29"""
    data = to_json(SESSION)
    data["window"]["drawing"] = [[[1, 2], [1]]]
    (tmp_path / FILE_NAME).write_text(json.dumps(data), encoding="utf-8")
    assert last_session.load(tmp_path)[0] == replace(SESSION, window=replace(SESSION.window, drawing=()))


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"1", b'{"window": 1, "run": [[[]]]}'])
def test_whatever_stands_in_the_file_something_is_loaded(tmp_path: Path, content: bytes) -> None:
    """Usability 29: a broken file is kept, said, and keeps no window shut."""
    (tmp_path / FILE_NAME).write_bytes(content)
    session, said = last_session.load(tmp_path)
    assert session == LastSession()
    assert (f"{FILE_NAME}.broken" in said) == (tmp_path / f"{FILE_NAME}.broken").exists() == (content[:2] != b'{"')


def test_a_folder_in_the_files_place_is_said_and_no_more(tmp_path: Path) -> None:
    """Usability 29"""
    (tmp_path / FILE_NAME).mkdir()
    session, said = last_session.load(tmp_path)
    assert session == LastSession() and "could not be read" in said
    with pytest.raises(StorageError):
        last_session.save(SESSION, tmp_path)


def test_two_windows_keep_what_each_has_changed(tmp_path: Path) -> None:
    """One has trained, the other has drawn: what was read at its start does not go over the run that came since."""
    last_session.save(LastSession(run=RUN), tmp_path, since=LastSession())
    last_session.save(LastSession(window=SESSION.window), tmp_path, since=LastSession())
    assert last_session.load(tmp_path) == (SESSION, "")
    (tmp_path / FILE_NAME).unlink()
    last_session.save(SESSION, tmp_path, since=SESSION)
    assert last_session.load(tmp_path) == (SESSION, ""), "where somebody has removed it, all of it is written"


def test_what_cannot_be_read_is_named_with_its_path(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    session, said = last_session.load(tmp_path)
    assert session == LastSession() and str(tmp_path / FILE_NAME) in said and "Remove" in said

"""Folders: where the resources lie, and where things are written."""

import os
from pathlib import Path

import pytest

from digitpad.core import paths


def test_the_resources_are_found() -> None:
    assert (paths.resources() / "data" / "mnist").is_dir()
    assert (paths.resources() / "models").is_dir()


def test_a_chosen_home_stands_before_the_environments(home: Path, tmp_path: Path) -> None:
    assert paths.home() == home
    assert paths.home(tmp_path) == tmp_path
    assert not home.exists()


def test_a_tilde_is_the_users_own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("DIGITPAD_HOME", "~/pads")
    assert paths.home() == tmp_path / "pads"


def test_without_a_wish_home_is_the_platforms_user_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DIGITPAD_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert paths.home().name == "digitpad"
    assert tmp_path in paths.home().parents


def test_data_is_looked_for_at_home_first_then_where_named_then_in_the_bundle(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    monkeypatch.setenv("DIGITPAD_DATA", os.pathsep.join([str(one), "", str(two)]))
    assert paths.data_folders() == [home / "data", one, two, paths.resources() / "data", paths.SYSTEM_DATASETS]
    monkeypatch.delenv("DIGITPAD_DATA")
    assert paths.data_folders(tmp_path)[0] == tmp_path / "data"

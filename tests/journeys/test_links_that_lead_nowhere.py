"""An entry of a folder that cannot be looked at (a link to itself, or to a name too long) costs itself alone."""

import sys
from pathlib import Path

import pytest
from PIL import Image

from digitpad.core.recipes import RECIPES
from digitpad.core.storage import put_aside
from digitpad.ink import class_files, importers, input_files
from digitpad.models import run_folder
from digitpad.models.library import Library
from tests.ink.importers.originals import INKML
from tests.small_models import saved

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
LED = ("bad", "x" * 300)  # to itself, and to what no file system has


@pytest.fixture(params=LED, ids=["circle", "long"])
def target(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_other_models_are_listed(tmp_path: Path, target: str) -> None:
    library = Library(tmp_path / "home", tmp_path / "nowhere")
    saved(library, "own")
    (library.folder("own").parent / "bad").symlink_to(target)
    assert [card.id for card in library.cards()] == ["own"]


def test_the_other_runs_are_offered(tmp_path: Path, target: str) -> None:
    run_folder.create(tmp_path, "whole", RECIPES["mlp-256"], "", exact=True, taken=set())
    runs = run_folder.runs_folder(tmp_path)
    (runs / "bad").symlink_to(target)
    (runs / "holds").mkdir()
    (runs / "holds" / "run.json").symlink_to(target)
    assert [run.name for run in run_folder.resumable(tmp_path)] == ["whole"]
    (tmp_path / "other").mkdir()
    run_folder.runs_folder(tmp_path / "other").symlink_to(target)
    assert run_folder.resumable(tmp_path / "other") == []


def test_the_other_files_of_a_folder_are_read(tmp_path: Path, target: str) -> None:
    for folder in (tmp_path, tmp_path / "a", tmp_path / "b"):
        folder.mkdir(exist_ok=True)
        drawn = Image.new("L", (28, 28), 255)
        drawn.paste(0, (12, 4, 16, 24))
        drawn.save(folder / "good.png")
        (folder / "bad.png").symlink_to(target + ".png")
    (tmp_path / "c").symlink_to(target)
    assert [member.path.name for member in input_files.read_all([tmp_path])] == ["good.png"]
    assert {drawing.word for drawing in class_files.read(tmp_path)} == {"a", "b"}


def test_the_other_files_of_a_folder_are_imported(tmp_path: Path, target: str) -> None:
    (tmp_path / "good.inkml").write_text(INKML)
    (tmp_path / "bad.inkml").symlink_to(target + ".inkml")
    assert [type(found) for found in importers.read_each([tmp_path])] == [importers.Imported]


def test_what_is_no_file_is_not_put_aside(tmp_path: Path, target: str) -> None:
    (tmp_path / "labels.json").mkdir()
    (tmp_path / "bad").symlink_to(target)
    assert put_aside(tmp_path / "labels.json") is None and put_aside(tmp_path / "bad") is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad", "labels.json"]

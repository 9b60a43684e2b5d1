"""Two windows on one home: neither takes back what the other has changed in the settings, the times or the figures."""

import dataclasses
import json
import os
import time
from pathlib import Path

import pytest

from digitpad import app
from digitpad.core import recipes
from digitpad.core.settings import FILE_NAME, Settings, load, save
from digitpad.evaluation import timings
from tests.processes import at_once

CHANGING = """
import dataclasses
from digitpad.core import settings
from digitpad.core import recipes
from digitpad.evaluation import timings
names = list(recipes.RECIPES)
mine = settings.load(home)[0]
begin()
for at in range(10):
    before = mine
    plans = mine.plans | {names[number]: dataclasses.replace(recipes.recipe(names[number]), epochs=at + 1)}
    own = ("folder", "model", "geometry", "splitter")[number]
    mine = dataclasses.replace(mine, plans=plans, **{own: f"0{number}0{at}"})
    settings.save(mine, home, before)
    timings.keep(home, f"{number}-{at}", 1.0 + at, "machine")
end(None)
"""


@pytest.mark.parametrize("count", [2, pytest.param(4, marks=pytest.mark.long)])
def test_what_each_process_changed_is_there_in_the_end(home: Path, count: int) -> None:
    save(Settings(pen_width=3.5), home)
    at_once(CHANGING, home, count)
    settings = load(home)[0]
    own = [settings.folder, settings.model, settings.geometry, settings.splitter][:count]
    assert own == [f"0{number}09" for number in range(count)]
    assert settings.pen_width == 3.5
    names = list(recipes.RECIPES)[:count]
    assert {name: plan.epochs for name, plan in settings.plans.items()} == dict.fromkeys(names, 10)
    assert len(timings.recalled(home, "machine")) == 10 * count


def test_a_window_writes_what_it_has_changed_onto_what_the_other_has(home: Path) -> None:
    save(Settings(), home)
    one, other = load(home)[0], load(home)[0]
    dark = dataclasses.replace(one, theme="dark", plans={"mlp-256": recipes.recipe("mlp-256")})
    save(dark, home, one)
    save(dataclasses.replace(other, pinned=("mine",), plans={"mlp-512": recipes.recipe("mlp-512")}), home, other)
    both = load(home)[0]
    assert (both.theme, both.pinned, set(both.plans)) == ("dark", ("mine",), {"mlp-256", "mlp-512"})
    save(dataclasses.replace(dark, plans={}), home, dark)
    assert set(load(home)[0].plans) == {"mlp-512"}, "a plan that is taken back goes, and the other window's stays"


def test_two_real_windows_keep_each_others_changes(qtbot, home: Path) -> None:
    one, other = app.build(home), app.build(home)
    one.theme_requested.emit("dark")
    other.compare.pinned_changed.emit(("padnet",))
    for window in (one, other):
        with qtbot.waitSignal(window.closed, timeout=60_000):
            window.close()
        window.deleteLater()
    settings = load(home)[0]
    assert (settings.theme, settings.pinned) == ("dark", ("padnet",))


def test_an_opening_window_clears_away_what_killed_processes_left(qtbot, home: Path) -> None:
    left = [
        home / ".settings.json.a1b2c3d4",
        home / "ink" / ".mine.ndjson.gz.abcdefgh",
        home / "runs" / "a" / ".checkpoint-00001-0000002.safetensors.0123456789ab.digitpad-tmp",
        home / "models" / ".new-0a1b2c" / "weights.safetensors",
    ]
    then = time.time() - 2 * 3600
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("half")
        for each in (path, path.parent):
            os.utime(each, (then, then))
    window = app.build(home)
    window.show()
    qtbot.waitUntil(lambda: not any(path.exists() for path in left), timeout=60_000)
    with qtbot.waitSignal(window.closed, timeout=60_000):
        window.close()
    window.deleteLater()


def test_what_a_newer_digitpad_wrote_stays(home: Path) -> None:
    save(Settings(), home)
    row = json.loads((home / FILE_NAME).read_text()) | {"language": "zh"}
    (home / FILE_NAME).write_text(json.dumps(row))
    save(Settings(theme="dark"), home, Settings())
    assert json.loads((home / FILE_NAME).read_text()) == row | {"theme": "dark"}


@pytest.mark.parametrize("content", [b"{", b"[]", b"[" * 100_000])
def test_a_file_that_broke_meanwhile_is_kept_beside(home: Path, content: bytes) -> None:
    save(Settings(), home)
    (home / FILE_NAME).write_bytes(content)
    save(Settings(theme="dark", tab=1), home, Settings(tab=1))
    assert load(home)[0] == Settings(theme="dark", tab=1)
    assert (home / f"{FILE_NAME}.broken").read_bytes() == content

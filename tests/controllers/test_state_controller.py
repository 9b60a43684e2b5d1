"""A state saved from one window is what another one shows; what it lacks is said, and nothing is lost."""

from dataclasses import replace

from digitpad.core import window_state
from digitpad.core.recipes import RECIPES
from digitpad.core.run_control import RunState
from digitpad.core.window_state import WindowState
from tests.journeys.windows import MODEL, SEVEN, controller, draw, said

pytest_plugins = ["tests.journeys.windows"]


def test_a_state_comes_back_as_it_was_saved_and_what_is_lacking_is_said(qtbot, open_window, tmp_path) -> None:
    window = open_window(ready=False, model=MODEL)
    inside, path = controller(window), tmp_path / "class.digitpad"
    inside.pad.choose(MODEL)
    draw(window, SEVEN)
    window.train.take_plan(replace(RECIPES["mlp-512"], epochs=3))
    inside.lessons.open_at("04-overfitting", 1)
    window.show_compare()
    window.compare.details.turn_to("difference")
    window.files.save_state_requested.emit(path)
    qtbot.waitUntil(lambda: "class.digitpad" in said(window))
    kept = window_state.load(path)
    assert (kept.model, kept.tab, kept.page, kept.lesson, kept.step) == (
        MODEL, "compare", "difference", "04-overfitting", 1,
    )  # fmt: skip
    assert kept.plan == window.train.plan() and len(kept.drawing) == 1

    window.pad.clear()
    window.show_train()
    window.train.take_plan(RECIPES["mlp-256"])
    window.compare.details.turn_to("confusion")
    inside.lessons.show_list()
    window.pad.files_dropped.emit([path])
    qtbot.waitUntil(lambda: "is open" in said(window))
    assert window.pad.canvas.ink.strokes and window.comparing and window.compare.details.page == "difference"
    assert window.train.plan() == kept.plan and inside.lessons.place() == ("04-overfitting", 1)

    strange = WindowState(model="nobody-has-it", lesson="99-none")
    window_state.save(path, strange)
    window.files.open_requested.emit([path])
    qtbot.waitUntil(lambda: "nobody-has-it" in said(window))
    assert "99-none" in said(window) and window.pad.models.model_id == MODEL
    path.write_text("{", encoding="utf-8")
    window.files.open_requested.emit([path])
    qtbot.waitUntil(lambda: "cannot be opened" in said(window))


def test_a_state_leaves_the_settings_of_a_run_in_progress_as_they_are(qtbot, open_window, tmp_path) -> None:
    window = open_window(ready=False, model=MODEL)
    window.train.show_state(RunState.RUNNING)
    before, path = window.train.plan(), tmp_path / "class.digitpad"
    window_state.save(path, WindowState(plan=replace(RECIPES["mlp-512"], epochs=3)))
    window.files.open_requested.emit([path])
    qtbot.waitUntil(lambda: "its settings stay" in said(window))
    assert window.train.plan() == before
    window.train.show_state(RunState.IDLE)

"""The dialog of a new sweep: what is typed is counted and checked as it is typed; its queue follows the runs."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from digitpad.core import recipes
from digitpad.core.run_control import RunState
from digitpad.core.sweep_plans import Sweep, SweepRun
from digitpad.ui.train.sweep_dialog import SweepDialog, SweepRequest

BASE = replace(recipes.recipe("mlp-512"), momentum=0.7)


@pytest.fixture
def dialog(qtbot: QtBot) -> SweepDialog:
    made = SweepDialog(BASE, 2)
    qtbot.addWidget(made)
    made.show()
    return made


def button(dialog: SweepDialog, name: str) -> QPushButton:
    found = dialog.findChild(QPushButton, name)
    assert found is not None
    return found


def typed(dialog: SweepDialog, row: int, text: str, field: str = "") -> None:
    if field:
        box = dialog.findChild(QComboBox, f"sweep-field-{row}")
        box.setCurrentIndex(box.findData(field))
    dialog.findChild(QLineEdit, f"sweep-values-{row}").setText(text)


def count(dialog: SweepDialog) -> str:
    return str(dialog.findChild(QLabel, "sweep-count").text()).partition(". ")[0]


def test_what_is_typed_is_counted_and_becomes_plans_of_the_panels_plan(dialog: SweepDialog, qtbot: QtBot) -> None:
    assert count(dialog) == "9 runs, a model each"
    typed(dialog, 0, "0.01, 0.1")
    typed(dialog, 1, "sgd,adam", "optimizer")
    assert count(dialog) == "12 runs, a model each"
    with qtbot.waitSignal(dialog.start_requested) as told:
        button(dialog, "sweep-start").click()
    (wanted,) = told.args
    assert isinstance(wanted, SweepRequest) and wanted.workers == 2
    assert {(plan.learning_rate, plan.optimizer, plan.seed) for plan in wanted.plans} == {
        (rate, optimizer, seed) for rate in (0.01, 0.1) for optimizer in ("sgd", "adam") for seed in (1, 2, 3)
    }
    assert all(plan.momentum == 0.7 for plan in wanted.plans), "the user's own changes stay"


def test_what_was_set_in_train_is_said_and_follows_what_is_set_there(dialog: SweepDialog) -> None:
    words = dialog.findChild(QLabel, "sweep-count")
    assert words.text().endswith("As set in Train: momentum 0.5 \u2192 0.7.")
    dialog.show_plan(recipes.recipe("mlp-256"))
    assert words.text() == "9 runs, a model each"
    dialog.show_state(RunState.RUNNING)
    dialog.show_plan(BASE)
    assert words.text() == "9 runs, a model each", "a sweep that is going on keeps its own"


@pytest.mark.parametrize(
    ("text", "said"), [("0.1-0.5", "needs a step"), ("fast", "cannot be 'fast'"), ("1000", "cannot be 1000")]
)
def test_what_cannot_be_is_said_and_cannot_be_started(dialog: SweepDialog, text: str, said: str) -> None:
    typed(dialog, 0, text)
    assert said in count(dialog) and not button(dialog, "sweep-start").isEnabled()
    typed(dialog, 0, "0.1")
    assert count(dialog) == "3 runs, a model each" and button(dialog, "sweep-start").isEnabled()


def test_a_setting_can_be_added(dialog: SweepDialog) -> None:
    button(dialog, "sweep-add").click()
    typed(dialog, 3, "16,32", "batch_size")
    assert count(dialog) == "18 runs, a model each"


def test_the_queue_follows_the_runs(dialog: SweepDialog, qtbot: QtBot) -> None:
    plans = tuple(replace(BASE, seed=seed) for seed in (1, 2, 3))
    sweep = Sweep(name="seeds", plans=plans)
    dialog.show_state(RunState.RUNNING)
    dialog.show_sweep(sweep, [SweepRun(id="seeds.01", plan=plans[0], accuracy=0.97)])
    dialog.show_share("seeds.02", 0.25)
    queue = dialog.findChild(QTableWidget, "sweep-queue")
    assert [queue.item(row, 2).text() for row in range(3)] == ["97.00 %", "25 %", "waiting"]
    dialog.show_run(SweepRun(id="seeds.02", plan=plans[1], accuracy=None, problem="The loss has exploded."))
    dialog.show_problem("seeds.03", "There is not enough memory for this.")
    assert [queue.item(row, 2).text() for row in range(3)] == ["97.00 %", "(failed)", "failed"]
    assert "exploded" in queue.item(1, 2).toolTip()
    assert not button(dialog, "sweep-start").isEnabled()
    with qtbot.waitSignal(dialog.pause_requested):
        button(dialog, "sweep-pause").click()
    assert button(dialog, "sweep-pause").text() == "Pause", "it waits to be told that it is paused"
    dialog.show_state(RunState.PAUSED)
    assert button(dialog, "sweep-pause").text() == "Go on"
    with qtbot.waitSignal(dialog.resume_requested):
        button(dialog, "sweep-pause").click()
    dialog.show_state(RunState.STOPPING)
    assert not any(button(dialog, f"sweep-{name}").isEnabled() for name in ("start", "pause", "stop"))
    dialog.show_state(RunState.IDLE)
    assert button(dialog, "sweep-start").isEnabled() and not button(dialog, "sweep-stop").isEnabled()

"""A run's curves are kept for the window's next start, within bounds, and look the same there."""

import math

import numpy as np
from PySide6.QtWidgets import QProgressBar

from digitpad.core.limits import RUN_CURVE_STEPS
from digitpad.core.records import Outcome, StepDone
from digitpad.ui.train import kept_curves
from digitpad.ui.train.curves import RunCurves
from digitpad.ui.train.interrupted_runs import InterruptedRuns
from digitpad.ui.train.train_panel import TrainPanel
from tests.ui.train.parts import curves, redraw, shown, status, table
from tests.ui.train.run_events import PLAN, SPE, done, epoch_of, started

NEWS = [started(), *epoch_of(1), *epoch_of(2)]


def run_of(steps: int, each: int = SPE) -> RunCurves:
    run = RunCurves(started(steps_per_epoch=each))
    for step in range(1, steps + 1):
        run.add_step(StepDone(1, step, 5 * each, math.exp(-step / each), 0.001, 6400.0, math.nan if step % 7 else 2.0))
    return run


def test_the_curves_of_a_long_run_are_kept_within_bounds_and_as_they_were() -> None:
    """Usability 29"""
    run = run_of(20_000, each=5_000)
    for number in (1, 2):
        run.add_epoch(done(number))
    run.add_epoch(done(3, loss=math.inf))
    kept = kept_curves.figures(run)
    assert len(kept.batches) == RUN_CURVE_STEPS and kept.batches[-1][0] == 20_000
    assert [epoch.epoch for epoch in kept.epochs] == [1, 2], "what is no number is no JSON"
    again = kept_curves.restored(kept)
    assert again.over and (again.now, again.share) == (4.0, 0.8)
    before, after = run.smoothed, again.smoothed
    assert np.allclose(np.interp(after.x, before.x, before.y), after.y, atol=0.02)


def test_a_run_that_had_no_batch_is_kept_too() -> None:
    """Usability 29"""
    again = kept_curves.restored(kept_curves.figures(run_of(0)))
    assert again.over and again.now == 0 and again.epochs == []


def test_the_last_runs_curves_and_epochs_stand_in_the_next_window(qtbot, panel) -> None:
    """Usability 29: the next window's charts were empty."""
    shown(panel, NEWS)
    with qtbot.waitSignal(panel.run_over) as told:
        panel.show_outcome(Outcome("stopped"))
    before = {name: curves(panel, name) for name in ("loss", "accuracy")}, table(panel)
    later = TrainPanel()
    qtbot.addWidget(later)
    later.show()
    later.show_last_run(told.args[0])
    redraw(later)
    assert ({name: curves(later, name) for name in ("loss", "accuracy")}, table(later)) == before
    assert "one" in status(later) and "40 %" in later.findChild(QProgressBar, "train-progress").text()


def test_a_run_that_goes_on_after_a_restart_brings_its_own_curves(qtbot, panel) -> None:
    """Usability 29: those that were kept may be another run's of the same name."""
    kept = kept_curves.figures(run_of(SPE))
    panel.show_last_run(kept)
    redraw(panel)
    news = started(first_epoch=2, history=(done(1, test=0.5),), plan=PLAN)
    panel.findChild(InterruptedRuns).continue_requested.emit("one")
    shown(panel, [news, *epoch_of(2)])
    assert "50.00 %" in table(panel)[0] and len(table(panel)) == 2

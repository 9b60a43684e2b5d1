"""A run's curves as they are kept for the window's next start, and back. Imports numpy and records, no Qt."""

import math
from dataclasses import astuple

import numpy as np

from digitpad.core.last_session import RunFigures
from digitpad.core.limits import RUN_CURVE_STEPS
from digitpad.core.records import EpochDone, RunStarted, StepDone
from digitpad.ui.train.curves import RunCurves


def figures(run: RunCurves) -> RunFigures:
    """What is kept of a run: every epoch, and batches spread evenly over it. What is no number stays behind."""
    started, table = run.started, run.steps_table
    rows = np.unique(np.linspace(0, max(len(table) - 1, 0), RUN_CURVE_STEPS).round().astype(int))
    chosen = table[rows] if len(table) else table
    return RunFigures(
        name=started.run, plan=started.plan, classes=started.classes, parameters=started.parameters,
        train_size=started.train_size, test_size=started.test_size, steps_per_epoch=started.steps_per_epoch,
        device=started.device, threads=started.threads,
        epochs=tuple(epoch for epoch in run.epochs if _is_finite(epoch)),
        batches=tuple(
            (round(x * started.steps_per_epoch), loss, rate, norm if math.isfinite(norm) else None)
            for x, loss, _smooth, rate, norm in chosen.tolist()
        ),
    )  # fmt: skip


def restored(kept: RunFigures) -> RunCurves:
    """The curves of a run that is over."""
    each = kept.steps_per_epoch
    trail = tuple(
        StepDone(step // each + 1, step, kept.plan.epochs * each, loss, rate, 0.0, norm)
        for step, loss, rate, norm in kept.batches
    )
    whole = max((epoch.epoch for epoch in kept.epochs), default=0)
    run = RunCurves(
        RunStarted(
            kept.name, kept.plan, kept.classes, kept.parameters, kept.train_size, kept.test_size, each, whole + 1,
            kept.device, kept.threads, kept.epochs, trail,
        )
    )  # fmt: skip
    run.over = run.is_kept = True
    return run


def _is_finite(epoch: EpochDone) -> bool:
    return all(math.isfinite(value) for value in astuple(epoch) if value is not None)

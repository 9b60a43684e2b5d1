"""A hyperparameter sweep from its plans to its models: what is there already is kept, the rest is trained. A generator.

Where the runs take place is left to a room (`sweep_room`, this machine's processes; `sweep_cluster`, a Dask cluster);
here is what both have in common: names, what is done, what failed, means. Imports models and core.
"""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from digitpad.core.errors import ModelError, UnknownNameError
from digitpad.core.language import tr_n
from digitpad.core.plans import Plan
from digitpad.core.sweep_plans import Summary, Sweep, SweepRun, is_plan_of, run_of, summaries
from digitpad.models import sweep_records
from digitpad.models.library import Library
from digitpad.tasks.progress import Problem, Progress
from digitpad.tasks.sweep_order import RunHeard, RunOrder

# trains; None where nothing has happened for a while
Room = Callable[[Sequence[RunOrder]], Generator[RunHeard | None, None, None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepStarted:
    """The sweep is known: a new one, or one that goes on with `done` runs behind it."""

    sweep: Sweep
    done: tuple[SweepRun, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunAdvanced:
    """How much of one run is done, 0 to 1."""

    model: str
    share: float
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepDone:
    """No run is left; `missing` failed and will be tried again when the sweep is started again."""

    sweep: Sweep
    summaries: tuple[Summary, ...]
    missing: int = 0


Event = SweepStarted | RunAdvanced | SweepRun | Progress | Problem | SweepDone


def swept(
    plans: Sequence[Plan], library: Library, room: Room, *, name: str | None = None
) -> Generator[Event, None, None]:
    """Trains what is not there yet of the plans' sweep; closed, it ends the runs in progress with a checkpoint.

    Every run that is over is a SweepRun, also those of an earlier time, in the order in which they ended.
    Raises PlanError, RunError, StorageError, InstallError, ClusterError.
    """
    home = library.home
    with sweep_records.opened(home, plans, name) as sweep:
        done = {run.id: run for run in finished(sweep, library)}
        yield SweepStarted(sweep=sweep, done=tuple(done.values()))
        yield from done.values()
        orders = [
            RunOrder(model=model, plan=plan, home=str(home))
            for model, plan in zip(sweep.models, sweep.plans, strict=True)
            if model not in done
        ]
        sweep = yield from _through(sweep, orders, room, done, home)
        there = [done[model] for model in sweep.models if model in done]
        missing = len(sweep.plans) - len(there)
        yield SweepDone(sweep=sweep, summaries=tuple(summaries(there)), missing=missing)


def finished(sweep: Sweep, library: Library) -> list[SweepRun]:
    """The runs of a sweep that are over: their models are in the library, or they diverged and left none."""
    runs = []
    for model, plan in zip(sweep.models, sweep.plans, strict=True):
        try:
            card = library.card(model)
        except (UnknownNameError, ModelError):
            card = None
        why = sweep.diverged.get(model, "")
        if card is not None and is_plan_of(plan, card):
            run = run_of(model, plan, card)
            runs.append(replace(run, problem=why) if why else run)
        elif why and card is None:
            runs.append(SweepRun(id=model, plan=plan, accuracy=None, problem=why))
    return runs


def _through(
    sweep: Sweep, orders: Sequence[RunOrder], room: Room, done: dict[str, SweepRun], home: Path
) -> Generator[Event, None, Sweep]:
    """The events of the runs that are left; fills `done`, gives the sweep with those that diverged."""
    plans, shares = dict(zip(sweep.models, sweep.plans, strict=True)), dict.fromkeys(done, 1.0)
    if not orders:
        return sweep
    with closing(room(orders)) as work:
        for at, news in enumerate(work):
            if at == 0:  # there is a room for it: what is begun now shall be found again
                sweep_records.keep(home, sweep)
            if news is not None:
                shares[news.model] = 1.0 if news.is_over else news.share
                if not news.is_over:
                    yield RunAdvanced(model=news.model, share=news.share, epoch=news.epoch)
                elif news.problem and not news.diverged and news.accuracy is None:
                    yield Problem(news.problem, news.hint, about=news.model)
                else:
                    run = SweepRun(id=news.model, plan=plans[news.model], accuracy=news.accuracy, problem=news.problem)
                    done[run.id] = run
                    if news.diverged:
                        sweep = sweep_records.note_diverged(home, sweep, run.id, run.problem)
                    yield run
            yield Progress(
                tr_n("{done} of {count} run", "{done} of {count} runs", len(plans), done=len(done)),
                sum(shares.values()) / len(plans),
            )
    return sweep

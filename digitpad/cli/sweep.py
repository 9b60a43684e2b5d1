"""`digitpad sweep`: every combination of settings and seeds, each a run and a model. Imports core, models and tasks."""

from argparse import Namespace
from collections.abc import Iterator
from functools import partial
from typing import Any

from digitpad.cli import output
from digitpad.cli.live_line import LiveLine
from digitpad.cli.parser import UsageError
from digitpad.cli.train import Interrupt, augmentation
from digitpad.core import plans, recipes, sweep_plans
from digitpad.core.language import mark, tr, tr_n
from digitpad.core.plans import Augmentation, Plan
from digitpad.core.run_control import RunControl
from digitpad.core.sweep_plans import Summary, SweepRun
from digitpad.core.typed_json import to_json
from digitpad.jobs.eta import Eta
from digitpad.models.library import open_library
from digitpad.tasks import run_sweep, sweep_room
from digitpad.tasks.progress import Problem, Progress
from digitpad.tasks.run_sweep import Room, SweepDone, SweepStarted

SOME_MISSING = 2


def sweep(chosen: Namespace) -> int:
    """Trains what is not there yet and prints each run and, at the end, what each setting came to."""
    work = run_sweep.swept(plans_of(chosen), open_library(), _room(chosen), name=chosen.name)
    interrupt = Interrupt()
    code, told = 0, _Told(as_json=chosen.json)
    try:
        for event in work:
            if isinstance(event, Problem):
                code = SOME_MISSING
            told.tell(event)
            if interrupt.signal and not isinstance(event, SweepDone):
                break
    finally:
        told.clear()
        if interrupt.signal:
            output.aside(tr("stopping; each run writes a checkpoint."))
        work.close()
        interrupt.restore()
    if interrupt.signal:
        output.aside(tr("stopped; nothing is lost. The same command goes on from here."))
        return 128 + interrupt.signal
    return code


def plans_of(chosen: Namespace) -> tuple[Plan, ...]:
    """The plans of all combinations that were typed. Raises UsageError, PlanError, UnknownNameError."""
    if chosen.recipe is None:
        raise UsageError(
            tr("Which recipe should be swept?"), tr("One of {recipes}.", recipes=", ".join(recipes.RECIPES))
        )
    base = recipes.recipe(chosen.recipe)
    axes: dict[str, tuple[Any, ...]] = {}
    for row in plans.FIELDS:
        texts = getattr(chosen, row.destination)
        if texts is None:
            continue
        if isinstance(getattr(base, row.name), Augmentation):
            found = [augmentation(getattr(base, row.name), text) for text in texts]
        else:
            found = [value for text in texts for value in sweep_plans.values(row.name, text)]
        axes[row.name] = tuple(dict.fromkeys(found))
    return sweep_plans.expand(base, axes)


def _room(chosen: Namespace) -> Room:
    if chosen.cluster is not None:
        from digitpad.tasks.sweep_cluster import on_cluster

        return partial(on_cluster, library=open_library(), address=chosen.cluster)
    return partial(sweep_room.on_this_machine, workers=chosen.workers, control=RunControl())


class _Told:
    """Shows a sweep's events: JSON lines, or for people a row for each run and a table at the end."""

    def __init__(self, *, as_json: bool) -> None:
        self._json = as_json
        self._live = None if as_json else LiveLine()
        self._eta = Eta()
        self._sweep: sweep_plans.Sweep | None = None

    def tell(self, event: run_sweep.Event) -> None:
        """Prints what there is to say of one event."""
        if isinstance(event, Problem):
            self.clear()
            output.problem(event)
        elif isinstance(event, SweepRun) and self._json:
            output.json_line(run_row(event) | {"sweep": self._sweep.name if self._sweep else ""})
        elif isinstance(event, SweepDone) and self._json:
            for summary in event.summaries:
                output.json_line({"event": "summary"} | to_json(summary) | {"sweep": event.sweep.name})
        elif isinstance(event, SweepStarted):
            self._sweep = event.sweep
        if self._live is not None:
            self._show(event, self._live)

    def _show(self, event: run_sweep.Event, live: LiveLine) -> None:
        if isinstance(event, SweepStarted):
            behind = tr(", {count} of them done", count=len(event.done)) if event.done else ""
            output.line(
                tr_n("{name}: {count} run{behind}.", "{name}: {count} runs{behind}.", len(event.sweep.plans),
                     name=event.sweep.name, behind=behind)
            )  # fmt: skip
        elif isinstance(event, SweepRun):
            live.clear()
            output.line(run_text(event, self._differs()))
        elif isinstance(event, Progress):
            left = self._eta.added("", event.share).strip()
            live.rewrite(", ".join(filter(None, [event.text, f"{100 * event.share:.0f} %", left])))
        elif isinstance(event, SweepDone):
            live.clear()
            _table(event)

    def _differs(self) -> tuple[str, ...]:
        return sweep_plans.varied(self._sweep.plans) if self._sweep else ()

    def clear(self) -> None:
        """Takes the line away that is rewritten."""
        if self._live is not None:
            self._live.clear()


def run_row(run: SweepRun) -> dict[str, Any]:
    """A run as JSON: the plan's fields, then what came of it."""
    row = {"event": "run"} | to_json(run.plan)
    return row | {"id": run.id, "accuracy": run.accuracy, "problem": run.problem or None}


def run_text(run: SweepRun, differs: tuple[str, ...]) -> str:
    """A run as a line for people."""
    what = sweep_plans.worded({name: getattr(run.plan, name) for name in (*differs, sweep_plans.SEED)})
    said = f"  {run.id}  {output.percent(run.accuracy):>8}  {what}"
    return f"{said}: {run.problem}" if run.problem else said


def _table(event: SweepDone) -> None:
    names = list(event.summaries[0].settings) if event.summaries else []
    heads = [*(plans.field_of(name).words for name in names), "n", mark("mean"), mark("sd")]
    output.line()
    output.table(heads, list(_cells(event.summaries, names)), right=("n", "mean", "sd"))
    if event.missing:
        output.line(tr("{missing} of the runs failed; the same command tries them again.", missing=event.missing))


def _cells(summaries: tuple[Summary, ...], names: list[str]) -> Iterator[list[str]]:
    for row in summaries:
        values = [plans.field_of(name).shown(row.settings[name]) for name in names]
        yield [*values, str(row.n), output.percent(row.mean), output.percent(row.sd)]

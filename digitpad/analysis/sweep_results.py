"""What a hyperparameter sweep says: settings side by side, over their seeds. Pure; imports core alone, no torch.

Between settings stands the paired t-test over the seeds that both have been trained with, since runs of one seed begin
with the same weights and see the same batches; p values are Holm's (1979), for every setting is held against the best.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, stdev
from typing import Any

from digitpad.core import plans, sweep_plans
from digitpad.core.language import tr
from digitpad.core.records import Card
from digitpad.core.statistics import LIKELY, paired_p
from digitpad.core.sweep_plans import Summary, Sweep, SweepRun

_FEW = 7  # values of an axis that are all written beside it


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The test accuracy (0-1) of a setting's runs after each epoch: the mean, and one standard deviation around it."""

    epochs: tuple[int, ...]
    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingResult:
    """One setting: its name, its figures, its models, and how surely it differs from the best one.

    difference: its mean minus the best one's over the `pairs` seeds that both have; p: Holm's, None where it cannot be.
    """

    label: str
    summary: Summary
    models: tuple[str, ...]
    band: Band | None
    is_best: bool = False
    pairs: int = 0
    difference: float | None = None
    p: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParallelAxis:
    """An upright axis of the parallel-coordinates picture. ticks: where (0 below, 1 above) which value stands."""

    title: str
    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParallelLine:
    """A run as a line across all axes: where it crosses each (0-1), and the number of its setting."""

    model: str
    places: tuple[float, ...]
    setting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepResults:
    """All that is known of a sweep by now. missing: runs that have not been trained yet, or failed."""

    name: str
    settings: tuple[SettingResult, ...]
    axes: tuple[ParallelAxis, ...]
    lines: tuple[ParallelLine, ...]
    missing: int


def results(sweep: Sweep, cards: Mapping[str, Card]) -> SweepResults:
    """What the models of a sweep that are there say together; `cards` by id."""
    runs = [run for run in (_run(sweep, at, cards) for at in range(len(sweep.plans))) if run is not None]
    names = sweep_plans.varied(sweep.plans)
    groups: dict[tuple[Any, ...], list[SweepRun]] = {}
    for run in runs:
        groups.setdefault(tuple(getattr(run.plan, name) for name in names), []).append(run)
    settings = [_setting(dict(zip(names, key, strict=True)), some, cards) for key, some in groups.items()]
    means = [each.summary.mean for each in settings]
    known = [mean for mean in means if mean is not None]
    best = means.index(max(known)) if known else None
    kept = list(groups.values())
    if best is not None:
        settings = _compared(settings, kept, best)
    axes, lines = _parallel(names, kept)
    missing = len(sweep.plans) - len(runs)
    return SweepResults(name=sweep.name, settings=tuple(settings), axes=axes, lines=lines, missing=missing)


def verdict(each: SettingResult) -> str:
    """How a setting stands to the best one, in words."""
    if each.is_best:
        return tr("best mean")
    if each.difference is None or each.p is None:
        return tr("needs two seeds to be compared")
    sure = tr("significant") if each.p < LIKELY else tr("may be chance")
    size = tr("{value:+.2f} points", value=100 * each.difference).replace("-", "\N{MINUS SIGN}")
    return tr("{size}, p = {p:.2g}, {pairs} seeds: {sure}", size=size, p=each.p, pairs=each.pairs, sure=sure)


def _run(sweep: Sweep, at: int, cards: Mapping[str, Card]) -> SweepRun | None:
    model, plan = sweep.models[at], sweep.plans[at]
    card, why = cards.get(model), sweep.diverged.get(model, "")
    if card is not None and sweep_plans.is_plan_of(plan, card):
        run = sweep_plans.run_of(model, plan, card)
        return replace(run, problem=why) if why else run
    return SweepRun(id=model, plan=plan, accuracy=None, problem=why) if why else None


def _setting(settings: Mapping[str, Any], runs: Sequence[SweepRun], cards: Mapping[str, Card]) -> SettingResult:
    good = [run for run in runs if run.accuracy is not None and not run.problem]
    return SettingResult(
        label=sweep_plans.worded(settings) or tr("all runs"),
        summary=sweep_plans.summary(settings, runs),
        models=tuple(run.id for run in runs),
        band=_band([cards[run.id] for run in good]),
    )


def _band(cards: Sequence[Card]) -> Band | None:
    """Over the epochs that all of the runs have."""
    rows = list(zip(*(card.history for card in cards), strict=False))
    if not rows:
        return None
    shares = [[done.test_accuracy for done in row] for row in rows]
    mean = [fmean(row) for row in shares]
    spread = [stdev(row) if len(row) > 1 else 0.0 for row in shares]
    return Band(
        epochs=tuple(row[0].epoch for row in rows),
        mean=tuple(mean),
        low=tuple(max(middle - half, 0.0) for middle, half in zip(mean, spread, strict=True)),
        high=tuple(min(middle + half, 1.0) for middle, half in zip(mean, spread, strict=True)),
    )


def _compared(
    settings: Sequence[SettingResult], groups: Sequence[Sequence[SweepRun]], best: int
) -> list[SettingResult]:
    """The settings, each held against the best one over common seeds."""
    by_seed = [{run.plan.seed: run.accuracy for run in runs if not run.problem} for runs in groups]
    apart: dict[int, list[float]] = {}
    for at, some in enumerate(by_seed):
        pairs = [(some[seed], by_seed[best][seed]) for seed in some if seed in by_seed[best]]
        apart[at] = [own - top for own, top in pairs if own is not None and top is not None]
    tested = {at: paired_p(some) for at, some in apart.items() if at != best and len(some) > 1}
    adjusted = holm(tested)
    return [
        replace(
            each,
            is_best=at == best,
            pairs=len(apart[at]),
            difference=fmean(apart[at]) if at != best and apart[at] else None,
            p=adjusted.get(at),
        )
        for at, each in enumerate(settings)
    ]


def holm(found: Mapping[int, float]) -> dict[int, float]:
    """Holm's step-down correction (1979) of p values, under their keys: the smallest is multiplied by their number."""
    adjusted, so_far = {}, 0.0
    for rank, key in enumerate(sorted(found, key=lambda key: found[key])):
        so_far = max(so_far, min(found[key] * (len(found) - rank), 1.0))
        adjusted[key] = so_far
    return adjusted


def _parallel(
    names: Sequence[str], groups: Sequence[Sequence[SweepRun]]
) -> tuple[tuple[ParallelAxis, ...], tuple[ParallelLine, ...]]:
    """An axis for each field that differs, and one for the accuracy; a line for each run that has one.

    The values of a field stand at equal distances, in their order: rates that differ tenfold are as far apart as seeds.
    """
    shown = [(run, at) for at, runs in enumerate(groups) for run in runs if run.accuracy is not None]
    if not shown:
        return (), ()
    axes, places = [], []
    for name in names:
        row = plans.field_of(name)
        values = list(dict.fromkeys(getattr(run.plan, name) for run, _ in shown))
        if row.range is not None:
            values.sort()
        at = {value: number / (len(values) - 1) if len(values) > 1 else 0.5 for number, value in enumerate(values)}
        every = -(-len(values) // _FEW)
        ticks = tuple((at[value], row.shown(value)) for value in values[::every])
        axes.append(ParallelAxis(title=row.words, ticks=ticks))
        places.append([at[getattr(run.plan, name)] for run, _ in shown])
    accuracies = [run.accuracy or 0.0 for run, _ in shown]
    low, high = min(accuracies), max(accuracies)
    span = high - low
    ticks = tuple((part, f"{100 * (low + part * span):.2f} %") for part in ((0.0, 0.5, 1.0) if span else (0.5,)))
    axes.append(ParallelAxis(title="accuracy", ticks=ticks))
    places.append([(share - low) / span if span else 0.5 for share in accuracies])
    lines = tuple(
        ParallelLine(model=run.id, places=tuple(column[number] for column in places), setting=setting)
        for number, (run, setting) in enumerate(shown)
    )
    return tuple(axes), lines

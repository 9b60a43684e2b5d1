"""A hyperparameter sweep: every combination of some settings, each a run; what came of them by setting. Imports core.

Pure: values as they are typed become plans, plans become a sweep, and finished runs become means and deviations.
"""

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean, stdev
from typing import Any

from digitpad.core import amounts, early_stopping, plans
from digitpad.core.errors import PlanError, UnknownNameError
from digitpad.core.language import tr
from digitpad.core.limits import SWEEP_RUNS
from digitpad.core.plan_field import Range
from digitpad.core.plans import Plan
from digitpad.core.recipes import completed
from digitpad.core.records import Card
from digitpad.core.typed_json import Name

SEED = "seed"  # what runs of one setting differ in
SWEEP_FORMAT = 1
_RANGE = re.compile(r"\s*([0-9.]+(?:[eE][+-]?[0-9]+)?)\s*-\s*([0-9.]+(?:[eE][+-]?[0-9]+)?)\s*(?::(.*))?")
_CLOSE = 1e-9  # of a step: 0.1 + 0.1 + 0.1 still ends at 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """The runs of one sweep in their order; it is what it is by its plans, and is found again by them.

    diverged: by the model's id, what is said of a run whose loss exploded: it would do so each time.
    """

    name: Name
    plans: tuple[Plan, ...]
    created: Name = ""  # ISO 8601, UTC
    diverged: Mapping[str, str] = field(default_factory=dict)
    format: int = SWEEP_FORMAT

    @property
    def models(self) -> tuple[str, ...]:
        """The ids of the runs' models, in the order of the plans: NAME.01, NAME.02, ..."""
        digits = max(len(str(len(self.plans))), 2)
        return tuple(f"{self.name}.{number:0{digits}d}" for number in range(1, len(self.plans) + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepRun:
    """A run of a sweep that is over. accuracy: a share of the first test set, None where no model was left."""

    id: str
    plan: Plan
    accuracy: float | None
    problem: str = ""  # how it diverged or was ended: then the accuracy is that of its last good epoch


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What one setting came to over its seeds: n runs that went to their end, with their mean accuracy.

    sd: the sample's standard deviation; None for fewer than two runs. settings: what differs within the sweep.
    failed: runs that diverged or were ended early.
    """

    settings: Mapping[str, Any]
    n: int
    mean: float | None
    sd: float | None
    failed: int = 0


def run_of(model: str, plan: Plan, card: Card) -> SweepRun:
    """The run whose model has this card; one that ended before its last epoch is no measure of its setting."""
    ended = card.epochs_done < plan.epochs and not early_stopping.is_over(card.history, plan.patience)
    return SweepRun(
        id=model,
        plan=plan,
        accuracy=card.scores[0].accuracy if card.scores else None,
        problem=tr("It ended after epoch {epochs_done} of {epochs}.", epochs_done=card.epochs_done, epochs=plan.epochs)
        if ended
        else "",
    )


def is_plan_of(plan: Plan, card: Card) -> bool:
    """Whether the card's model was trained by this plan; what an older digitpad did not record is as in the recipe."""
    return completed(card.plan) == completed(plan)


def values(name: str, text: str) -> tuple[Any, ...]:
    """The values of the plan's field of that name as typed: `0.1,0.2`, `1-3`, `0.1-0.5:0.2` (with a step).

    A text in which commas have a meaning of their own, such as layers, is one value.
    Raises PlanError, UnknownNameError.
    """
    row = plans.field_of(name)
    if row.range is None and not row.choices:
        return (text,)
    parts = [part.strip() for part in text.split(",")]
    found = [value for part in parts for value in (_numbers(row.words, part, row.range) if row.range else (part,))]
    if row.choices and not row.is_open:
        for value in found:
            if value not in row.choices:
                raise UnknownNameError(row.words, str(value), row.choices)
    return tuple(dict.fromkeys(found))


def _numbers(words: str, text: str, span: Range) -> Sequence[float]:
    """The numbers of one part of a list: one, or those from a low to a high one."""
    typed = amounts.whole if span.whole else amounts.number
    found = _RANGE.fullmatch(text)
    if found is None:
        return (typed(text, words, span),)
    low, high = (typed(end, words, span) for end in found.groups()[:2])
    if found[3] is None and not span.whole:
        raise PlanError(
            tr("The {words} from {text} needs a step.", words=words, text=text),
            tr("Such as {text}:{high:.1g}.", text=text, high=(high - low) / 4 or 0.1),
        )
    step = 1 if found[3] is None else typed(found[3], tr("step of the {words}", words=words), span)
    if high < low or step <= 0:
        raise PlanError(
            tr("The {words} from {text} is no range.", words=words, text=text),
            tr("The smaller number stands first; a step is above 0."),
        )
    if (high - low) / step >= SWEEP_RUNS:
        raise PlanError(
            tr("The {words} from {text} would be too many values.", words=words, text=text),
            tr("A sweep has at most {sweep_runs:,} runs.", sweep_runs=SWEEP_RUNS),
        )
    count = int((high - low) / step + _CLOSE) + 1
    return tuple(low + at * step if span.whole else float(f"{low + at * step:.12g}") for at in range(count))


def expand(base: Plan, axes: Mapping[str, Sequence[Any]]) -> tuple[Plan, ...]:
    """Every combination of the values of the fields, the last field varying fastest; seeds last of all.

    Raises PlanError or UnknownNameError for a combination that cannot be run, or where they are too many.
    """
    count = 1
    for each in axes.values():
        count *= len(each)
    if count > SWEEP_RUNS:
        raise PlanError(
            tr("These are {count:,} combinations.", count=count),
            tr("A sweep has at most {sweep_runs:,} runs.", sweep_runs=SWEEP_RUNS),
        )
    names = sorted(axes, key=lambda name: name == SEED)
    made = (dict(zip(names, chosen, strict=True)) for chosen in itertools.product(*(axes[name] for name in names)))
    return tuple(plans.check(completed(replace(base, **chosen))) for chosen in made)


def varied(some: Sequence[Plan]) -> tuple[str, ...]:
    """The fields in which the plans differ, but for the seed, in the order of the form."""
    return tuple(
        row.name
        for row in plans.FIELDS
        if row.name != SEED and any(getattr(plan, row.name) != getattr(some[0], row.name) for plan in some)
    )


def by_setting(runs: Sequence[SweepRun]) -> dict[tuple[Any, ...], list[SweepRun]]:
    """The runs by the values of what differs between them, in the order in which settings first come."""
    names = varied([run.plan for run in runs]) if runs else ()
    found: dict[tuple[Any, ...], list[SweepRun]] = {}
    for run in runs:
        found.setdefault(tuple(getattr(run.plan, name) for name in names), []).append(run)
    return found


def summaries(runs: Sequence[SweepRun]) -> list[Summary]:
    """A summary of each setting, in the order of the plans."""
    names = varied([run.plan for run in runs]) if runs else ()
    return [summary(dict(zip(names, setting, strict=True)), some) for setting, some in by_setting(runs).items()]


def summary(settings: Mapping[str, Any], runs: Sequence[SweepRun]) -> Summary:
    """What the runs of one setting come to."""
    good = [run.accuracy for run in runs if run.accuracy is not None and not run.problem]
    return Summary(
        settings=settings,
        n=len(good),
        mean=fmean(good) if good else None,
        sd=stdev(good) if len(good) > 1 else None,
        failed=sum(1 for run in runs if run.problem),
    )


def worded(settings: Mapping[str, Any]) -> str:
    """Settings as people read them: "learning rate 0.01, optimizer Adam"."""
    rows = ((plans.field_of(name), value) for name, value in settings.items())
    return ", ".join(f"{row.words} {row.shown(value)}" for row, value in rows)

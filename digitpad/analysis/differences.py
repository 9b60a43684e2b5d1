"""Is the difference between two models real? Counts, interval, p, and the answer in words. numpy, no torch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, stdev

import numpy as np
from numpy.typing import ArrayLike, NDArray

from digitpad.core import formats, statistics
from digitpad.core.language import mark, tr
from digitpad.core.plans import settings
from digitpad.core.recipes import change_words
from digitpad.core.records import NO_CLASS, Card
from digitpad.evaluation.evaluations import Evaluation, comparable

METHOD = mark(
    "p: McNemar's exact test on the rows that only one of them got right. Interval: "
    "Agresti and Min (2005), 95 %, for matched proportions."
)
ONLY_A, ONLY_B, NEITHER, APART = "only-a", "only-b", "neither", "apart"  # kinds of rows


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """Two models on the same rows: how many both, one or neither got right, and what that says.

    `gain` is B's accuracy minus A's, `interval` its 95 % interval, `rows` the indices of each kind of rows.
    """

    a: str
    b: str
    on: str
    n: int
    both: int
    gain: float
    interval: tuple[float, float]
    p: float
    rows: Mapping[str, NDArray[np.int64]]

    @property
    def only_a(self) -> int:
        """Rows that only A got right."""
        return len(self.rows[ONLY_A])

    @property
    def only_b(self) -> int:
        """Rows that only B got right."""
        return len(self.rows[ONLY_B])

    @property
    def neither(self) -> int:
        """Rows that both got wrong."""
        return len(self.rows[NEITHER])

    @property
    def real(self) -> bool:
        """Whether chance alone would hardly have made it."""
        return self.p < statistics.LIKELY


def difference(one: Evaluation, other: Evaluation) -> Difference | None:
    """B (`other`) against A (`one`); None where they were not asked about the same rows."""
    if not comparable(one, other):
        return None
    known = one.labels != NO_CLASS
    a, b, n = one.right & known, other.right & known, int(known.sum())
    kinds = {ONLY_A: a & ~b, ONLY_B: b & ~a, NEITHER: known & ~a & ~b, APART: known & (one.best != other.best)}
    rows = {kind: np.flatnonzero(mask) for kind, mask in kinds.items()}
    only_a, only_b = len(rows[ONLY_A]), len(rows[ONLY_B])
    return Difference(
        one.model, other.model, one.on, n, int((a & b).sum()), (only_b - only_a) / n if n else 0.0,
        statistics.difference_interval(only_a, only_b, n), statistics.exact_p(only_a, only_b), rows,
    )  # fmt: skip


def chances(found: Sequence[Evaluation]) -> list[dict[str, float]]:
    """For each model: the others' ids -> McNemar's exact p, the chance of so large a difference between equals.

    Models that were asked about other rows, such as letters that one has as classes and another has not, are left out.
    """
    return [
        {
            other.model: mcnemar(one.right, other.right)
            for other in found
            if other.model != one.model and np.array_equal(one.labels, other.labels)
        }
        for one in found
    ]


def mcnemar(a_correct: ArrayLike, b_correct: ArrayLike) -> float:
    """McNemar's exact test (1947): how likely a difference this large is if both models were equally good.

    Two-sided, from the rows that only one of them got right; 1 where there is none.
    """
    a, b = np.asarray(a_correct, bool), np.asarray(b_correct, bool)
    if a.shape != b.shape:
        raise ValueError(f"both models must have answered the same rows, got {a.shape} and {b.shape}")
    return statistics.exact_p(int((a & ~b).sum()), int((b & ~a).sum()))


def verdict(found: Difference, a: str, b: str) -> str:
    """The difference in one sentence; a and b are the models' names."""
    if not found.only_a and not found.only_b:
        return tr(
            "{a} and {b} are right on the same {both:,} of {n:,}: no difference was seen.",
            a=a,
            b=b,
            both=found.both,
            n=found.n,
        )
    if found.gain < 0:
        return verdict(_turned(found), b, a)
    if found.gain == 0:
        return tr(
            "{a} and {b} are equally good: each is right on {only_a:,} that the other gets wrong.",
            a=a,
            b=b,
            only_a=found.only_a,
        )
    low, high = (f"{100 * end:.{_decimals(found)}f}".replace("-", "\u2212") for end in found.interval)
    size = tr("{value:.{found}f} points", value=100 * found.gain, found=_decimals(found))
    if found.real:
        return tr(
            "{b} is better by {size} ({low} to {high}); unlikely to be chance (p {p}).",
            b=b,
            size=size,
            low=low,
            high=high,
            p=chance(found.p),
        )
    return tr(
        "{b} got {size} more right ({low} to {high}); that may be chance (p {p}).",
        b=b,
        size=size,
        low=low,
        high=high,
        p=chance(found.p),
    )


def chance(p: float) -> str:
    """A p as people write it: "= 0.012", "< 0.0001", "= 1"."""
    if p < 0.0001:
        return "< 0.0001"
    return f"= {p:.1g}" if p < 0.001 else f"= {p:.2g}"


def _decimals(found: Difference) -> int:
    """One decimal where the interval is a tenth of a point wide or more on each side, else two."""
    return 1 if (found.interval[1] - found.interval[0]) > 0.004 else 2


def _turned(found: Difference) -> Difference:
    rows = {**found.rows, ONLY_A: found.rows[ONLY_B], ONLY_B: found.rows[ONLY_A]}
    low, high = found.interval
    return replace(found, a=found.b, b=found.a, gain=-found.gain, interval=(-high, -low), rows=rows)


# --- several seeds ---


@dataclass(frozen=True, slots=True)
class Seeds:
    """Runs of one recipe that differ in nothing but the seed: their accuracies by seed."""

    recipe: str
    accuracies: Mapping[int, float]

    @property
    def mean(self) -> float:
        """The mean accuracy."""
        return fmean(self.accuracies.values())


def seeds(cards: Sequence[Card], accuracies: Mapping[str, float]) -> list[Seeds]:
    """The groups of models that differ in the seed alone, of two seeds or more; by what the first is called."""
    groups: dict[object, dict[int, float]] = {}
    names: dict[object, str] = {}
    for card in cards:
        if card.id in accuracies:
            kind = recipe_of(card)
            groups.setdefault(kind, {}).setdefault(card.plan.seed, accuracies[card.id])
            names.setdefault(
                kind, card.plan.recipe + (f" ({'; '.join(map(change_words, card.changes))})" if card.changes else "")
            )
    return [Seeds(names[kind], group) for kind, group in groups.items() if len(group) > 1]


def recipe_of(card: Card) -> object:
    """The same for models that differ in nothing but the seed."""
    return settings(card.plan), card.epochs_done


def seeds_text(found: Sequence[Seeds]) -> list[str]:
    """A sentence for each group, and one for the first two against each other."""
    lines = [_spread(group) for group in found]
    return lines + ([_paired(found[0], found[1])] if len(found) > 1 else [])


def _spread(group: Seeds) -> str:
    values = list(group.accuracies.values())
    low, high = statistics.mean_interval(values)
    return tr(
        "{recipe}, {count} seeds: mean {mean} ({value:.2f} to {min:.2f}), standard deviation "
        "{value_2:.2f} points, {value_3:.2f} to {value_4:.2f} %.",
        recipe=group.recipe,
        count=len(values),
        mean=formats.share(group.mean),
        value=100 * low,
        min=min(100 * high, 100),
        value_2=100 * stdev(values),
        value_3=100 * min(values),
        value_4=100 * max(values),
    )


def _paired(one: Seeds, other: Seeds) -> str:
    shared = sorted(set(one.accuracies) & set(other.accuracies))
    if len(shared) < 2:
        return tr(
            "{recipe} and {other_recipe} share fewer than two seeds, so they cannot be paired.",
            recipe=one.recipe,
            other_recipe=other.recipe,
        )
    gains = [other.accuracies[seed] - one.accuracies[seed] for seed in shared]
    if fmean(gains) < 0:
        return _paired(other, one)
    low, high = (f"{100 * end:.2f}".replace("-", "\u2212") for end in statistics.mean_interval(gains))
    p = statistics.paired_p(gains)
    said = tr("unlikely to be chance") if p < statistics.LIKELY else tr("that may be chance")
    return tr(
        "Paired by seed, {recipe} is ahead by {value:.2f} points ({low} to {high}) on average "
        "of {count}; {said} (paired t-test, p {p}).",
        recipe=other.recipe,
        value=100 * fmean(gains),
        low=low,
        high=high,
        count=len(shared),
        said=said,
        p=chance(p),
    )

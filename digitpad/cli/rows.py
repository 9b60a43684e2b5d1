"""Figures of models as lines and tables for people. Imports the room's output, core, and what robustness is called."""

from collections.abc import Mapping
from typing import Any

from digitpad.cli import output
from digitpad.core.language import mark, tr, tr_n
from digitpad.core.records import DIGITS, Score
from digitpad.core.statistics import LIKELY
from digitpad.evaluation import robustness
from digitpad.evaluation.robustness import ROBUSTNESS, Robustness

INDENT = "    "
_ROW = (-20, -16, 7, 9, 15, 9, 12)  # columns of a terminal; below zero: set left
_HEADS = (mark("model"), mark("test set"), "n", mark("accuracy"), mark("95 % interval"), mark("answered"),
          mark("calib. error"))  # fmt: skip
_LINE = (-18, 7, 9, 15, 9, 8, 12)
_STRESS = (-20, -8, -18, 9, 9, 9)
_STRESS_HEADS = (mark("model"), mark("stress"), mark("amount"), mark("accuracy"), mark("answered"), mark("same"))


def heads() -> str:
    """What stands above the models' lines."""
    return output.laid_out(_ROW, [tr(head) for head in _HEADS])


def stress_heads() -> str:
    """What stands above the lines of ink drawn again."""
    return output.laid_out(_STRESS, [tr(head) for head in _STRESS_HEADS])


def print_row(model: str, score: Score, against: Mapping[str, float]) -> None:
    """One model's line for people, and a line for each model that it is held against."""
    answered = output.percent(score.answered)
    if not score.judged:
        output.line(output.laid_out(_ROW, (model, score.on, f"{score.n:,}", "-", "-", answered, "-")))
        return
    interval = f"{100 * score.ci95[0]:.2f} - {100 * score.ci95[1]:.2f}"
    shares = output.percent(score.accuracy), interval, answered, f"{score.ece:.4f}"
    output.line(output.laid_out(_ROW, (model, score.on, f"{score.n:,}", *shares)))
    for other, chance in against.items():
        verdict = tr("significant") if chance < LIKELY else tr("may be chance")
        output.line(tr("    against {other}: p = {chance:.2g}, {verdict}", other=other, chance=chance, verdict=verdict))


def print_robustness(found: Robustness) -> None:
    """A model's line for people, and the mean of each kind of change."""
    interval = f"{100 * found.ci95[0]:.2f} - {100 * found.ci95[1]:.2f}"
    figures = output.percent(found.accuracy), interval, "-", "-"
    output.line(output.laid_out(_ROW, (found.model, ROBUSTNESS, f"{found.n:,}", *figures)))
    output.line(INDENT + robustness.detail(found))


def print_details(row: Mapping[str, Any]) -> None:
    """The sources, the digits, the writers and the refusals of an evaluation on ink."""
    sources = row.get("by_source", {})
    said = (mark("part"), "n", "accuracy", "95 % interval", "answered", mark("writers"), mark("writer mean"))
    if sources or row["by_digit"]:
        output.line(INDENT + output.laid_out(_LINE, [tr(head) for head in said]))
    for name, figures in sources.items():
        output.line(INDENT + _line(name or tr("(no source)"), figures))
    for name, figures in row["by_digit"].items():
        called = tr("digit {name}", name=name) if name in DIGITS else tr("class {name}", name=name)
        output.line(INDENT + _line(called, figures))
    for sentence in sentences(row):
        output.line(INDENT + sentence)
    for name, figures in row.get("others_by_source", {}).items():
        taken = output.percent(figures["others_answered"])
        output.line(
            tr(
                "{indent}no digits, {name}: {taken} of {figures:,} were taken for one",
                indent=INDENT,
                name=name or tr("(no source)"),
                taken=taken,
                figures=figures["others"],
            )
        )


def sentences(row: Mapping[str, Any]) -> list[str]:
    """The mean over writers and the refusals, in words."""
    made = []
    if row.get("writers"):
        low, high = row["writer_ci95"]
        worst = row["writer_worst"]
        made.append(
            tr_n(
                "mean over {count} writer: {row_2} ({value:.2f} - {value_2:.2f}); the hardest, {worst}: "
                "{worst_2} of {worst_3:,}",
                "mean over {count} writers: {row_2} ({value:.2f} - {value_2:.2f}); the hardest, {worst}: "
                "{worst_2} of {worst_3:,}",
                row["writers"],
                row_2=output.percent(row["writer_mean"]),
                value=100 * low,
                value_2=100 * high,
                worst=worst["writer"],
                worst_2=output.percent(worst["accuracy"]),
                worst_3=worst["n"],
            )
        )
    slips, others = row["refusals"]["slips"], row["refusals"]["not_a_digit"]
    if set(row.get("by_digit", ())) <= set(DIGITS):
        made.append(tr("refused: {slips:,} as slips of the pen, {others:,} as not a digit", slips=slips, others=others))
    else:
        made.append(
            tr("refused: {slips:,} as slips of the pen, {others:,} as none of these", slips=slips, others=others)
        )
    return made


def stress_line(row: Mapping[str, Any]) -> str:
    """One line of ink drawn again, under stress_heads."""
    shares = [output.percent(row[key]) for key in ("accuracy", "answered", "same")]
    return output.laid_out(_STRESS, (row["model"], row["stress"], str(row["amount"]), *shares))


def _line(name: str, figures: Mapping[str, Any]) -> str:
    interval = f"{100 * figures['ci95'][0]:.2f} - {100 * figures['ci95'][1]:.2f}" if figures["n"] else "-"
    cells = (
        name,
        f"{figures['n']:,}",
        output.percent(figures["accuracy"]),
        interval,
        output.percent(figures["answered"]),
        str(figures.get("writers") or "-"),
        output.percent(figures.get("writer_mean")),
    )
    return output.laid_out(_LINE, cells)

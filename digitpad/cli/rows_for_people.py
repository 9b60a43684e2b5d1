"""A model's figures on a set as a line for people. Imports the room's output and core."""

from collections.abc import Mapping

from digitpad.cli import output
from digitpad.core.records import Score
from digitpad.core.statistics import LIKELY

ROW = "{:<20}  {:<16}  {:>7}  {:>9}  {:>15}  {:>9}  {:>12}"
HEADS = ROW.format("model", "on", "n", "accuracy", "95 % interval", "answered", "calib. error")


def print_row(model: str, score: Score, against: Mapping[str, float]) -> None:
    """One model's line for people, and a line for each model that it is held against."""
    interval = f"{100 * score.ci95[0]:.2f} - {100 * score.ci95[1]:.2f}"
    shares = output.percent(score.accuracy), interval, output.percent(score.answered), f"{score.ece:.4f}"
    output.line(ROW.format(model, score.on, f"{score.n:,}", *shares))
    for other, chance in against.items():
        verdict = "significant" if chance < LIKELY else "may be chance"
        output.line(f"    against {other}: p = {chance:.2g}, {verdict}")

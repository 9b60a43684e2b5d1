"""Further parts of the report: robustness, where models come from, and what all parts are set with. No torch."""

from collections.abc import Sequence

import numpy as np

from digitpad.analysis import html_report_svg
from digitpad.analysis.comparison import ModelRow
from digitpad.core import formats
from digitpad.core.escaping import markup
from digitpad.core.records import Card
from digitpad.evaluation.robustness import EVERY, KINDS, Robustness
from digitpad.ink import perturb
from digitpad.ink.perturb import TRANSFORMS


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool], kind: str = "") -> str:
    """A table of cells that are HTML already."""
    sides = ["right" if number else "left" for number in numeric]
    head = "".join(f'<th class="{side}">{text}</th>' for side, text in zip(sides, heads, strict=True))
    body = "".join(
        "<tr>" + "".join(f'<td class="{side}">{text}</td>' for side, text in zip(sides, row, strict=True)) + "</tr>"
        for row in rows
    )
    return f'<div class="wide"><table class="{kind}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def legend(entries: Sequence[tuple[int, str]]) -> str:
    """Which colour is which model: (its place among all, its name)."""
    marks = "".join(
        f'<li><span style="color: {html_report_svg.colour(at)}">\u25a0</span> {markup(name)}</li>'
        for at, name in entries
    )
    return f"<ul class='legend'>{marks}</ul>"


def robustness(rows: Sequence[ModelRow], tested: Sequence[Robustness]) -> str:
    """How many of 1,000 digits are still read when they are changed: the means, and a picture for each kind."""
    places = {row.card.id: (at, row.card.name) for at, row in enumerate(rows)}
    known = [found for found in tested if found.model in places]
    if not known:
        return ""
    heads = ("Model", "Digits", "All (95 % interval)", *(TRANSFORMS[kind].title for kind in KINDS))
    lines = [
        [markup(places[found.model][1]), f"{found.n:,}", formats.interval(found.accuracy, *found.ci95),
         *(formats.share(float(np.mean(found.kinds[kind])), 1) for kind in KINDS)]
        for found in known
    ]  # fmt: skip
    pictures = "".join(_accuracies(kind, known, places) for kind in KINDS)
    note = "Mean accuracy over all steps of a kind; every kind weighs alike. Size and place cannot matter to digitpad."
    return (
        f"<section><h2>Robustness</h2><p class='muted'>{note}</p>"
        f"{table(heads, lines, [False, *[True] * (len(heads) - 1)])}"
        f"{legend([places[found.model] for found in known])}<div class='side'>{pictures}</div></section>"
    )


def _accuracies(kind: str, known: Sequence[Robustness], places: dict[str, tuple[int, str]]) -> str:
    transform = TRANSFORMS[kind]
    scale = 100 if transform.unit == "%" else 1
    amounts = [scale * float(amount) for amount in perturb.amounts(kind, EVERY)]
    lines = [
        (*places[found.model], [(x, 100 * share) for x, share in zip(amounts, found.kinds[kind], strict=False)])
        for found in known
    ]
    unit = f" ({transform.unit})" if transform.unit else ""
    return html_report_svg.lines(lines, f"{transform.title.lower()}{unit}", "right (%)")


def origins(cards: Sequence[Card]) -> str:
    """What made each model, on what, when; and what its owner noted."""
    lines = [
        [markup(card.name), f"<code>{markup(card.command)}</code>" if card.command else "", markup(card.device),
         markup(card.torch_version), markup(formats.date(card.created)) if card.created else "", markup(card.note)]
        for card in cards
    ]  # fmt: skip
    heads = ("Model", "Made by", "On", "torch", "Date", "Note")
    made = table(heads, lines, [False] * len(heads), "words")
    return f"<section><h2>Where they come from</h2>{made}</section>"

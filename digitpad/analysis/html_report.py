"""Models compared on one page of HTML that needs nothing else: no network, no files. Data in, text out, no torch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Template

import numpy as np
from numpy.typing import NDArray

from digitpad.analysis import column_choice, differences, html_report_parts, html_report_svg
from digitpad.analysis.column_choice import SETTINGS
from digitpad.analysis.columns import TableColumn
from digitpad.analysis.comparison import ModelRow, set_title
from digitpad.analysis.examples import Example
from digitpad.analysis.html_report_parts import table
from digitpad.core import formats
from digitpad.core.escaping import markup
from digitpad.evaluation.evaluation_cache import Evaluated
from digitpad.evaluation.robustness import Robustness

COLUMNS = ("name", "dataset", "recipe", "accuracy", "parameters", "multiply-adds", "bytes", "milliseconds", "training",
           "cpu", "date")  # fmt: skip
MOST_SENTENCES = 15  # pairs in words; more are folded away


@dataclass(frozen=True, slots=True, eq=False)
class Mistake:
    """A drawing that a model got wrong, and its (28, 28) uint8 picture."""

    digit: Example
    picture: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What was found on one set: the models that know its classes, and the surest mistakes of each, by id."""

    on: str
    found: tuple[Evaluated, ...]
    mistakes: Mapping[str, tuple[Mistake, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """All that stands on the page: the models' rows, a part for each set, and where and when it was made."""

    rows: tuple[ModelRow, ...]
    parts: tuple[Part, ...]
    made: str  # ISO 8601
    version: str
    tested: tuple[Robustness, ...] = ()  # of the models whose robustness is known


def html(report: Report) -> str:
    """The page."""
    names = {row.card.id: row.card.name for row in report.rows}
    title = ", ".join(names.values()) if len(names) < 4 else f"{len(names)} models"
    sections = [_models(report.rows), *(_part(part, report.rows) for part in report.parts)]
    sections += [html_report_parts.robustness(report.rows, report.tested), _curves(report.rows), _settings(report.rows)]
    sections += [html_report_parts.origins([row.card for row in report.rows]), _METHOD]
    made = f"Made by digitpad {markup(report.version)} on {markup(formats.date(report.made))}"
    return _PAGE.substitute(title=markup(title), made=made, body="\n".join(filter(None, sections)))


def _models(rows: Sequence[ModelRow]) -> str:
    shown = column_choice.chosen(rows, COLUMNS)
    return f"<section><h2>Models</h2>{_columns(rows, shown)}</section>"


def _columns(rows: Sequence[ModelRow], shown: Sequence[TableColumn]) -> str:
    cells = [
        [f'<span title="{markup(column.detail(row))}">{markup(column.text(row))}</span>' for column in shown]
        for row in rows
    ]
    return table([markup(column.title) for column in shown], cells, [column.numeric for column in shown])


def _part(part: Part, rows: Sequence[ModelRow]) -> str:
    names = {row.card.id: row.card.name for row in rows}
    scores = [(names[found.model], found.score) for found in part.found]
    lines = [
        [markup(name), f"{score.n:,}", formats.interval(score.accuracy, *score.ci95), f"{score.ece:.4f}",
         formats.share(score.answered, 1)]
        for name, score in scores
    ]  # fmt: skip
    heads = ("Model", "Drawings", "Accuracy (95 % interval)", "Calibration error", "Answered")
    pieces = [
        f"<h2>On {markup(set_title(part.on))}</h2>",
        html_report_svg.intervals([(name, score.accuracy, *score.ci95) for name, score in scores]),
        table(heads, lines, (False, True, True, True, True)),
        _mcnemar(part.found, names),
        _seeds(part, rows),
        "<h3>Confusion</h3><p class='muted'>Rows: what it is. Columns: what the model says.</p><div class='side'>",
        *(_confusion(found, names[found.model]) for found in part.found),
        "</div>",
        *(_mistakes(names[found.model], part.mistakes.get(found.model, ())) for found in part.found),
    ]
    return f"<section>{''.join(pieces)}</section>"


def _mcnemar(found: Sequence[Evaluated], names: Mapping[str, str]) -> str:
    """McNemar's p for each pair in a matrix, and each pair in words, folded away where there are many."""
    if len(found) < 2:
        return ""
    cells, words = [], []
    for at, one in enumerate(found):
        line = [markup(names[one.model])]
        for number, other in enumerate(found):
            pair = None if one is other else differences.difference(one, other)
            if pair is None:
                line.append('<span class="muted">&ndash;</span>')
                continue
            gain = f"{100 * pair.gain:+.2f}".replace("-", "\u2212")
            line.append(f'<span class="{"real" if pair.real else ""}" title="{gain} points">{pair.p:.2g}</span>')
            if at < number:
                a, b = names[one.model], names[other.model]
                words.append(f"<li>{markup(f'{a} and {b}: {differences.verdict(pair, a, b)}')}</li>")
        cells.append(line)
    heads = ["p", *(markup(names[other.model]) for other in found)]
    matrix = table(heads, cells, [False, *[True] * len(found)], "pairs")
    said = f"<ul>{''.join(words)}</ul>"
    if len(words) > MOST_SENTENCES:
        said = f"<details><summary>All {len(words)} pairs in words</summary>{said}</details>"
    return f"<h3>Are the differences real?</h3>{matrix}{said}"


def _seeds(part: Part, rows: Sequence[ModelRow]) -> str:
    """The mean and spread of models that differ in the seed alone."""
    accuracies = {found.model: found.score.accuracy for found in part.found}
    said = differences.seeds_text(differences.seeds([row.card for row in rows], accuracies))
    lines = "".join(f"<li>{markup(line)}</li>" for line in said)
    return f"<h3>Several seeds of one recipe</h3><ul>{lines}</ul>" if lines else ""


def _confusion(found: Evaluated, name: str) -> str:
    counts = found.confusion()
    classes = [markup(each) for each in found.classes[: len(counts)]]
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    worst = max(float((shares - np.diag(np.diag(shares))).max()), 1e-9)
    rows = []
    for true, line in enumerate(counts):
        cells = []
        for said, count in enumerate(line):
            share = float(shares[true, said])
            tint = "20, 120, 80" if true == said else "200, 60, 40"
            depth = 0.35 * share if true == said else 0.75 * share / worst
            words = f"{classes[said]} for {classes[true]}: {formats.times(int(count))}"
            shown = f"{count}" if count else ""
            cells.append(f'<td style="background: rgba({tint}, {depth:.3f})" title="{words}">{shown}</td>')
        rows.append(f"<tr><th>{classes[true]}</th>{''.join(cells)}</tr>")
    head = "".join(f"<th>{each}</th>" for each in classes)
    caption = f"<figcaption>{markup(name)}</figcaption>"
    return f'<figure>{caption}<table class="cells"><tr><th></th>{head}</tr>{"".join(rows)}</table></figure>'


def _mistakes(name: str, mistakes: Sequence[Mistake]) -> str:
    if not mistakes:
        return ""
    pictures = "".join(
        f'<figure title="{markup(each.digit.sentence)}"><img src="{html_report_svg.digit(each.picture)}" width="56" '
        f'height="56" alt="{markup(each.digit.sentence)}"><figcaption>{markup(each.digit.true)} → '
        f"{markup(each.digit.said)}</figcaption></figure>"
        for each in mistakes
    )
    heading = f"<h3>Surest mistakes of {markup(name)}</h3>"
    return f"<div class='kept'>{heading}<div class='digits'>{pictures}</div></div>"


def _curves(rows: Sequence[ModelRow]) -> str:
    cards = [row.card for row in rows]
    pictures = [
        html_report_svg.curves(cards, "test accuracy (%)", lambda done: done.test_accuracy, 100.0),
        html_report_svg.curves(cards, "test loss", lambda done: done.test_loss),
    ]
    if not any(pictures):
        return ""
    shown = "".join(pictures)
    legend = html_report_parts.legend([(at, card.name) for at, card in enumerate(cards) if card.history])
    return f"<section><h2>Training</h2>{legend}<div class='side'>{shown}</div></section>"


def _settings(rows: Sequence[ModelRow]) -> str:
    differing = {column.key for column in column_choice.differing(rows)}
    shown = [column for column in SETTINGS if column.key in differing]
    if len(rows) < 2:
        return ""
    if not shown:
        return "<section><h2>Settings that differ</h2><p>All were trained with the same settings.</p></section>"
    names = column_choice.chosen(rows, ("name",))
    return f"<section><h2>Settings that differ</h2>{_columns(rows, [*names, *shown])}</section>"


_METHOD = """<section><h2>How it was measured</h2><p>Accuracy counts every drawing by the likeliest class, refused or
not. Intervals are Wilson's (1927), 95 %. The calibration error is the mean gap between confidence and accuracy in 15
bins. p is McNemar's exact test on the drawings that only one of two models got right: how likely a difference this
large is if both were equally good; below 0.05 it stands in bold. Drawings are fitted into 20x20 by their vectors, drawn
with one pen and centred by mass, so their size and place do not matter.</p></section>"""

_PAGE = Template("""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>digitpad: $title</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root { color-scheme: light dark; --ground: #ffffff; --text: #1b1f2a; --muted: #646c7d; --line: #d9dde5; }
@media (prefers-color-scheme: dark) { :root { --ground: #14161c; --text: #e8eaf0; --muted: #9aa2b4; --line: #333846; } }
body { background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif; max-width: 1180px;
  margin: 32px auto; padding: 0 20px; }
h1 { font-size: 26px; margin-bottom: 0; } h2 { font-size: 20px; margin-top: 36px; } h3 { font-size: 16px; }
.muted, figcaption, .made { color: var(--muted); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 5px 12px 5px 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
.side svg { flex: 1 1 360px; max-width: 560px; min-width: 0; }
.wide td:first-child { white-space: normal; min-width: 100px; max-width: 240px; overflow-wrap: anywhere; }
.wide th { white-space: normal; } .pairs { font-size: 12px; } .pairs th { min-width: 42px; overflow-wrap: anywhere; }
.words td { white-space: normal; vertical-align: top; } code { font-size: 12px; overflow-wrap: anywhere; }
th { color: var(--muted); font-weight: 500; vertical-align: bottom; }
.left { text-align: left; } .right { text-align: right; }
.cells { font-size: 12px; } .cells th, .cells td { padding: 3px 5px; text-align: right; min-width: 24px; border: 0; }
.real { font-weight: 700; } .side { display: flex; flex-wrap: wrap; gap: 28px; } figure { margin: 0; }
.digits { display: flex; flex-wrap: wrap; gap: 10px; } .digits figure { text-align: center; font-size: 12px; }
.digits img { image-rendering: pixelated; border-radius: 4px; }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 18px; }
svg { max-width: 100%; height: auto; } svg text { fill: var(--muted); font-size: 12px; } .grid { stroke: var(--line); }
@media print {
  :root { --ground: #ffffff; --text: #000000; --muted: #444444; --line: #cccccc; }
  body { margin: 0; max-width: none; font-size: 11px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h2, h3, figcaption { break-after: avoid; } figure, tr, svg { break-inside: avoid; }
  .kept { display: inline-block; width: 100%; }
  .wide { overflow: visible; } .wide table { font-size: 9px; } .wide th, .wide td { padding-right: 6px; }
}
</style></head>
<body><h1>$title</h1><p class="made">$made</p>
$body
</body></html>
""")

"""Models compared on one page of HTML that needs nothing else: no network, no files. Data in, text out, no torch.

Here the plain data of the page are gathered; templates and style sheet lie in `resources/report`. Whatever a template
shows is escaped by Jinja2, and its control characters are written out, so names and notes are only ever text.
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from digitpad.analysis import column_choice, differences, html_report_svg
from digitpad.analysis.column_choice import SETTINGS
from digitpad.analysis.columns import NONE, TableColumn, accuracy_text
from digitpad.analysis.comparison import ModelRow, set_title, unjudged
from digitpad.analysis.examples import Example
from digitpad.analysis.html_report_svg import IntervalChart, LegendEntry, LineChart
from digitpad.core import formats, language, paths
from digitpad.core.escaping import visible
from digitpad.core.language import tr
from digitpad.core.records import Card
from digitpad.evaluation.evaluations import Evaluation
from digitpad.evaluation.robustness import EVERY, KINDS, Robustness
from digitpad.ink import perturb
from digitpad.ink.perturb import TRANSFORMS

if TYPE_CHECKING:
    from jinja2 import Environment

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
    found: tuple[Evaluation, ...]
    mistakes: Mapping[str, tuple[Mistake, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """All that stands on the page: the models' rows, a part for each set, and where and when it was made."""

    rows: tuple[ModelRow, ...]
    parts: tuple[Part, ...]
    made: str  # ISO 8601
    version: str
    tested: tuple[Robustness, ...] = ()  # of the models whose robustness is known


# --- what the templates are given ---


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    text: str
    tip: str = ""
    kind: str = ""  # a class of the style sheet
    depth: float = 0.0  # of its tint, 0-1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    heads: Sequence[str]
    rows: Sequence[Sequence[_Cell]]
    numeric: Sequence[bool]
    kind: str = ""

    def side(self, column: int) -> str:
        """Where a column's text stands."""
        return "right" if self.numeric[column] else "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Matrix:
    name: str
    classes: Sequence[str]
    rows: Sequence[Sequence[_Cell]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Digit:
    source: str  # a data URI
    true: str
    said: str
    tip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _SetSection:
    title: str
    notes: Sequence[str]
    intervals: IntervalChart | None
    scores: _Table
    pairs: _Table | None
    sentences: Sequence[str]
    seeds: Sequence[str]
    matrices: Sequence[_Matrix]
    mistakes: Sequence[tuple[str, Sequence[_Digit]]]

    @property
    def folded(self) -> bool:
        """Whether there are more sentences than anybody reads at once."""
        return len(self.sentences) > MOST_SENTENCES


@dataclass(frozen=True, slots=True, kw_only=True)
class _Charts:
    legend: Sequence[LegendEntry]
    charts: Sequence[LineChart]
    means: _Table | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    language: str  # as HTML names it
    title: str
    version: str
    made: str
    models: _Table
    parts: Sequence[_SetSection]
    robustness: _Charts | None
    training: _Charts
    settings: _Table | None
    settings_note: str
    origins: _Table


def html(report: Report) -> str:
    """The page."""
    names = {row.card.id: row.card.name for row in report.rows}
    page = _Page(
        language=language.chosen().replace("_", "-"),
        title=", ".join(names.values()) if len(names) < 4 else tr("{count} models", count=len(names)),
        version=report.version,
        made=formats.date(report.made),
        models=_columns(report.rows, column_choice.chosen(report.rows, COLUMNS)),
        parts=[_set_section(part, report.rows, names) for part in report.parts],
        robustness=_robustness(report.rows, report.tested),
        training=_training([row.card for row in report.rows]),
        settings=_settings(report.rows),
        settings_note=_settings_note([row.card for row in report.rows]),
        origins=_origins([row.card for row in report.rows]),
    )
    return environment().get_template("page.html").render(page=page)


@functools.cache
def environment() -> "Environment":
    """What renders the templates of resources/report: everything that they are given is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # late: whoever only compares needs no template

    made = Environment(
        loader=FileSystemLoader(paths.resources() / "report"), autoescape=True, undefined=StrictUndefined,
        finalize=_shown, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.globals["tr"] = tr
    return made


def _shown(value: object) -> object:
    """What a template is about to escape; text that is HTML already comes from its own macros."""
    return visible(value, keep="\n\t") if isinstance(value, str) and not hasattr(value, "__html__") else value


def _columns(rows: Sequence[ModelRow], shown: Sequence[TableColumn]) -> _Table:
    cells = [[_Cell(text=column.text(row), tip=column.detail(row)) for column in shown] for row in rows]
    return _table([tr(column.title) for column in shown], cells, [column.numeric for column in shown])


def _texts(heads: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool]) -> _Table:
    return _table(heads, [[_Cell(text=text) for text in row] for row in rows], numeric)


def _table(heads: Sequence[str], rows: Sequence[Sequence[_Cell]], numeric: Sequence[bool], kind: str = "") -> _Table:
    """A table without the columns in which nobody has anything, such as notes where none was written."""
    kept = [at for at in range(len(heads)) if any(row[at].text for row in rows)]
    return _Table(
        heads=[heads[at] for at in kept],
        rows=[[row[at] for at in kept] for row in rows],
        numeric=[numeric[at] for at in kept],
        kind=kind,
    )


def _set_section(part: Part, rows: Sequence[ModelRow], names: Mapping[str, str]) -> _SetSection:
    judged = [found for found in part.found if found.score.judged]
    lines = [
        [names[found.model], f"{score.n:,}", accuracy_text(score), f"{score.ece:.4f}" if score.judged else NONE,
         formats.share(score.answered, 1)]
        for found in part.found if (score := found.score)
    ]  # fmt: skip
    heads = (tr("Model"), tr("Drawings"), tr("Accuracy (95 % interval)"), tr("Calibration error"), tr("Answered"))
    accuracies = {found.model: found.score.accuracy for found in judged}
    spans = [(names[found.model], found.score.accuracy, *found.score.ci95) for found in judged]
    pairs, sentences = _pairs(judged, names)
    return _SetSection(
        title=set_title(part.on),
        notes=[*dict.fromkeys(filter(None, (unjudged(found.score) for found in part.found)))],
        intervals=html_report_svg.intervals(spans) if spans else None,
        scores=_texts(heads, lines, (False, True, True, True, True)),
        pairs=pairs,
        sentences=sentences,
        seeds=differences.seeds_text(differences.seeds([row.card for row in rows], accuracies)),
        matrices=[_matrix(found, names[found.model]) for found in judged],
        mistakes=[
            (names[found.model], [_digit(each) for each in mistakes])
            for found in part.found
            if (mistakes := part.mistakes.get(found.model, ()))
        ],
    )


def _pairs(found: Sequence[Evaluation], names: Mapping[str, str]) -> tuple[_Table | None, list[str]]:
    """McNemar's p for each pair in a matrix, and each pair in words."""
    if len(found) < 2:
        return None, []
    cells, words = [], []
    for at, one in enumerate(found):
        line = [_Cell(text=names[one.model])]
        for number, other in enumerate(found):
            pair = None if one is other else differences.difference(one, other)
            if pair is None:
                line.append(_Cell(text="\u2013", kind="muted"))
                continue
            gain = f"{100 * pair.gain:+.2f}".replace("-", "\u2212")
            line.append(
                _Cell(text=f"{pair.p:.2g}", tip=tr("{gain} points", gain=gain), kind="strong" if pair.real else "")
            )
            if at < number:
                a, b = names[one.model], names[other.model]
                words.append(tr("{a} and {b}: {pair}", a=a, b=b, pair=differences.verdict(pair, a, b)))
        cells.append(line)
    heads = ["p", *(names[other.model] for other in found)]
    return _table(heads, cells, [False, *[True] * len(found)], "pairs"), words


def _matrix(found: Evaluation, name: str) -> _Matrix:
    counts = found.confusion()
    classes = found.classes[: len(counts)]
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    worst = max(float((shares - np.diag(np.diag(shares))).max()), 1e-9)
    rows = []
    for true, line in enumerate(counts):
        cells = []
        for said, count in enumerate(line):
            share = float(shares[true, said])
            cells.append(
                _Cell(
                    text=f"{count}" if count else "",
                    tip=tr(
                        "{classes} for {classes_2}: {count}",
                        classes=classes[said],
                        classes_2=classes[true],
                        count=formats.times(int(count)),
                    ),
                    kind="hit" if true == said else "miss",
                    depth=round(0.35 * share if true == said else 0.75 * share / worst, 3),
                )
            )
        rows.append(cells)
    return _Matrix(name=name, classes=classes, rows=rows)


def _digit(mistake: Mistake) -> _Digit:
    example = mistake.digit
    source = html_report_svg.digit(mistake.picture)
    return _Digit(source=source, true=example.true, said=example.said, tip=example.sentence)


def _training(cards: Sequence[Card]) -> _Charts:
    charts = [
        html_report_svg.curves(cards, tr("test accuracy (%)"), lambda done: done.test_accuracy, 100.0),
        html_report_svg.curves(cards, tr("test loss"), lambda done: done.test_loss),
    ]
    legend = html_report_svg.legend([(at, card.name) for at, card in enumerate(cards) if card.history])
    return _Charts(legend=legend, charts=[chart for chart in charts if chart])


def _settings(rows: Sequence[ModelRow]) -> _Table | None:
    """The settings in which the models differ; None where they do not."""
    differing = {column.key for column in column_choice.differing(rows)}
    shown = [column for column in SETTINGS if column.key in differing]
    return _columns(rows, [*column_choice.chosen(rows, ("name",)), *shown]) if shown else None


def _settings_note(cards: Sequence[Card]) -> str:
    """What settings alone do not say: which models were made with drawings of one's own, or trained on other data."""
    taught = [card.name for card in cards if card.origin is not None]
    if taught:
        return tr(
            "{names}: made from another model with drawings of one's own. The settings are those of that model, not of "
            "this training.",
            names=", ".join(taught),
        )
    data = {(card.data_fingerprint, card.classes) for card in cards if card.data_fingerprint}
    return tr("They were not trained on the same pictures.") if len(data) > 1 else ""


def _robustness(rows: Sequence[ModelRow], tested: Sequence[Robustness]) -> _Charts | None:
    """How many of 1,000 digits are still read when they are changed: the means, and a chart for each kind."""
    places = {row.card.id: (at, row.card.name) for at, row in enumerate(rows)}
    known = [found for found in tested if found.model in places]
    if not known:
        return None
    heads = (tr("Model"), tr("Digits"), tr("All (95 % interval)"), *(tr(TRANSFORMS[kind].title) for kind in KINDS))
    lines = [
        [places[found.model][1], f"{found.n:,}", formats.interval(found.accuracy, *found.ci95),
         *(formats.share(float(np.mean(found.kinds[kind])), 1) for kind in KINDS)]
        for found in known
    ]  # fmt: skip
    charts = [_accuracies(kind, known, places) for kind in KINDS]
    return _Charts(
        means=_texts(heads, lines, [False, *[True] * (len(heads) - 1)]),
        legend=html_report_svg.legend([places[found.model] for found in known]),
        charts=[chart for chart in charts if chart],
    )


def _accuracies(kind: str, known: Sequence[Robustness], places: Mapping[str, tuple[int, str]]) -> LineChart | None:
    transform = TRANSFORMS[kind]
    scale = 100 if transform.unit == "%" else 1
    amounts = [scale * float(amount) for amount in perturb.amounts(kind, EVERY)]
    lines = [
        (*places[found.model], [(x, 100 * share) for x, share in zip(amounts, found.kinds[kind], strict=False)])
        for found in known
    ]
    unit = f" ({transform.unit})" if transform.unit else ""
    return html_report_svg.lines(lines, f"{tr(transform.title).lower()}{unit}", tr("accuracy (%)"))


def _origins(cards: Sequence[Card]) -> _Table:
    """What made each model, on what, when; and what its owner noted."""
    lines = [
        [_Cell(text=card.name), _Cell(text=card.command, kind="code"), _Cell(text=card.device),
         _Cell(text=card.torch_version), _Cell(text=formats.date(card.created) if card.created else ""),
         _Cell(text=card.note)]
        for card in cards
    ]  # fmt: skip
    heads = (tr("Model"), tr("Made by"), tr("Device"), "torch", tr("Date"), tr("Note"))
    return _table(heads, lines, [False] * len(heads), "words")

"""The comparison table's columns, and the table as CSV and Markdown. Imports records and plans, no torch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from digitpad.analysis.comparison import SETS, ModelRow, set_title, test_set, unjudged
from digitpad.core import csv_text, formats, layer_spec, path_layers
from digitpad.core.escaping import markdown_cell
from digitpad.core.language import mark, tr, tr_n
from digitpad.core.plans import field_of
from digitpad.core.recipes import change_words
from digitpad.core.records import Card, Score

NONE = "\N{EN DASH}"  # in place of an accuracy where there is none
ROBUSTNESS = "robustness"  # as `library.robustness` calls it, which this file need not load
BENT_HINT = mark(
    "Mean accuracy on 1,000 test digits rotated, slanted, thickened, thinned, cut and made noisy, step by step"
)
OWN_HINT = mark(
    "Share of correct predictions on each model's own test set, with its 95 % interval (Wilson): where the true "
    "accuracy probably lies"
)
Sortable = tuple[Any, ...] | float | str | None  # one kind within a column; None: not known


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: how to sort, show and explain a row's figure in it, and the plain values that go into a CSV file."""

    key: str
    title: str
    hint: str
    sort: Callable[[ModelRow], Sortable]
    text: Callable[[ModelRow], str]
    detail: Callable[[ModelRow], str]
    plain: tuple[tuple[str, Callable[[ModelRow], object]], ...]
    numeric: bool = True
    best_first: bool = False  # the first click sorts from the highest down


def columns(table: Sequence[ModelRow]) -> list[TableColumn]:
    """The columns for these rows: the fixed ones, and one for each further set that a model was scored on."""
    at = next(index for index, column in enumerate(FIXED) if column.key == "accuracy") + 1
    return [*FIXED[:at], *(score_column(on) for on in further_sets(table)), *FIXED[at:]]


def further_sets(table: Sequence[ModelRow]) -> list[str]:
    """The sets beside each model's own that any of these rows has a score on, the known ones first."""
    return sorted({on for row in table for on in row.scores if on != test_set(row.card)}, key=_set_order)


def _set_order(on: str) -> tuple[int, str]:
    return (list(SETS).index(on) if on in SETS else len(SETS), on)


def score_column(on: str | None) -> TableColumn:
    """The accuracy on one set with its 95 % interval; None: on each model's own test set."""

    def score(row: ModelRow) -> Score | None:
        return row.own if on is None else row.scores.get(on)

    def plain(get: Callable[[Score], object]) -> Callable[[ModelRow], object]:
        return lambda row: get(found) if (found := score(row)) is not None and found.judged else None

    name = "accuracy" if on is None else f"accuracy {SETS.get(on, set_title(on))}"
    return TableColumn(
        "accuracy" if on is None else f"accuracy:{on}",
        mark("Test accuracy") if on is None else set_title(on),
        _accuracy_hint(on),
        lambda row: found.accuracy if (found := score(row)) is not None and found.judged else None,
        lambda row: formats.UNKNOWN if (found := score(row)) is None else accuracy_text(found),
        lambda row: tr("Not evaluated yet") if (found := score(row)) is None else score_detail(found),
        (
            (name, plain(lambda found: found.accuracy)),
            (f"{name} low", plain(lambda found: found.ci95[0])),
            (f"{name} high", plain(lambda found: found.ci95[1])),
            (f"{name} n", lambda row: None if (found := score(row)) is None else found.n),
        ),
        best_first=True,
    )


def _accuracy_hint(on: str | None) -> str:
    if on is None:
        return OWN_HINT
    if on == ROBUSTNESS:
        return BENT_HINT
    return tr(
        "Share of correct predictions on {where}, with its 95 % interval (Wilson): where the true accuracy probably "
        "lies",
        where=set_title(on),
    )


def score_figure(kind: str, on: str | None) -> TableColumn:
    """The calibration error (kind "ece") or the share of refusals ("answered") on one set; None: each model's own."""
    title, name, hint = {
        "ece": (
            tr("Calibration"),
            "ece",
            tr("Expected calibration error: how far confidence and accuracy lie apart, on average"),
        ),
        "answered": (tr("Refused"), "answered", tr("Drawings that the model refuses: not a digit, or not sure enough")),
    }[kind]

    def value(row: ModelRow) -> float | None:
        score = row.own if on is None else row.scores.get(on)
        if score is None or (kind == "ece" and not score.judged):
            return None
        return score.ece if kind == "ece" else score.answered

    def cost(row: ModelRow) -> float | None:
        found = value(row)
        return found if found is None or kind == "ece" else 1 - found

    where = tr("each model's own test set") if on is None else set_title(on)
    return TableColumn(
        kind if on is None else f"{kind}:{on}", title, tr("{hint}; on {where}", hint=hint, where=where), cost,
        lambda row: formats.UNKNOWN if (found := cost(row)) is None else formats.share(found),
        lambda row: (
            tr("Not evaluated yet") if (found := cost(row)) is None
            else tr("{share} on {where}", share=formats.share(found), where=where)
        ),
        ((name if on is None else f"{name} {SETS.get(on, where)}", value),),
    )  # fmt: skip


def multiply_adds(row: ModelRow) -> float | None:
    """The products of one prediction, of both branches where there are two; None where the layers are not known."""
    card = row.card
    if not card.layers:
        return None
    outputs = len(card.classes) + card.reject
    branch = path_layers.multiply_adds(outputs) if card.takes_path else 0
    return layer_spec.multiply_adds(card.layers, outputs) + branch


def accuracy_text(score: Score) -> str:
    """The accuracy as the table has it: "97.84 % (97.54-98.11)"; a dash where there is none."""
    return formats.interval(score.accuracy, *score.ci95) if score.judged else NONE


def score_detail(score: Score) -> str:
    """All that is known of a score, in two sentences."""
    if score.on == ROBUSTNESS:
        low, high = (100 * end for end in score.ci95)
        return tr(
            "{bent_hint}: {value:.2f} %; 95 % interval {low:.2f} to {high:.2f} %.",
            bent_hint=tr(BENT_HINT),
            value=100 * score.accuracy,
            low=low,
            high=high,
        )
    if said := unjudged(score):
        return tr("{said} Refused {share}.", said=said, share=formats.share(1 - score.answered, 1))
    right = round(score.accuracy * score.n)
    low, high = (100 * end for end in score.ci95)
    text = tr(
        "{right:,} of {n:,} correct on {on}; 95 % interval {low:.2f} to {high:.2f} %.",
        right=right,
        n=score.n,
        on=set_title(score.on),
        low=low,
        high=high,
    )
    return text + (tr(" Answered {answered}.", answered=formats.share(score.answered, 1)) if score.answered < 1 else "")


def _text_column(
    key: str, title: str, hint: str, text: Callable[[ModelRow], str], plain: Callable[[ModelRow], str]
) -> TableColumn:
    return TableColumn(
        key, title, hint, lambda row: formats.natural(text(row)), text, plain, ((key, plain),), numeric=False
    )


def _figure_column(
    key: str, title: str, hint: str, value: Callable[[ModelRow], float | None], text: Callable[[float], str], plain: str
) -> TableColumn:
    def shown(row: ModelRow) -> str:
        return formats.UNKNOWN if (found := value(row)) is None else text(found)

    return TableColumn(key, title, hint, value, shown, shown, ((plain, value),))


def _trained_text(row: ModelRow) -> str:
    parts = [
        tr("Trained in {seconds}", seconds=formats.duration(row.card.seconds))
        if row.card.seconds
        else tr("Training time not known")
    ]
    parts += (
        [tr("{cpu_seconds} of processor time", cpu_seconds=formats.duration(row.card.cpu_seconds))]
        if row.card.cpu_seconds
        else []
    )
    parts += [tr_n("{count:,} epoch", "{count:,} epochs", row.card.epochs_done)] if row.card.epochs_done else []
    parts += (
        [tr("{samples_per_second:,.0f} pictures a second", samples_per_second=row.card.samples_per_second)]
        if row.card.samples_per_second
        else []
    )
    parts += (
        [tr("at most {peak_memory_mb:,.0f} MB of memory", peak_memory_mb=row.card.peak_memory_mb)]
        if row.card.peak_memory_mb
        else []
    )
    return ", ".join([*parts, tr("on {device}", device=row.card.device)])


def _name_detail(row: ModelRow) -> str:
    card = row.card
    changes = (
        tr(
            "\nChanged from the recipe {recipe}: {changes}",
            recipe=card.plan.recipe,
            changes="; ".join(map(change_words, card.changes)),
        )
        if card.changes
        else ""
    )
    kind = tr("comes with digitpad") if card.bundled else tr("trained here")
    kind = tr("added from {file}", file=card.added) if card.added else taught_from(card) or kind
    return f"{card.name} ({card.id}), {kind}{changes}" + (f"\n{card.note}" if card.note else "")


def taught_from(card: Card) -> str:
    """Of what a taught model was made; empty for any other."""
    if card.origin is None:
        return ""
    return tr_n(
        "taught from {original} with {count:,} drawing",
        "taught from {original} with {count:,} drawings",
        card.origin.drawings,
        original=card.origin.original,
    )


def architecture_text(card: Card) -> str:
    """The architecture's layers in short, or its id where nothing more is known of it."""
    if card.graph is not None:
        return tr("ONNX file")
    return card.plan.layers or tr(field_of("architecture").shown(card.plan.architecture))


def searched(card: Card) -> str:
    """The words that a filter looks among, in small letters: name, settings, note, device."""
    plan = card.plan
    parts = (
        card.name, card.id, plan.recipe, architecture_text(card), plan.architecture, dataset_text(card), plan.dataset,
        plan.optimizer, plan.schedule, card.note, card.device, *card.changes,
        tr("bundled") if card.bundled else tr("yours"),
        tr("seed {seed}", seed=plan.seed),
    )  # fmt: skip
    return "\n".join(parts).casefold()


def dataset_text(card: Card) -> str:
    """What the training data is called."""
    if card.own_classes:
        return tr("drawings of your own")
    if card.added and not card.plan.dataset:
        return formats.UNKNOWN
    return tr(field_of("dataset").shown(card.plan.dataset))


_NAME = TableColumn(
    "name", mark("Model"), mark("The model's name; double-click to change it"),
    lambda row: formats.natural(row.card.name),
    lambda row: row.card.name, _name_detail,
    (("id", lambda row: row.card.id), ("name", lambda row: row.card.name), ("bundled", lambda row: row.card.bundled)),
    numeric=False,
)  # fmt: skip
_TRAINING = TableColumn(
    "training", mark("Training"), mark("How long the training took"), lambda row: row.card.seconds or None,
    lambda row: formats.duration(row.card.seconds) if row.card.seconds else formats.UNKNOWN, _trained_text,
    (("training_seconds", lambda row: row.card.seconds or None),),
)  # fmt: skip
_DATE = TableColumn(
    "date", mark("Date"), mark("When the model was made"), lambda row: formats.timestamp(row.card.created),
    lambda row: formats.date(row.card.created), lambda row: row.card.created,
    (("created", lambda row: row.card.created),), numeric=False, best_first=True,
)  # fmt: skip
FIXED: tuple[TableColumn, ...] = (
    _NAME,
    _text_column("dataset", field_of("dataset").label, mark("The pictures it was trained on"),
                 lambda row: dataset_text(row.card), lambda row: row.card.plan.dataset),
    score_column(None),
    _figure_column("parameters", mark("Parameters"), mark("The weights and biases that training adjusts"),
                   lambda row: row.card.parameters or None, formats.count, "parameters"),
    _figure_column("bytes", mark("File size"), mark("Size of the file with the weights"),
                   lambda row: row.card.bytes or None, formats.size, "bytes"),
    _figure_column("milliseconds", mark("Prediction"), mark("One drawing on one processor core here (median)"),
                   lambda row: row.milliseconds, formats.milliseconds,
                   "prediction_milliseconds"),
    _TRAINING,
    _text_column("architecture", field_of("architecture").label, mark("The network's layers"),
                 lambda row: architecture_text(row.card), lambda row: row.card.plan.architecture),
    _DATE,
    _text_column("note", mark("Note"), mark("Your own words; double-click to write"), lambda row: row.card.note,
                 lambda row: row.card.note),
)  # fmt: skip


def as_csv(table: Sequence[ModelRow], shown: Sequence[TableColumn]) -> str:
    """The table as CSV: plain figures at full precision, empty where not known."""
    fields = [field for column in shown for field in column.plain]
    rows = ([cell if (cell := get(row)) is not None else "" for _, get in fields] for row in table)
    return csv_text.written([[name for name, _ in fields], *rows])


def as_markdown(table: Sequence[ModelRow], shown: Sequence[TableColumn]) -> str:
    """The table as Markdown, as it is read in the window; figures stand at the right."""
    lines = ["| " + " | ".join(tr(column.title) for column in shown) + " |"]
    lines.append("|" + "|".join(" ---: " if column.numeric else " --- " for column in shown) + "|")
    for row in table:
        cells = [markdown_cell(column.text(row)) for column in shown]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"

"""Which columns stand in the comparison table: all there are, those the user chose, those that differ. No torch."""

from collections.abc import Sequence
from typing import Any

from digitpad.analysis.columns import FIXED, TableColumn, columns, multiply_adds, score_figure
from digitpad.analysis.comparison import ModelRow, set_title
from digitpad.core import formats
from digitpad.core.language import mark, tr
from digitpad.core.plan_field import PlanField
from digitpad.core.plans import AUGMENTATIONS, FIELDS, Augmentation
from digitpad.core.recipes import change_words

_KNOWN_OF_ADDED = ("layers", "input")  # of a plan that was never trained here
ALWAYS = "name"  # the column that cannot be put away: it says which model a row is


SETTING = "plan:"  # begins the keys of columns that are settings of the plan


def _setting(row: PlanField) -> TableColumn:
    """The column of a plan's setting; its plain value is the plan's own, or the card's where that says what it was."""

    def value(model: ModelRow) -> Any:
        if model.card.added and row.name not in _KNOWN_OF_ADDED:
            return None
        return getattr(model.card if row.is_resolved else model.card.plan, row.name)

    def sort(model: ModelRow) -> float | str | None:
        found = value(model)
        if found is None and row.range is not None:
            return None
        return float(found) if isinstance(found, int | float) else row.shown(found)

    def text(model: ModelRow) -> str:
        found = value(model)
        if isinstance(found, Augmentation) and found:
            sizes = [(kind.words, getattr(found, kind.name)) for kind in AUGMENTATIONS]
            return ", ".join(f"{words} {size:g}" for words, size in sizes if size)
        return tr(row.shown(found))

    def plain(model: ModelRow) -> object:
        found = value(model)
        return found if found is None or isinstance(found, int | float | str) else row.shown(found)

    numeric = row.range is not None
    return TableColumn(
        f"{SETTING}{row.name}", row.label, row.tooltip, sort, text, text, ((row.name, plain),), numeric=numeric
    )


SETTINGS = tuple(_setting(row) for row in FIELDS if row.is_compared)

_RECIPE = TableColumn(
    "recipe", mark("Recipe"), mark("The recipe that the plan was made from"),
    lambda row: formats.natural(row.card.plan.recipe),
    lambda row: (row.card.plan.recipe or formats.UNKNOWN) + (" *" if row.card.changes else ""),
    lambda row: (
        tr("Not trained here") if not row.card.plan.recipe else
        tr("As published") if not row.card.changes else
        tr("Changed: {changes}", changes="; ".join(map(change_words, row.card.changes)))
    ),
    (("recipe", lambda row: row.card.plan.recipe), ("changes", lambda row: "; ".join(row.card.changes))),
    numeric=False,
)  # fmt: skip
_CPU = TableColumn(
    "cpu", mark("CPU time"), mark("Processor time of the training, over all cores"),
    lambda row: row.card.cpu_seconds or None,
    lambda row: formats.duration(row.card.cpu_seconds) if row.card.cpu_seconds else formats.UNKNOWN,
    lambda row: (
        tr("{seconds:,.1f} seconds", seconds=row.card.cpu_seconds) if row.card.cpu_seconds else tr("Not known")
    ),
    (("cpu_seconds", lambda row: row.card.cpu_seconds or None),),
)  # fmt: skip
_MULTIPLY_ADDS = TableColumn(
    "multiply-adds", mark("Multiply-adds"),
    mark("Multiplications of one prediction, in linear and convolutional layers"),
    multiply_adds,
    lambda row: formats.UNKNOWN if (found := multiply_adds(row)) is None else formats.short_count(found),
    lambda row: tr("Not known") if (found := multiply_adds(row)) is None else f"{found:,.0f}",
    (("multiply_adds", multiply_adds),),
)  # fmt: skip


def every(table: Sequence[ModelRow]) -> list[TableColumn]:
    """All columns there are for these rows, in the order in which the menu lists them."""
    made: list[TableColumn] = []
    for column in columns(table):
        made.append(column)
        if column.key.startswith("accuracy"):
            on = column.key.partition(":")[2] or None
            made += [score_figure("ece", on), score_figure("answered", on)]
        elif column.key == "parameters":
            made.append(_MULTIPLY_ADDS)
        elif column.key == "training":
            made.append(_CPU)
        elif column.key == "dataset":
            made.append(_RECIPE)
    return made + list(SETTINGS)


def default(table: Sequence[ModelRow]) -> list[str]:
    """The keys of the columns that stand there until the user chooses others."""
    return [column.key for column in columns(table)]


def chosen(table: Sequence[ModelRow], keys: Sequence[str]) -> list[TableColumn]:
    """The columns of these keys in this order; unknown keys are passed over, no key means the default."""
    known = {column.key: column for column in every(table)}
    wanted = [key for key in dict.fromkeys(keys or default(table)) if key in known]
    if ALWAYS not in wanted:
        wanted.insert(0, ALWAYS)
    return [known[key] for key in wanted]


def differing(table: Sequence[ModelRow]) -> list[TableColumn]:
    """The columns in which these rows are not all alike, their name first; the note and the date say nothing here."""
    found = [
        column for column in every(table) if column.key not in (ALWAYS, "date", "note") and _differs(table, column)
    ]
    return [FIXED[0], *found]


def _differs(table: Sequence[ModelRow], column: TableColumn) -> bool:
    return len({column.text(row) for row in table}) > 1


def title(column: TableColumn) -> str:
    """A column's title in a menu, where it stands without its neighbours."""
    kind, _, on = column.key.partition(":")
    return (
        tr("{title} on {on}", title=tr(column.title), on=set_title(on))
        if on and kind in ("ece", "answered")
        else tr(column.title)
    )


def toggled(table: Sequence[ModelRow], keys: Sequence[str], key: str) -> list[str]:
    """The chosen keys with one more or one less; a new one goes where the menu's order has it."""
    now = [column.key for column in chosen(table, keys)]
    if key in now:
        return [each for each in now if each != key or each == ALWAYS]
    order = [column.key for column in every(table)]
    behind = [each for each in now if each in order and order.index(each) < order.index(key)]
    at = max((now.index(each) for each in behind), default=-1) + 1
    return [*now[:at], key, *now[at:]]

"""The recipes: named training settings, each a published tutorial to the letter. Imports errors and plans; never torch.

The window reads this file while torch still loads, so it must stay free of it.
"""

import shlex
from dataclasses import replace

from digitpad.core.errors import UnknownNameError
from digitpad.core.language import mark, tr
from digitpad.core.plans import AUTO, FIELDS, FLOAT32, Augmentation, Plan, field_of, init_of

NOTHING = mark("none")  # an empty value
USUAL_RATES = {"sgd": 0.01, "adam": 0.001, "adamw": 0.001, "rmsprop": 0.001, "adagrad": 0.01}

RECIPES: dict[str, Plan] = {
    "mlp-256": Plan(
        "mlp-256", "mlp-256", "fashion-mnist", "unit", "sgd", 0.1, batch_size=256, epochs=10, precision=FLOAT32,
        init="normal:0.01",
    ),
    "mlp-120-84": Plan(
        "mlp-120-84", "mlp-120-84", "mnist", "unit", "sgd", 0.005, batch_size=64, epochs=50, precision=FLOAT32,
        init="torch",
    ),
    "cnn-5x5": Plan(
        "cnn-5x5", "cnn-5x5", "mnist", "unit", "adam", 0.001, batch_size=64, epochs=10, precision=FLOAT32,
        init="torch",
    ),
    "mlp-256-128": Plan(
        "mlp-256-128", "mlp-256-128", "mnist", "standard", "adam", 0.001, batch_size=64, epochs=5, precision=FLOAT32,
        init="torch",
    ),
    "mlp-512": Plan(
        "mlp-512", "mlp-512", "mnist", "standard", "sgd", 0.01, momentum=0.5, batch_size=64, epochs=10,
        precision=FLOAT32, init="torch",
    ),
    "padnet": Plan(
        "padnet", "padnet", "mnist+ink", "unit", "adamw", 0.003, weight_decay=0.02, batch_size=128, epochs=24,
        schedule="one-cycle", label_smoothing=0.05, average=0.999, precision=AUTO, init="torch",
        augmentation=Augmentation(
            rotate=14, shift=1.5, scale=0.12, shear=12, elastic=1.2, stroke=0.4, noise=0.4, ease=0.375
        ),
    ),
    "sprint": Plan(
        "sprint", "sprint", "mnist", "standard", "adamw", 0.02, weight_decay=0.1, batch_size=256, epochs=2,
        schedule="one-cycle", label_smoothing=0.1, precision=AUTO, init="torch",
    ),
}  # fmt: skip


def recipe(name: str) -> Plan:
    """The plan of a recipe as published. Raises UnknownNameError with the nearest name."""
    try:
        return RECIPES[name]
    except KeyError:
        raise UnknownNameError("recipe", name, RECIPES) from None


def completed(plan: Plan) -> Plan:
    """A plan for a new run: what an older digitpad did not record is as in its recipe or architecture."""
    base = RECIPES.get(plan.recipe)
    if base is not None and plan.precision is None:
        plan = replace(plan, precision=base.precision)
    return plan if plan.init is not None else replace(plan, init=init_of(plan))


def changes(plan: Plan) -> tuple[str, ...]:
    """What differs from the plan's recipe, in words ("epochs 5 -> 3"); seed and device change no recipe.

    What was not recorded is not known to differ.
    """
    base = RECIPES.get(plan.recipe)
    if base is None:
        return ()
    rows = [(row, getattr(base, row.name), getattr(plan, row.name)) for row in FIELDS if row.is_recipe]
    return tuple(
        row.title if isinstance(new, Augmentation) else f"{row.title} {_short(old)} -> {_short(new)}"
        for row, old, new in rows
        if old != new and new is not None
    )


def change_words(change: str) -> str:
    """One of `changes`, which files have in English, in the language that is shown: "学习率 0.001 → 50"."""
    rows = [row for row in FIELDS if change == row.title or change.startswith(f"{row.title} ")]
    if not rows:
        return change  # of a setting that this version does not know
    row = max(rows, key=lambda each: len(each.title))
    values = change.removeprefix(row.title).strip().split(" -> ")
    shown = [tr(row.choices.get(value, value)) for value in values]
    return " ".join([row.words, " \u2192 ".join(shown)]).strip()


def command(plan: Plan) -> str:
    """The command line that trains the plan, as far as options go; empty for a recipe unknown by now."""
    base = RECIPES.get(plan.recipe)
    if base is None:
        return ""
    words = ["digitpad", "train", plan.recipe, "--seed", str(plan.seed)]
    for row in FIELDS:
        value = getattr(plan, row.name)
        if row.is_recipe and value is not None and value != getattr(base, row.name):
            words += [row.option, row.typed(value)]
    return shlex.join(words)


def _short(value: object) -> str:
    """A value as the form shows it: 50 rather than 50.0."""
    return f"{value:.17g}" if isinstance(value, float) and value.is_integer() else str(value) or NOTHING


def safer_rate(plan: Plan, failed: float) -> float:
    """A learning rate to try after one that made the loss explode.

    The plan's, where it was raised while the run went on; else the recipe's own; else what is usual for the optimiser;
    the first that is clearly smaller, or else a tenth of what failed.
    """
    base = RECIPES.get(plan.recipe)
    own = [base.learning_rate] if base is not None and base.optimizer == plan.optimizer else []
    known = [plan.learning_rate, *own, USUAL_RATES.get(plan.optimizer, failed)]
    tenth = max(float(f"{failed / 10:.1g}"), field_of("learning_rate").span.low)
    return next((rate for rate in known if rate <= failed / 2), tenth)

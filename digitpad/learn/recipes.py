"""The recipes: named training settings, each a published tutorial to the letter. Imports records, never torch.

The window reads this file while torch still loads, so it must stay free of it.
"""

import dataclasses
from dataclasses import dataclass

from digitpad.errors import PlanError, UnknownNameError
from digitpad.records import Augmentation, Plan

OPTIMIZERS = {"sgd": "SGD", "adam": "Adam", "adamw": "AdamW", "rmsprop": "RMSprop", "adagrad": "Adagrad"}
SCHEDULES = {"constant": "constant", "step": "step", "cosine": "cosine", "one-cycle": "one-cycle"}
INPUTS = {"unit": "[0, 1]", "standard": "mean 0.1307, std 0.3081"}
DATASETS = {"mnist": "MNIST", "fashion-mnist": "Fashion-MNIST", "mnist+ink": "MNIST + real ink"}
ARCHITECTURES = {
    "mlp-256": "784-256-10",
    "mlp-120-84": "784-120-84-10",
    "cnn-5x5": "conv 5x5 16, 32, 32, 64; linear 10",
    "mlp-256-128": "784-256-128-10, dropout 0.2",
    "mlp-512": "784-512-256-128-64-10",
    "padnet": "digitpad's own CNN",
    "sprint": "conv 3x3 16, 64 on folded pixels; linear 10",
}

NAMES = {
    "architecture": ARCHITECTURES,
    "dataset": DATASETS,
    "input": INPUTS,
    "optimizer": OPTIMIZERS,
    "schedule": SCHEDULES,
}


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers that a field of a plan may have, both ends included."""

    low: float
    high: float
    whole: bool = False

    @property
    def words(self) -> str:
        """Such as "1 to 1000"."""
        return f"{worded(self.low)} to {worded(self.high)}"


RANGES = {
    "epochs": Range(1, 1000, whole=True),
    "batch_size": Range(1, 10_000, whole=True),
    "learning_rate": Range(1e-8, 100.0),
    "momentum": Range(0.0, 0.9999),
    "weight_decay": Range(0.0, 10.0),
    "label_smoothing": Range(0.0, 0.9),
    "average": Range(0.0, 0.99999),
    "validation": Range(0.0, 0.5),
    "patience": Range(0, 1000, whole=True),
    "seed": Range(0, 2**31 - 1, whole=True),
}
LARGEST_CHANGES = {  # of an augmentation, in its own unit: beyond these, nobody knows a digit any more
    "rotate": 90.0, "shift": 6.0, "scale": 0.5, "shear": 45.0, "elastic": 5.0, "stroke": 2.0, "erase": 1.0,
    "noise": 1.0, "ease": 1.0,
}  # fmt: skip

USUAL_RATES = {"sgd": 0.01, "adam": 0.001, "adamw": 0.001, "rmsprop": 0.001, "adagrad": 0.01}
_LONG = 10**15

RECIPES: dict[str, Plan] = {
    "mlp-256": Plan("mlp-256", "mlp-256", "fashion-mnist", "unit", "sgd", 0.1, batch_size=256, epochs=10),
    "mlp-120-84": Plan("mlp-120-84", "mlp-120-84", "mnist", "unit", "sgd", 0.005, batch_size=64, epochs=50),
    "cnn-5x5": Plan("cnn-5x5", "cnn-5x5", "mnist", "unit", "adam", 0.001, batch_size=64, epochs=10),
    "mlp-256-128": Plan("mlp-256-128", "mlp-256-128", "mnist", "standard", "adam", 0.001, batch_size=64, epochs=5),
    "mlp-512": Plan("mlp-512", "mlp-512", "mnist", "standard", "sgd", 0.01, momentum=0.5, batch_size=64, epochs=10),
    "padnet": Plan(
        "padnet", "padnet", "mnist+ink", "unit", "adamw", 0.003, weight_decay=0.02, batch_size=128, epochs=24,
        schedule="one-cycle", label_smoothing=0.05, average=0.999,
        augmentation=Augmentation(
            rotate=14, shift=1.5, scale=0.12, shear=12, elastic=1.2, stroke=0.4, noise=0.4, ease=0.375
        ),
    ),
    "sprint": Plan(
        "sprint", "sprint", "mnist", "standard", "adamw", 0.02, weight_decay=0.1, batch_size=256, epochs=2,
        schedule="one-cycle", label_smoothing=0.1,
    ),
}  # fmt: skip


def recipe(name: str) -> Plan:
    """The plan of a recipe as published. Raises UnknownNameError with the nearest name."""
    try:
        return RECIPES[name]
    except KeyError:
        raise UnknownNameError("recipe", name, RECIPES) from None


def changes(plan: Plan) -> tuple[str, ...]:
    """What differs from the plan's recipe, in words ("epochs 5 -> 3"); seed and device change no recipe."""
    base = RECIPES.get(plan.recipe)
    if base is None:
        return ()
    fields = [item.name for item in dataclasses.fields(Plan) if item.name not in ("recipe", "seed", "device")]
    rows = [(name, getattr(base, name), getattr(plan, name)) for name in fields]
    return tuple(
        name.replace("_", " ") if name == "augmentation" else f"{name.replace('_', ' ')} {_short(old)} -> {_short(new)}"
        for name, old, new in rows
        if old != new
    )


def _short(value: object) -> str:
    """A value as the form shows it: 50 rather than 50.0."""
    return f"{value:.17g}" if isinstance(value, float) and value.is_integer() else str(value)


def check(plan: Plan) -> Plan:
    """The plan, if it can be run; else raises PlanError or UnknownNameError with the first thing that is wrong.

    The one door for plans, wherever they come from: the window, the command line, a card, a run that goes on.
    """
    for field, known in NAMES.items():
        name = getattr(plan, field)
        if name not in tuple(known):
            raise UnknownNameError(field, str(name), known)
    for field in RANGES:
        check_number(field, getattr(plan, field))
    for kind, most in LARGEST_CHANGES.items():
        _check_within(f"augmentation's {kind}", getattr(plan.augmentation, kind), Range(0.0, most))
    if plan.patience and not plan.validation:
        raise PlanError("There is nothing to stop early by.", "Hold out a validation part, such as 0.1.")
    return plan


def safer_rate(plan: Plan, failed: float) -> float:
    """A learning rate to try after one that made the loss explode.

    The plan's, where it was raised while the run went on; else the recipe's own; else what is usual for the optimiser;
    the first that is clearly smaller, or else a tenth of what failed.
    """
    base = RECIPES.get(plan.recipe)
    own = [base.learning_rate] if base is not None and base.optimizer == plan.optimizer else []
    known = [plan.learning_rate, *own, USUAL_RATES.get(plan.optimizer, failed)]
    tenth = max(float(f"{failed / 10:.1g}"), RANGES["learning_rate"].low)
    return next((rate for rate in known if rate <= failed / 2), tenth)


def check_number(field: str, value: object) -> None:
    """Raises PlanError for what the plan's field of that name cannot be."""
    _check_within(field.replace("_", " "), value, RANGES[field])


def _check_within(name: str, value: object, span: Range) -> None:
    """Raises PlanError for what is no number, or none of the range; NaN is in no range."""
    if isinstance(value, bool) or not isinstance(value, int if span.whole else (int, float)):
        kind = "whole number" if span.whole else "number"
        raise PlanError(f"The {name} should be a {kind}, not {value!r:.40}.", f"It goes from {span.words}.")
    if not span.low <= value <= span.high:
        raise PlanError(f"The {name} cannot be {worded(value)}.", f"It goes from {span.words}.")


def worded(value: float) -> str:
    """A number as people write it: 10000, 0.001, 1e-08; a whole one of hundreds of digits only said to be large."""
    if isinstance(value, int) and abs(value) >= _LONG:
        return "a number of so many digits"
    if abs(value) < _LONG and value == int(value):
        return f"{value:.0f}"
    short = f"{value:g}"
    return short if float(short) == value else repr(value)  # 0.5000001 is not 0.5, which would be right

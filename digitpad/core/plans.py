"""What a training run is told: the plan, and one table with all that is to be known of each of its settings.

`FIELDS` has one row a setting. The form, the command line, the checks, the comparison's columns and the words for what
was changed are all made from it: whoever adds a setting adds it to `Plan` and here, and to the code that obeys it.
Imports the standard library, errors and typed_json alone; the window reads it while torch still loads.
"""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from digitpad.core.errors import PlanError, UnknownNameError
from digitpad.core.typed_json import Name

OPTIMIZERS = {"sgd": "SGD", "adam": "Adam", "adamw": "AdamW", "rmsprop": "RMSprop", "adagrad": "Adagrad"}
SCHEDULES = {"constant": "constant", "step": "step", "cosine": "cosine", "one-cycle": "one-cycle"}
SCALES = {"unit": (0.0, 1.0), "standard": (0.1307, 0.3081)}  # mean and standard deviation, torchvision's for MNIST
INPUTS = {"unit": "[0, 1]", "standard": "mean {:.4f}, std {:.4f}".format(*SCALES["standard"])}
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
AUTO, FLOAT32, BFLOAT16 = "auto", "float32", "bfloat16"
PRECISIONS = {AUTO: "automatic", FLOAT32: "float32", BFLOAT16: "bfloat16"}
NOT_RECORDED = "not recorded"
_LONG = 10**15


@dataclass(frozen=True, slots=True)
class Augmentation:
    """How training pictures are changed at random, each as the largest change; all zero changes nothing.

    rotate and shear in degrees, shift and stroke (width) and elastic in pixels of the 28x28 glyph, scale and erase
    as a share (0.1 = 10 %; erase: the share of pictures that lose a patch), noise as a deviation where full ink is 1.
    ease: the share of the run's epochs, its last ones, in which all of them are half as large.
    """

    rotate: float = 0.0
    shift: float = 0.0
    scale: float = 0.0
    shear: float = 0.0
    elastic: float = 0.0
    stroke: float = 0.0
    erase: float = 0.0
    noise: float = 0.0
    ease: float = 0.0

    def __bool__(self) -> bool:
        return any(getattr(self, item.name) for item in dataclasses.fields(self) if item.name != "ease")


@dataclass(frozen=True, slots=True)
class Plan:
    """A recipe with the user's changes: all that a run needs to know, and all that it needs to be repeated.

    The order is that of the files; `FIELDS` says what each setting means and may be.
    """

    recipe: Name
    architecture: Name
    dataset: Name
    input: Name = "unit"
    optimizer: Name = "sgd"
    learning_rate: float = 0.01
    momentum: float = 0.0
    weight_decay: float = 0.0
    batch_size: int = 64
    epochs: int = 10
    schedule: Name = "constant"
    label_smoothing: float = 0.0
    augmentation: Augmentation = field(default_factory=Augmentation)
    average: float = 0.0
    validation: float = 0.0
    patience: int = 0
    seed: int = 1
    device: Name = AUTO
    precision: Name | None = None  # None: from before it was recorded; a run with it computes as "auto" does


def mark(text: str) -> str:
    """The text, marked for translation in the context "Plan"; Qt, which translates it, is not needed for that."""
    return text


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers that a setting may have, both ends included."""

    low: float
    high: float
    whole: bool = False

    @property
    def words(self) -> str:
        """Such as "1 to 1000"."""
        return f"{worded(self.low)} to {worded(self.high)}"


DATA, TRAINING, STOPPING, AUGMENTATION, RUN = (
    mark("Network and data"), mark("Training"), mark("Early stopping"), mark("Data augmentation"), mark("This run")
)  # fmt: skip
SECTIONS = (DATA, TRAINING, STOPPING, AUGMENTATION, RUN)  # of the form, from the top


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanField:
    """One setting of a plan: what it is called, what it may be, and where it is shown."""

    name: str  # of the field of `Plan`
    label: str  # in the form and over the comparison's column
    tooltip: str  # one plain sentence on what it does
    help: str = ""  # on the command line
    noun: str = ""  # in messages and in what was changed; empty: the name
    flag: str = ""  # of `digitpad train`; empty: the name
    section: str = ""  # of the form; empty: it stands elsewhere
    choices: Mapping[str, str] = field(default_factory=dict)  # what may be chosen, and how it reads
    is_open: bool = False  # the machine knows further choices
    is_optional: bool = False  # older files do not have it
    range: Range | None = None
    step: float | None = None  # of the form's arrows; None: 1, 2, 5, 10
    unit: str = ""
    least: str = ""  # the word for the range's lower end
    applies: Callable[[Plan], bool] | None = None  # None: always
    is_compared: bool = True  # has a column of its own in the comparison
    is_resolved: bool = False  # the card has a field of this name, which says what it came to
    is_recipe: bool = True  # another value makes another recipe
    is_count: bool = False  # thousands are grouped

    @property
    def words(self) -> str:
        """What messages call it."""
        return self.noun or self.name.replace("_", " ")

    @property
    def option(self) -> str:
        """Its option of `digitpad train`."""
        return self.flag or f"--{self.name.replace('_', '-')}"

    @property
    def destination(self) -> str:
        """The name under which the command line's parser keeps its value."""
        return self.option.lstrip("-").replace("-", "_")

    @property
    def span(self) -> Range:
        """The numbers that it may have; to be asked only of a number."""
        assert self.range is not None, self.name  # noqa: S101  the caller's to know
        return self.range

    def applies_to(self, plan: Plan) -> bool:
        """Whether it means anything in this plan."""
        return self.applies is None or self.applies(plan)

    def shown(self, value: Any) -> str:
        """A value as people read it: "Adam", "12,800", "rotate 12, shift 1.5"."""
        if value is None:
            return NOT_RECORDED
        if isinstance(value, Augmentation):
            kinds = dataclasses.asdict(value)
            return ", ".join(f"{kind} {size:g}" for kind, size in kinds.items() if size) or "none"
        if isinstance(value, str):
            return self.choices.get(value, value)
        return f"{value:,}" if self.is_count else f"{value}" if isinstance(value, int) else f"{value:g}"

    def typed(self, value: Any) -> str:
        """A value as it is typed on the command line."""
        if isinstance(value, Augmentation):
            return ",".join(f"{kind}={size:g}" for kind, size in dataclasses.asdict(value).items())
        return f"{value}"

    def check(self, value: Any) -> None:
        """Raises PlanError or UnknownNameError for what the setting cannot be."""
        if value is None and self.is_optional:
            return
        if self.range is not None:
            _check_within(self.words, value, self.range)
        elif self.choices and not self.is_open and value not in tuple(self.choices):
            raise UnknownNameError(self.name, str(value), self.choices)


FIELDS: tuple[PlanField, ...] = (
    PlanField(
        name="architecture", label=mark("Architecture"), section=DATA, choices=ARCHITECTURES, is_compared=False,
        tooltip=mark("The layers of the network between the picture and the prediction."),
        help="the network: how many layers of what kind",
    ),
    PlanField(
        name="dataset", label=mark("Dataset"), section=DATA, choices=DATASETS, is_compared=False,
        tooltip=mark("The pictures it is trained on, and the others that it is tested on."),
        help="what it is trained and tested on",
    ),
    PlanField(
        name="input", label=mark("Input scaling"), section=DATA, choices=INPUTS, noun="input scaling",
        tooltip=mark("How brightness becomes numbers: from 0 to 1 as it is, or centred around zero, often faster."),
        help="how brightness becomes numbers: unit is [0, 1], standard is centred around zero",
    ),
    PlanField(
        name="optimizer", label=mark("Optimizer"), section=TRAINING, choices=OPTIMIZERS,
        tooltip=mark("The rule that turns gradients into changes of the weights."),
        help="the rule that turns gradients into changes of the weights",
    ),
    PlanField(
        name="learning_rate", label=mark("Learning rate"), section=TRAINING, range=Range(1e-8, 100.0), flag="--lr",
        tooltip=mark("The size of each change: too small and training creeps, too large and the loss jumps about."),
        help="learning rate: the size of each change of the weights",
    ),
    PlanField(
        name="momentum", label=mark("Momentum"), section=TRAINING, range=Range(0.0, 0.9999), step=0.1,
        applies=lambda plan: plan.optimizer in ("sgd", "rmsprop"),
        tooltip=mark("How much of the last change each change carries on, like a rolling ball; for SGD and RMSprop."),
        help="how much of the last change each change carries on (sgd and rmsprop)",
    ),
    PlanField(
        name="weight_decay", label=mark("Weight decay"), section=TRAINING, range=Range(0.0, 10.0), step=0.001,
        tooltip=mark("Pulls every weight a little towards zero at each step, against overfitting."),
        help="how strongly weights are pulled towards zero, against overfitting",
    ),
    PlanField(
        name="batch_size", label=mark("Batch size"), section=TRAINING, range=Range(1, 10_000, whole=True), step=32,
        is_count=True, tooltip=mark("How many pictures the network looks at before each change of the weights."),
        help="pictures before each change of the weights",
    ),
    PlanField(
        name="epochs", label=mark("Epochs"), range=Range(1, 1000, whole=True), step=1, is_count=True,
        tooltip=mark("How many times it goes through all the training pictures."),
        help="how many times it goes through all the training pictures",
    ),
    PlanField(
        name="schedule", label=mark("Schedule"), section=TRAINING, choices=SCHEDULES,
        tooltip=mark("How the learning rate changes over the run: never, in steps, down a cosine, or up and down."),
        help="how the learning rate changes over the run",
    ),
    PlanField(
        name="label_smoothing", label=mark("Label smoothing"), section=TRAINING, range=Range(0.0, 0.9), step=0.05,
        tooltip=mark("Asks for a little less than complete certainty, so that the network is not overconfident."),
        help="how far short of complete certainty the targets stay",
    ),
    PlanField(
        name="average", label=mark("Weight averaging (EMA)"), section=TRAINING, range=Range(0.0, 0.99999), step=0.001,
        noun="weight averaging",
        tooltip=mark("Keeps a running average of the weights, steadier than the last ones: 0 is off, 0.999 is usual."),
        help="decay of the weights' running average (EMA), which is then tested and kept; 0: none",
    ),
    PlanField(
        name="precision", label=mark("Precision"), section=TRAINING, choices=PRECISIONS, is_optional=True,
        is_resolved=True,
        tooltip=mark("The number format of training: float32 is the same everywhere, bfloat16 is faster where the "
                     "processor has units for it."),
        help="the number format of training: float32 is the same everywhere, bfloat16 is faster where the processor "
        "has units for it, auto takes bfloat16 there and float32 elsewhere",
    ),
    PlanField(
        name="augmentation", label=mark("Data augmentation"), flag="--augment",
        tooltip=mark("Varies the training pictures at random, so that the network learns the digit, not the picture."),
        help="change the pictures at random, such as rotate=10,shift=2",
    ),
    PlanField(
        name="validation", label=mark("Validation share"), section=STOPPING, range=Range(0.0, 0.5), step=0.05,
        noun="validation share",
        tooltip=mark("The share of the training pictures that is never trained on and judges the epochs instead of "
                     "the test set; 0 is none, 0.1 is usual."),
        help="share of the training set that is held out, to judge the epochs by",
    ),
    PlanField(
        name="patience", label=mark("Early stopping (patience)"), section=STOPPING, range=Range(0, 1000, whole=True),
        step=1, unit=mark(" epochs"), least=mark("never"), noun="early stopping patience",
        applies=lambda plan: plan.validation > 0,
        tooltip=mark("Ends the run after so many epochs without a better validation loss, and keeps the best one."),
        help="epochs without a better validation loss that end the run, where some are held out; 0: never",
    ),
    PlanField(
        name="seed", label=mark("Seed"), section=RUN, range=Range(0, 2**31 - 1, whole=True), step=1, is_recipe=False,
        tooltip=mark("Where the random numbers begin: the same seed gives the same run again."),
        help="where the random numbers begin: the same seed gives the same run",
    ),
    PlanField(
        name="device", label=mark("Device"), section=RUN, choices={AUTO: mark("automatic")}, is_open=True,
        is_resolved=True, is_recipe=False,
        tooltip=mark("Where the network is computed: automatic takes a graphics card if there is one."),
        help="what computes: auto (an accelerator where there is one), cpu, or the accelerator torch finds: cuda, mps, "
        "xpu",
    ),
)  # fmt: skip

AUGMENTATIONS: tuple[PlanField, ...] = (  # the fields of `Augmentation`, beyond whose ranges nobody knows a digit
    PlanField(name="rotate", label=mark("Rotate"), range=Range(0.0, 90.0), step=1, unit=" °",
              tooltip=mark("Turn each picture by up to this angle, either way.")),
    PlanField(name="shift", label=mark("Shift"), range=Range(0.0, 6.0), step=0.5, unit=" px",
              tooltip=mark("Move each picture by up to so many of its 28 pixels.")),
    PlanField(name="scale", label=mark("Scale"), range=Range(0.0, 0.5), step=0.02,
              tooltip=mark("Make each picture larger or smaller by up to this share; 0.1 is 10 %.")),
    PlanField(name="shear", label=mark("Shear"), range=Range(0.0, 45.0), step=1, unit=" °",
              tooltip=mark("Slant each picture by up to this angle, as handwriting slants.")),
    PlanField(name="elastic", label=mark("Elastic"), range=Range(0.0, 5.0), step=0.2, unit=" px",
              tooltip=mark("Distort each picture by up to so many pixels, as a wobbling hand does.")),
    PlanField(name="stroke", label=mark("Stroke width"), range=Range(0.0, 2.0), step=0.1, unit=" px",
              tooltip=mark("Make strokes thicker or thinner by up to so many pixels.")),
    PlanField(name="erase", label=mark("Erase"), range=Range(0.0, 1.0), step=0.05,
              tooltip=mark("The share of pictures that lose a patch, so that no single detail decides.")),
    PlanField(name="noise", label=mark("Noise"), range=Range(0.0, 1.0), step=0.05,
              tooltip=mark("Grey noise on every pixel, up to this deviation, where full ink is 1.")),
    PlanField(name="ease", label=mark("Gentler at the end"), range=Range(0.0, 1.0), step=0.05,
              tooltip=mark("The share of the epochs, the last ones, in which all of this is halved.")),
)  # fmt: skip

_BY_NAME = {row.name: row for row in FIELDS}


def field_of(name: str) -> PlanField:
    """The table's row for the plan's field of that name."""
    return _BY_NAME[name]


def check(plan: Plan) -> Plan:
    """The plan, if it can be run; else raises PlanError or UnknownNameError with the first thing that is wrong.

    The one door for plans, wherever they come from: the window, the command line, a card, a run that goes on.
    """
    for row in sorted(FIELDS, key=lambda row: row.range is not None):  # what it is before how much of it
        row.check(getattr(plan, row.name))
    for kind in AUGMENTATIONS:
        _check_within(f"augmentation's {kind.name}", getattr(plan.augmentation, kind.name), kind.span)
    if plan.patience and not plan.validation:
        raise PlanError("Early stopping needs a validation set.", "Set a validation share, such as 0.1.")
    return plan


def check_number(name: str, value: object) -> None:
    """Raises PlanError for what the plan's field of that name cannot be."""
    _BY_NAME[name].check(value)


def settings(plan: Plan) -> tuple[object, ...]:
    """The same for plans that differ in nothing that makes another recipe of them, such as the seed."""
    return (plan.recipe, *(getattr(plan, row.name) for row in FIELDS if row.is_recipe))


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

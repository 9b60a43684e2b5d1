"""What a training run is told: the plan, and one table with all that is to be known of each of its settings.

`FIELDS` has one row a setting. The form, the command line, the checks, the comparison's columns and the words for what
was changed are all made from it: whoever adds a setting adds it to `Plan` and here, and to the code that obeys it.
Imports core alone; the window reads it while torch still loads.
"""

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from digitpad.core import layer_spec, plan_texts
from digitpad.core.architectures import INITS, LAYERS, OWN_INITS
from digitpad.core.errors import PlanError, UnknownNameError
from digitpad.core.language import mark, tr
from digitpad.core.limits import TRAINING_BYTES
from digitpad.core.picture_sets import DATASETS as DATASETS
from digitpad.core.plan_field import PlanField, Range, check_within
from digitpad.core.typed_json import Name

OPTIMIZERS = {"sgd": "SGD", "adam": "Adam", "adamw": "AdamW", "rmsprop": "RMSprop", "adagrad": "Adagrad"}
SCHEDULES = {"constant": mark("constant"), "step": mark("step"), "cosine": mark("cosine"),
             "one-cycle": mark("one-cycle")}  # fmt: skip
SCALES = {"unit": (0.0, 1.0), "standard": (0.1307, 0.3081)}  # mean and standard deviation, torchvision's for MNIST
INPUTS = {"unit": "[0, 1]", "standard": "mean {:.4f}, std {:.4f}".format(*SCALES["standard"])}
ARCHITECTURES = {
    "mlp-256": "784-256-10",
    "mlp-120-84": "784-120-84-10",
    "cnn-5x5": "conv 5x5 16, 32, 32, 64; linear 10",
    "mlp-256-128": "784-256-128-10, dropout 0.2",
    "mlp-512": "784-512-256-128-64-10",
    "padnet": mark("digitpad's own CNN"),
    "sprint": mark("conv 3x3 16, 64 on folded pixels; linear 10"),
}
CROSS_ENTROPY, OFF, ON = "cross-entropy", "off", "on"
LOSSES = {
    CROSS_ENTROPY: mark("cross-entropy"), "mse": mark("mean squared error"), "bce": mark("binary cross-entropy"),
    "l1": mark("mean absolute error (L1)"), "huber": mark("Huber"),
}  # fmt: skip
SWITCH = {OFF: mark("off"), ON: mark("on")}
AUTO, FLOAT32, BFLOAT16 = "auto", "float32", "bfloat16"
PRECISIONS = {AUTO: mark("automatic"), FLOAT32: "float32", BFLOAT16: "bfloat16"}


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
    layers: Name = ""  # a SPEC; empty: the architecture's own layers
    init: Name | None = None  # None: from before it was recorded, as the architecture's tutorial has it
    loss: Name = CROSS_ENTROPY
    class_weights: Name = ""  # such as "7=2,1=0.5"; empty: all classes count alike
    step_epochs: int = 0  # epochs between two steps of the schedule "step"; 0: after half and three quarters of the run
    gamma: float = 0.1  # what each of them multiplies the learning rate by
    beta1: float = 0.9  # Adam's, of the mean of the gradients
    beta2: float = 0.999  # and of their squares
    nesterov: Name = OFF
    shuffle: Name = ON
    train_share: float = 1.0
    wrong_labels: float = 0.0
    digits: Name = ""  # such as "0-4,7"; empty: all
    start: Name = ""  # the model whose weights it begins with; empty: none


DATA, TRAINING, STOPPING, AUGMENTATION, RUN = (
    mark("Network and data"), mark("Training"), mark("Early stopping"), mark("Data augmentation"), mark("This run")
)  # fmt: skip
SECTIONS = (DATA, TRAINING, STOPPING, AUGMENTATION, RUN)  # of the form, from the top


FIELDS: tuple[PlanField, ...] = (
    PlanField(
        name="architecture", label=mark("Architecture"), section=DATA, choices=ARCHITECTURES, is_compared=False,
        tooltip=mark("The layers of the network between the picture and the prediction."),
        help=mark("the network: how many layers of what kind"), applies=lambda plan: not plan.layers,
    ),
    PlanField(
        name="layers", label=mark("Layers of your own"), section=DATA, check_text=layer_spec.check, is_resolved=True,
        example="conv16x5,relu,pool2,dense128,relu",
        tooltip=mark("A network of your own in place of the architecture: its layers between picture and output, "
                     "separated by commas."),
        help=mark("a network of your own: layers between input and output layer, of convCHANNELSxKERNEL, "
"pool2, dense128, dropout0.2, batchnorm, flatten, relu, tanh, sigmoid, gelu, leaky_relu"),
    ),
    PlanField(
        name="init", label=mark("Initialisation"), section=DATA, choices=INITS, is_open=True, is_optional=True,
        check_text=plan_texts.deviation, noun="initialisation", is_expert=True,
        tooltip=mark("The numbers that the weights start from, before anything is learned."),
        help=mark("the weights to start from: torch (its default), normal:SD such as normal:0.01, "
"xavier, kaiming, zeros"),
    ),
    PlanField(
        name="dataset", label=mark("Dataset"), section=DATA, choices=DATASETS, is_compared=False,
        tooltip=mark("The pictures it is trained on, and the others that it is tested on."),
        help=mark("what it is trained and tested on"),
    ),
    PlanField(
        name="input", label=mark("Input scaling"), section=DATA, choices=INPUTS, noun=mark("input scaling"),
        tooltip=mark("How brightness becomes numbers: from 0 to 1 as it is, or centred around zero, often faster."),
        help=mark("how brightness becomes numbers: unit is [0, 1], standard is centred around zero"), is_expert=True,
    ),
    PlanField(
        name="digits", label=mark("Classes to learn"), section=DATA, check_text=plan_texts.digits, example="0-4,7",
        noun=mark("classes to learn"), applies=lambda plan: plan.dataset != "mnist+ink", is_expert=True,
        needs=(mark("Real ink is learned with all of its classes."), mark("Choose another dataset, or no classes.")),
        tooltip=mark("Trains and tests on pictures of these classes alone, by number; empty is all of them."),
        help=mark("train and test on pictures of these classes alone, by number"),
    ),
    PlanField(
        name="train_share", label=mark("Share of the training set"), section=DATA, range=Range(0.001, 1.0), step=0.1,
        noun=mark("share of the training set"),
        tooltip=mark("Trains on this share of the training pictures, chosen at random: what fewer pictures cost."),
        help=mark("share of the training pictures that is trained on"),
    ),
    PlanField(
        name="wrong_labels", label=mark("Wrong labels"), section=DATA, range=Range(0.0, 1.0), step=0.05,
        noun=mark("share of wrong labels"),
        tooltip=mark("Gives this share of the training pictures a wrong class, as careless labelling does."),
        help=mark("share of the training pictures that get a wrong class"),
    ),
    PlanField(
        name="shuffle", label=mark("Shuffle"), section=DATA, is_expert=True, choices=SWITCH,
        tooltip=mark("Whether each epoch goes through the pictures in a new random order, or always in that of the "
                     "file."),
        help=mark("whether each epoch goes through the pictures in a new random order"),
    ),
    PlanField(
        name="optimizer", label=mark("Optimizer"), section=TRAINING, choices=OPTIMIZERS,
        tooltip=mark("The rule that turns gradients into changes of the weights."),
        help=mark("the rule that turns gradients into changes of the weights"),
    ),
    PlanField(
        name="learning_rate", label=mark("Learning rate"), section=TRAINING, range=Range(1e-8, 100.0), flag="--lr",
        tooltip=mark("The size of each change: too small and training creeps, too large and the loss jumps about."),
        help=mark("learning rate: the size of each change of the weights"),
    ),
    PlanField(
        name="momentum", label=mark("Momentum"), section=TRAINING, range=Range(0.0, 0.9999), step=0.1,
        applies=lambda plan: plan.optimizer in ("sgd", "rmsprop"),
        tooltip=mark("How much of the last change each change carries on, like a rolling ball; for SGD and RMSprop."),
        help=mark("how much of the last change each change carries on (sgd and rmsprop)"),
    ),
    PlanField(
        name="nesterov", label=mark("Nesterov momentum"), section=TRAINING, is_expert=True, choices=SWITCH,
        noun=mark("Nesterov momentum"),
        applies=lambda plan: plan.optimizer == "sgd" and plan.momentum > 0,
        needs=(mark("Nesterov momentum is SGD's, with a momentum above 0."),
               mark("Set one, such as 0.9, or leave it off.")),
        tooltip=mark("Looks at the gradient where the momentum is about to lead, which overshoots less."),
        help=mark("look at the gradient where the momentum is about to lead (sgd)"),
    ),
    PlanField(
        name="beta1", label=mark("Adam's beta 1"), section=TRAINING, range=Range(0.0, 0.9999), step=0.05,
        applies=lambda plan: plan.optimizer in ("adam", "adamw"), is_expert=True,
        tooltip=mark("How slowly Adam's running mean of the gradients follows them; 0.9 is usual."),
        help=mark("how slowly Adam's mean of the gradients follows them (adam and adamw)"),
    ),
    PlanField(
        name="beta2", label=mark("Adam's beta 2"), section=TRAINING, range=Range(0.0, 0.999999), step=0.005,
        applies=lambda plan: plan.optimizer in ("adam", "adamw"), is_expert=True,
        tooltip=mark("How slowly Adam's running mean of the squared gradients follows them; 0.999 is usual."),
        help=mark("how slowly Adam's mean of the squared gradients follows them (adam and adamw)"),
    ),
    PlanField(
        name="weight_decay", label=mark("Weight decay"), section=TRAINING, range=Range(0.0, 10.0), step=0.001,
        tooltip=mark("Pulls every weight a little towards zero at each step, against overfitting."),
        help=mark("how strongly weights are pulled towards zero, against overfitting"),
    ),
    PlanField(
        name="batch_size", label=mark("Batch size"), section=TRAINING, range=Range(1, 10_000, whole=True), step=32,
        is_count=True, tooltip=mark("How many pictures the network looks at before each change of the weights."),
        help=mark("pictures before each change of the weights"),
    ),
    PlanField(
        name="epochs", label=mark("Epochs"), range=Range(1, 1000, whole=True), step=1, is_count=True,
        tooltip=mark("How many times it goes through all the training pictures."),
        help=mark("how many times it goes through all the training pictures"),
    ),
    PlanField(
        name="schedule", label=mark("Schedule"), section=TRAINING, choices=SCHEDULES,
        tooltip=mark("How the learning rate changes over the run: never, in steps, down a cosine, or up and down."),
        help=mark("how the learning rate changes over the run"),
    ),
    PlanField(
        name="step_epochs", label=mark("Epochs between steps"), section=TRAINING, range=Range(0, 1000, whole=True),
        step=1, unit=mark(" epochs"), least=mark("at 50 and 75 %"), flag="--step",
        applies=lambda plan: plan.schedule == "step",
        tooltip=mark("After how many epochs the schedule's steps lower the learning rate, again and again."),
        help=mark("epochs between two steps of the schedule step; 0: after half and three quarters of "
"the run"),
    ),
    PlanField(
        name="gamma", label=mark("Factor of a step"), section=TRAINING, range=Range(0.001, 1.0), step=0.1,
        applies=lambda plan: plan.schedule == "step", noun=mark("factor of a step"),
        tooltip=mark("What each of the schedule's steps multiplies the learning rate by."),
        help=mark("what each step of the schedule step multiplies the learning rate by"),
    ),
    PlanField(
        name="loss", label=mark("Loss"), section=TRAINING, choices=LOSSES,
        tooltip=mark("What training makes as small as it can: cross-entropy is usual, the others show why."),
        help=mark("what training makes as small as it can; mse, l1 and huber compare probabilities with "
"the true class"),
    ),
    PlanField(
        name="class_weights", label=mark("Class weights"), section=TRAINING, check_text=plan_texts.class_weights,
        example="7=2,1=0.5", applies=lambda plan: plan.loss == CROSS_ENTROPY, is_expert=True,
        needs=(mark("Class weights go with cross-entropy alone."), mark("Choose that loss, or no class weights.")),
        tooltip=mark("How much pictures of a class count in the loss, where it is not 1: rare classes can count more."),
        help=mark("how much pictures of a class count in the loss, by its number, where it is not 1"),
    ),
    PlanField(
        name="label_smoothing", label=mark("Label smoothing"), section=TRAINING, range=Range(0.0, 0.9), step=0.05,
        tooltip=mark("Asks for a little less than complete certainty, so that the network is not overconfident."),
        help=mark("how far short of complete certainty the targets stay"),
    ),
    PlanField(
        name="average", label=mark("Weight averaging (EMA)"), section=TRAINING, range=Range(0.0, 0.99999), step=0.001,
        noun=mark("weight averaging"), is_expert=True,
        tooltip=mark("Keeps a running average of the weights, steadier than the last ones: 0 is off, 0.999 is usual."),
        help=mark("decay of the weights' running average (EMA), which is then tested and kept; 0: none"),
    ),
    PlanField(
        name="precision", label=mark("Precision"), section=TRAINING, choices=PRECISIONS, is_optional=True,
        is_resolved=True, is_expert=True,
        tooltip=mark("The number format of training: float32 is the same everywhere, bfloat16 is faster where the "
                     "processor has units for it."),
        help=mark("the number format of training: float32 is the same everywhere, bfloat16 is faster "
"where the processor has units for it, auto takes bfloat16 there and float32 elsewhere"),
    ),
    PlanField(
        name="augmentation", label=mark("Data augmentation"), flag="--augment",
        tooltip=mark("Varies the training pictures at random, so that the network learns the digit, not the picture."),
        help=mark("change the pictures at random, such as rotate=10,shift=2"),
    ),
    PlanField(
        name="validation", label=mark("Validation share"), section=STOPPING, range=Range(0.0, 0.5), step=0.05,
        noun=mark("validation share"),
        tooltip=mark("The share of the training pictures that is never trained on and judges the epochs instead of "
                     "the test set; 0 is none, 0.1 is usual."),
        help=mark("share of the training set that is held out, to judge the epochs by"),
    ),
    PlanField(
        name="patience", label=mark("Early stopping (patience)"), section=STOPPING, range=Range(0, 1000, whole=True),
        step=1, unit=mark(" epochs"), least=mark("never"), noun=mark("early stopping patience"),
        applies=lambda plan: plan.validation > 0,
        needs=(mark("Early stopping needs a validation set."), mark("Set a validation share, such as 0.1.")),
        tooltip=mark("Ends the run after so many epochs without a better validation loss, and keeps the best one."),
        help=mark("epochs without a better validation loss that end the run, where some are held out; 0: "
"never"),
    ),
    PlanField(
        name="start", label=mark("Start from model"), section=RUN, flag="--from", check_text=plan_texts.check_line,
        noun=mark("model to start from"), is_expert=True,
        tooltip=mark("The model whose weights it goes on from, in place of random ones; its layers must be the same."),
        help=mark("go on from the weights of this model, whose layers must be the same"),
    ),
    PlanField(
        name="seed", label=mark("Seed"), section=RUN, range=Range(0, 2**31 - 1, whole=True), step=1, is_recipe=False,
        tooltip=mark("Where the random numbers begin: the same seed gives the same run again."),
        help=mark("where the random numbers begin: the same seed gives the same run"),
    ),
    PlanField(
        name="device", label=mark("Device"), section=RUN, choices={AUTO: mark("automatic")}, is_open=True,
        is_resolved=True, is_recipe=False, is_expert=True,
        tooltip=mark("Where the network is computed: automatic takes a graphics card if there is one."),
        help=mark("what computes: auto (an accelerator where there is one), cpu, or the accelerator "
"torch finds: cuda, mps, xpu"),
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

DEFAULTS: dict[str, Any] = {item.name: item.default for item in dataclasses.fields(Plan)}
_BY_NAME = {row.name: row for row in FIELDS}


def field_of(name: str) -> PlanField:
    """The table's row for the plan's field of that name."""
    return _BY_NAME[name]


def check(plan: Plan) -> Plan:
    """The plan, its layers as they are always written, if it can be run; else raises with what is wrong first.

    The one door for plans, wherever they come from: the window, the command line, a card, a run that goes on.
    Raises PlanError or UnknownNameError.
    """
    for row in sorted(FIELDS, key=lambda row: row.range is not None):  # what it is before how much of it
        row.check(getattr(plan, row.name))
    for kind in AUGMENTATIONS:
        check_within(tr("augmentation's {name}", name=kind.name), getattr(plan.augmentation, kind.name), kind.span)
    for row in FIELDS:
        if row.needs is not None and not row.applies_to(plan) and getattr(plan, row.name) != DEFAULTS[row.name]:
            raise PlanError(*map(tr, row.needs))
    if not plan.layers:
        return plan
    _check_memory(plan)
    return dataclasses.replace(plan, layers=layer_spec.written(layer_spec.parse(plan.layers)))


def _check_memory(plan: Plan) -> None:
    """Raises PlanError for a network of the user's own that no step could be taken with."""
    needed = layer_spec.training_bytes(layer_spec.rows(layer_spec.parse(plan.layers)), plan.batch_size)
    if needed > TRAINING_BYTES:
        raise PlanError(
            tr(
                "Training these layers with batches of {batch_size} would take some {needed:.0f} GB of memory.",
                batch_size=plan.batch_size,
                needed=needed / 1e9,
            ),
            tr("Use a smaller batch size, fewer channels, or pool earlier."),
        )


def layers_of(plan: Plan) -> str:
    """The SPEC of the network that the plan trains. Raises UnknownNameError."""
    if plan.layers:
        return plan.layers
    if plan.architecture not in LAYERS:
        raise UnknownNameError("architecture", plan.architecture, LAYERS)
    return LAYERS[plan.architecture]


def init_of(plan: Plan) -> str:
    """The initialisation of the network that the plan trains."""
    return plan.init or ("torch" if plan.layers else OWN_INITS.get(plan.architecture, "torch"))


def check_number(name: str, value: object) -> None:
    """Raises PlanError for what the plan's field of that name cannot be."""
    _BY_NAME[name].check(value)


def settings(plan: Plan) -> tuple[object, ...]:
    """The same for plans that differ in nothing that makes another recipe of them, such as the seed."""
    return (plan.recipe, *(getattr(plan, row.name) for row in FIELDS if row.is_recipe))

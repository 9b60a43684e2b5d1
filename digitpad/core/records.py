"""The frozen nouns that travel between packages: events, answers, cards. Imports core alone.

Nothing here does anything; every package may hold these, none needs another to understand them. Everything turns
into JSON and back with `typed_json`, by the type hints below: unknown keys are ignored, so that an older digitpad reads
what a newer one wrote as far as it can.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

from digitpad.core.language import mark
from digitpad.core.limits import CLASSES, NOTE_CHARS
from digitpad.core.model_files import VALUES
from digitpad.core.picture_sets import DIGIT_NAMES
from digitpad.core.plans import Plan
from digitpad.core.typed_json import InOrder, Length, Name, OneOf, Within

DIGITS = DIGIT_NAMES
OTHER = "not a digit"  # the label under which the pad keeps what is none
NONE_OF_THESE = mark("none of these")
OTHERS = (OTHER, NONE_OF_THESE)  # words of drawings that are none of a model's classes
OWN = "own"  # the set that a model of one's own classes is judged on: drawings that each copy was trained without
NO_CLASS = -1  # the label of what is drawn but is none of the classes: a letter among the digits
RUNNING = "running"  # the id under which the newest snapshot of the running training answers
PAST = "past"  # the id under which a net answers as it was after an epoch of a training
CARD_FORMAT = 1

# What the values of records may be, wherever they are read. Counts and times are generous, and small enough that
# whatever shows, adds or multiplies them stays within what Qt, numpy and a float can hold.
Share = Annotated[float, Within(0.0, 1.0)]
Interval = Annotated[tuple[Share, Share], InOrder()]
Count = Annotated[int, Within(0, 10**15)]
Epoch = Annotated[int, Within(0, 10**9)]
Amount = Annotated[float, Within(0.0, 1e12)]  # seconds, pictures a second, megabytes, milliseconds
Note = Annotated[str, Length(NOTE_CHARS)]
Classes = Annotated[tuple[Name, ...], Length(CLASSES, least=2)]


@dataclass(frozen=True, slots=True)
class Preparing:
    """Something slow is being made ready before the first step; `text` says what, in a few words."""

    text: str


SUCCEEDED, STOPPED, FAILED = "succeeded", "stopped", "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended: `kind` is SUCCEEDED, STOPPED or FAILED; a failure has a sentence and a hint for the user.

    `remedy`: what of a training's plan to change for another try, where the failure knows.
    """

    kind: str
    message: str = ""
    hint: str = ""
    remedy: Mapping[str, float] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The message and the hint as one text; empty where there is nothing to say."""
        return f"{self.message} {self.hint}".strip()


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something that the user should know and that stops nothing, as a sentence and a hint."""

    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class EpochDone:
    """An epoch and its test pass are done. Accuracies are shares (0-1); train figures are of the batches as trained."""

    epoch: Epoch
    epochs: Epoch
    train_loss: float
    train_accuracy: Share
    test_loss: float
    test_accuracy: Share
    seconds: Amount
    learning_rate: Amount
    samples_per_second: Amount
    validation_loss: float | None = None  # None where the plan holds nothing out
    validation_accuracy: Share | None = None


@dataclass(frozen=True, slots=True)
class StepDone:
    """Some steps are done; the figures are of the latest one. `step` counts from 1 over the whole run."""

    epoch: int
    step: int
    steps: int  # of the whole run
    loss: float
    learning_rate: float
    samples_per_second: float
    gradient_norm: float | None = None


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A run is about to take its first step (or, resumed, the first after those it has behind it)."""

    run: str
    plan: Plan
    classes: tuple[str, ...]
    parameters: int
    train_size: int
    test_size: int
    steps_per_epoch: int
    first_epoch: int  # 1 for a new run
    device: str
    threads: int
    history: tuple[EpochDone, ...] = ()  # the epochs behind it
    trail: tuple[StepDone, ...] = ()  # some of the batches behind it; their speed is not kept
    precision: str | None = None  # what it computes in: "float32" or "bfloat16"


@dataclass(frozen=True, slots=True)
class Score:
    """What a model reached on one set. ci95: Wilson's interval for the accuracy; ece: calibration error, 15 bins.

    `judged`: any drawing of the set is of one of the model's classes; without one, accuracy and ece say nothing.
    """

    on: Name
    n: Count
    accuracy: Share
    ci95: Interval
    ece: Share = 0.0
    answered: Share = 1.0
    judged: bool = True


GLYPH, PATH = "glyph", "path"  # what a model may be shown of a drawing
INPUT_SETS = ((GLYPH,), (GLYPH, PATH))
PATH_PREFIX = "path."  # of the names of the path branch's weights; the glyph branch's have none


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How a model's outputs become a prediction, as `Card` has it: fitted on drawings that it was not trained on."""

    temperature: float = 1.0
    threshold: Share = 0.0
    doubt: Share = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a taught model was made of: the original's id, how many drawings it was taught, and which (fingerprints).

    `own_classes`: its classes are those of the drawings, not the original's.
    """

    original: Name
    drawings: Count
    own_classes: bool = False
    fingerprints: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """How an ONNX file is asked, of a model that was added as one: its layers are not known here.

    `input` takes an array of these `sides`, (0, 1, 28, 28) or the like: 0 stands for any number of pictures, and
    without it one is taken at a time. Its values are in [0, 1] ("unit"), centred around zero ("standard", as a plan's
    input scaling) or from 0 to 255. `output` gives (N, classes): probabilities, or logits. `refusal` names the output
    that says how probable "not a digit" is, (N,); empty: there is none.
    """

    input: Name
    output: Name
    sides: Annotated[tuple[Annotated[int, Within(0, 784)], ...], Length(6, least=1)]
    values: Annotated[str, OneOf(tuple(VALUES))] = "unit"
    refusal: Name = ""
    probabilities: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of a model. `weights` is the name of the safetensors file beside the card."""

    id: Name
    plan: Plan
    classes: Classes
    parameters: Count
    weights: Name
    bytes: Count
    scores: tuple[Score, ...] = ()
    history: tuple[EpochDone, ...] = ()
    epochs_done: Epoch = 0
    reject: bool = False  # the net has one output more than classes: "not a digit"
    threshold: Share = 0.0  # less surely a digit: "not a digit"; of a net that cannot refuse: unsure; 0: never
    doubt: Share = 0.0  # of a net that can refuse: a class less probable than this is unsure; 0: never
    inputs: tuple[Name, ...] = (GLYPH,)  # what it is shown; with the path, it has a branch for each
    fusion: Share = 0.5  # the path branch's weight in the mean of both branches' log-probabilities
    picture: Rules | None = None  # of the glyph branch alone, where there is no path; None: as for both
    temperature: float = 1.0  # logits are divided by it: calibration, fitted on validation data
    data_fingerprint: Name = ""
    seconds: Amount = 0.0
    cpu_seconds: Amount = 0.0
    samples_per_second: Amount = 0.0  # pictures learned from, over all of `seconds`; 0: not measured
    peak_memory_mb: Amount = 0.0  # the most that the process held while it trained, on the device; 0: not measured
    device: Name = "cpu"
    layers: Name = ""  # the network's SPEC
    precision: Name | None = None  # what it was trained in, "float32" or "bfloat16"; None: not recorded
    torch_version: Name = ""
    digitpad_version: Name = ""
    created: Name = ""  # ISO 8601, UTC
    command: str = ""
    title: Name = ""
    note: Note = ""
    changes: tuple[str, ...] = ()  # what differs from the recipe, in words
    # rows of (threshold, share of held-out digits answered, share of other drawings accepted); empty: not measured
    tradeoff: tuple[tuple[Share, Share, Share], ...] = ()
    origin: Origin | None = None  # of a taught model; None: it was trained
    added: Name = ""  # the file that somebody brought it in; empty: it was trained or taught here
    graph: Graph | None = None  # of a model that is an ONNX file; None: it has the layers that are written here
    bundled: bool = False
    format: int = CARD_FORMAT

    @property
    def name(self) -> str:
        """What the window calls the model."""
        return self.title or self.id

    @property
    def takes_path(self) -> bool:
        """Whether the model is shown the pen's path beside the glyph, where there is one."""
        return PATH in self.inputs

    @property
    def own_classes(self) -> bool:
        """Whether its classes are somebody's own."""
        return self.origin is not None and self.origin.own_classes

    def rules(self, *, with_path: bool) -> Rules:
        """How its outputs become a prediction."""
        if self.picture is not None and self.takes_path and not with_path:
            return self.picture
        return Rules(temperature=self.temperature, threshold=self.threshold, doubt=self.doubt)


@dataclass(frozen=True, slots=True)
class RunDone:
    """The run is over and its model stands in the library under `card.id`. `stopped`: the user ended it early."""

    card: Card
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class SnapshotTaken:
    """A copy of a running model's weights: `weights` maps names to numpy arrays that nobody will write to again."""

    card: Card
    weights: Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class EpochInsight:
    """What can be seen inside a net after an epoch; it follows that epoch's SnapshotTaken. Numpy arrays throughout.

    `filters`: (n, height, width) float16, the first layer's weights, a picture each: a neuron's view of the whole glyph
    (28x28) or a small filter. The test pictures it gets most wrong, worst first: `pictures` (m, 28, 28) uint8, and (m,)
    each of `truths`, `answers` (class numbers; len(classes): "not a digit") and `sureness` (0-1, of the wrong answer).
    `confusion`: (classes, outputs) counts of the test set: row = the true class, column = the answered one.
    """

    epoch: int
    filters: Any
    pictures: Any
    truths: Any
    answers: Any
    sureness: Any
    confusion: Any


class Refusal(StrEnum):
    """Why a drawing was refused: the values are the command line's JSON, `ui/draw/answer_text.py` has the words."""

    EMPTY = "empty"
    TOO_SMALL = "too small"
    NOT_A_DIGIT = mark("not a digit")
    NONE_OF_THESE = NONE_OF_THESE  # of a model of other things than digits
    SEVERAL = "several digits"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model says of one drawing.

    `digit` is the class's number, None where the drawing was refused (`refused` says why); `in_doubt` where it is a
    guess. `probabilities` are over the
    classes, and sum to 1; `nearest` is the likeliest class's number, refused or not, None only for an empty drawing.
    `classes` are the names of the classes.
    """

    digit: int | None
    confidence: float
    probabilities: tuple[float, ...]
    nearest: int | None = None
    refused: Refusal | None = None
    classes: tuple[str, ...] = DIGITS
    model: str = ""
    sure: float = 1.0  # how surely it is of any class at all: below the threshold it is refused
    in_doubt: bool = False  # it looks like a class, but which one is not sure: `digit` is the likeliest
    several: int = 0  # how many digits stand side by side, where it was refused for that

    @property
    def label(self) -> str:
        """The name of the answered class, or an empty text where the drawing was refused."""
        return "" if self.digit is None else self.classes[self.digit]

    @property
    def rival(self) -> str:
        """The name of the second likeliest class."""
        ranked = sorted(range(len(self.probabilities)), key=lambda number: -self.probabilities[number])
        return self.classes[ranked[1]]


@dataclass(frozen=True, slots=True)
class DigitRead:
    """One digit of a number: its answer, its box (left, top, right, bottom) in the ink's unit, its strokes' numbers."""

    answer: Answer
    box: tuple[float, float, float, float]
    strokes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A number, digit by digit from left to right. `text` has "?" where a digit was refused, and is empty for no ink.

    `confidence` is how surely all digits are right: the product of theirs.
    """

    digits: tuple[DigitRead, ...] = ()
    text: str = ""
    confidence: float = 0.0

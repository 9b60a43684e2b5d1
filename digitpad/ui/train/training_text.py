"""What the training panel says of recipes, runs and their progress. Imports records, plans and recipes."""

from dataclasses import dataclass

from digitpad.core import formats, layer_spec
from digitpad.core.early_stopping import best_epoch, is_over
from digitpad.core.language import mark, tr, tr_n
from digitpad.core.needed_data import NeededData
from digitpad.core.picture_sets import CLASSES, DIGIT_NAMES
from digitpad.core.plans import Plan, field_of
from digitpad.core.recipes import RECIPES, change_words, changes
from digitpad.core.records import Card, EpochDone, RunStarted
from digitpad.core.run_control import RunState
from digitpad.ui.train.curves import RunCurves


@dataclass(frozen=True, slots=True)
class About:
    """A recipe's readable title, and what a learner should know before pressing Start."""

    title: str
    text: str


_ABOUT = {
    "mlp-256": About(
        mark("MLP 256, fashion"),
        mark(
            "One hidden layer of 256 neurons tells shirts from shoes instead of digits. Expect a "
            "test accuracy of 83 % or more."
        ),
    ),
    "mlp-120-84": About(
        "MLP 120-84",
        mark(
            "Two hidden layers and plain, slow gradient descent: the curves rise slowly, so every "
            "epoch can be followed. 50 short epochs; expect a test accuracy of 96.5 %."
        ),
    ),
    "cnn-5x5": About(
        "CNN 5x5",
        mark(
            "Four convolutions that look at small patches before deciding. The slowest of the "
            "tutorials, and worth it: expect a test accuracy above 99 %."
        ),
    ),
    "mlp-256-128": About(
        "MLP 256-128",
        mark("The classic first network: two hidden layers, dropout, Adam. Expect a test accuracy of 97.5 to 98 %."),
    ),
    "mlp-512": About(
        mark("MLP 512 to 64"),
        mark(
            "Deeper, with momentum: watch the train curve pull away from the test curve. Expect a "
            "test accuracy of 97.5 to 98 %."
        ),
    ),
    "padnet": About(
        "padnet",
        mark(
            "digitpad's own convolutional network, trained on MNIST and augmented pen strokes; it "
            "needs the ink files (see README). By far the longest run; expect 99.5 % on MNIST, "
            "and 98.9 % of a stranger's digits read right."
        ),
    ),
    "sprint": About(
        mark("Sprint to 99 %"),
        mark(
            "A small convolutional network that learns as fast as it can, with a learning rate "
            "that rises, then falls, and slightly softened targets (label smoothing). The "
            "quickest of all: two epochs; expect 99 %."
        ),
    ),
}


def about(recipe: str, plan: Plan) -> About:
    """Title and description of a recipe; one that has no words yet is described by its plan."""
    net = plan.layers or tr(field_of("architecture").shown(plan.architecture))
    data = tr(field_of("dataset").shown(plan.dataset))
    known = _ABOUT.get(recipe)
    if known is not None and plan.layers:
        outputs = len(CLASSES.get(plan.dataset, DIGIT_NAMES))
        weights = sum(row.weights for row in layer_spec.rows(layer_spec.parse(plan.layers), outputs))
        text = tr("A network of your own with {weights:,} weights: {layers}. All else is as in the recipe, but for "
                  "what is named below.", weights=weights, layers=plan.layers.replace(",", ", "))  # fmt: skip
        return About(tr(known.title), text)
    if known is not None and plan.dataset != RECIPES[recipe].dataset:
        text = tr("On {data} in place of the recipe's own pictures, so what it reaches is not known beforehand. All "
                  "else is as in the recipe, but for what is named below.", data=data)  # fmt: skip
        return About(tr(known.title), text)
    if known is not None:
        return About(tr(known.title), tr(known.text))
    return About(
        recipe, tr("{architecture} on {data}, {epochs}.", architecture=net, data=data, epochs=_epochs(plan.epochs))
    )


def needs(data: NeededData) -> str:
    """What a plan lacks on this machine, and how to come by it."""
    if not data.megabytes:
        words = tr("\u26a0 This needs {title}, which is not on this machine and cannot be downloaded: choose the "
                   "folder that holds it. The README says where to get it.")  # fmt: skip
    else:
        words = tr("\u26a0 This needs {title}, which is not on this machine: download it ({size} MB), or choose the "
                   "folder that holds it.")  # fmt: skip
    return words.format(title=data.title, size=data.megabytes)


def changed_name(plan: Plan) -> str:
    """The plan's name: the recipe's title, and what was changed ("MLP 256-128, changed: epochs 5 \u2192 3")."""
    title = about(plan.recipe, plan).title
    own = tr("layers of your own")  # which stand above, in the description
    differences = [own if plan.layers and each.startswith("layers ") else change_words(each) for each in changes(plan)]
    return (
        tr("{title}, changed: {differences}", title=title, differences=", ".join(differences)) if differences else title
    )


def clock(seconds: float) -> str:
    """A time to go: "0:31", "12:05", "1:02:03"; rounded up, so that it reads 0:00 only at the very end."""
    whole = max(0, -int(-seconds // 1))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def progress(epoch: int, epochs: int, share: float, left: float | None, rate: float | None, noun: str) -> str:
    """The progress line: "epoch 3/10 - 42 % - 0:31 left - 12,300 digits/s"; what is unknown is left out."""
    parts = [tr("epoch {epoch}/{epochs}", epoch=epoch, epochs=epochs), f"{int(share * 100)} %"]
    if left is not None:
        parts.append(tr("{left} left", left=clock(left)))
    if rate is not None:
        parts.append(tr("{count:,} {noun}/s", count=round_rate(rate), noun=noun))
    return " - ".join(parts)


_BEHIND = {
    RunState.PAUSED: mark(" - paused"),
    RunState.STEPPING: mark(" - paused, step by step"),
    RunState.STOPPING: mark(" - stopping"),
}


def run_words(run: RunCurves, state: RunState) -> str:
    """The progress line of a run in a state."""
    moving = state is RunState.RUNNING and run.share < 1
    left = run.seconds_left if moving or state in (RunState.PAUSED, RunState.STEPPING) else None
    speed = run.samples_per_second if moving else None
    words = progress(run.epoch, run.started.plan.epochs, run.share, left, speed, noun(run.started.plan))
    if state is RunState.RUNNING and not moving:
        return tr("{words} - saving the model", words=words)
    return words + tr(_BEHIND.get(state, ""))


def epoch_words(done: EpochDone) -> str:
    """An epoch's end as a screen reader says it."""
    words = tr("Epoch {epoch} of {epochs}: test accuracy {accuracy}.")
    accuracy = formats.share(done.test_accuracy, 1)
    return words.format(epoch=done.epoch, epochs=done.epochs, accuracy=accuracy)


def round_rate(rate: float) -> int:
    """A speed to three figures: more would only flicker."""
    return round(float(f"{rate:.3g}"))


def noun(plan: Plan) -> str:
    """What the plan's dataset is made of."""
    return tr("digits") if CLASSES.get(plan.dataset) == DIGIT_NAMES else tr("pictures")


def facts(started: RunStarted) -> str:
    """What a run trains, on what, and where, in one line."""
    threads = f", {_threads(started.threads)}" if started.device.startswith("cpu") else ""
    precision = f", {started.precision}" if started.precision else ""
    return tr(
        "{parameters:,} parameters - {train_size:,} training and {test_size:,} test {plan} - "
        "on {device}{threads}{precision}",
        parameters=started.parameters,
        train_size=started.train_size,
        test_size=started.test_size,
        plan=noun(started.plan),
        device=started.device,
        threads=threads,
        precision=precision,
    )


def kept(card: Card, stopped: bool) -> str:
    """What became of a run: the model's name and what it reached."""
    whole = (
        tr("Stopped after {epochs_done}.", epochs_done=_epochs(card.epochs_done))
        if card.epochs_done
        else tr("Stopped in the first epoch.")
    )
    after = whole if stopped else tr("Done.")
    best = best_epoch(card.history)
    if not stopped and is_over(card.history, card.plan.patience):
        after = tr(
            "Stopped early after {patience} without improvement; epoch {best} was best.",
            patience=_epochs(card.plan.patience),
            best=best,
        )
    measured = next((score.accuracy for score in card.scores if score.on == card.plan.dataset.split("+")[0]), None)
    reached = (
        "" if measured is None else tr(", test accuracy {measured:.2%}", measured=measured)
    )  # as kept, not as of an epoch
    return tr("{after} Saved as “{name}”{reached}.", after=after, name=card.name, reached=reached).replace("%", " %")


def _epochs(count: int) -> str:
    return tr_n("{count:,} epoch", "{count:,} epochs", count)


def _threads(count: int) -> str:
    return tr_n("{count:,} thread", "{count:,} threads", count)

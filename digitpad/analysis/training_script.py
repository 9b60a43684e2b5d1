"""A plan as one readable script of plain torch and torchvision, that runs without digitpad. Text alone; imports core.

It is written as a tutorial would be: the data, the network, the loss, the optimizer, the loops, each with its reason.
What a plan has that cannot be written so is said in the script's head.
"""

from collections.abc import Iterator, Sequence

from digitpad import __version__
from digitpad.analysis.script_network import network, outputs
from digitpad.core import plan_texts, plans
from digitpad.core.errors import UnknownNameError
from digitpad.core.plans import AUTO, BFLOAT16, CROSS_ENTROPY, FLOAT32, ON, Augmentation, Plan, field_of

_CLASSES = {  # of torchvision, and what the pictures are called
    "mnist": ("MNIST", "MNIST"), "fashion-mnist": ("FashionMNIST", "Fashion-MNIST"),
    "kuzushiji-mnist": ("KMNIST", "Kuzushiji-MNIST"), "emnist-letters": ("EMNIST", "EMNIST letters"),
}  # fmt: skip
_OPTIMIZERS = {"sgd": "SGD", "adam": "Adam", "adamw": "AdamW", "rmsprop": "RMSprop", "adagrad": "Adagrad"}
_LOSSES = {"mse": "mse_loss", "l1": "l1_loss", "huber": "huber_loss", "bce": "binary_cross_entropy_with_logits"}
_FROM_ZERO = """    for part in (train, test):  # their labels go from 1 (A) to 26 (Z)
        part.targets = part.targets - 1
"""
_WIDTH = 116  # of the lines, as far as they can be folded
_ELASTIC = 28  # torchvision's strength for a shift of one pixel, so that points move as far on average


def script(plan: Plan) -> str:
    """The script of a plan that was checked."""
    top = (_head(plan), _imports(plan), _settings(plan), _data(plan))
    rest = (network(plan), _learning(plan), _train_loop(plan), _test_loop(plan), _main(plan), _START)
    below = "\n\n\n".join(part.strip("\n") for part in rest)
    return "\n\n".join(part.strip("\n") for part in top) + f"\n\n\n{below}\n"


# ---- the head


def _head(plan: Plan) -> str:
    name = _CLASSES.get(plan.dataset, _CLASSES["mnist"])[1]
    missing = list(_missing(plan))
    lines = [
        f'"""{plan.recipe}: a network for {name}, in plain torch. Written by digitpad {__version__}.',
        "",
        "    pip install torch torchvision",
        "    python FILE.py DATA_FOLDER",
        "",
        f"DATA_FOLDER holds the four IDX files of {name}, packed (.gz) or not; else they are downloaded there.",
    ]
    if missing:
        lines += ["", "What digitpad's plan has and this script has not:", *(f"- {each}" for each in missing)]
    return "\n".join([*lines, '"""'])


def _missing(plan: Plan) -> Iterator[str]:
    """What of the plan is not in the script, a sentence each."""
    if plan.dataset == "mnist+ink":
        yield 'The pen strokes, drawn afresh for each epoch, and the class "not a digit" of scribbles and letters.'
    how = plan.augmentation
    if how.elastic:
        yield "Its own elastic distortion: torchvision's is much the same."
    if how.stroke:
        yield "Strokes made thicker or thinner at random, which torchvision cannot."
    if how.noise:
        yield "Grey noise of a random strength."
    if how and how.ease:
        yield f"Gentler changes in the last {100 * how.ease:.3g} % of the epochs."
    if plan.patience:
        yield f"Early stopping after {plan.patience} epochs without a better validation loss."
    if plan.precision not in (FLOAT32, BFLOAT16):
        yield "Arithmetic in bfloat16 where the processor has units for it: it computes in float32."


# ---- imports and settings


def _imports(plan: Plan) -> str:
    subset = ", Subset" if plan.validation or plan.train_share < 1 else ""
    return f"""
import gzip
import shutil
import sys
import tempfile
from pathlib import Path

import torch
from torch import nn
from torch.utils.data import DataLoader{subset}
from torchvision import datasets
from torchvision.transforms import v2
"""


def _settings(plan: Plan) -> str:
    device = '"cuda" if torch.cuda.is_available() else "cpu"' if plan.device == AUTO else repr(plan.device)
    return f"""
EPOCHS = {plan.epochs}
BATCH_SIZE = {plan.batch_size}
LEARNING_RATE = {plan.learning_rate:g}
SEED = {plan.seed}
DEVICE = torch.device({device})
"""


# ---- the data


def _data(plan: Plan) -> str:
    kind = _CLASSES.get(plan.dataset, _CLASSES["mnist"])[0]
    place = plan.dataset if plan.dataset in _CLASSES else "mnist"
    test, train = _transforms(plan)
    training = "train_transform" if train else "transform"
    letters = plan.dataset == "emnist-letters"
    more = ', split="letters"' if letters else ""
    counted = _FROM_ZERO if letters else ""
    return f"""
# ---- The data

{test}{train}


def unpacked(folder, scratch):
    \"\"\"Where torchvision looks for its files: `scratch`, with those of `folder` unpacked, or `folder`.\"\"\"
    raw = scratch / "{kind}" / "raw"
    for place in (folder / "{place}", folder / "{kind}" / "raw", folder):
        files = sorted(place.glob("*-idx?-ubyte*"))
        if not files:
            continue
        raw.mkdir(parents=True)
        for file in files:
            with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as packed:
                with (raw / file.name.removesuffix(".gz")).open("wb") as plain:
                    shutil.copyfileobj(packed, plain)
        return scratch
    return folder


def load_data(folder):
    \"\"\"The training and the test pictures in batches.\"\"\"
    with tempfile.TemporaryDirectory() as scratch:  # both sets are held in memory
        root = unpacked(Path(folder), Path(scratch))
        train = datasets.{kind}(root, train=True, download=True, transform={training}{more})
        test = datasets.{kind}(root, train=False, download=True, transform=transform{more})
{counted}{_changed(plan)}    train_loader = DataLoader(train, batch_size=BATCH_SIZE, shuffle={plan.shuffle == ON})
    test_loader = DataLoader(test, batch_size=1000)
    return train_loader, test_loader
"""


def _transforms(plan: Plan) -> tuple[str, str]:
    """The lines that make the transform of the test pictures, and that of the training pictures."""
    numbers = ["v2.ToImage()", "v2.ToDtype(torch.float32, scale=True)"]
    if plan.dataset == "emnist-letters":
        numbers.append("v2.Lambda(lambda picture: picture.mT)")  # published with rows and columns exchanged
    mean, std = plans.SCALES[plan.input]
    scaled = [] if plan.input == "unit" else [f"v2.Normalize(({mean},), ({std},))"]
    why = "from 0 (black) to 1 (ink)" if not scaled else "from 0 to 1, then centred around zero"
    test = f"# Pictures become numbers {why}.\n{_composed('transform', [*numbers, *scaled])}"
    changes = list(_augmented(plan.augmentation))
    if not changes:
        return test, ""
    said = "# Training pictures vary at random (data augmentation), so that it learns the digit, not the picture."
    return test, f"\n{said}\n{_composed('train_transform', [*numbers, *changes, *scaled])}"


def _composed(name: str, parts: Sequence[str]) -> str:
    line = f"{name} = v2.Compose([{', '.join(parts)}])"
    return (
        line if len(line) <= _WIDTH else f"{name} = v2.Compose([\n" + "".join(f"    {part},\n" for part in parts) + "])"
    )


def _augmented(how: Augmentation) -> Iterator[str]:
    if how.rotate or how.shift or how.scale or how.shear:
        shift = f"{how.shift / 28:.4g}"
        yield (
            "v2.RandomAffine(\n"
            f"        degrees={how.rotate:g}, translate=({shift}, {shift}),\n"
            f"        scale=({1 - how.scale:g}, {1 + how.scale:g}),"
            f" shear={how.shear:g}, interpolation=v2.InterpolationMode.BILINEAR,\n    )"
        )
    if how.elastic:
        yield f"v2.ElasticTransform(alpha={_ELASTIC * how.elastic:g}, sigma=5.0)"
    if how.erase:
        yield f"v2.RandomErasing(p={how.erase:g}, scale=({25 / 784:.3f}, {100 / 784:.3f}), ratio=(1.0, 1.0))"


def _changed(plan: Plan) -> str:
    """The lines that choose among the training pictures."""
    lines = []
    if plan.digits:
        wanted = list(plan_texts.digits(plan.digits))
        lines += [
            f"for part in (train, test):  # pictures of the classes {plan.digits} alone",
            f"    wanted = torch.isin(part.targets, torch.tensor({wanted}))",
            "    part.data, part.targets = part.data[wanted], part.targets[wanted]",
        ]
    if plan.wrong_labels:
        lines += [
            f"# {100 * plan.wrong_labels:g} % of the training pictures get a wrong class.",
            f"wrong = torch.randperm(len(train))[: round({plan.wrong_labels:g} * len(train))]",
            f"others = torch.randint(1, {outputs(plan)}, (len(wrong),))",
            f"train.targets[wrong] = (train.targets[wrong] + others) % {outputs(plan)}",
        ]
    if plan.validation or plan.train_share < 1:
        share = (1 - plan.validation) * plan.train_share
        lines += [
            "# Not all of the training pictures are trained on.",
            f"train = Subset(train, torch.randperm(len(train))[: round({share:g} * len(train))].tolist())",
        ]
    return "".join(f"    {line}\n" for line in lines)


# ---- what changes the weights


def _learning(plan: Plan) -> str:
    made = f"""
# ---- The loss and the optimizer

{_loss(plan)}


def make_optimizer(model):
    \"\"\"What changes the weights of `model` by their gradients.\"\"\"
    return torch.optim.{_OPTIMIZERS[plan.optimizer]}(model.parameters(), lr=LEARNING_RATE{_options(plan)})
"""
    if plan.schedule == "constant":
        return made
    return f"""{made}

def make_scheduler(optimizer, steps):
    \"\"\"What changes the learning rate over so many steps.\"\"\"
    return {_schedule(plan)}
"""


def _loss(plan: Plan) -> str:
    smoothing = plan.label_smoothing
    if plan.loss == CROSS_ENTROPY:
        weights = plan_texts.class_weights(plan.class_weights)
        each = [f"{weights.get(at, 1.0):g}" for at in range(outputs(plan))]
        lines = f"class_weights = torch.tensor([{', '.join(each)}]).to(DEVICE)\n" if weights else ""
        weight = "class_weights" if weights else ""
        if not smoothing:
            return f"{lines}loss_of = nn.CrossEntropyLoss({weight})"
        both = f"{weight}, label_smoothing={smoothing:g}" if weight else f"label_smoothing={smoothing:g}"
        return (
            f"{lines}# The targets stay a little short of complete certainty; the test asks for the true class alone.\n"
            f"loss_of = nn.CrossEntropyLoss({both})\ntest_loss_of = nn.CrossEntropyLoss({weight})"
        )
    what = "logits" if plan.loss == "bce" else "logits.softmax(1)"
    said = field_of("loss").shown(plan.loss)
    extra, smoothed, more = "", "", ""
    if smoothing:
        extra, smoothed = f", smoothing={smoothing:g}", f" * (1 - smoothing) + smoothing / {outputs(plan)}"
        more = f"\n\n\n{_UNSMOOTHED}"
    return f"""def loss_of(logits, y{extra}):
    \"\"\"The {said} between the outputs and 1 for the true class, 0 for the others.\"\"\"
    target = nn.functional.one_hot(y, {outputs(plan)}).float(){smoothed}
    return nn.functional.{_LOSSES[plan.loss]}({what}, target){more}"""


_UNSMOOTHED = '''def test_loss_of(logits, y):
    """The same for the true class alone."""
    return loss_of(logits, y, smoothing=0.0)'''


def _options(plan: Plan) -> str:
    found = []
    if plan.momentum and plan.optimizer in ("sgd", "rmsprop"):
        found.append(f"momentum={plan.momentum:g}")
    if plan.nesterov == ON:
        found.append("nesterov=True")
    if plan.optimizer in ("adam", "adamw") and (plan.beta1, plan.beta2) != (0.9, 0.999):
        found.append(f"betas=({plan.beta1:g}, {plan.beta2:g})")
    if plan.weight_decay or plan.optimizer == "adamw":
        found.append(f"weight_decay={plan.weight_decay:g}")
    return "".join(f", {each}" for each in found)


def _schedule(plan: Plan) -> str:
    scheduler = "torch.optim.lr_scheduler"
    match plan.schedule:
        case "step":
            if plan.step_epochs:
                every = f"{plan.step_epochs} * steps // EPOCHS"
                return f"{scheduler}.StepLR(optimizer, step_size={every}, gamma={plan.gamma:g})"
            return f"{scheduler}.MultiStepLR(optimizer, [-(-steps // 2), -(-3 * steps // 4)], gamma={plan.gamma:g})"
        case "cosine":
            return f"{scheduler}.CosineAnnealingLR(optimizer, steps)"
        case "one-cycle":
            return f"{scheduler}.OneCycleLR(optimizer, LEARNING_RATE, total_steps=steps, cycle_momentum=False)"
    raise UnknownNameError("schedule", plan.schedule, plans.SCHEDULES)


# ---- the loops


def _train_loop(plan: Plan) -> str:
    half = plan.precision == BFLOAT16
    forward = "logits = model(x)"
    if half:
        forward = "with torch.autocast(DEVICE.type, torch.bfloat16):\n            logits = model(x).float()"
    after = "\n        scheduler.step()" if plan.schedule != "constant" else ""
    after += "\n        average.update_parameters(model)" if plan.average else ""
    return f"""
# ---- Training and testing


def train_epoch(model, loader, optimizer{_also(plan)}):
    \"\"\"Goes once through the training pictures; gives the mean loss and the accuracy meanwhile.\"\"\"
    model.train()
    loss_sum, correct, seen = 0.0, 0, 0
    for x, y in loader:
        x, y = x.to(DEVICE), y.to(DEVICE)
        {forward}
        loss = loss_of(logits, y)
        optimizer.zero_grad()  # forget the gradients of the batch before
        loss.backward()  # which way each weight makes the loss larger
        optimizer.step()  # a small change the other way{after}
        loss_sum += loss.item() * len(y)
        correct += (logits.argmax(1) == y).sum().item()
        seen += len(y)
    return loss_sum / seen, correct / seen
"""


def _also(plan: Plan) -> str:
    """What else the steps move on."""
    return (", scheduler" if plan.schedule != "constant" else "") + (", average" if plan.average else "")


def _test_loop(plan: Plan) -> str:
    test_loss = "test_loss_of" if plan.label_smoothing else "loss_of"
    return f"""
@torch.no_grad()
def test_epoch(model, loader):
    \"\"\"Gives the mean loss and the accuracy on the test pictures.\"\"\"
    model.eval()
    loss_sum, correct, seen = 0.0, 0, 0
    for x, y in loader:
        x, y = x.to(DEVICE), y.to(DEVICE)
        logits = model(x)
        loss_sum += {test_loss}(logits, y).item() * len(y)
        correct += (logits.argmax(1) == y).sum().item()
        seen += len(y)
    return loss_sum / seen, correct / seen
"""


def _main(plan: Plan) -> str:
    return f"""
def main(folder):
    torch.manual_seed(SEED)
    train_loader, test_loader = load_data(folder)
    model = network().to(DEVICE)
    optimizer = make_optimizer(model)
{_before(plan)}    for epoch in range(1, EPOCHS + 1):
        train_loss, train_accuracy = train_epoch(model, train_loader, optimizer{_also(plan)})
        test_loss, test_accuracy = test_epoch({"average" if plan.average else "model"}, test_loader)
        print(
            f"epoch {{epoch}}: train_loss={{train_loss:.4f}} train_accuracy={{train_accuracy:.4f}} "
            f"test_loss={{test_loss:.4f}} test_accuracy={{test_accuracy:.4f}}",
            flush=True,
        )
"""


def _before(plan: Plan) -> str:
    """The lines that make what else follows the steps."""
    lines = ""
    if plan.schedule != "constant":
        lines += "    scheduler = make_scheduler(optimizer, EPOCHS * len(train_loader))\n"
    if not plan.average:
        return lines
    return f"""{lines}    # A running average of the weights, steadier than the last ones; it follows closely at first.
    average = torch.optim.swa_utils.AveragedModel(
        model,
        avg_fn=lambda mean, new, count: mean + (new - mean) * max({1 - plan.average:g}, 9 / (10 + count)),
        use_buffers=True,
    )
"""


_START = """
if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python FILE.py DATA_FOLDER")
    main(sys.argv[1])
"""

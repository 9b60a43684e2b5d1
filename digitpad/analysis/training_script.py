"""A plan as one readable script of plain torch and torchvision, that runs without digitpad. Text alone; imports core.

It is written as a tutorial would be: the data, the network, the loss, the optimizer, the loops, each with its reason.
What a plan has that cannot be written so is said in the script's head.
"""

from collections.abc import Iterator, Sequence

from digitpad import __version__
from digitpad.analysis.script_network import OUTPUTS, network
from digitpad.core import plan_texts, plans
from digitpad.core.errors import UnknownNameError
from digitpad.core.language import mark, tr
from digitpad.core.plans import AUTO, BFLOAT16, CROSS_ENTROPY, FLOAT32, ON, Augmentation, Plan, field_of

_CLASSES = {"fashion-mnist": ("FashionMNIST", "Fashion-MNIST"), "mnist": ("MNIST", "MNIST")}
_OPTIMIZERS = {"sgd": "SGD", "adam": "Adam", "adamw": "AdamW", "rmsprop": "RMSprop", "adagrad": "Adagrad"}
_LOSSES = {"mse": "mse_loss", "l1": "l1_loss", "huber": "huber_loss", "bce": "binary_cross_entropy_with_logits"}
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
        tr(
            '"""{recipe}: a network for {name}, in plain torch. Written by digitpad {version__}.',
            recipe=plan.recipe,
            name=name,
            version__=__version__,
        ),
        "",
        tr("    pip install torch torchvision"),
        tr("    python FILE.py DATA_FOLDER"),
        "",
        tr(
            "DATA_FOLDER holds the four IDX files of {name}, packed (.gz) or not; else they are downloaded there.",
            name=name,
        ),
    ]
    if missing:
        lines += ["", tr("What digitpad's plan has and this script has not:"), *(f"- {each}" for each in missing)]
    return "\n".join([*lines, '"""'])


def _missing(plan: Plan) -> Iterator[str]:
    """What of the plan is not in the script, a sentence each."""
    if plan.dataset == "mnist+ink":
        yield tr('The pen strokes, drawn afresh for each epoch, and the class "not a digit" of scribbles and letters.')
    how = plan.augmentation
    if how.elastic:
        yield tr("Its own elastic distortion: torchvision's is much the same.")
    if how.stroke:
        yield tr("Strokes made thicker or thinner at random, which torchvision cannot.")
    if how.noise:
        yield tr("Grey noise of a random strength.")
    if how and how.ease:
        yield tr("Gentler changes in the last {value:.3g} % of the epochs.", value=100 * how.ease)
    if plan.patience:
        yield tr("Early stopping after {patience} epochs without a better validation loss.", patience=plan.patience)
    if plan.precision not in (FLOAT32, BFLOAT16):
        yield tr("Arithmetic in bfloat16 where the processor has units for it: it computes in float32.")


# ---- imports and settings


def _imports(plan: Plan) -> str:
    subset = ", Subset" if plan.validation or plan.train_share < 1 else ""
    return tr(
        "\nimport gzip\nimport shutil\nimport sys\nimport tempfile\nfrom pathlib import Path\n\n"
        "import torch\nfrom torch import nn\nfrom torch.utils.data import DataLoader{subset}\n"
        "from torchvision import datasets\nfrom torchvision.transforms import v2\n",
        subset=subset,
    )


def _settings(plan: Plan) -> str:
    device = tr('"cuda" if torch.cuda.is_available() else "cpu"') if plan.device == AUTO else repr(plan.device)
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
    return tr(
        '\n# ---- The data\n\n{test}{train}\n\n\ndef unpacked(folder, scratch):\n    """Where '
        "torchvision looks for its files: `scratch`, with those of `folder` unpacked, or "
        '`folder`."""\n    raw = scratch / "{kind}" / "raw"\n    for place in (folder / '
        '"{place}", folder / "{kind}" / "raw", folder):\n        files = '
        'sorted(place.glob("*-idx?-ubyte*"))\n        if not files:\n            '
        "continue\n        raw.mkdir(parents=True)\n        for file in files:\n            with "
        'gzip.open(file) if file.suffix == ".gz" else file.open("rb") as '
        'packed:\n                with (raw / file.name.removesuffix(".gz")).open("wb") as '
        "plain:\n                    shutil.copyfileobj(packed, plain)\n        return "
        'scratch\n    return folder\n\n\ndef load_data(folder):\n    """The training and the test '
        'pictures in batches."""\n    with tempfile.TemporaryDirectory() as scratch:  # both '
        "sets are held in memory\n        root = unpacked(Path(folder), Path(scratch))\n        "
        "train = datasets.{kind}(root, train=True, download=True, "
        "transform={training})\n        test = datasets.{kind}(root, train=False, "
        "download=True, transform=transform)\n{plan}    train_loader = DataLoader(train, "
        "batch_size=BATCH_SIZE, shuffle={value})\n    test_loader = DataLoader(test, "
        "batch_size=1000)\n    return train_loader, test_loader\n",
        test=test,
        train=train,
        kind=kind,
        place=place,
        training=training,
        plan=_changed(plan),
        value=plan.shuffle == ON,
    )


def _transforms(plan: Plan) -> tuple[str, str]:
    """The lines that make the transform of the test pictures, and that of the training pictures."""
    numbers = ["v2.ToImage()", "v2.ToDtype(torch.float32, scale=True)"]
    mean, std = plans.SCALES[plan.input]
    scaled = [] if plan.input == "unit" else [f"v2.Normalize(({mean},), ({std},))"]
    why = "from 0 (black) to 1 (ink)" if not scaled else tr("from 0 to 1, then centred around zero")
    test = tr(
        "# Pictures become numbers {why}.\n{composed}", why=why, composed=_composed("transform", [*numbers, *scaled])
    )
    changes = list(_augmented(plan.augmentation))
    if not changes:
        return test, ""
    said = tr("# Training pictures vary at random (data augmentation), so that it learns the digit, not the picture.")
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
            tr("for part in (train, test):  # pictures of the classes {digits} alone", digits=plan.digits),
            tr("    wanted = torch.isin(part.targets, torch.tensor({wanted}))", wanted=wanted),
            tr("    part.data, part.targets = part.data[wanted], part.targets[wanted]"),
        ]
    if plan.wrong_labels:
        lines += [
            tr("# {value:g} % of the training pictures get a wrong class.", value=100 * plan.wrong_labels),
            f"wrong = torch.randperm(len(train))[: round({plan.wrong_labels:g} * len(train))]",
            f"train.targets[wrong] = (train.targets[wrong] + torch.randint(1, {OUTPUTS}, (len(wrong),))) % {OUTPUTS}",
        ]
    if plan.validation or plan.train_share < 1:
        share = (1 - plan.validation) * plan.train_share
        lines += [
            tr("# Not all of the training pictures are trained on."),
            tr(
                "train = Subset(train, torch.randperm(len(train))[: round({share:g} * len(train))].tolist())",
                share=share,
            ),
        ]
    return "".join(f"    {line}\n" for line in lines)


# ---- what changes the weights


def _learning(plan: Plan) -> str:
    made = tr(
        '\n# ---- The loss and the optimizer\n\n{plan}\n\n\ndef make_optimizer(model):\n    """What '
        'changes the weights of `model` by their gradients."""\n    return '
        "torch.optim.{optimizers}(model.parameters(), lr=LEARNING_RATE{plan_2})\n",
        plan=_loss(plan),
        optimizers=_OPTIMIZERS[plan.optimizer],
        plan_2=_options(plan),
    )
    if plan.schedule == "constant":
        return made
    return tr(
        '{made}\n\ndef make_scheduler(optimizer, steps):\n    """What changes the learning rate '
        'over so many steps."""\n    return {plan}\n',
        made=made,
        plan=_schedule(plan),
    )


def _loss(plan: Plan) -> str:
    smoothing = plan.label_smoothing
    if plan.loss == CROSS_ENTROPY:
        weights = plan_texts.class_weights(plan.class_weights)
        each = [f"{weights.get(at, 1.0):g}" for at in range(OUTPUTS)]
        lines = f"class_weights = torch.tensor([{', '.join(each)}]).to(DEVICE)\n" if weights else ""
        weight = "class_weights" if weights else ""
        if not smoothing:
            return f"{lines}loss_of = nn.CrossEntropyLoss({weight})"
        both = f"{weight}, label_smoothing={smoothing:g}" if weight else f"label_smoothing={smoothing:g}"
        return tr(
            "{lines}# The targets stay a little short of complete certainty; the test asks for the "
            "true class alone.\nloss_of = nn.CrossEntropyLoss({both})\ntest_loss_of = "
            "nn.CrossEntropyLoss({weight})",
            lines=lines,
            both=both,
            weight=weight,
        )
    what = "logits" if plan.loss == "bce" else "logits.softmax(1)"
    said = field_of("loss").shown(plan.loss)
    extra, smoothed, more = "", "", ""
    if smoothing:
        extra, smoothed = (
            f", smoothing={smoothing:g}",
            tr(" * (1 - smoothing) + smoothing / {outputs}", outputs=OUTPUTS),
        )
        more = f"\n\n\n{_UNSMOOTHED}"
    return tr(
        'def loss_of(logits, y{extra}):\n    """The {said} between the outputs and 1 for the '
        'true class, 0 for the others."""\n    target = nn.functional.one_hot(y, '
        "{outputs}).float(){smoothed}\n    return nn.functional.{losses}({what}, target){more}",
        extra=extra,
        said=said,
        outputs=OUTPUTS,
        smoothed=smoothed,
        losses=_LOSSES[plan.loss],
        what=what,
        more=more,
    )


_UNSMOOTHED = mark(
    'def test_loss_of(logits, y):\n    """The same for the true class alone."""\n    return '
    "loss_of(logits, y, smoothing=0.0)"
)


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
                every = tr("{step_epochs} * steps // EPOCHS", step_epochs=plan.step_epochs)
                return tr(
                    "{scheduler}.StepLR(optimizer, step_size={every}, gamma={gamma:g})",
                    scheduler=scheduler,
                    every=every,
                    gamma=plan.gamma,
                )
            return f"{scheduler}.MultiStepLR(optimizer, [-(-steps // 2), -(-3 * steps // 4)], gamma={plan.gamma:g})"
        case "cosine":
            return tr("{scheduler}.CosineAnnealingLR(optimizer, steps)", scheduler=scheduler)
        case "one-cycle":
            return tr(
                "{scheduler}.OneCycleLR(optimizer, LEARNING_RATE, total_steps=steps, cycle_momentum=False)",
                scheduler=scheduler,
            )
    raise UnknownNameError("schedule", plan.schedule, plans.SCHEDULES)


# ---- the loops


def _train_loop(plan: Plan) -> str:
    half = plan.precision == BFLOAT16
    forward = "logits = model(x)"
    if half:
        forward = tr("with torch.autocast(DEVICE.type, torch.bfloat16):\n            logits = model(x).float()")
    after = "\n        scheduler.step()" if plan.schedule != "constant" else ""
    after += "\n        average.update_parameters(model)" if plan.average else ""
    return tr(
        "\n# ---- Training and testing\n\n\ndef train_epoch(model, loader, optimizer{plan}):\n    "
        '"""Goes once through the training pictures; gives the mean loss and the accuracy '
        'meanwhile."""\n    model.train()\n    loss_sum, correct, seen = 0.0, 0, 0\n    for x, y '
        "in loader:\n        x, y = x.to(DEVICE), y.to(DEVICE)\n        {forward}\n        loss = "
        "loss_of(logits, y)\n        optimizer.zero_grad()  # forget the gradients of the batch "
        "before\n        loss.backward()  # which way each weight makes the loss larger\n        "
        "optimizer.step()  # a small change the other way{after}\n        loss_sum += "
        "loss.item() * len(y)\n        correct += (logits.argmax(1) == y).sum().item()\n        "
        "seen += len(y)\n    return loss_sum / seen, correct / seen\n",
        plan=_also(plan),
        forward=forward,
        after=after,
    )


def _also(plan: Plan) -> str:
    """What else the steps move on."""
    return (", scheduler" if plan.schedule != "constant" else "") + (", average" if plan.average else "")


def _test_loop(plan: Plan) -> str:
    test_loss = "test_loss_of" if plan.label_smoothing else "loss_of"
    return tr(
        '\n@torch.no_grad()\ndef test_epoch(model, loader):\n    """Gives the mean loss and the '
        'accuracy on the test pictures."""\n    model.eval()\n    loss_sum, correct, seen = 0.0, '
        "0, 0\n    for x, y in loader:\n        x, y = x.to(DEVICE), y.to(DEVICE)\n        logits "
        "= model(x)\n        loss_sum += {test_loss}(logits, y).item() * len(y)\n        correct "
        "+= (logits.argmax(1) == y).sum().item()\n        seen += len(y)\n    return loss_sum / "
        "seen, correct / seen\n",
        test_loss=test_loss,
    )


def _main(plan: Plan) -> str:
    return tr(
        "\ndef main(folder):\n    torch.manual_seed(SEED)\n    train_loader, test_loader = "
        "load_data(folder)\n    model = network().to(DEVICE)\n    optimizer = "
        "make_optimizer(model)\n{plan}    for epoch in range(1, EPOCHS + 1):\n        "
        "train_loss, train_accuracy = train_epoch(model, train_loader, "
        "optimizer{plan_2})\n        test_loss, test_accuracy = test_epoch({value}, "
        'test_loader)\n        print(\n            f"epoch {{epoch}}: '
        'train_loss={{train_loss:.4f}} train_accuracy={{train_accuracy:.4f}} "\n            '
        'f"test_loss={{test_loss:.4f}} test_accuracy={{test_accuracy:.4f}}",\n            '
        "flush=True,\n        )\n",
        plan=_before(plan),
        plan_2=_also(plan),
        value="average" if plan.average else "model",
    )


def _before(plan: Plan) -> str:
    """The lines that make what else follows the steps."""
    lines = ""
    if plan.schedule != "constant":
        lines += tr("    scheduler = make_scheduler(optimizer, EPOCHS * len(train_loader))\n")
    if not plan.average:
        return lines
    return tr(
        "{lines}    # A running average of the weights, steadier than the last ones; it "
        "follows closely at first.\n    average = torch.optim.swa_utils.AveragedModel(\n        "
        "model,\n        avg_fn=lambda mean, new, count: mean + (new - mean) * max({value:g}, 9 "
        "/ (10 + count)),\n        use_buffers=True,\n    )\n",
        lines=lines,
        value=1 - plan.average,
    )


_START = mark(
    '\nif __name__ == "__main__":\n    if len(sys.argv) != 2:\n        sys.exit("Usage: '
    'python FILE.py DATA_FOLDER")\n    main(sys.argv[1])\n'
)

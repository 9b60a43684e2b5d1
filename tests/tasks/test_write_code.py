"""The script of a plan trains as digitpad does: from the same weights, in the same order, to the same figures."""

import ast
import gzip
import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor, nn

from digitpad.analysis import training_script
from digitpad.core.errors import StorageError, UnknownNameError
from digitpad.core.plans import LOSSES, Augmentation, Plan
from digitpad.core.recipes import RECIPES
from digitpad.core.records import EpochDone
from digitpad.learn import datasets, networks
from digitpad.learn.batches import Batches
from digitpad.learn.dataset import Dataset, Split
from digitpad.learn.layers import Dropout
from digitpad.learn.seeds import derived
from digitpad.learn.training_run import Training
from digitpad.tasks import write_code
from tests import tiny_mnist
from tests.small_models import empty_library, saved

TUTORIALS = ("mlp-256", "mlp-120-84", "cnn-5x5", "mlp-256-128", "mlp-512")
PLAN = replace(RECIPES["mlp-256-128"], epochs=1, device="cpu")
OWN = "conv4x3s2,batchnorm,leaky_relu,fold2,conv6x3p0,tanh,pool2,flatten_places,dense16,batchnorm,gelu,dense12,sigmoid"
PLANS = {
    **{name: replace(RECIPES[name], epochs=1, device="cpu") for name in TUTORIALS},
    **{f"loss {name}": replace(PLAN, loss=name, label_smoothing=0.1, layers="dense24,relu") for name in LOSSES},
    "every kind of layer": replace(PLAN, layers=OWN, init="kaiming"),
    "step": replace(PLAN, layers="dense24,relu", schedule="step", optimizer="sgd", momentum=0.9, learning_rate=0.1),
    "cosine": replace(PLAN, layers="dense24,relu", schedule="cosine", optimizer="rmsprop", momentum=0.5),
    "one-cycle": replace(PLAN, layers="dense24,relu", schedule="one-cycle", optimizer="adamw", weight_decay=0.1),
    "steps of its own": replace(
        PLAN,
        layers="dense24,relu",
        schedule="step",
        step_epochs=1,
        gamma=0.3,
        optimizer="sgd",
        momentum=0.9,
        nesterov="on",
        learning_rate=0.1,
        epochs=2,
    ),
    "betas, weights of classes, no shuffling": replace(
        PLAN,
        layers="dense24,relu",
        beta1=0.5,
        beta2=0.9,
        class_weights="7=5,1=0.1",
        label_smoothing=0.1,
        shuffle="off",
    ),
    "adagrad": replace(PLAN, layers="dense24,relu", optimizer="adagrad", learning_rate=0.01),
}


@pytest.fixture(scope="module")
def small() -> Dataset:
    """320 training and 100 test digits: 5 steps of 64."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIGITPAD_DATA", "")
        mnist = datasets.load("mnist", Path("/nowhere"), download=False)
    train, test = Split(mnist.train.x[:320], mnist.train.y[:320]), Split(mnist.test.x[:100], mnist.test.y[:100])
    return Dataset("mnist", mnist.classes, train, test, datasets.fingerprint(train, test))


def module_of(text: str, folder: Path) -> ModuleType:
    """The script, imported as a student would."""
    path = folder / "script.py"
    path.write_text(text)
    spec = importlib.util.spec_from_file_location("script_of_a_plan", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def as_read(module: ModuleType, x: Tensor) -> Tensor:
    """Glyphs (n, 28, 28) uint8 as the script's own transform makes them of picture files."""
    return torch.stack([module.transform(Image.fromarray(np.asarray(glyph))) for glyph in x])


class SameOrder:
    """The batches in digitpad's order, and dropout with its random numbers."""

    def __init__(self, module: ModuleType, plan: Plan, dataset: Dataset, dropouts: torch.Generator) -> None:
        self._batches = Batches(plan, dataset, torch.device("cpu"))
        self._module, self._plan, self._dropouts = module, plan, dropouts

    def __len__(self) -> int:
        return self._batches.steps

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        list(self._batches.prepare(1))
        for step, batch in enumerate(self._batches.following(0)):
            pictures = as_read(self._module, (batch.inputs[0].squeeze(1) * 255).round().to(torch.uint8))
            self._dropouts.manual_seed(derived(self._plan.seed, "dropout", step))
            yield pictures, batch.y


def by_script(module: ModuleType, plan: Plan, dataset: Dataset) -> tuple[float, ...]:
    """The figures of the script's first epoch from digitpad's own first weights."""
    model = module.network()
    first = networks.build_for(plan, 10, seed=derived(plan.seed, "weights")).state_dict()
    model.load_state_dict({name.removeprefix("body."): value for name, value in first.items()})
    generator = torch.Generator()
    for at, layer in enumerate(model):
        if isinstance(layer, nn.Dropout):
            model[at] = Dropout(layer.p)
            model[at].generator = generator
    loader = SameOrder(module, plan, dataset, generator)
    optimizer = module.make_optimizer(model)
    more = [module.make_scheduler(optimizer, plan.epochs * len(loader))] if plan.schedule != "constant" else []
    train = module.train_epoch(model, loader, optimizer, *more)
    return (*train, *module.test_epoch(model, [(as_read(module, dataset.test.x), dataset.test.y)]))


@pytest.mark.parametrize("name", PLANS)
def test_the_script_trains_as_digitpad_does(name: str, small: Dataset, tmp_path: Path) -> None:
    plan = PLANS[name]
    done = next(event for event in Training(plan, small).events() if isinstance(event, EpochDone))
    found = by_script(module_of(training_script.script(plan), tmp_path), plan, small)
    assert found == pytest.approx((done.train_loss, done.train_accuracy, done.test_loss, done.test_accuracy), abs=1e-3)


def test_it_runs_alone_on_a_folder_of_idx_files(tmp_path: Path) -> None:
    """Also with everything that changes pictures or averages weights, of which only the form can be compared."""
    plan = replace(
        PLAN, epochs=2, batch_size=40, average=0.9, validation=0.2, layers="conv3x3,batchnorm,relu,pool2",
        augmentation=Augmentation(rotate=10, shift=2, scale=0.1, shear=5, elastic=1, stroke=0.3, erase=0.2, noise=0.1),
    )  # fmt: skip
    folder = tiny_mnist.write(tmp_path / "data", train=120, test=20)
    path = tmp_path / "train.py"
    path.write_text(training_script.script(plan))
    command = [sys.executable, "-W", "error", path, folder]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    figure = r"=\d+\.\d{4}"
    line = rf"train_loss{figure} train_accuracy{figure} test_loss{figure} test_accuracy{figure}"
    assert re.fullmatch(rf"epoch 1: {line}\nepoch 2: {line}\n", done.stdout), done.stdout


@pytest.mark.parametrize("place", ["", "mnist", "plain", "MNIST/raw"])
def test_data_is_found_wherever_it_lies_packed_or_not(tmp_path: Path, place: str) -> None:
    folder = tiny_mnist.write(tmp_path / "data", train=70, test=20)
    if place == "plain":
        (folder / place).mkdir()
        for file in (folder / "mnist").iterdir():
            (folder / place / file.stem).write_bytes(gzip.decompress(file.read_bytes()))
    elif "/" in place:
        (folder / place).parent.mkdir()
        (folder / "mnist").rename(folder / place)
    module = module_of(training_script.script(PLAN), tmp_path)
    train, test = module.load_data(str(folder if "/" in place else folder / place))
    assert (len(train.dataset), len(test.dataset), len(train)) == (70, 20, 2)
    x, y = next(iter(test))
    assert x.shape == (20, 1, 28, 28) and float(x.min()) == pytest.approx(-0.4242, abs=1e-4) and y[0] == 7


def test_the_script_trains_on_the_same_kind_of_pictures(tmp_path: Path) -> None:
    folder = tiny_mnist.write(tmp_path / "data", train=500, test=200)
    plan = replace(PLAN, digits="3,7-8", wrong_labels=1.0, train_share=0.5)
    train, test = module_of(training_script.script(plan), tmp_path).load_data(str(folder))
    labels = [label for _, label in test.dataset]
    assert set(labels) == {3, 7, 8} and 40 < len(labels) < 80
    found = [
        (int(train.dataset.dataset.targets[at]), train.dataset[i][1]) for i, at in enumerate(train.dataset.indices)
    ]
    assert 60 < len(found) < 90 and len({label for _, label in found}) > 3


@pytest.mark.parametrize("name", [*RECIPES, "every kind of layer"])
def test_it_needs_torch_and_torchvision_alone_and_no_line_is_long(name: str) -> None:
    text = training_script.script(PLANS.get(name) or RECIPES[name])
    roots = set()
    for node in ast.walk(ast.parse(text)):
        names = [node.module] if isinstance(node, ast.ImportFrom) else []
        names += [each.name for each in node.names] if isinstance(node, ast.Import) else []
        roots |= {each.split(".")[0] for each in names}
    assert roots - set(sys.stdlib_module_names) == {"torch", "torchvision"}
    assert max(map(len, text.splitlines())) <= 120


def test_what_cannot_be_written_is_said_in_its_head() -> None:
    head = ast.get_docstring(ast.parse(training_script.script(RECIPES["padnet"]))) or ""
    for word in ("pen strokes", "not a digit", "elastic", "thicker or thinner", "noise", "last 37.5 %", "bfloat16"):
        assert word in head
    assert "has not" not in training_script.script(RECIPES["mlp-512"]).split('"""')[1]


def test_a_recipe_or_a_models_own_plan_is_written(tmp_path: Path) -> None:
    library = empty_library(tmp_path)
    saved(library, "mine", plan=replace(PLAN, epochs=17))
    (recipe,) = write_code.written(library, "mlp-256-128")
    (model,) = write_code.written(library, "mine", tmp_path / "mine.py")
    assert recipe.path is None and "EPOCHS = 5\n" in recipe.text
    assert (tmp_path / "mine.py").read_text() == model.text and "EPOCHS = 17\n" in model.text
    with pytest.raises(UnknownNameError, match="recipe or model"):
        list(write_code.written(library, "mlp-265"))
    with pytest.raises(StorageError, match="not the name of a Python script"):
        list(write_code.written(library, "mine", tmp_path / "mine.txt"))

"""Times one epoch with its test pass: digitpad against the loop that tutorials show, side by side in one process.

The tutorial's loop stands below as it is taught: a DataLoader over torchvision's MNIST, ToTensor and Normalize for each
picture, nn.Sequential, torch.optim. Both train the recipe's net with its batch size and optimiser, in turn, so that
whatever else the machine does meets both alike; the medians and their ratio are printed as JSON, a line a recipe.
Recipes whose input stays in [0, 1] are normalised by 0 and 1, as a loop that serves all of them does; --bare leaves
that out.

    python -m tests.benchmarks.epoch                                   all four recipes, five rounds, all of MNIST
    python -m tests.benchmarks.epoch --share 0.1 mlp-512               a quick look
    python -m tests.benchmarks.epoch --precision auto                  bfloat16 where the CPU has units for it
"""

import argparse
import dataclasses
import json
import os
import statistics
import struct
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from digitpad.__main__ import OPENMP

os.environ.update(OPENMP | os.environ)  # as the program itself sets it, for both

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets as tutorial_datasets
from torchvision import transforms

from digitpad.core import recipes
from digitpad.core.plans import FLOAT32, PRECISIONS, Plan
from digitpad.core.records import EpochDone
from digitpad.learn import datasets
from digitpad.learn.batches import derived
from digitpad.learn.dataset import Dataset, Split
from digitpad.learn.layers import SCALES, Dropout, Scale
from digitpad.learn.networks import build
from digitpad.learn.trainer import Training

RECIPES = {"mlp-256-128": 5.0, "mlp-120-84": 5.0, "mlp-512": 4.0, "cnn-5x5": 2.0}  # and how many times faster at least
TEST_BATCH = 1000


def main() -> int:
    """Prints a line for each recipe; exit 1 where one is not as much faster as it must be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recipes", nargs="*", default=list(RECIPES), help="which recipes (default: all four)")
    parser.add_argument("--share", type=float, default=1.0, help="this share of MNIST's pictures")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--precision", choices=PRECISIONS, default=FLOAT32, help="what digitpad computes in")
    parser.add_argument("--bare", action="store_true", help="the tutorial without Normalize where the input is [0, 1]")
    chosen = parser.parse_args()
    data = sliced(datasets.load("mnist"), chosen.share)
    good = True
    with tempfile.TemporaryDirectory() as folder:
        write_idx(data, Path(folder) / "MNIST" / "raw")
        for name in chosen.recipes:
            plan = dataclasses.replace(recipes.recipe(name), precision=chosen.precision)
            row = measured(plan, data, Path(folder), chosen.rounds, bare=chosen.bare)
            print(json.dumps(row), flush=True)
            good = good and row["ratio"] >= RECIPES.get(name, 0.0)
    return 0 if good else 1


def measured(plan: Plan, data: Dataset, folder: Path, rounds: int, *, bare: bool = False) -> dict[str, Any]:
    """The recipe trained by both, an epoch each in turn, on the CPU."""
    plan = dataclasses.replace(plan, epochs=rounds, device="cpu")
    ways = {"tutorial": tutorial(plan, folder, bare=bare), "digitpad": ours(plan, data)}
    wall: dict[str, list[float]] = {name: [] for name in ways}
    cpu: dict[str, list[float]] = {name: [] for name in ways}
    accuracy = dict.fromkeys(ways, 0.0)
    for _ in range(rounds):
        for name, epoch in ways.items():
            begun, begun_cpu = time.perf_counter(), time.process_time()
            accuracy[name] = epoch()
            wall[name].append(time.perf_counter() - begun)
            cpu[name].append(time.process_time() - begun_cpu)
    return {
        "recipe": plan.recipe,
        "precision": plan.precision,
        "ratio": round(statistics.median(wall["tutorial"]) / statistics.median(wall["digitpad"]), 2),
        "ratios": [round(a / b, 2) for a, b in zip(wall["tutorial"], wall["digitpad"], strict=True)],
        "cpu_ratio": round(statistics.median(cpu["tutorial"]) / statistics.median(cpu["digitpad"]), 2),
        "seconds": {name: [round(value, 3) for value in values] for name, values in wall.items()},
        "cpu_seconds": {name: [round(value, 3) for value in values] for name, values in cpu.items()},
        "test_accuracy": accuracy,
        "pictures": len(data.train),
        "load": round(os.getloadavg()[0], 1),
        "torch": torch.__version__,
    }


def tutorial(plan: Plan, folder: Path, *, bare: bool = False) -> Callable[[], float]:
    """A function that trains one epoch as tutorials do, tests, and gives the test accuracy."""
    mean, std = SCALES[plan.input]
    transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((mean,), (std,))])
    if bare and plan.input == "unit":
        transform = transforms.ToTensor()
    train = tutorial_datasets.MNIST(folder, train=True, transform=transform)
    test = tutorial_datasets.MNIST(folder, train=False, transform=transform)
    train_loader = DataLoader(train, batch_size=plan.batch_size, shuffle=True)
    test_loader = DataLoader(test, batch_size=TEST_BATCH)
    net = plain(plan)
    loss_function = nn.CrossEntropyLoss()
    if plan.optimizer == "adam":
        optimizer: torch.optim.Optimizer = torch.optim.Adam(net.parameters(), lr=plan.learning_rate)
    else:
        optimizer = torch.optim.SGD(net.parameters(), lr=plan.learning_rate, momentum=plan.momentum)

    def epoch() -> float:
        net.train()
        running_loss = 0.0
        for images, labels in train_loader:
            optimizer.zero_grad()
            loss = loss_function(net(images), labels)
            loss.backward()
            optimizer.step()
            running_loss += loss.item()
        net.eval()
        correct = 0
        with torch.no_grad():
            for images, labels in test_loader:
                correct += (net(images).argmax(1) == labels).sum().item()
        return correct / len(test)

    return epoch


def plain(plan: Plan) -> nn.Module:
    """The recipe's net from torch's own layers alone, with the weights that the recipe starts from."""
    made = build(plan.architecture, plan.input, seed=derived(plan.seed, "weights"))
    layers = [nn.Dropout(layer.p) if isinstance(layer, Dropout) else layer for layer in made.body]
    assert not any(isinstance(layer, Scale) for layer in layers)  # the tutorial's Normalize does that
    return nn.Sequential(*layers)


def ours(plan: Plan, data: Dataset) -> Callable[[], float]:
    """A function that lets digitpad train its next epoch, with all the news that the window is sent."""
    events = Training(plan, data).events()

    def epoch() -> float:
        return next(event.test_accuracy for event in events if isinstance(event, EpochDone))

    return epoch


def sliced(data: Dataset, share: float) -> Dataset:
    """The first so many of a dataset's pictures."""

    def first(split: Split) -> Split:
        count = max(round(share * len(split)), 1)
        return Split(split.x[:count], split.y[:count])

    return dataclasses.replace(data, train=first(data.train), test=first(data.test))


def write_idx(data: Dataset, folder: Path) -> None:
    """The dataset as the files that torchvision's MNIST reads."""
    folder.mkdir(parents=True)
    for part, split in (("train", data.train), ("t10k", data.test)):
        x, y = split.x.numpy(), split.y.to(torch.uint8).numpy()
        (folder / f"{part}-images-idx3-ubyte").write_bytes(struct.pack(">IIII", 2051, *x.shape) + x.tobytes())
        (folder / f"{part}-labels-idx1-ubyte").write_bytes(struct.pack(">II", 2049, len(y)) + y.tobytes())


if __name__ == "__main__":
    sys.exit(main())

"""Times one epoch with its test pass, in one process and in turn: digitpad beside the loops that others would write.

- `tutorial`: as it is taught: a DataLoader over torchvision's MNIST, ToTensor and Normalize for each picture;
- `in_memory`: the best that a few plain lines do: one float tensor, indexed, a fused optimiser, one thread for MLPs,
  channels last for convolutions, `.item()` at each step; this is the baseline that digitpad must be faster than;
- `digitpad`: its own training, with all the events that the window is sent;
- `jax`: jitted, an epoch in one call, for MLPs; where the optional extra `bench` is installed; compiled beforehand.

All train the recipe's network with its batch size and optimiser. Whatever else the machine does meets all alike; the
medians and their ratios are printed as JSON, a line for each recipe and precision, which are never mixed.

    python -m tests.benchmarks.epoch                                  five recipes, five rounds, all of MNIST, float32
    python -m tests.benchmarks.epoch --only in_memory digitpad jax    without the slow one
    python -m tests.benchmarks.epoch --precision float32 bfloat16     both, a line each
    python -m tests.benchmarks.epoch mlp-256-128 --layers dense300,tanh,dense100,relu
    python -m tests.benchmarks.epoch --busy                           beside a process that keeps one core busy
"""

import argparse
import contextlib
import dataclasses
import json
import os
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from digitpad.__main__ import OPENMP

os.environ.update(OPENMP | os.environ)  # as the program itself sets it, for all

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets as tutorial_datasets
from torchvision import transforms

from digitpad.core import recipes
from digitpad.core.plans import BFLOAT16, FLOAT32, Plan, layers_of
from digitpad.core.records import EpochDone
from digitpad.learn import datasets, device
from digitpad.learn.dataset import Dataset, Split
from digitpad.learn.layers import SCALES, Dropout
from digitpad.learn.networks import build_for
from digitpad.learn.seeds import derived
from digitpad.learn.training_run import Training
from tests.benchmarks import jax_loop

FLOOR = 1.4  # times faster than the loop in memory, in the same precision
RECIPES = ("mlp-256-128", "mlp-120-84", "mlp-512", "mlp-256", "cnn-5x5")
WAYS = ("tutorial", "in_memory", "digitpad", "jax")
TEST_BATCH = 1000
BUSY = "while True: sum(range(100_000))"
Epoch = Callable[[], float]  # trains an epoch, tests, gives the test accuracy


def main() -> int:
    """Prints the lines; exit 1 where digitpad is not as much faster as it must be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recipes", nargs="*", default=list(RECIPES))
    parser.add_argument("--only", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--precision", nargs="+", choices=(FLOAT32, BFLOAT16), default=[FLOAT32])
    parser.add_argument("--share", type=float, default=1.0, help="this share of MNIST's pictures")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--layers", default="", help="a network of one's own in the recipes' place, without jax")
    parser.add_argument("--busy", action="store_true", help="beside one process that keeps a core busy")
    chosen = parser.parse_args()
    data = sliced(datasets.load("mnist"), chosen.share)
    good = True
    with tempfile.TemporaryDirectory() as folder, competitor(chosen.busy):
        write_idx(data, Path(folder) / "MNIST" / "raw")
        for name in chosen.recipes:
            for precision in chosen.precision:
                plan = dataclasses.replace(
                    recipes.recipe(name),
                    dataset="mnist",
                    precision=precision,
                    epochs=chosen.rounds,
                    device="cpu",
                    layers=chosen.layers,
                )
                row = measured(ways(plan, data, Path(folder), chosen.only), chosen.rounds)
                about = {
                    "recipe": name,
                    "layers": chosen.layers,
                    "precision": precision,
                    "busy": chosen.busy,
                    "pictures": len(data.train),
                }
                print(json.dumps(about | row), flush=True)
                good = good and row["ratios"].get("in_memory", FLOOR) >= FLOOR
    return 0 if good else 1


def measured(epochs: dict[str, Epoch], rounds: int) -> dict[str, Any]:
    """The seconds of each way's epochs, in turn, and how many times as long each takes as digitpad."""
    wall: dict[str, list[float]] = {name: [] for name in epochs}
    cpu: dict[str, list[float]] = {name: [] for name in epochs}
    accuracy = dict.fromkeys(epochs, 0.0)
    for _ in range(rounds):
        for name, epoch in epochs.items():
            begun, begun_cpu = time.perf_counter(), time.process_time()
            accuracy[name] = epoch()
            wall[name].append(time.perf_counter() - begun)
            cpu[name].append(time.process_time() - begun_cpu)
    medians = {name: statistics.median(values) for name, values in wall.items()}
    own = medians.get("digitpad", float("nan"))
    return {
        "seconds": {name: round(value, 3) for name, value in medians.items()},
        "ratios": {name: round(value / own, 2) for name, value in medians.items() if name != "digitpad"},
        "cpu_seconds": {name: round(statistics.median(values), 3) for name, values in cpu.items()},
        "all": {name: [round(value, 3) for value in values] for name, values in wall.items()},
        "test_accuracy": {name: round(value, 4) for name, value in accuracy.items()},
        "load": round(os.getloadavg()[0], 1),
        "torch": torch.__version__,
    }


def convolutional(plan: Plan) -> bool:
    """Whether its network has convolutions."""
    return "conv" in layers_of(plan)


def ways(plan: Plan, data: Dataset, folder: Path, only: list[str]) -> dict[str, Epoch]:
    """What trains this plan, by name."""
    made: dict[str, Epoch] = {}
    if "tutorial" in only and plan.precision == FLOAT32:
        made["tutorial"] = tutorial(plan, folder)
    if "in_memory" in only:
        made["in_memory"] = in_memory(plan, data)
    if "digitpad" in only:
        made["digitpad"] = digitpad(plan, data)
    if "jax" in only and jax_loop.is_installed() and plan.precision == FLOAT32 and not convolutional(plan):
        made["jax"] = jax_loop.epochs(plan, data)
    return made


def tutorial(plan: Plan, folder: Path) -> Epoch:
    """Trains as tutorials do."""
    mean, std = SCALES[plan.input]
    transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((mean,), (std,))])
    train = tutorial_datasets.MNIST(folder, train=True, transform=transform)
    test = tutorial_datasets.MNIST(folder, train=False, transform=transform)
    train_loader = DataLoader(train, batch_size=plan.batch_size, shuffle=True)
    test_loader = DataLoader(test, batch_size=TEST_BATCH)
    net, loss_function = plain(plan), nn.CrossEntropyLoss()
    optimizer = optimizer_of(plan, net)

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
        with torch.no_grad():
            correct = sum((net(images).argmax(1) == labels).sum().item() for images, labels in test_loader)
        return correct / len(test)

    return epoch


def in_memory(plan: Plan, data: Dataset) -> Epoch:
    """Trains as a few plain lines do that know torch well."""
    mean, std = SCALES[plan.input]
    x, test = (((split.x / 255 - mean) / std).unsqueeze(1) for split in (data.train, data.test))
    y, net, loss_function = data.train.y, plain(plan), nn.CrossEntropyLoss()
    if convolutional(plan):
        net = net.to(memory_format=torch.channels_last)
    optimizer = optimizer_of(plan, net, fused=True)
    threads = device.threads() if convolutional(plan) else 1

    def epoch() -> float:
        # No cache: it would keep the weights of the first step.
        autocast = torch.autocast("cpu", torch.bfloat16, plan.precision == BFLOAT16, cache_enabled=False)
        with device.using_threads(threads), autocast:
            net.train()
            running_loss = 0.0
            for rows in torch.randperm(len(x)).split(plan.batch_size):
                optimizer.zero_grad()
                loss = loss_function(net(x[rows]), y[rows])
                loss.backward()
                optimizer.step()
                running_loss += loss.item()
            net.eval()
            with torch.no_grad():
                best = torch.cat([net(part).argmax(1) for part in test.split(TEST_BATCH)])
        return float((best == data.test.y).float().mean())

    return epoch


def digitpad(plan: Plan, data: Dataset) -> Epoch:
    """Lets digitpad train its next epoch, with all the news that the window is sent."""
    events = Training(plan, data).events()
    return lambda: next(event.test_accuracy for event in events if isinstance(event, EpochDone))


def plain(plan: Plan) -> nn.Module:
    """The recipe's net from torch's own layers alone, with the weights that the recipe starts from."""
    made = build_for(plan, seed=derived(plan.seed, "weights"))
    return nn.Sequential(*(nn.Dropout(layer.p) if isinstance(layer, Dropout) else layer for layer in made.body))


def optimizer_of(plan: Plan, net: nn.Module, *, fused: bool | None = None) -> torch.optim.Optimizer:
    """The recipe's optimiser, as anybody makes it."""
    if plan.optimizer == "adam":
        return torch.optim.Adam(net.parameters(), lr=plan.learning_rate, fused=fused)
    return torch.optim.SGD(net.parameters(), lr=plan.learning_rate, momentum=plan.momentum, fused=fused)


@contextlib.contextmanager
def competitor(wanted: bool) -> Iterator[None]:
    """A process that keeps one core busy meanwhile."""
    process = subprocess.Popen([sys.executable, "-c", BUSY]) if wanted else None
    try:
        yield
    finally:
        if process is not None:
            process.kill()
            process.wait()


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

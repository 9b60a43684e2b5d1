"""Checkpoints with values of every wrong kind: each is passed over for the one before, and the run goes on."""

import copy
import dataclasses
import gc
import json
import math
import random
import struct
from pathlib import Path

import pytest
import safetensors.torch
import torch
from torch import Tensor

from digitpad.core.errors import DigitpadError, DivergedError
from digitpad.core.plans import Plan
from digitpad.core.records import EpochDone
from digitpad.learn import checkpoint, datasets
from digitpad.learn.dataset import Dataset, Split
from digitpad.learn.resume import resumed
from digitpad.learn.training_run import Training

PLANS = {  # what each optimiser remembers differs, and so do averages and best epochs
    "adam": {},
    "sgd": {"optimizer": "sgd", "momentum": 0.9, "average": 0.9},
    "rmsprop": {"optimizer": "rmsprop", "validation": 0.2, "patience": 3},
    "adagrad": {"optimizer": "adagrad"},
}
WRONG = (
    None, True, False, [], {}, [0.9], "ab", "", "nan", "\ud800", "\x1b[31m", math.nan, math.inf, -math.inf, -1, 0, 1, 2,
    0.5, 1e-320, 1e31, 1e308, 2**31, 2**63, 10**400, -(10**400), "9" * 5000, {"a": None}, [[[[]]]],
)  # fmt: skip


@pytest.fixture(scope="module")
def tiny(mnist: Dataset) -> Dataset:
    """130 training digits: three steps of 64 an epoch."""
    train, test = Split(mnist.train.x[:130], mnist.train.y[:130]), Split(mnist.test.x[:40], mnist.test.y[:40])
    return Dataset(mnist.name, mnist.classes, train, test, datasets.fingerprint(train, test))


def begun(plan: Plan, dataset: Dataset, folder: Path) -> Path:
    """A run with a checkpoint behind its first epoch and one in the middle of the second; the latter."""
    training, newest = Training(plan, dataset), folder
    for event in training.events():
        if isinstance(event, EpochDone):
            newest = checkpoint.save(training.checkpoint(), folder)
        if training.checkpoint().position == (1, 1):
            newest = checkpoint.save(training.checkpoint(), folder)
            break
    return newest


def taken_apart(path: Path) -> tuple[dict[str, object], dict[str, Tensor]]:
    content = path.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    return json.loads(json.loads(content[8 : 8 + length])["__metadata__"]["digitpad"]), safetensors.torch.load(content)


def places(value: object) -> list[tuple[object, object]]:
    """Every place in a JSON value: what holds it, and its key."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, part in inner for place in ((value, key), *places(part))]


def spoil_head(head: dict[str, object], tensors: dict[str, Tensor], rng: random.Random) -> None:
    holder, key = rng.choice(places(head))
    if rng.random() < 0.15:
        del holder[key]  # type: ignore[attr-defined]  # a dictionary or a list
    else:
        holder[key] = copy.deepcopy(rng.choice(WRONG))  # type: ignore[index]


def spoil_tensor(head: dict[str, object], tensors: dict[str, Tensor], rng: random.Random) -> None:
    name = rng.choice(sorted(tensors))
    value = tensors[name].clone()
    how = rng.randrange(8)
    if how == 0:
        del tensors[name]
    elif how == 1:
        tensors[rng.choice(("other", "net.", "optimizer.x", "optimizer.99.step", "best.", name + "."))] = tensors.pop(
            name
        )
    elif how == 2:
        tensors[name] = rng.choice(
            (
                value.flatten()[:1],
                value.unsqueeze(0),
                torch.zeros(0),
                value.repeat(2, *[1] * (value.ndim - 1)) if value.ndim else value[None],
            )
        )
    elif how == 3:
        tensors[name] = value.to(rng.choice((torch.float64, torch.int32, torch.bool, torch.float16, torch.int64)))
    elif how == 4:
        tensors[name] = rng.choice((value.view(torch.int32), value.view(torch.uint8))) if value.ndim else value.bool()
    elif value.dtype.is_floating_point and value.numel():
        value.view(-1)[rng.randrange(value.numel())] = rng.choice((math.nan, math.inf, -math.inf, -1.0, 1e38, 2.0**31))
        tensors[name] = value


def spoilt(head: dict[str, object], tensors: dict[str, Tensor], rng: random.Random) -> bytes:
    """A checkpoint's bytes with something wrong in them."""
    head, tensors = copy.deepcopy(head), dict(tensors)
    for _ in range(rng.choice((1, 1, 2, 4))):
        rng.choice((spoil_head, spoil_head, spoil_tensor))(head, tensors, rng)
    return packed({"digitpad": json.dumps(head)}, tensors)


NAMES = {
    torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.int64: "I64", torch.int32: "I32",
    torch.uint8: "U8", torch.bool: "BOOL",
}  # fmt: skip


def packed(metadata: dict[str, str], tensors: dict[str, Tensor]) -> bytes:
    """A safetensors file, with what its own writer does not take: arrays of nothing."""
    table: dict[str, object] = {"__metadata__": metadata}
    parts: list[bytes] = []
    end = 0
    for name, value in tensors.items():
        parts.append(value.contiguous().numpy().tobytes())
        start, end = end, end + len(parts[-1])
        table[name] = {"dtype": NAMES[value.dtype], "shape": list(value.shape), "data_offsets": [start, end]}
    head = json.dumps(table).encode()
    return b"".join((struct.pack("<Q", len(head)), head, *parts))


def goes_on(plan: Plan, dataset: Dataset, folder: Path) -> None:
    """The run comes to its end, or is said to have diverged: nothing else may happen."""
    training, *_ = resumed(plan, dataset, folder)
    try:
        for _event in training.events():
            pass
    except DivergedError:
        return
    assert training.over
    assert all(math.isfinite(row.test_loss) for row in training.history)
    assert training.kept().keys() == training.weights().keys()


def survives(kind: str, plan: Plan, dataset: Dataset, folder: Path, seeds: range) -> None:
    plan = dataclasses.replace(plan, epochs=2, **PLANS[kind])
    newest = begun(plan, dataset, folder)
    head, tensors = taken_apart(newest)
    for seed in seeds:
        if not seed % 50:
            gc.collect()  # the suite's tests run without it, and a training holds itself in circles
        newest.write_bytes(spoilt(head, tensors, random.Random(seed)))
        try:
            goes_on(plan, dataset, folder)
        except DigitpadError as error:
            pytest.fail(f"seed {seed}: {error}")


def test_what_is_said_of_a_broken_one_is_a_sentence_however_much_is_quoted(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint-00001-0000000.safetensors"
    table = {"net.weight": {"dtype": "F32", "shape": ["9" * 5000], "data_offsets": [0, 4]}}
    head = json.dumps(table).encode()
    path.write_bytes(struct.pack("<Q", len(head)) + head + bytes(4))
    with pytest.raises(DigitpadError) as caught:
        checkpoint.read(path)
    assert len(caught.value.message) < 1600
    assert path.name in caught.value.message and caught.value.message.endswith(").")


@pytest.mark.parametrize("kind", PLANS)
def test_a_wrong_value_costs_at_most_a_checkpoint(kind: str, plan: Plan, tiny: Dataset, tmp_path: Path) -> None:
    survives(kind, plan, tiny, tmp_path, range(50))


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kind", PLANS)
def test_thousands_of_wrong_values_cost_a_checkpoint_each(kind: str, plan: Plan, tiny: Dataset, tmp_path: Path) -> None:
    survives(kind, plan, tiny, tmp_path, range(100, 1350))

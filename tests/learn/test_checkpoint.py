"""Checkpoints on disk: whole or passed over, never more than two, never pickle."""

import dataclasses
import random
from pathlib import Path

import pytest
import torch

from digitpad.core.errors import RunError, StorageError
from digitpad.core.plans import Plan
from digitpad.core.records import EpochDone
from digitpad.learn import checkpoint
from digitpad.learn.checkpoint import Checkpoint
from digitpad.learn.dataset import Dataset
from digitpad.learn.resume import resumed
from digitpad.learn.training_run import Training
from tests.learn.checkpoints import newest


@pytest.fixture
def saved(small: Dataset, plan: Plan) -> Checkpoint:
    """After the first of two epochs."""
    training = Training(plan, small)
    for event in training.events():
        if isinstance(event, EpochDone):
            break
    return training.checkpoint()


def test_what_is_loaded_is_what_was_saved(saved: Checkpoint, tmp_path: Path) -> None:
    path = checkpoint.save(saved, tmp_path / "new" / "run")
    made = newest(tmp_path / "new" / "run")
    for field in dataclasses.fields(Checkpoint):
        if field.name != "tensors":
            assert getattr(made, field.name) == getattr(saved, field.name), field.name
    assert made.tensors.keys() == saved.tensors.keys()
    assert all(torch.equal(made.tensors[name], saved.tensors[name]) for name in saved.tensors)
    assert {name.split(".")[0] for name in saved.tensors} == {"net", "optimizer"}
    assert path.read_bytes()[8:9] == b"{"  # safetensors: a JSON header, nothing that runs code


def at(saved: Checkpoint, epochs: int, step: int) -> Checkpoint:
    """The checkpoint as if it stood there."""
    plan = dataclasses.replace(saved.plan, epochs=20)
    rows = tuple(dataclasses.replace(saved.history[0], epoch=n, epochs=20) for n in range(1, epochs + 1))
    return dataclasses.replace(saved, plan=plan, epochs_done=epochs, step=step, seen=64 * step, history=rows)


def test_the_last_two_are_kept_and_the_newest_is_loaded(saved: Checkpoint, tmp_path: Path) -> None:
    for position in ((0, 0), (0, 700), (2, 0), (10, 0)):
        checkpoint.save(at(saved, *position), tmp_path)
    assert len(list(tmp_path.iterdir())) == 2
    assert newest(tmp_path).position == (10, 0)


def test_beside_the_last_two_the_last_one_behind_a_whole_epoch_is_kept(saved: Checkpoint, tmp_path: Path) -> None:
    for position in ((1, 0), (2, 0), (2, 3), (2, 5), (2, 9)):
        checkpoint.save(at(saved, *position), tmp_path)
    kept = [checkpoint.read(path).position for path in checkpoint.newest_first(tmp_path)]
    assert kept == [(2, 9), (2, 5), (2, 0)]


def test_a_checkpoint_cut_short_is_passed_over_for_the_one_before(
    saved: Checkpoint, plan: Plan, small: Dataset, tmp_path: Path
) -> None:
    checkpoint.save(saved, tmp_path)
    path = checkpoint.save(at(saved, 1, 3), tmp_path)
    content = path.read_bytes()
    for length in (0, 5, 200, len(content) // 2, len(content) - 1):
        path.write_bytes(content[:length])
        with pytest.raises(RunError, match=path.name):
            checkpoint.read(path)
        training, used, _ = resumed(plan, small, tmp_path)
        assert used is not None and used.position == training.checkpoint().position == saved.position


def test_garbage_in_the_header_is_refused(saved: Checkpoint, tmp_path: Path) -> None:
    path = checkpoint.save(saved, tmp_path)
    content, rng = path.read_bytes(), random.Random(1)
    refused = 0
    for _ in range(40):
        spoilt = bytearray(content)
        at = rng.randrange(2000)
        spoilt[at] ^= 1 << rng.randrange(8)
        path.write_bytes(spoilt)
        try:
            checkpoint.read(path)
        except RunError as error:
            refused += 1
            assert error.hint
    assert refused > 10


def test_a_folder_that_cannot_be_written_is_said(saved: Checkpoint, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError):
        checkpoint.save(saved, tmp_path / "file" / "run")
    assert (tmp_path / "file").read_text() == "in the way"

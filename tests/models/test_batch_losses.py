"""The losses of batches stay with the model that they made, and nothing fails where they are not there or broken."""

import json
import math
from pathlib import Path

import pytest

from digitpad.core.records import StepDone
from digitpad.models import batch_losses, epoch_weights
from tests.small_models import card_of

CARD = card_of("m", created="2026-01-01T00:00:00+00:00")
BATCHES = tuple(StepDone(1, step, 10, 2.0 / step, 0.1, 0.0, None if step == 2 else 1.5) for step in (1, 2, 5))


def kept(home: Path, *batches: StepDone) -> Path:
    """The file as a finished run leaves it."""
    run = home / "runs" / "m"
    run.mkdir(parents=True)
    batch_losses.keep(run, batches)
    epoch_weights.adopt(run, home, CARD)
    return epoch_weights.folder_of(home, CARD) / batch_losses.FILE


def test_they_come_back_as_they_were_and_are_no_epoch(tmp_path: Path) -> None:
    kept(tmp_path, *BATCHES)
    assert batch_losses.read(tmp_path, CARD) == BATCHES
    assert epoch_weights.epochs(tmp_path, CARD) == ()
    assert batch_losses.read(tmp_path, card_of("m", created="2026-02-02")) == (), "another model of that id"


def test_a_loss_that_is_no_number_is_left_out(tmp_path: Path) -> None:
    kept(tmp_path, *BATCHES, StepDone(1, 6, 10, math.nan, 0.1, 0.0))
    assert batch_losses.read(tmp_path, CARD) == BATCHES


@pytest.mark.parametrize(
    "spoilt",
    [
        {"epoch": 0}, {"step": -4}, {"step": 1}, {"step": 99}, {"loss": "1"}, {"steps": 0}, {"loss": 1e999},
        {"gradient_norm": []},
    ],
    ids=str,
)  # fmt: skip
def test_a_spoilt_file_is_as_good_as_none(tmp_path: Path, spoilt: dict[str, object]) -> None:
    path = kept(tmp_path, *BATCHES)
    data = json.loads(path.read_text())
    data["batches"][1] |= spoilt
    path.write_text(json.dumps(data))
    assert batch_losses.read(tmp_path, CARD) == ()


def test_nothing_is_said_where_they_cannot_be_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    batch_losses.keep(tmp_path / "file", BATCHES)
    assert batch_losses.read(tmp_path, CARD) == ()

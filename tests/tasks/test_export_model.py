"""Weights leave under the names of the script of `digitpad code`; a run's epochs as JSON lines and as events."""

import json
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch

from digitpad.analysis import training_script
from digitpad.core.errors import DigitpadError
from digitpad.core.records import Card, EpochDone, StepDone
from digitpad.learn.card_recognizer import CardRecognizer
from digitpad.models import batch_losses, epoch_weights
from digitpad.models.library import Library
from digitpad.tasks import export_model, model_structure
from digitpad.tasks.export_log import ExportedLog
from digitpad.tasks.export_weights import ExportedWeights
from tests.small_models import empty_library, saved, saved_of_two

HISTORY = tuple(
    EpochDone(epoch, 2, 1.5 / epoch, 0.5, 1.0 / epoch, 0.6, 2.0, 0.01, 900.0, validation_accuracy=None)
    for epoch in (1, 2)
)  # fmt: skip


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return empty_library(tmp_path)


BATCHES = tuple(StepDone(1 + (step > 4), step, 8, 3.0 / step, 0.01, 0.0, 0.5 * step) for step in (1, 2, 4, 5, 8))


def with_batches(library: Library) -> Card:
    """A model whose run kept some of its batches' losses."""
    card = saved(library, "m", "mlp-256", history=HISTORY, epochs_done=2, created="2026-01-01T00:00:00+00:00")
    run = library.home / "runs" / "m"
    run.mkdir(parents=True)
    batch_losses.keep(run, BATCHES)
    epoch_weights.adopt(run, library.home, card)
    return card


def export(library: Library, model: str, path: Path, kind: str = "") -> object:
    *_, made = export_model.exported(library, model, path, library.home, kind)
    return made


@pytest.mark.parametrize("suffix", [".pt", ".safetensors"])
@pytest.mark.parametrize("recipe", ["mlp-256-128", "padnet", "sprint"])
def test_the_script_of_digitpad_code_loads_the_weights_and_answers_alike(library, tmp_path, suffix, recipe) -> None:
    card = (saved_of_two if recipe == "padnet" else saved)(library, "m", recipe)
    made = export(library, "m", tmp_path / f"w{suffix}")
    assert isinstance(made, ExportedWeights) and bool(made.lacking) == card.reject
    script: dict[str, object] = {"__name__": "script"}
    exec(training_script.script(card.plan), script)  # noqa: S102
    network = script["network"]()  # type: ignore[operator]
    read = safetensors.torch.load_file if suffix == ".safetensors" else torch.load
    network.load_state_dict(read(made.path))
    network.eval()
    glyphs = np.random.default_rng(1).random((4, 28, 28), np.float32)
    x = torch.from_numpy(glyphs)[:, None]
    with torch.inference_mode():
        ours = network(x if card.plan.input == "unit" else (x - 0.1307) / 0.3081).numpy()
    theirs = CardRecognizer.of(library.open("m")).logits(glyphs)[:, :10]
    np.testing.assert_allclose(ours, theirs, atol=2e-4)


def test_the_epochs_are_written_as_json_lines_as_train_prints_them(library, tmp_path) -> None:
    saved(library, "m", "mlp-256", history=HISTORY, epochs_done=2)
    made = export(library, "m", tmp_path / "run.jsonl")
    assert isinstance(made, ExportedLog) and (made.epochs, made.batches) == (2, 0)
    first, _, done = map(json.loads, made.path.read_text().splitlines())
    assert first["event"] == "epoch" and first["epoch"] == 1 and first["train_loss"] == 1.5
    assert done["event"] == "done" and done["id"] == "m" and done["plan"]["recipe"] == "mlp-256"


def test_tensorboard_itself_reads_the_events(library, tmp_path) -> None:
    reader = pytest.importorskip("tensorboard.backend.event_processing.event_file_loader")
    saved(library, "m", "mlp-256", history=HISTORY, epochs_done=2)
    made = export(library, "m", tmp_path, "tensorboard")
    assert isinstance(made, ExportedLog) and made.path == tmp_path / "m.tfevents"
    _, *events = reader.LegacyEventFileLoader(str(made.path)).Load()
    assert [event.step for event in events] == [1, 2]
    assert events[1].wall_time - events[0].wall_time == pytest.approx(2.0)
    scalars = {value.tag: value.simple_value for value in events[1].summary.value}
    assert scalars["loss/training"] == 0.75 and scalars["accuracy/test"] == pytest.approx(0.6)
    assert "loss/validation" not in scalars


def test_the_batches_stand_before_the_epoch_that_they_make(library, tmp_path) -> None:
    with_batches(library)
    made = export(library, "m", tmp_path / "run.jsonl")
    assert isinstance(made, ExportedLog) and (made.epochs, made.batches) == (2, 5)
    rows = [*map(json.loads, made.path.read_text().splitlines())]
    assert [row["event"] for row in rows] == ["step"] * 3 + ["epoch"] + ["step"] * 2 + ["epoch", "done"]
    assert rows[1]["loss"] == 1.5 and rows[1]["gradient_norm"] == 1.0 and "samples_per_second" not in rows[1]


def test_tensorboard_reads_the_batches_by_step_within_their_epoch(library, tmp_path) -> None:
    reader = pytest.importorskip("tensorboard.backend.event_processing.event_file_loader")
    with_batches(library)
    made = export(library, "m", tmp_path / "m.tfevents")
    _, *events = reader.LegacyEventFileLoader(str(made.path)).Load()
    tags = [{value.tag: value.simple_value for value in event.summary.value} for event in events]
    losses = [
        (event.step, found["batch/loss"]) for event, found in zip(events, tags, strict=True) if "batch/loss" in found
    ]
    assert losses == [(batch.step, pytest.approx(batch.loss)) for batch in BATCHES]
    began = events[0].wall_time - 0.5  # the first of four batches of an epoch of two seconds
    assert [round(event.wall_time - began, 3) for event in events] == [0.5, 1.0, 2.0, 2.0, 2.5, 4.0, 4.0]


@pytest.mark.parametrize(
    ("name", "kind", "sentence"),
    [
        ("a.bar", "", "not the name of an ONNX file"),
        ("a.bar", "state-dict", "not the name of a file of weights"),
        ("a.jsonl", "", "Nothing is known of the epochs"),
        ("a.pdf", "tensorboard", "Nothing is known|finds no file called"),
        ("nowhere/a.pt", "", "there is no folder"),
    ],
)
def test_what_cannot_be_written_is_a_sentence_and_writes_nothing(library, tmp_path, name, kind, sentence) -> None:
    saved(library, "m", "mlp-256")
    with pytest.raises(DigitpadError, match=sentence) as found:
        export(library, "m", tmp_path / name, kind)
    assert found.value.hint
    assert not [path for path in tmp_path.iterdir() if path.is_file()]


def test_the_structure_counts_what_the_card_counts(library) -> None:
    card = saved_of_two(library, "m", "padnet")
    (found,) = model_structure.structure(library, "m")
    path = sum(row.weights for row in found.rows if row.branch == "path")
    assert found.weights == path + sum(row.weights for row in found.rows if row.branch == "glyph")
    assert found.layers == card.layers and found.rows[0].output == (32, 28, 28)

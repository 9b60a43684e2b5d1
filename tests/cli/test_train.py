"""`digitpad train` and what becomes of it: events, settings, interruptions, and the model as a file for others."""

import json
import re
import signal
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from digitpad.core import plans, recipes
from digitpad.core.plans import Plan
from digitpad.models.library import open_library
from tests.cli.commands import started
from tests.small_models import saved


def test_train_prints_steps_epochs_and_the_model_and_nothing_else(furnished: Path, rows) -> None:
    found = rows("train", "mlp-256-128", "--epochs", "2", "--seed", "3", "--name", "mine", "--device", "cpu")
    assert {row["event"] for row in found} == {"step", "epoch", "done"}
    epochs = [row for row in found if row["event"] == "epoch"]
    assert [row["epoch"] for row in epochs] == [1, 2]
    keys = {"epoch", "train_loss", "train_accuracy", "test_loss", "test_accuracy", "seconds"}
    assert all(row.keys() >= keys for row in epochs)
    assert found[-1]["event"] == "done" and found[-1]["id"] == "mine"
    assert found[-1]["precision"] == "float32", "as every tutorial"
    card = open_library(furnished).card("mine")
    assert card.command == "digitpad train mlp-256-128 --epochs 2 --seed 3 --name mine --device cpu"
    assert (card.plan.seed, card.changes) == (3, ("epochs 5 -> 2",))


def test_train_for_people_shows_a_row_an_epoch_and_what_was_kept(furnished: Path, say) -> None:
    text = say("train", "mlp-256-128", "--epochs", "1", "--name", "mine")
    assert "cpu, float32\n" in text
    assert "1/1" in text and "Saved as mine" in text and "differs from the recipe: epochs 5 \u2192 1" in text


def test_every_setting_can_be_changed_and_is_recorded(furnished: Path, say) -> None:
    words = (
        "--epochs 1 --batch-size 50 --lr 0.02 --optimizer sgd --momentum 0.5 --weight-decay 0.001 --schedule cosine "
        "--label-smoothing 0.1 --average 0.9 --seed 9 --device cpu --architecture mlp-256 --input unit "
        "--dataset mnist --augment rotate=5,shift=1.5 --precision bfloat16"
    )
    say("train", "mlp-256-128", "--name", "mine", *words.split())
    plan = open_library(furnished).card("mine").plan
    wanted = {
        "epochs": 1, "batch_size": 50, "learning_rate": 0.02, "optimizer": "sgd", "momentum": 0.5,
        "weight_decay": 0.001, "schedule": "cosine", "label_smoothing": 0.1, "average": 0.9, "seed": 9, "device": "cpu",
        "architecture": "mlp-256", "input": "unit", "precision": "bfloat16", "dataset": "mnist",
        "recipe": "mlp-256-128",
    }  # fmt: skip
    assert {name: getattr(plan, name) for name in wanted} == wanted
    assert (plan.augmentation.rotate, plan.augmentation.shift) == (5, 1.5)


FLAGS = {  # of `train`, to the plan's fields
    "--epochs": "epochs", "--batch-size": "batch_size", "--lr": "learning_rate", "--momentum": "momentum",
    "--weight-decay": "weight_decay", "--label-smoothing": "label_smoothing", "--average": "average",
    "--validation": "validation", "--patience": "patience", "--seed": "seed", "--optimizer": "optimizer",
    "--schedule": "schedule", "--architecture": "architecture", "--dataset": "dataset", "--input": "input",
    "--device": "device", "--augment": "augmentation", "--precision": "precision",
    "--layers": "layers", "--init": "init", "--loss": "loss", "--from": "start",
    "--class-weights": "class_weights", "--step": "step_epochs", "--gamma": "gamma", "--beta1": "beta1",
    "--beta2": "beta2",
    "--nesterov": "nesterov", "--shuffle": "shuffle", "--train-share": "train_share", "--wrong-labels": "wrong_labels",
    "--digits": "digits",
}  # fmt: skip
KINDS = [kind.name for kind in plans.AUGMENTATIONS]


def test_every_flag_of_train_says_what_it_is_and_what_it_takes(say) -> None:
    text = " ".join(say("train", "--help").split())
    said = dict(
        re.findall(r"(--[a-z0-9-]+)(?: (?:[A-Z][A-Za-z.=,]*|\{[^}]*\}))? (.+?)(?= --|$)", text.split("options:")[1])
    )
    assert said.keys() == {*FLAGS, "--json", "--name", "--resume", "--into", "--find-lr", "--help"}
    assert all(len(words) > 15 for words in said.values())
    assert set(FLAGS.values()) == {item.name for item in fields(Plan)} - {"recipe"}, "every setting has a flag"
    for flag, field in FLAGS.items():
        row = plans.field_of(field)
        if row.range:
            assert f"({row.range.words})" in said[flag]
        for name in () if row.is_open else row.choices:
            assert re.search(rf"{flag} {{[^}}]*\b{re.escape(name)}\b", text), name
    for name in (*recipes.RECIPES, *(f"{kind}=" for kind in KINDS), "cuda", "auto"):
        assert name in text


NO_NUMBERS = (
    "nan", "inf", "-inf", "1e308", "-5", "1e400", "1e-400", "9" * 400, "", " ", "0x10", "1,5", "1_0", "0_0.1", "\u0661",
    "\uff11", "\u00b2", "1e", "1 0", "--1", "True",
)  # fmt: skip


@pytest.mark.parametrize("flag", [flag for flag, field in FLAGS.items() if plans.field_of(field).range])
def test_no_number_flag_takes_what_is_no_number_of_its_range(furnished: Path, say, flag: str) -> None:
    for value in NO_NUMBERS:
        say("train", "mlp-256-128", f"{flag}={value}", code=2)
        assert len(say.stderr.splitlines()) == 2 and "Traceback" not in say.stderr
        assert len(say.stderr) < 200
    assert not (furnished / "runs").exists()


@pytest.mark.parametrize("kind", KINDS)
def test_no_augmentation_takes_what_is_no_amount_of_it(furnished: Path, say, kind: str) -> None:
    for value in ("99", *NO_NUMBERS):
        if "," not in value:  # that begins another one
            say("train", "mlp-256-128", "--augment", f"{kind}={value}", code=2)
            assert kind in say.stderr and "from 0 to" in say.stderr
    assert not (furnished / "runs").exists()


def test_no_augmentation_is_given_twice(furnished: Path, say) -> None:
    say("train", "mlp-256-128", "--augment", "rotate=5,shift=1,rotate=9", code=2)
    assert "rotate is given twice" in say.stderr
    assert not (furnished / "runs").exists()


def test_a_precision_that_there_is_not_is_refused_with_the_nearest(furnished: Path, say) -> None:
    say("train", "mlp-256-128", "--precision", "bfloat61", code=2)
    assert "bfloat16" in say.stderr and "Traceback" not in say.stderr
    assert not (furnished / "runs").exists()


def test_without_a_name_the_recipes_id_is_numbered_and_into_leaves_the_library_alone(
    furnished: Path, say, tmp_path
) -> None:
    base = ("train", "mlp-256-128", "--epochs", "1", "--device", "cpu")
    before = {card.id for card in open_library(furnished).cards()}
    say(*base, "--into", tmp_path / "kept")
    assert {card.id for card in open_library(furnished).cards()} == before
    assert (tmp_path / "kept" / "mlp-256-128" / "card.json").exists()
    saved(open_library(furnished), "mlp-256-128")
    before = {card.id for card in open_library(furnished).cards()}
    say(*base)
    (new,) = {card.id for card in open_library(furnished).cards()} - before
    assert new.startswith("mlp-256-128-")


EPOCHS = 25  # twice as many as the pipes hold: a run cannot be over before somebody has read of its second epoch


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)])
def test_a_run_interrupted_is_kept_and_resumed_to_its_last_epoch(furnished: Path, rows, number: int, code: int) -> None:
    plan = ("mlp-256-128", "--epochs", EPOCHS, "--device", "cpu")
    with started("train", *plan, "--name", "cut", "--json") as process:
        assert process.stdout is not None and process.stderr is not None
        done = 0
        for line in process.stdout:
            done += json.loads(line)["event"] == "epoch"
            if done == 2:
                process.send_signal(number)
                break
        rest, said = process.stdout.read(), process.stderr.read()  # `communicate` would lose the lines read ahead
    assert process.returncode == code, said
    assert "Traceback" not in said
    if number != signal.SIGKILL:
        assert "--resume cut" in said
    printed = done + sum(json.loads(line)["event"] == "epoch" for line in rest.splitlines() if line.endswith("}"))
    assert printed < EPOCHS, "it ended before it could be interrupted"
    epochs = [row["epoch"] for row in rows("train", "mlp-256-128", "--resume", "cut") if row["event"] == "epoch"]
    assert epochs == list(range(epochs[0], EPOCHS + 1))
    # killed while it kept an epoch, that one is done again; killed before it told of one that was kept, none is told
    assert epochs[0] - printed in ((0, 1, 2) if number == signal.SIGKILL else (1,))
    card = open_library(furnished).card("cut")
    assert [row.epoch for row in card.history] == list(range(1, EPOCHS + 1))


def test_resume_takes_no_other_settings(furnished: Path, say) -> None:
    say("train", "--resume", "cut", "--epochs", "9", code=2)
    assert "--epochs cannot be changed" in say.stderr


def test_export_tells_path_and_difference(furnished: Path, rows) -> None:
    pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")
    (row,) = rows("export", "one", "--to", furnished.parent / "one.onnx")
    assert row["path"] == str(furnished.parent / "one.onnx")
    assert Path(row["path"]).stat().st_size > 10_000
    assert 0 <= row["max_abs_difference"] <= 1e-4

"""What a training computes in: the tutorials in float32 on every CPU, the rest as the plan and the device have it."""

import dataclasses
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from digitpad.core.errors import PlanError
from digitpad.core.plans import AUTO, BFLOAT16, FLOAT32, Plan
from digitpad.core.recipes import RECIPES, completed
from digitpad.core.records import StepDone
from digitpad.core.run_control import RunControl
from digitpad.learn import checkpoint, device, precision
from digitpad.learn.dataset import Dataset
from digitpad.learn.training_run import Training
from tests.learn.training import epochs, figures, same

CPU = torch.device("cpu")
TUTORIALS = ("mlp-256", "mlp-120-84", "cnn-5x5", "mlp-256-128", "mlp-512")


def short(name: str, **changes: object) -> Plan:
    return replace(RECIPES[name], dataset="mnist", epochs=1, device="cpu", **changes)


def on(units: bool, patch: pytest.MonkeyPatch) -> None:
    """From here on the CPU has units for bfloat16, or none."""
    patch.setattr(device, "has_bfloat16_units", lambda: units)


def test_the_tutorials_are_float32_and_digitpads_own_may_choose() -> None:
    assert {name: plan.precision for name, plan in RECIPES.items()} == {
        **dict.fromkeys(TUTORIALS, FLOAT32), "padnet": AUTO, "sprint": AUTO,
    }  # fmt: skip


@pytest.mark.parametrize("name", TUTORIALS)
def test_a_tutorial_comes_to_the_same_digits_with_and_without_units_for_bfloat16(
    name: str, small: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for units in (True, False):
        on(units, monkeypatch)
        training = Training(short(name), small)
        found.append((figures(epochs(training)), training.weights()))
        assert training.card.precision == FLOAT32
    assert found[0][0] == found[1][0]
    assert same(found[0][1], found[1][1])


def test_auto_takes_what_the_cpu_has_units_for(small: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = {}
    for wish, units in ((AUTO, True), (AUTO, False), (BFLOAT16, False), (FLOAT32, True)):
        on(units, monkeypatch)
        training = Training(short("sprint", precision=wish), small)
        epochs(training)
        weights[wish, units] = training.weights()
        expected = BFLOAT16 if wish == BFLOAT16 or (wish == AUTO and units) else FLOAT32
        assert training.card.precision == expected and training.card.plan.precision == wish
    assert same(weights[AUTO, True], weights[BFLOAT16, False])
    assert same(weights[AUTO, False], weights[FLOAT32, True])
    assert not same(weights[BFLOAT16, False], weights[FLOAT32, True])


@pytest.mark.parametrize("convolutional", [True, False])
def test_the_decision_is_the_plans_and_else_the_devices(convolutional: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    for units in (True, False):
        on(units, monkeypatch)
        for where in ("cpu", "mps"):
            chosen = precision.chosen(FLOAT32, torch.device(where), convolutional=convolutional)
            assert chosen == FLOAT32
        assert precision.chosen(BFLOAT16, CPU, convolutional=convolutional) == BFLOAT16
        auto = precision.chosen(AUTO, CPU, convolutional=convolutional)
        assert auto == precision.chosen(None, CPU, convolutional=convolutional), "as before it could be chosen"
        assert auto == (BFLOAT16 if units and convolutional else FLOAT32), "MLPs are faster in float32"
    assert precision.chosen(AUTO, torch.device("mps"), convolutional=convolutional) == FLOAT32
    with pytest.raises(PlanError, match="mps does not train in bfloat16"):
        precision.chosen(BFLOAT16, torch.device("mps"), convolutional=convolutional)


@pytest.mark.parametrize("begun", [True, False])
def test_a_run_goes_on_in_what_it_was_begun_in(
    begun: bool, small: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also on another CPU; whole and interrupted run end with the same weights."""
    plan = short("sprint")
    on(begun, monkeypatch)
    whole = Training(plan, small)
    epochs(whole)
    control = RunControl()
    part = Training(plan, small, control=control)
    for event in part.events():
        if isinstance(event, StepDone):
            control.stop()
    saved = checkpoint.read(checkpoint.save(part.checkpoint(), tmp_path))
    assert saved.precision == (BFLOAT16 if begun else FLOAT32)
    on(not begun, monkeypatch)
    resumed = Training(plan, small, resume=saved)
    epochs(resumed)
    assert resumed.card.precision == saved.precision
    assert same(resumed.weights(), whole.weights())


def test_a_run_from_before_it_was_recorded_goes_on_as_it_did(small: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    on(True, monkeypatch)
    plan = short("cnn-5x5", precision=None)
    control = RunControl()
    part = Training(plan, small, control=control)
    for event in part.events():
        if isinstance(event, StepDone):
            control.stop()
    resumed = Training(plan, small, resume=dataclasses.replace(part.checkpoint(), precision=None))
    assert resumed.card.precision == BFLOAT16, "today's tutorial is float32, that run was not"


def test_a_new_run_with_settings_of_before_is_computed_as_its_recipe_says() -> None:
    for name, plan in RECIPES.items():
        assert completed(replace(plan, precision=None, epochs=2)) == replace(plan, epochs=2), name
        assert completed(replace(plan, precision=BFLOAT16)).precision == BFLOAT16
    assert completed(Plan("gone", "mlp-512", "mnist")).precision is None

"""The sweeps of a home are found again by their plans, and worked on by one process at a time."""

from dataclasses import replace
from pathlib import Path

import pytest

from digitpad.core import recipes
from digitpad.core.errors import PlanError, RunError
from digitpad.models import sweep_records

BASE = recipes.recipe("mlp-256-128")
PLANS = tuple(replace(BASE, seed=seed) for seed in (1, 2))


def begun(home: Path, plans=PLANS, name: str | None = None) -> str:
    with sweep_records.opened(home, plans, name) as sweep:
        sweep_records.keep(home, sweep)
    return sweep.name


def test_a_sweep_is_found_again_by_its_plans_and_another_gets_another_name(home: Path) -> None:
    assert begun(home) == begun(home) == "mlp-256-128-sweep"
    assert begun(home, PLANS[:1]) == "mlp-256-128-sweep-2"
    assert begun(home) == "mlp-256-128-sweep"
    assert {sweep.name: sweep.plans for sweep in sweep_records.everything(home).found} == {
        "mlp-256-128-sweep": PLANS, "mlp-256-128-sweep-2": PLANS[:1],
    }  # fmt: skip


def test_a_name_belongs_to_one_sweep(home: Path) -> None:
    assert begun(home, name="rates") == begun(home, name="rates") == "rates"
    with pytest.raises(PlanError, match="already, with other settings"):
        begun(home, PLANS[:1], name="rates")
    for name in ("../rates", "x" * 58, ""):
        with pytest.raises(PlanError):
            begun(home, PLANS[:1], name=name)
    assert [sweep.name for sweep in sweep_records.everything(home).found] == ["rates"]


def test_nothing_is_written_of_a_sweep_that_never_began(home: Path) -> None:
    with sweep_records.opened(home, PLANS):
        pass
    assert sweep_records.everything(home).found == []


def test_two_never_work_on_one_sweep(home: Path) -> None:
    with sweep_records.opened(home, PLANS), pytest.raises(RunError, match="in progress in another"):
        begun(home)
    assert begun(home)


def test_that_a_run_diverged_is_kept(home: Path) -> None:
    with sweep_records.opened(home, PLANS) as sweep:
        sweep_records.note_diverged(home, sweep, sweep.models[1], "The loss has exploded.")
    with sweep_records.opened(home, PLANS) as again:
        assert again.diverged == {sweep.models[1]: "The loss has exploded."}


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"name": "x", "plans": []}', '{"name": "x", "plans": 3, "format": 9}']
)
def test_a_broken_record_hides_no_other_and_is_named(home: Path, content: str) -> None:
    begun(home)
    bad = sweep_records.sweeps_folder(home) / "bad.json"
    bad.write_text(content)
    found = sweep_records.everything(home)
    assert [sweep.name for sweep in found.found] == ["mlp-256-128-sweep"]
    assert len(found.problems) == 1 and str(bad) in found.problems[0]

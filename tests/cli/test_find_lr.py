"""`digitpad train --find-lr`: a real range test on a small MNIST, printed; nothing is trained or kept."""

from pathlib import Path

import pytest

from digitpad.core import rate_range


def test_the_range_test_prints_its_steps_and_a_suggestion_and_keeps_nothing(furnished: Path, rows, say) -> None:
    before = sorted(path for path in furnished.rglob("*"))
    found = rows("train", "mlp-256-128", "--find-lr", "--device", "cpu")
    steps, last = found[:-1], found[-1]
    assert [row["event"] for row in steps] == ["rate"] * len(steps) and 50 < len(steps) <= rate_range.STEPS
    rates = [row["rate"] for row in steps]
    assert rates == pytest.approx([rate_range.rate_at(step) for step in range(len(steps))])
    assert last["event"] == "found" and 1e-4 <= last["learning_rate"] <= 1e-2, "Adam's usual rates"
    assert sorted(path for path in furnished.rglob("*")) == before
    text = say("train", "mlp-256-128", "--find-lr", "--device", "cpu")
    assert f"--lr {last['learning_rate']:g}" in text and last["reason"] in text


def test_a_run_that_goes_on_has_its_rate_already(furnished: Path, say) -> None:
    say("train", "--resume", "mine", "--find-lr", code=2)
    assert "--find-lr cannot be changed" in say.stderr

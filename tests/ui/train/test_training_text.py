"""What the training panel says."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.recipes import RECIPES
from digitpad.core.records import DIGITS, Card, EpochDone, RunStarted, Score
from digitpad.ui.train.training_text import about, changed_name, clock, facts, kept, noun, progress, round_rate

PLAN = RECIPES["mlp-256-128"]


def test_the_progress_line_reads_as_in_the_design() -> None:
    assert progress(3, 10, 0.4211, 30.6, 12_312.0, "digits") == "epoch 3/10 - 42 % - 0:31 left - 12,300 digits/s"


def test_what_is_not_known_is_left_out() -> None:
    assert progress(1, 10, 0.0, None, None, "digits") == "epoch 1/10 - 0 %"


def test_only_a_finished_run_reads_100_percent() -> None:
    assert "99 %" in progress(10, 10, 0.9999, None, None, "digits")
    assert "100 %" in progress(10, 10, 1.0, None, None, "digits")


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (0.2, "0:01"), (59.5, "1:00"), (61, "1:01"), (3600, "1:00:00"), (-1, "0:00")]
)
def test_times_to_go(seconds: float, text: str) -> None:
    assert clock(seconds) == text


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_less_time_never_reads_as_more(one: float, other: float) -> None:
    def whole(text: str) -> int:
        seconds = 0
        for part in text.split(":"):
            seconds = seconds * 60 + int(part)
        return seconds

    assert whole(clock(min(one, other))) <= whole(clock(max(one, other)))


@given(st.floats(100, 1e9))
def test_a_speed_is_rounded_to_three_figures(rate: float) -> None:
    assert round_rate(rate) == pytest.approx(rate, rel=0.006)
    assert len(str(round_rate(rate)).rstrip("0")) <= 3


def test_a_changed_recipe_is_named_as_changed() -> None:
    assert changed_name(PLAN) == "MLP 256-128"
    assert changed_name(replace(PLAN, epochs=3)) == "MLP 256-128, changed: epochs 5 \u2192 3"
    both = changed_name(replace(PLAN, epochs=3, optimizer="sgd"))
    assert both == "MLP 256-128, changed: optimizer Adam \u2192 SGD, epochs 5 \u2192 3"


def test_another_seed_or_device_changes_no_recipe() -> None:
    assert changed_name(replace(PLAN, seed=9, device="cpu")) == "MLP 256-128"


def test_every_recipe_has_a_title_of_its_own_and_a_description() -> None:
    words = {key: about(key, plan) for key, plan in RECIPES.items()}
    assert len({word.title for word in words.values()}) == len(RECIPES)
    assert all(len(word.text) > 40 for word in words.values())


def test_a_recipe_without_words_is_described_by_its_plan() -> None:
    said = about("new", replace(PLAN, recipe="new", epochs=1))
    assert said.title == "new"
    assert said.text == "784-256-128-10, dropout 0.2 on MNIST, 1 epoch."


def test_clothes_are_not_called_digits() -> None:
    assert noun(RECIPES["mlp-256"]) == "pictures"
    assert noun(PLAN) == "digits"


def test_the_facts_of_a_run() -> None:
    started = RunStarted("r", PLAN, DIGITS, 235_146, 60_000, 10_000, 938, 1, "cpu", 1)
    said = "235,146 parameters - 60,000 training and 10,000 test digits - on "
    assert facts(started) == f"{said}cpu, 1 thread"
    assert facts(replace(started, device="cuda", threads=2)) == f"{said}cuda"
    assert facts(replace(started, precision="bfloat16")) == f"{said}cpu, 1 thread, bfloat16"


def test_what_was_kept() -> None:
    history = (EpochDone(1, 5, 0.5, 0.8, 0.4, 0.9712, 2.0, 0.001, 1.0),)
    scores = (Score("mnist", 10_000, 0.9747, (0.97, 0.98)), Score("ink", 100, 0.5, (0.4, 0.6)))
    card = Card("mine", PLAN, DIGITS, 1, "weights", 1, scores, history, epochs_done=1)
    assert kept(card, stopped=False) == "Done. Saved as \u201cmine\u201d, test accuracy 97.47 %."
    assert kept(card, stopped=True).startswith("Stopped after 1 epoch. Saved as ")
    early = replace(card, history=(), epochs_done=0)
    assert kept(early, stopped=True).startswith(
        "Stopped in the first epoch. Saved as \u201cmine\u201d, test accuracy 97.47 %"
    )
    assert kept(replace(card, scores=()), stopped=False) == "Done. Saved as \u201cmine\u201d."


def test_layers_of_ones_own_are_described_and_no_published_result_is_promised() -> None:
    plan = replace(PLAN, layers="dense30,relu", epochs=3)
    said = about(plan.recipe, plan)
    assert said.title == "MLP 256-128" and "23,860 weights: dense30, relu" in said.text and "expect" not in said.text
    assert "changed: layers of your own, epochs" in changed_name(plan)
    assert "dense30" not in changed_name(plan), "it would fill the line that the button stands in"


def test_of_other_pictures_than_the_recipes_nothing_is_promised() -> None:
    plan = RECIPES["mlp-256-128"]
    assert "97.5" in about(plan.recipe, plan).text
    said = about(plan.recipe, replace(plan, dataset="kuzushiji-mnist")).text
    assert "Kuzushiji-MNIST" in said and "97.5" not in said
    assert "20,410 weights" in about(plan.recipe, replace(plan, dataset="emnist-letters", layers="flatten")).text

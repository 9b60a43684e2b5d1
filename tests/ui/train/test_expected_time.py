"""How long a run takes is said by runs of this machine, or not at all."""

import re
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QComboBox, QLabel

from digitpad.core.recipes import RECIPES
from digitpad.core.records import Card
from digitpad.ui.train import expected_time
from digitpad.ui.train.training_text import about
from tests.ui.train.run_events import PLAN, card_of, done


def trained(seconds: float, created: str = "2026-02-01", **values: object) -> Card:
    card = replace(card_of("mine"), created=created, **values)  # type: ignore[arg-type]
    return replace(card, history=tuple(replace(done(number), seconds=seconds) for number in (1, 2)))


@pytest.mark.parametrize("recipe", RECIPES)
def test_no_recipe_promises_a_time_that_another_machine_took(recipe: str) -> None:
    """Usability 38: "about a minute", "3 to 5 seconds" were fixed text."""
    assert not re.search(r"\d+ (s|seconds|minutes)\b|minute|second", about(recipe, RECIPES[recipe]).text)


def test_a_run_takes_what_the_newest_like_it_took_here() -> None:
    """Usability 38"""
    cards = [
        trained(9.0, "2026-01-01"),
        trained(4.0, "2026-03-01"),
        trained(1.0, "2026-04-01", bundled=True),
        trained(2.0, "2026-04-01", plan=replace(PLAN, batch_size=256)),
        replace(trained(3.0, "2026-04-01"), history=()),
    ]
    seconds, newest = expected_time.expected(replace(PLAN, epochs=10, learning_rate=0.5, seed=7), cards) or (0, None)
    assert seconds == 40.0 and newest is cards[1]
    assert expected_time.expected(RECIPES["cnn-5x5"], cards) is None


def test_the_time_is_said_beside_the_recipe_and_follows_the_epochs(panel) -> None:
    """Usability 38"""
    said = panel.findChild(QLabel, "train-about")
    assert "shown soon after Start" in said.text() + said.toolTip()
    panel.show_models([trained(4.0)])
    assert "About 20 s on this computer" in (said.toolTip() or said.text())
    box = panel.findChild(QComboBox, "train-recipe")
    box.setCurrentIndex(box.findData("mlp-512"))
    assert "this computer" not in (said.toolTip() or said.text())

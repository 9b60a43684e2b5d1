"""The pad's choice of models where titles are long: what is cut, what stays in sight, and where all can be read."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from digitpad.core.recipes import RECIPES
from digitpad.core.records import DIGITS, RUNNING, Card, Origin
from digitpad.ui.draw.follow_button import FollowButton
from digitpad.ui.draw.model_box import DOT, ModelBox

LONG = "a rather long title, longer than others, that somebody gave to the model of seed"
CARDS = [
    Card(key, replace(RECIPES["padnet"], seed=number), DIGITS, 1000, "weights.safetensors", 4000, title=title)
    for number, (key, title) in enumerate({"two": f"{LONG} 2", "three": f"{LONG} 3", "short": "mine"}.items())
]


@pytest.fixture
def box(qtbot: QtBot) -> ModelBox:
    made = ModelBox()
    qtbot.addWidget(made)
    made.resize(290, 30)  # as in a window of 1000x700
    made.show_models(CARDS, "two")
    made.show()
    return made


def width(box: ModelBox, text: str) -> int:
    return box.fontMetrics().horizontalAdvance(text)


def test_a_title_that_fits_is_seen_whole(box: ModelBox) -> None:
    box.select("short")
    assert box.shown == box.currentText() == f"mine{DOT}MNIST + real ink"


@pytest.mark.parametrize("pixels", [150, 290, 420])
def test_a_long_title_is_cut_in_its_middle_and_never_through_a_letter(box: ModelBox, pixels: int) -> None:
    box.resize(pixels, 30)
    two = box.shown
    assert "\u2026" in two
    assert width(box, two) < pixels
    assert two.startswith("a ")
    box.select("three")
    assert box.shown != two, "two seeds stay apart"


def test_what_it_learned_from_stays_as_long_as_the_name_can_be_told(box: ModelBox) -> None:
    box.resize(width(box, f"{DOT}MNIST + real ink") * 3, 30)
    assert box.shown.endswith(f"2{DOT}MNIST + real ink")
    box.resize(150, 30)
    assert box.shown.endswith(" 2")


def test_the_whole_title_is_in_the_tooltip_whoever_chose_it(box: ModelBox) -> None:
    assert CARDS[0].title in box.toolTip()
    box.setCurrentIndex(1)
    assert CARDS[1].title in box.toolTip()
    box.select("short")
    assert f"mine{DOT}MNIST + real ink" in box.toolTip()
    box.show_running("mlp-512, in training")
    box.select(RUNNING)
    assert "in training" in box.toolTip()
    box.show_running("")
    assert "in training" not in box.toolTip()
    box.show_models([replace(CARDS[0], title="x < y & <b>z</b>")], "two")
    assert "x &lt; y &amp; &lt;b&gt;z&lt;/b&gt;" in box.toolTip()
    box.show_models([], "")
    assert box.toolTip()


def test_the_list_of_models_says_each_title_whole(box: ModelBox) -> None:
    assert box.view().textElideMode() is Qt.TextElideMode.ElideMiddle
    for row, card in enumerate(CARDS):
        assert box.itemData(row, Qt.ItemDataRole.ToolTipRole).startswith(card.title)


def test_it_is_the_one_on_the_pad_and_paints_itself(pad) -> None:
    pad.models.show_models(CARDS, "two")
    found = pad.findChild(QComboBox, "pad-model")
    assert "\u2026" in found.shown
    assert not found.grab().isNull()


def test_a_taught_model_says_what_it_was_taught_from(box: ModelBox) -> None:
    box.show_models([replace(CARDS[2], origin=Origin(original="padnet", drawings=12))], "short")
    tip = box.itemData(0, Qt.ItemDataRole.ToolTipRole)
    assert "taught from padnet with 12 drawings" in tip


def test_a_switch_at_the_pad_follows_the_training_and_goes_back(qtbot: QtBot, box: ModelBox) -> None:
    """15: that the model in training can read the pad was found by opening the model box during a run alone."""
    follow = FollowButton(box)
    qtbot.addWidget(follow)
    assert follow.isHidden()
    box.setCurrentIndex(box.findData("three"))
    box.show_running("mlp  ·  in training")
    assert not follow.isHidden() and not follow.isChecked()
    with qtbot.waitSignal(box.model_requested) as asked:
        follow.click()
    assert asked.args == [RUNNING]
    follow.click()
    assert box.model_id == "three"
    box.setCurrentIndex(box.findData(RUNNING))
    assert follow.isChecked(), "it says what the box says"
    box.show_running("")
    assert follow.isHidden()

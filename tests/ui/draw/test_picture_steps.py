"""The inspector of a picture: every step with its picture and a switch, in place of an ink's steps."""

import numpy as np
import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget

from digitpad.ink.pictures import pipeline
from digitpad.ink.pictures.pipeline import PictureSwitches
from digitpad.ui.draw.inspector import Inspector
from digitpad.ui.draw.step_picture import StepPicture
from tests.ink.pictures.kinds import KINDS, Maker


@pytest.fixture
def inspector(qtbot) -> Inspector:
    made = Inspector()
    qtbot.addWidget(made)
    made.show()
    return made


def switch(inspector: Inspector, name: str) -> QAbstractButton:
    return inspector.findChild(QAbstractButton, f"pad-picture-switch-{name}")


def test_a_pictures_steps_take_the_place_of_an_inks(inspector: Inspector) -> None:
    picture, _ = KINDS["box_inside"](Maker(np.random.default_rng(1)))
    inspector.show_picture(pipeline.steps(picture))
    assert inspector.findChild(QWidget, "pad-picture-steps").isVisible()
    assert not inspector.findChild(QWidget, "pad-step-ink").isVisible()
    seen = {name: inspector.findChild(StepPicture, f"pad-picture-step-{name}") for name in pipeline.STEPS}
    assert not any(seen[name].empty for name in ("picture", "sheet", "colour", "light", "digit", "glyph"))
    assert seen["dots"].empty and seen["outline"].empty, "what a step did not change is not shown as if it had"
    inspector.show_picture(None)
    assert inspector.findChild(QWidget, "pad-step-ink").isVisible()


def test_each_step_but_the_first_and_last_can_be_left_out(inspector: Inspector, qtbot) -> None:
    picture, _ = KINDS["box_inside"](Maker(np.random.default_rng(1)))
    inspector.show_picture(pipeline.steps(picture))
    told: list[PictureSwitches] = []
    inspector.picture_switches_changed.connect(told.append)
    switch(inspector, "sheet").click()
    switch(inspector, "lines").click()
    assert told == [PictureSwitches(sheet=False), PictureSwitches(sheet=False, lines=False)]
    inspector.take_every_step()
    assert told[-1] == PictureSwitches() and len(told) == 3
    assert switch(inspector, "picture") is None and switch(inspector, "glyph") is None

"""A screen reader is told what changed: once it has stayed a while, and once."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from digitpad.core.records import DIGITS, Answer
from digitpad.ui.common.announcer import Announcer, announce
from digitpad.ui.draw.answer_view import AnswerView


@pytest.fixture
def listening() -> Iterator[None]:
    """A screen reader runs."""
    QAccessible.setActive(True)
    if not QAccessible.isActive():
        pytest.skip("this Qt never takes a screen reader for active where there is no screen")
    yield
    QAccessible.setActive(False)


@pytest.mark.usefixtures("listening")
def test_of_what_changes_quickly_the_last_is_told_and_once(qtbot: QtBot) -> None:
    """6: predictions, messages and epochs were announced by nothing."""
    label = QLabel()
    qtbot.addWidget(label)
    told: list[str] = []
    announcer = Announcer(label, lambda _about, text: told.append(text))
    for text in ("1", "7", "7, 99 % sure"):
        announcer.say(text)
    qtbot.waitUntil(lambda: told == ["7, 99 % sure"])
    announcer.say("7, 99 % sure")
    announcer.say("")
    announcer.say("2")
    qtbot.waitUntil(lambda: told == ["7, 99 % sure", "2"])


def test_nothing_is_told_where_nobody_listens(qtbot: QtBot) -> None:
    """6"""
    label = QLabel()
    qtbot.addWidget(label)
    told: list[str] = []
    Announcer(label, lambda _about, text: told.append(text)).say("7")
    qtbot.wait(1)
    assert told == []
    announce(label, "7")  # and telling it anyway does no harm


@pytest.mark.usefixtures("listening")
def test_the_pad_tells_its_prediction(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """6: the prediction lived in a label that takes no focus."""
    told: list[str] = []
    monkeypatch.setattr("digitpad.ui.common.announcer.announce", lambda _about, text: told.append(text))
    view = AnswerView()
    qtbot.addWidget(view)
    shares = tuple(0.91 if digit == "7" else 0.01 for digit in DIGITS)
    view.show_answer(Answer(7, 0.91, shares, 7))
    qtbot.waitUntil(lambda: len(told) == 1)
    assert told[0].startswith("7") and "sure" in told[0]

"""What Ctrl+Z takes back: the last step on the pad, or what was deleted in the panel that has the focus. QtWidgets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from digitpad.core.escaping import menu_text
from digitpad.core.language import tr
from digitpad.ui.common.messages import Act

MOST_OFFERS = 50


class UndoSteps(Protocol):
    """The pad: steps that can be taken back one by one."""

    def undo(self) -> None:
        """Takes the last one back."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be brought back: in words, in which panel it was deleted, and what brings it back."""

    text: str
    place: str
    act: Act


class Undo(QObject):
    """Decides what Edit > Undo is about, and says so in its text."""

    def __init__(
        self, parent: QObject, action: QAction, pad: UndoSteps, places: Mapping[QWidget, str], deletes: QWidget
    ) -> None:
        """`deletes`: the table in which Del deletes; there, nobody means a stroke on the pad."""
        super().__init__(parent)
        self._action, self._pad, self._places, self._deletes = action, pad, places, deletes
        self._offers: list[Offer] = []
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_changed)

    def offer(self, offer: Offer) -> None:
        """Something was deleted, and can be brought back."""
        self._offers = [*self._offers[-MOST_OFFERS:], offer]
        self._word()

    def withdraw(self, act: Act) -> None:
        """It is back, or gone for good."""
        self._offers = [offer for offer in self._offers if offer.act is not act]
        self._word()

    def undo(self) -> None:
        """Brings back what was deleted where the focus is; else takes a step on the pad back."""
        offer = self._offer()
        if offer is not None:
            offer.act()
        elif not self._deletes.hasFocus():
            self._pad.undo()

    def _offer(self) -> Offer | None:
        place = self._place()
        return next((offer for offer in reversed(self._offers) if offer.place == place), None)

    def _place(self) -> str:
        """The panel that has the focus; empty where none has."""
        focus = QApplication.focusWidget()
        inside = (name for panel, name in self._places.items() if focus is not None and panel.isAncestorOf(focus))
        return next(inside, "")

    @Slot(QWidget, QWidget)
    def _focus_changed(self, _old: QWidget | None, _now: QWidget | None) -> None:
        if isValid(self._deletes) and isValid(self._action):  # else a window that goes gives up its focus last
            self._word()

    def _word(self) -> None:
        offer = self._offer()
        if offer is None and self._deletes.hasFocus():
            self._action.setText(tr("&Undo"))
            self._action.setStatusTip(tr("Nothing was deleted here"))
        elif offer is None:
            self._action.setText(tr("&Undo"))
            self._action.setStatusTip(tr("Undoes the last step on the pad"))
        else:
            self._action.setText(tr("&Undo {text}", text=menu_text(offer.text)))
            self._action.setStatusTip(tr("Restores what was deleted"))

"""The library as the window shows it: read when something changed, told to all who show models. QtCore, models."""

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.core.errors import DigitpadError
from digitpad.core.records import Card
from digitpad.models.library import Library


class LibraryModel(QObject):
    """The cards of all models, as last read from the disk."""

    changed = Signal(list)  # of Card
    problem = Signal(str)  # a folder that should be a model and cannot be used; each is told once
    mended = Signal(str)  # such a folder is one no more

    def __init__(self, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.library = library
        self.cards: list[Card] = []
        self._told: set[str] = set()

    @property
    def ids(self) -> tuple[str, ...]:
        """The models' ids, in the library's order."""
        return tuple(card.id for card in self.cards)

    def card(self, model: str) -> Card | None:
        """The card of one model, or None."""
        return next((card for card in self.cards if card.id == model), None)

    @Slot()
    def refresh(self) -> None:
        """Reads the library again, and tells where it is another one than before."""
        try:
            found = self.library.contents()
            cards, problems = found.cards, found.problems
        except DigitpadError as error:
            cards, problems = self.cards, [str(error)]
        if cards != self.cards:
            self.cards = cards
            self.changed.emit(cards)
        for text in self._told.difference(problems):
            self._told.discard(text)
            self.mended.emit(text)
        for text in problems:
            if text not in self._told:
                self._told.add(text)
                self.problem.emit(text)

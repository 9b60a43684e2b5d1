"""Below the models: what stands behind their figures, in pages, and the answers to the drawing. Imports QtWidgets."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from digitpad.analysis import confusion_matrix, differences, examples
from digitpad.analysis.comparison import fits, set_title
from digitpad.analysis.examples import ExampleSet
from digitpad.analysis.model_results import ModelResults
from digitpad.core.language import tr
from digitpad.core.records import Card
from digitpad.ui.common.boxes import row
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE, scaled
from digitpad.ui.compare.answers_card import AnswersCard
from digitpad.ui.compare.confusion.confusion_card import ConfusionCard
from digitpad.ui.compare.difference_card import DifferenceCard
from digitpad.ui.compare.examples.examples_card import ExamplesCard
from digitpad.ui.compare.segments import Segments

ROOM_FOR_BOTH = 960  # pixels of width from which the answers stand beside a page that needs room
HIDE, SHOW = "\u25b4", "\u25be"  # the models above
CONFUSION, DIFFERENCE, DIGITS = "confusion", "difference", "digits"


class Details(QWidget):
    """Pages about the current model and its rival on the chosen set; `show_selection` brings them up to date."""

    evaluate_requested = Signal(list)
    digits_requested = Signal(object)  # Gallery
    turned = Signal(str)  # the key of the page that is shown now
    room_requested = Signal(bool)  # whether the models above should make room
    compared = Signal(str, str, int)  # two models, and how many drawings one alone gets right; empty: no figures
    opened = Signal(str)  # which drawings are shown: "cell", or of two models "first", "second", "neither", "apart"

    def __init__(self, measured: ModelResults, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._measured = measured
        self._current, self._rival, self._on = "", "", "mnist"
        self._chosen: list[str] = []
        self._selected: tuple[str, ...] = ()  # in the table: the current one and those with it
        self._pair: tuple[str, ...] = ()  # as it was chosen on the Difference page, while those are selected
        self.views = Segments("compare-page")
        self.confusion, self.difference = ConfusionCard(), DifferenceCard()
        self.digits, self.answers = ExamplesCard(), AnswersCard()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        tip = tr("Hides the models, so that this page has their room, or shows them again")
        self._room_button = named(QToolButton(), "compare-more-room", tip, tr("More room for this page"))
        self._room_button.setText(HIDE)
        self._room_button.setCheckable(True)
        self._widgets: dict[str, QWidget] = {}
        self._room: dict[str, float] = {}  # by page, pixels of width from which the answers stand beside it
        self.add_page(CONFUSION, tr("Confusion"), tr("True classes against predicted classes, counted"), self.confusion)
        self.add_page(
            DIFFERENCE,
            tr("Difference"),
            tr("Two models: is the difference between them significant?"),
            self.difference,
        )
        self.add_page(DIGITS, tr("Digits"), tr("The drawings behind a figure"), self.digits)
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setChildrenCollapsible(False)
        both.setHandleWidth(SPACE)
        for at, (widget, share) in enumerate(((self._pages, 3), (self.answers, 2))):
            both.addWidget(widget)
            both.setStretchFactor(at, share)
        both.setSizes([300, 200])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(row(self.views, (QWidget(), 1), self._room_button))
        layout.addWidget(both, 1)

    def _connect(self) -> None:
        self.views.chosen.connect(self.turn_to)
        self._room_button.toggled.connect(self._tell_room)
        self.confusion.evaluate_requested.connect(self._ask_for_one)
        self.confusion.minus_changed.connect(self._show_matrix)
        self.confusion.view.cell_requested.connect(self._show_cell)
        self.difference.pair_changed.connect(self._choose_pair)
        self.difference.evaluate_requested.connect(self.evaluate_requested)
        self.difference.rows_requested.connect(self._show_kind)

    def add_page(
        self, key: str, title: str, tip: str, page: QWidget, *, roomy: bool = False, alone: bool = False
    ) -> None:
        """One more page, with a button of this title.

        A roomy one has the answers beside it only in a wide window, one that is alone never.
        """
        self._room[key] = math.inf if alone else ROOM_FOR_BOTH if roomy else 0
        self._widgets[key] = page
        self._pages.addWidget(page)
        self.views.add(key, title, tip)

    @property
    def page(self) -> str:
        """The key of the page that is shown."""
        return self.views.key

    def turn_to(self, key: str) -> None:
        """Shows the page of this key."""
        self.views.choose(key)
        self._pages.setCurrentWidget(self._widgets[key])
        self._make_room()
        self.turned.emit(key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Takes the answers away where a roomy page needs their place."""
        super().resizeEvent(event)
        self._make_room()

    def _tell_room(self, more: bool) -> None:
        self._room_button.setText(SHOW if more else HIDE)
        self.room_requested.emit(more)

    def _make_room(self) -> None:
        room = self._room.get(self.views.key, 0)
        self.answers.setVisible(room != math.inf and self.width() >= scaled(room))

    # --- news ---

    def show_selection(self, current: str, chosen: Sequence[str], on: str) -> None:
        """Shows what is known of the current model and of those selected with it, on the set that fits it.

        A pair that was chosen here stays, through an evaluation and another set, until others are selected.
        """
        if (current, *chosen) != self._selected:
            self._selected, self._pair = (current, *chosen), ()
        if self._pair and self._measured.cards.keys() >= set(self._pair):
            current = self._pair[0]
        else:
            self._pair = ()
        where = self._measured.shown_set(current, on)
        self._current, self._chosen, self._on = current, list(chosen), where
        if not self._pair:
            others = [each for each in chosen if each != current]
            self._rival = self._measured.rival(current, where, others, self._rival)
        self._show_all()

    def show_models(self, asked: Sequence[Card]) -> None:
        """The models are others than before; `asked`: those that answer to the drawing."""
        self.answers.show_models(asked)
        self.difference.show_models(list(self._measured.cards.values()))

    def show_digits(self, gallery: ExampleSet, glyphs: NDArray[np.uint8]) -> None:
        """Shows the pictures (N, 28, 28) uint8 of a gallery that was asked for."""
        self.digits.show_digits(gallery, glyphs)

    def show_busy(self, busy: bool) -> None:
        """While an evaluation runs, no other can be asked for."""
        self.confusion.show_busy(busy)
        self.difference.show_busy(busy)

    def _show_all(self) -> None:
        self.difference.show_pair(self._current, self._rival)
        self._show_matrix()
        self._show_difference(self._current, self._rival)

    def _show_matrix(self) -> None:
        card = self._measured.cards.get(self._current)
        if card is None:
            self.confusion.show_rival("")
            self.confusion.show_reason(tr("Confusion matrix"), tr("Select a model to see its confusion matrix."), False)
            return
        matrix, name, title = self._measured.matrix(card.id, self._on), card.name, set_title(self._on)
        other = self._measured.matrix(self._rival, self._on)
        names = (name, self._measured.name(self._rival))
        taken = confusion_matrix.minus(matrix, other, names) if matrix is not None and other is not None else None
        self.confusion.show_rival(names[1] if taken is not None else "")
        if taken is not None and self.confusion.minus:
            self.confusion.show_matrix(tr("{names} against {names_2}", names=names[0], names_2=names[1]), title, taken)
        elif matrix is not None:
            self.confusion.show_matrix(name, title, matrix)
        else:
            reason = tr("{name} has not been evaluated on {title} yet.", name=name, title=title)
            self.confusion.show_reason(tr("Confusion matrix"), reason, True)

    def _show_difference(self, a: str, b: str) -> None:
        measured, where = self._measured, set_title(self._on)
        one, other = measured.evaluated(a, self._on), measured.evaluated(b, self._on)
        found = differences.difference(one, other) if one is not None and other is not None else None
        if found is not None:
            self.difference.show_difference(found, measured.name(a), measured.name(b), where)
            self.compared.emit(a, b, found.only_a + found.only_b)
        else:
            self.compared.emit("", "", 0)
            self.difference.show_reason(*self._no_difference(a, b))
        cards = list(measured.cards.values())
        if len(self._chosen) > 2:
            cards = [card for card in cards if card.id in self._chosen]
        else:
            kinds = [differences.recipe_of(card) for card in cards if card.id in (a, b)]
            cards = [card for card in cards if differences.recipe_of(card) in kinds]
        accuracies = measured.accuracies([card.id for card in cards], self._on)
        self.difference.show_seeds(differences.seeds_text(differences.seeds(cards, accuracies)))

    def _no_difference(self, a: str, b: str) -> tuple[str, bool]:
        """Why nothing can be said of two models, and whether an evaluation would change that."""
        cards, where = self._measured.cards, set_title(self._on)
        if a not in cards or b not in cards or a == b:
            return tr("Choose two models above, or select two rows in the table."), False
        strangers = [cards[model].name for model in (a, b) if not fits(cards[model], self._on)]
        if strangers:
            return tr("{strangers} does not know the classes of {where}.", strangers=strangers[0], where=where), False
        return tr("Evaluate both models on {where} first.", where=where), True

    # --- wishes ---

    def _choose_pair(self, a: str, b: str) -> None:
        self._rival, self._pair = b, (a, b) if a and b else ()
        if a in self._measured.cards:
            self._current = a
            self._on = self._measured.shown_set(a, self._on)
        self._show_all()

    def _ask_for_one(self) -> None:
        if self._current:
            self.evaluate_requested.emit([self._current])

    def _show_cell(self, true: int, said: int) -> None:
        """Turns to the drawings in a cell; in a difference, to those that only one of both put there."""
        one = self._measured.evaluated(self._current, self._on)
        other = self._measured.evaluated(self._rival, self._on)
        name = self._measured.name(self._current)
        if one is None:
            return
        if self.confusion.minus and other is not None:
            names = (name, self._measured.name(self._rival))
            self._show_gallery(examples.changed_cell(one, other, true, said, names), "cell")
        else:
            self._show_gallery(examples.cell(one, true, said, name), "cell")

    def _show_kind(self, kind: str) -> None:
        """Turns to the drawings that one, the other or neither got right, as the one that erred read them."""
        a, b = (self._measured.evaluated(model, self._on) for model in self.difference.pair)
        found = differences.difference(a, b) if a is not None and b is not None else None
        if a is None or b is None or found is None:
            return
        names = self._measured.name(a.model), self._measured.name(b.model)
        titles = {
            differences.ONLY_A: tr(
                "Only {names} is right; shown is what {names_2} predicts", names=names[0], names_2=names[1]
            ),
            differences.ONLY_B: tr(
                "Only {names} is right; shown is what {names_2} predicts", names=names[1], names_2=names[0]
            ),
            differences.NEITHER: tr("Both are wrong; shown is what {names} predicts", names=names[0]),
            differences.APART: tr("They predict different digits; shown is what {names} predicts", names=names[0]),
        }
        reader = b if kind == differences.ONLY_A else a
        shown = {differences.ONLY_A: "first", differences.ONLY_B: "second"}.get(kind, kind)
        self._show_gallery(examples.of_rows(reader, found.rows[kind], titles[kind]), shown)

    def _show_gallery(self, gallery: ExampleSet, shown: str) -> None:
        self.turn_to(DIGITS)
        self.opened.emit(shown)
        self.digits.wait_for(gallery)
        if gallery.digits:
            self.digits_requested.emit(gallery)

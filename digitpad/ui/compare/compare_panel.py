"""The comparison panel: every model side by side. Imports QtWidgets, records and torch-free analysis."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from digitpad.analysis.comparison import fits, set_for
from digitpad.analysis.examples import ExampleSet
from digitpad.analysis.model_results import ModelResults
from digitpad.core.language import mark, tr
from digitpad.core.records import Answer, Card
from digitpad.evaluation.evaluations import Evaluation
from digitpad.ui.common import file_dialogs
from digitpad.ui.common.theme import SPACE
from digitpad.ui.compare.compare_bar import CompareBar
from digitpad.ui.compare.comparison_exports import Exports
from digitpad.ui.compare.details import Details
from digitpad.ui.compare.drawing_pages import DrawingPages
from digitpad.ui.compare.sweeps.sweeps_page import SweepsPage
from digitpad.ui.compare.table.models_view import ModelsView

DRAWINGS = (mark("Drawings (*.ndjson *.ndjson.gz *.npz)"), mark("All files (*)"))


class ComparePanel(QWidget):
    """Every model of the library in a table or a plane, what stands behind their figures, and what all say now."""

    evaluate_requested = Signal(list, str)  # ids, set ("mnist", "fashion-mnist", "ink", or a file)
    stop_requested = Signal()  # the running evaluation should end
    times_requested = Signal(list)  # ids whose prediction time should be measured
    selected = Signal(str)  # id of the current model, empty where there is none
    delete_requested = Signal(list)  # ids; bundled ones among them stay
    undelete_requested = Signal()  # what was deleted last should come back
    refused = Signal(str, str)  # a sentence and a hint: why a key does nothing with the selected models
    rename_requested = Signal(str, str)  # id, new title
    note_requested = Signal(str, str)  # id, new note
    digits_requested = Signal(object)  # Gallery: its pictures, for `show_digits`
    digit_chosen = Signal(str, str, int)  # set, its fingerprint, row: a drawing for the pad
    columns_changed = Signal(tuple)  # keys, to be remembered
    pinned_changed = Signal(tuple)  # ids, to be remembered

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._measured = ModelResults()
        self._running: Card | None = None
        self._bar = CompareBar()
        self.models = ModelsView()
        self._table = self.models.table
        self.details = Details(self._measured)
        self.reasons = DrawingPages(self.details)
        self.sweeps = SweepsPage()
        tip = tr("Hyperparameter sweeps: settings side by side, over their seeds")
        self.details.add_page("sweeps", tr("Sweeps"), tip, self.sweeps, alone=True)
        self._lay_out()
        self._connect_models()
        self._connect_details()
        self._show_offer()

    def _lay_out(self) -> None:
        whole = QSplitter(Qt.Orientation.Vertical)
        whole.setChildrenCollapsible(False)
        whole.setHandleWidth(SPACE)
        for at, (widget, share) in enumerate(((self.models, 9), (self.details, 11))):
            whole.addWidget(widget)
            whole.setStretchFactor(at, share)
        whole.setSizes([900, 1100])
        self._bar.actions_menu.addActions(self._table.actions())
        self.exports = Exports(self._table, self._bar.actions_menu, self)
        confusion = self.details.confusion
        self.exports.offer_picture("confusion", tr("Confusion matrix"), confusion.picture, confusion.figures)
        self.exports.offer_picture("plane", tr("Accuracy against cost"), self.models.plane.picture)
        self.reasons.offer_pictures(self.exports)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(self._bar)
        layout.addWidget(whole, 1)

    def _connect_models(self) -> None:
        self._bar.set_changed.connect(self._show_set)
        self._bar.file_requested.connect(self._open_file)
        self._bar.evaluate_requested.connect(self._ask_for_offered)
        self._bar.stop_requested.connect(self.stop_requested)
        self._table.evaluate_requested.connect(self._ask_for)
        self._table.delete_requested.connect(self.delete_requested)
        self._table.undelete_requested.connect(self.undelete_requested)
        self._table.refused.connect(self.refused)
        self._table.source.renamed.connect(self.rename_requested)
        self._table.source.noted.connect(self.note_requested)
        self._table.current_changed.connect(self._show_current)
        self._table.chosen_changed.connect(self._show_chosen)
        self._table.pinned_changed.connect(self.pinned_changed)
        self.models.columns_changed.connect(self.columns_changed)
        self.models.plane.times_requested.connect(self._ask_for_times)

    def _connect_details(self) -> None:
        self.details.evaluate_requested.connect(self._ask_for)
        self.details.digits_requested.connect(self.digits_requested)
        self.details.room_requested.connect(self.models.setHidden)
        self.details.digits.digit_chosen.connect(self.digit_chosen)
        self.details.answers.view.model_requested.connect(self.select)
        self.reasons.robustness.chosen.connect(self.select)

    # --- news ---

    def show_models(self, cards: Sequence[Card]) -> None:
        """Shows these models in place of the ones before; the selection stays where its model is still there."""
        self._measured.show_models(cards)
        self._show_asked()
        self._bar.show_count(len(cards), sum(not (card.bundled or card.added) for card in cards))
        self._fill()

    def show_deleted(self, what: str) -> None:
        """What was deleted last and can be brought back, in words; an empty text: nothing."""
        self._table.show_deleted(what)

    def show_running(self, card: Card | None) -> None:
        """The net in training answers beside the models from now on, under its card's id; None: no more."""
        self._running = card
        self._show_asked()

    def _show_asked(self) -> None:
        """Who is asked about the drawing: the library's models, and the net in training."""
        asked = [*self._measured.cards.values(), *([self._running] if self._running else [])]
        self.details.show_models(asked)
        self.reasons.show_models(asked)

    def select(self, model: str) -> None:
        """Makes the model of this id the current one; an id that is not here changes nothing."""
        self.models.select(model)

    def show_scores(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Takes in rows as `digitpad evaluate --json` prints them, each with `milliseconds` where it is known."""
        self._measured.take_rows(rows)
        self._fill()

    def show_evaluated(self, found: Sequence[Evaluation], milliseconds: Mapping[str, float]) -> None:
        """Takes in evaluations row by row, and times of one prediction by model."""
        self._measured.take(found)
        self._measured.take_times(milliseconds)
        for on in self._measured.sets():
            self._bar.add_set(on)
        self._fill()

    def show_digits(self, gallery: ExampleSet, glyphs: NDArray[np.uint8]) -> None:
        """Shows the pictures (N, 28, 28) uint8 of a gallery that was asked for."""
        self.details.show_digits(gallery, glyphs)

    def show_no_digits(self, reason: str) -> None:
        """Says why the drawings that were asked for cannot be shown."""
        self.details.digits.show_reason(reason)

    def show_answers(self, answers: Mapping[str, Answer], drawn: bool) -> None:
        """Shows what each model says of the drawing on the pad; `drawn`: there is a drawing."""
        self.details.answers.show_answers(answers, drawn)

    def show_progress(self, text: str, fraction: float) -> None:
        """Shows how far an evaluation is (0-1; below 0: unknown); an empty text or 1 ends the showing."""
        busy = bool(text) and fraction < 1
        self._bar.show_progress(text if busy else "", fraction)
        self.details.show_busy(busy)
        self.models.plane.show_busy(busy)

    def restore(self, columns: Sequence[str], pinned: Sequence[str]) -> None:
        """Takes the columns and the pinned models of the last time."""
        self.models.show_columns(columns)
        self._table.show_pinned(pinned)

    def add_sets(self, sets: Sequence[str]) -> None:
        """Offers further sets to evaluate on: files of drawings."""
        for on in sets:
            self._bar.add_set(on)

    # --- what follows from it ---

    def _fill(self) -> None:
        self.models.show_rows(self._measured.rows(), self._bar.on())
        self._show_details()

    def _show_set(self) -> None:
        self.models.plane.show_rows(self._measured.rows(), self._bar.on())
        self._show_details()
        self._show_offer()

    def _show_current(self, model: str) -> None:
        self.details.answers.view.lines.mark(model)
        self.reasons.show_current(model)
        self._show_details()
        self.selected.emit(model)

    def _show_chosen(self) -> None:
        self._show_offer()
        self._show_details()

    def _show_details(self) -> None:
        self.details.show_selection(self._table.current(), self._table.chosen(), self._bar.on())

    # --- wishes ---

    def report_models(self) -> list[str]:
        """The models that a report is about: the selected ones where there are several, else all."""
        chosen = self._table.chosen()
        return chosen if len(chosen) > 1 else list(self._measured.cards)

    def chosen_set(self) -> str:
        """The set that is chosen above the table."""
        return self._bar.on()

    def _offered(self) -> list[str]:
        """The models that the button evaluates: the selected ones where there are several, else all that fit."""
        chosen, cards = self._table.chosen(), self._measured.cards
        models = chosen if len(chosen) > 1 else list(cards)
        return [model for model in models if model in cards and fits(cards[model], self._bar.on())]

    def _show_offer(self) -> None:
        self._bar.show_offer(len(self._offered()), len(self._table.chosen()) > 1)

    def _ask_for_offered(self) -> None:
        offered = self._offered()
        if offered:
            self.evaluate_requested.emit(offered, self._bar.on())

    def _ask_for(self, models: list[str]) -> None:
        """Evaluates those of the models that fit the chosen set; where none does, all on their own test set."""
        places = {model: set_for(self._measured.cards[model], self._bar.on()) for model in models}
        on = self._bar.on() if self._bar.on() in places.values() else next(iter(places.values()))
        self.evaluate_requested.emit([model for model, place in places.items() if place == on], on)

    def _ask_for_times(self) -> None:
        self.times_requested.emit(self._measured.untimed())

    def _open_file(self) -> None:
        """Asks for a file of drawings to evaluate on; no loop of its own, so that a training goes on drawing."""
        title = tr("Evaluate on the drawings in a file")
        file_dialogs.asking(self, title, DRAWINGS, self.exports.last, self._take_file).open()

    def _take_file(self, path: Path) -> None:
        self._bar.add_set(str(path))
        self._bar.choose_set(str(path))

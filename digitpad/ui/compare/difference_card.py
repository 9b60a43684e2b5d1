"""Is the difference real? Two models chosen, the answer in words, and the drawings behind it. Imports QtWidgets."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from digitpad.analysis import differences
from digitpad.analysis.differences import Difference
from digitpad.core.language import tr, tr_n
from digitpad.core.records import Card
from digitpad.ui.common.elided import ElidedCombo
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE
from digitpad.ui.common.tips import show_tip

KINDS = (differences.ONLY_A, differences.ONLY_B, differences.NEITHER, differences.APART)


class DifferenceCard(QFrame):
    """Compares two models in words. `rows_requested` tells which kind of rows the user wants to look at."""

    pair_changed = Signal(str, str)  # the ids of A and B, as the user chose them
    evaluate_requested = Signal(list)
    rows_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._a = named(ElidedCombo(), "compare-difference-a")
        self._b = named(ElidedCombo(), "compare-difference-b")
        self._verdict = _words("compare-difference")
        self._where = _words("compare-difference-set", "muted")
        self._seeds = _words("compare-seeds", "muted")
        self._evaluate = named(QPushButton(tr("Evaluate both")), "compare-evaluate-both")
        self._rows = {kind: named(QPushButton(), f"compare-difference-{kind}") for kind in KINDS}
        self._lay_out()
        for combo in (self._a, self._b):
            combo.currentIndexChanged.connect(self._tell_pair)
        self._evaluate.setToolTip(tr("Evaluates both models on the same drawings"))
        self._evaluate.clicked.connect(self._ask)
        for button in self._rows.values():
            button.setToolTip(tr("Shows these drawings"))
            button.clicked.connect(self._tell_rows)

    def _lay_out(self) -> None:
        pair = QHBoxLayout()
        pair.setSpacing(SPACE)
        against = QLabel(tr("against"))
        against.setProperty("role", "muted")
        for widget, share in ((self._a, 1), (against, 0), (self._b, 1)):
            pair.addWidget(widget, share)
        for combo, text in ((self._a, tr("First model")), (self._b, tr("Second model"))):
            combo.setMinimumWidth(60)
            combo.setAccessibleName(text)
            combo.setToolTip(tr("Which two models are compared; or select two rows in the table"))
        self._verdict.setProperty("role", "title")
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(12, 2, 12, 8)
        column.setSpacing(6)
        for label in (self._verdict, self._where):
            column.addWidget(label)
        column.addWidget(self._evaluate, 0, Qt.AlignmentFlag.AlignLeft)
        for button in self._rows.values():
            button.setProperty("slim", True)
            button.setMinimumWidth(60)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._seeds)
        column.addStretch(1)
        room = QScrollArea()
        room.setWidgetResizable(True)
        room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        room.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 10, 0, 4)
        pair.setContentsMargins(12, 0, 12, 0)
        outer.addLayout(pair)
        outer.addWidget(room, 1)

    # --- news ---

    def show_models(self, cards: Sequence[Card]) -> None:
        """Offers these models for both sides."""
        for combo in (self._a, self._b):
            with QSignalBlocker(combo):
                chosen = combo.currentData()
                combo.clear()
                for card in cards:
                    combo.addItem(card.name, card.id)
                combo.setCurrentIndex(combo.findData(chosen))

    def show_pair(self, a: str, b: str) -> None:
        """Chooses the two models without telling it."""
        for combo, model in ((self._a, a), (self._b, b)):
            with QSignalBlocker(combo):
                combo.setCurrentIndex(combo.findData(model))

    def show_difference(self, found: Difference, a: str, b: str, where: str) -> None:
        """Says what is different between models of these names on the set of that title."""
        text = differences.verdict(found, a, b)
        self._verdict.setText(text.replace("p = ", "p\u00a0=\u00a0").replace("p < ", "p\u00a0<\u00a0"))
        self._where.setText(
            tr_n("{count:,} drawing of {where}; both right on {both:,}.",
                 "{count:,} drawings of {where}; both right on {both:,}.", found.n, where=where, both=found.both)
        )  # fmt: skip
        show_tip(self._where, differences.METHOD)
        show_tip(self._verdict, differences.METHOD)
        self._evaluate.hide()
        names = (
            tr("Only {a} is right", a=a),
            tr("Only {b} is right", b=b),
            tr("Both are wrong"),
            tr("They predict different digits"),
        )
        for kind, text in zip(KINDS, names, strict=True):
            count = len(found.rows[kind])
            self._rows[kind].setText(f"{text}: {count:,} \u25b8")
            self._rows[kind].setToolTip(tr("Shows these drawings") if count else tr("There are none"))
            self._rows[kind].setEnabled(count > 0)
            self._rows[kind].show()

    def show_reason(self, reason: str, offer: bool) -> None:
        """Says why nothing can be said; `offer`: an evaluation of both would change that."""
        self._verdict.setText(tr("Is the difference significant?"))
        self._verdict.setToolTip("")
        self._where.setText(reason)
        self._where.setToolTip("")
        self._evaluate.setVisible(offer)
        for button in self._rows.values():
            button.hide()

    def show_seeds(self, lines: Sequence[str]) -> None:
        """Says what several seeds of one recipe say; no line: there are none."""
        self._seeds.setText("\n\n".join(lines))
        self._seeds.setVisible(bool(lines))

    def show_busy(self, busy: bool) -> None:
        """While an evaluation runs, no other can be asked for."""
        self._evaluate.setEnabled(not busy)

    # --- wishes ---

    @property
    def pair(self) -> tuple[str, str]:
        """The ids of the two models, empty where none is chosen."""
        return str(self._a.currentData() or ""), str(self._b.currentData() or "")

    def _tell_pair(self) -> None:
        self.pair_changed.emit(*self.pair)

    def _ask(self) -> None:
        self.evaluate_requested.emit([model for model in self.pair if model])

    def _tell_rows(self) -> None:
        self.rows_requested.emit(next(kind for kind, button in self._rows.items() if button is self.sender()))


def _words(name: str, role: str = "") -> QLabel:
    """A label whose sentences break where the card is narrow."""
    label = named(QLabel(), name)
    label.setWordWrap(True)
    label.setMinimumWidth(1)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if role:
        label.setProperty("role", role)
    return label

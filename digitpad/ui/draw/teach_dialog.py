"""Teaching in the window: what would be learned, the teaching as it goes, before and after, keep or not.

Imports QtWidgets, ink and the theme.
"""

from collections import Counter
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from digitpad.core.language import mark, tr, tr_n
from digitpad.ink.files import Drawing
from digitpad.ui.common import theme as themes
from digitpad.ui.common.keyboard import let_tab_out
from digitpad.ui.common.named import named
from digitpad.ui.common.plain_labels import keep_plain
from digitpad.ui.common.progress_bar import ProgressBar
from digitpad.ui.common.theme import SPACE
from digitpad.ui.draw.ink_icon import ink_icon
from digitpad.ui.draw.label_popover import label_text
from digitpad.ui.train.fields import set_role

SIZE = (560, 500)  # pixels
SIDE = 40  # of a drawing's picture
MOST_SHOWN = 400  # pictures; the newest
READY, TEACHING, TAUGHT = "ready", "teaching", "taught"
HONEST = mark("Your drawings were read by copies that were not trained on them.")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TeachSubject:
    """What can be taught: a model, its original where it is a taught one, the drawings, a free name for the copy.

    `problem`: why it cannot be, in a sentence; empty: it can.
    """

    model: str
    original: str
    drawings: tuple[Drawing, ...]
    name: str
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TeachRequest:
    """What the user wants taught: these drawings, to a copy of this model, under this name."""

    model: str
    drawings: tuple[Drawing, ...]
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """What was got right: of what, before, and after, in words; `change`: how many more."""

    label: str
    before: str
    after: str
    change: int


class TeachDialog(themes.Dressed, QDialog):
    """Emits wishes, and teaches nothing itself. Closing it ends a teaching that has not come to its end."""

    start_requested = Signal(object)  # TeachRequest
    stop_requested = Signal()
    keep_requested = Signal()
    discard_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("teach")
        self.setWindowTitle(tr("Teach it your hand"))
        self.resize(*SIZE)
        self._subject: TeachSubject | None = None
        self.state = READY
        self._about = _wrapping("teach-about", "muted")
        self._list = named(QListWidget(), "teach-drawings", label=tr("Drawings to learn from"))
        self._table = named(QTableWidget(0, 3), "teach-result", label=tr("What is right before and after"))
        self._counts = _wrapping("teach-counts", "muted")
        self._name = named(QLineEdit(), "teach-name", mark("Under this name the copy stands in the library"))
        self._name.setAccessibleName(tr("Name of the copy"))
        self._progress = named(ProgressBar(), "teach-progress", label=tr("Progress of the teaching"))
        self._told = _wrapping("teach-told", "")
        self._start = named(QPushButton(), "teach-start", mark("Teaches a copy; the model itself stays as it is"))
        self._discard = named(
            QPushButton(tr("Throw away")), "teach-discard", mark("Forgets the copy; your drawings stay")
        )
        self._keep = named(
            QPushButton(tr("Keep")), "teach-keep", mark("Puts the copy into the library, and chooses it on the pad")
        )
        self._keep.setProperty("primary", True)
        self._lay_out()
        self._connect()
        keep_plain(self)
        self.dress()

    def _lay_out(self) -> None:
        self._list.setViewMode(QListWidget.ViewMode.IconMode)
        self._list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self._list.setMovement(QListWidget.Movement.Static)
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self._list.setIconSize(QSize(SIDE, SIDE))
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self._table.verticalHeader().hide()
        self._table.setHorizontalHeaderLabels([tr("right"), tr("before"), tr("after")])
        self._table.horizontalHeader().setStretchLastSection(True)
        for view in (self._list, self._table):
            let_tab_out(view)
        caption = QLabel(tr("Name of the copy"))
        caption.setBuddy(self._name)
        self._naming = QWidget()
        naming, bottom = QHBoxLayout(self._naming), QHBoxLayout()
        naming.setContentsMargins(0, 0, 0, 0)
        naming.addWidget(caption)
        naming.addWidget(self._name, 1)
        bottom.addWidget(self._discard)
        bottom.addStretch(1)
        for button in (self._start, self._keep):
            bottom.addWidget(button)
        for button in (self._start, self._keep, self._discard):
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[2 * SPACE] * 4)
        column.setSpacing(SPACE)
        column.addWidget(self._about)
        column.addWidget(self._list, 1)
        column.addWidget(self._table, 1)
        column.addWidget(self._counts)
        column.addWidget(self._naming)
        column.addWidget(self._progress)
        column.addWidget(self._told)
        column.addLayout(bottom)

    def _connect(self) -> None:
        self._start.clicked.connect(self._toggled)
        self._keep.clicked.connect(self.keep_requested)
        self._discard.clicked.connect(self.discard_requested)
        self._name.returnPressed.connect(self._toggled)

    # news

    def show_subject(self, subject: TeachSubject) -> None:
        """Takes what can be taught, as a new beginning."""
        self._subject = subject
        self._name.setText(subject.name)
        self._about.setText(_about(subject))
        self._show_drawings()
        self._progress.show_progress(0.0, "")
        self.tell(subject.problem, "bad")
        self._show(READY)

    def begin(self) -> None:
        """The teaching begins."""
        self.tell("")
        self._show(TEACHING)

    def show_progress(self, share: float, words: str) -> None:
        """How far it is."""
        self._progress.show_progress(share, words)

    def tell(self, sentence: str, kind: str = "") -> None:
        """Says a sentence; kind is "bad", "good" or empty."""
        self._told.setText(sentence)
        set_role(self._told, kind)
        self._told.setVisible(bool(sentence))

    def end(self, sentence: str) -> None:
        """It is over and has come to nothing, for this reason."""
        self._progress.show_progress(0.0, "")
        self.tell(sentence, "bad")
        self._show(READY)

    def show_result(self, rows: tuple[ResultRow, ...], sentence: str) -> None:
        """Before and after, row by row and in a sentence."""
        self._table.setRowCount(len(rows))
        for at, row in enumerate(rows):
            for column, text in enumerate((row.label, row.before, _after(row))):
                self._table.setItem(at, column, QTableWidgetItem(text))
        self._table.resizeColumnsToContents()
        self._progress.show_progress(1.0, tr("Done"))
        self._counts.setText(tr(HONEST))
        self.tell(sentence)
        self._show(TAUGHT)

    def done(self, result: int) -> None:
        """Closed, however."""
        if self.state == TEACHING:
            self.stop_requested.emit()
        super().done(result)

    def wear(self, _theme: themes.Theme) -> None:
        """Draws the pictures in the theme's colours."""
        if self._subject is not None and self.state != TAUGHT:
            self._show_drawings()

    def _show_drawings(self) -> None:
        drawings = self._subject.drawings if self._subject is not None else ()
        self._list.clear()
        for drawing in reversed(drawings[-MOST_SHOWN:]):
            picture = ink_icon(drawing.ink, self.devicePixelRatioF(), SIDE)
            self._list.addItem(QListWidgetItem(picture, label_text(drawing.word)))
        counts = Counter(drawing.word or "" for drawing in drawings)
        each = ", ".join(f"{count} \u00d7 {label_text(word)}" for word, count in sorted(counts.items()))
        number = tr_n("{count} drawing", "{count} drawings", len(drawings))
        self._counts.setText(f"{number}: {each}." if drawings else "")

    def _show(self, state: str) -> None:
        self.state = state
        can = self._subject is not None and not self._subject.problem
        self._list.setVisible(state != TAUGHT)
        self._table.setVisible(state == TAUGHT)
        self._name.setEnabled(state == READY and can)
        self._progress.setVisible(state != READY)
        self._start.setVisible(state != TAUGHT)
        self._start.setText(tr("Stop") if state == TEACHING else tr("Start"))
        self._start.setEnabled(can)
        self._start.setProperty("primary", state == READY)
        for button in (self._keep, self._discard):
            button.setVisible(state == TAUGHT)
        self._naming.setVisible(state != TAUGHT)
        self._start.style().polish(self._start)
        (self._keep if state == TAUGHT else self._start).setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _toggled(self) -> None:
        subject = self._subject
        if self.state == TEACHING:
            self.stop_requested.emit()
        elif self.state == READY and subject is not None and not subject.problem:
            name = self._name.text().strip()
            self.start_requested.emit(TeachRequest(model=subject.model, drawings=subject.drawings, name=name))


def _about(subject: TeachSubject) -> str:
    if subject.original != subject.model:
        return tr(
            "{model} was taught from {original}. Teaching starts from {original} again, with all of your drawings, so "
            "that mistakes do not pile up.",
            model=subject.model, original=subject.original,
        )  # fmt: skip
    return tr(
        "Trains a copy of {model} on your drawings, beside the data that it knows, so that it forgets nothing. "
        "{model} itself stays as it is.",
        model=subject.model,
    )


def _after(row: ResultRow) -> str:
    arrow = "" if not row.change else "  ▲" if row.change > 0 else "  ▼"
    return f"{row.after}{arrow}"


def _wrapping(name: str, role: str) -> QLabel:
    label = named(QLabel(), name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label

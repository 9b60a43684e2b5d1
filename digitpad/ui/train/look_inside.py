"""Look inside: the first layer, the worst mistakes, this drawing, epoch by epoch. Imports QtWidgets."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QSlider, QVBoxLayout, QWidget

from digitpad.analysis.confusion_matrix import REFUSED, Cell, cell_text, matrix_of
from digitpad.core.language import mark, tr
from digitpad.core.records import PAST, Answer, EpochInsight, RunStarted, SnapshotTaken
from digitpad.ui.common import theme as themes
from digitpad.ui.common.bars import Bars
from digitpad.ui.common.confusion_view import ConfusionView
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE
from digitpad.ui.common.tips import show_tip
from digitpad.ui.train.epoch_snapshots import EpochSnapshots
from digitpad.ui.train.fields import card, role
from digitpad.ui.train.picture_grid import PictureGrid, grey, signed

LEAST_PART = 176  # pixels of height: a title, a small matrix, two lines of words
NO_EPOCH = mark("Appear after the first epoch")
AXES = mark("rows: true class, columns: predicted class")
SIGNS = " "  # what the theme's colours are put into
_TIPS = {
    "epoch": mark("Shows the network as it was after an earlier epoch; at the right end it follows the run."),
    "filters": mark(
        "The weights of the first layer: one colour counts ink at a place for the neuron, the other against it. "
        "Click one to see it large, and again to see all."
    ),
    "mistakes": mark(
        "The test pictures it is most confidently wrong about: true class → predicted class. Click one to put it "
        "on the pad."
    ),
    "matrix": mark(
        "Rows: what the test pictures are. Columns: what it says. The deeper the orange, the more often. Click a cell "
        "to see its mistakes beside it."
    ),
    "bars": mark("What the network of this epoch predicts for the drawing on the pad."),
}


class LookInside(themes.Dressed, QWidget):
    """Shows the moments of one run; a slider goes through its epochs."""

    moment_requested = Signal(object)  # SnapshotTaken under the id PAST: the net of the epoch that is shown now
    digit_chosen = Signal(object)  # (28, 28) uint8, white on black: a mistake that is to lie on the pad

    def __init__(self) -> None:
        super().__init__()
        self._past = EpochSnapshots()
        self._classes: tuple[str, ...] = ()
        self._shown: EpochInsight | None = None
        self._cell: Cell | None = None  # of the matrix: the mistakes that are shown; None: those of all cells
        self._rows: list[int] = []  # of the insight: which mistakes those are
        self._slider = named(
            QSlider(Qt.Orientation.Horizontal), "train-epoch-slider", _TIPS["epoch"], tr("Epoch shown")
        )
        self._where = role("", "muted", "train-epoch-shown")
        self._filters = PictureGrid("train-filters", tr("Appears after the first epoch"), enlarges=True)
        self._mistakes = PictureGrid("train-mistakes", tr(NO_EPOCH))
        self._matrix = ConfusionView("train-matrix", compact=True)
        self._bars = Bars()
        self._lay_out()
        self._slider.valueChanged.connect(self._moved)
        self._mistakes.chosen.connect(self._mistake_chosen)
        self._matrix.cell_requested.connect(self._cell_chosen)
        self._matrix.hovered.connect(self._say_cell)
        self.start_over()
        self.dress()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SPACE)
        top.addWidget(role(tr("Epoch"), ""))
        top.addWidget(self._slider, 1)
        top.addWidget(self._where)
        self._where.setMinimumWidth(
            self._where.fontMetrics().horizontalAdvance(tr("{epoch} of {epochs}, newest", epoch=1000, epochs=1000))
        )
        grid = QGridLayout()
        grid.setSpacing(SPACE)
        self._filters_title = role(tr("First layer"), "title")
        named(self._bars, "train-bars", _TIPS["bars"], tr("This drawing at this epoch"))
        parts: tuple[tuple[str, QWidget, str, str], ...] = (
            (
                tr("First layer"),
                self._filters,
                _TIPS["filters"],
                SIGNS,
            ),
            (tr("Most confident mistakes"), self._mistakes, _TIPS["mistakes"], tr("true class \u2192 predicted class")),
            (tr("This drawing"), self._bars, _TIPS["bars"], ""),
            (tr("Confusion matrix"), self._matrix, _TIPS["matrix"], tr(AXES)),
        )
        for place, (title, widget, tip, said) in enumerate(parts):
            grid.addWidget(_part(title, widget, tip, said), *divmod(place, 2))
        for line, stretch in ((0, 2), (1, 3)):  # ten bars need more room than pictures
            grid.setRowStretch(line, stretch)
            grid.setColumnStretch(line, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(top)
        layout.addLayout(grid, 1)

    # -- news ---------------------------------------------------------------------------------------------------------

    def start_over(self) -> None:
        """Forgets the run that was."""
        self._past = EpochSnapshots()
        self._shown = self._cell = None
        self._mistakes.show_empty(tr(NO_EPOCH))
        self._show_range()
        self._filters.show_pictures([])
        self._mistakes.show_pictures([])
        self._matrix.show_matrix(None)
        self._bars.show_answer(None)

    def begin(self, started: RunStarted) -> None:
        """A run begins, or goes on from an earlier point."""
        self._classes = started.classes
        self._past.keep_before(started.first_epoch)
        self._bars.show_classes(started.classes)
        self._show_range()

    def take(self, event: SnapshotTaken | EpochInsight) -> None:
        """Takes a run's news; who looks at the newest epoch sees the next one as it comes."""
        self._past.take(event)
        if isinstance(event, EpochInsight):
            following = self._slider.value() == self._slider.maximum()
            self._show_range()
            if following or self._shown is None:
                self._slider.setValue(self._slider.maximum())
                self._show(event.epoch)

    def show_answer(self, answer: Answer | None) -> None:
        """What the net of this epoch says of the drawing; None: nothing is drawn."""
        self._bars.show_answer(answer)

    def ask(self) -> None:
        """Wishes for the net of the epoch that is shown, since somebody looks at it now."""
        if self._shown is not None:
            self.moment_requested.emit(self._past.at(self._shown.epoch).restored(PAST))

    def wear(self, theme: themes.Theme) -> None:
        """Paints the filters, and the signs in what is said of them, in the theme's colours."""
        signs = [f'<span style="color:{colour}">\u25a0</span>' for colour in theme.series[:2]]
        words = tr("{towards} ink here counts for the neuron, {against} against it. All layers: Ctrl+L")
        for label in self.findChildren(QLabel, "train-filters-said"):
            label.setText(words.format(towards=signs[0], against=signs[1]))
        if self._shown is not None:
            self._filters.show_pictures(signed(self._shown.filters, theme))

    # -- showing ------------------------------------------------------------------------------------------------------

    def _show_range(self) -> None:
        epochs = self._past.epochs
        at = self._slider.value()
        self._slider.blockSignals(True)
        self._slider.setRange(0, max(len(epochs) - 1, 0))
        if self._shown is not None and self._shown.epoch in epochs:
            at = epochs.index(self._shown.epoch)  # the row of an epoch changes where older ones were let go
        self._slider.setValue(at)
        self._slider.blockSignals(False)
        self._slider.setEnabled(len(epochs) > 1)
        self._say()

    def _moved(self, place: int) -> None:
        epochs = self._past.epochs
        if place < len(epochs):
            self._show(epochs[place])

    def _show(self, epoch: int) -> None:
        moment = self._past.at(epoch)
        insight = self._shown = moment.insight
        self._say()
        self._filters.show_pictures(signed(insight.filters, themes.current()))
        self._show_mistakes(insight)
        counts = insight.confusion.tolist()
        refusals = insight.confusion.shape[1] > len(self._classes)
        self._matrix.show_matrix(matrix_of(counts, self._classes, refusals=refusals))
        if self.isVisible():
            self.ask()

    def _show_mistakes(self, insight: EpochInsight) -> None:
        """The worst mistakes, or of those the ones in a cell of the matrix."""
        names, pairs = (*self._classes, REFUSED), list(zip(insight.truths, insight.answers, strict=True))
        self._rows = [row for row, pair in enumerate(pairs) if self._cell in (None, pair)]
        words = [f"{names[true]} \u2192 {names[said]}" for true, said in (pairs[row] for row in self._rows)]
        self._mistakes.show_pictures(grey(insight.pictures[self._rows]), words)
        self._say_cell("")

    def _mistake_chosen(self, place: int) -> None:
        if self._shown is not None:
            self.digit_chosen.emit(self._shown.pictures[self._rows[place]])

    def _cell_chosen(self, true: int, said: int) -> None:
        """Shows the mistakes of this cell; once more, or on the diagonal, those of all."""
        self._cell = None if self._cell == (true, said) or true == said else (true, said)
        if self._shown is not None:
            self._mistakes.show_empty(tr("None of the most confident mistakes is of this kind"))
            self._show_mistakes(self._shown)

    def _say_cell(self, words: str) -> None:
        """What a cell holds stands below the matrix while it is pointed at, or while its mistakes are shown."""
        matrix = self._matrix.matrix
        if not words and self._cell is not None and matrix is not None:
            words = cell_text(matrix, self._cell)
        for label in self.findChildren(QLabel, "train-matrix-said"):
            label.setText(words or tr(AXES))

    def _say(self) -> None:
        epochs = self._past.epochs
        if self._shown is None or not epochs:
            self._where.setText(tr("no epoch yet"))
            return
        newest = self._shown.epoch == epochs[-1]
        words = tr("{epoch} of {epochs}, newest") if newest else tr("{epoch} of {epochs}")
        self._where.setText(words.format(epoch=self._shown.epoch, epochs=epochs[-1]))


def _part(title: str, widget: QWidget, tip: str, said: str) -> QFrame:
    frame = card()
    show_tip(frame, tr(tip))
    if not widget.accessibleName():
        widget.setAccessibleName(title)
    frame.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
    themes.keep_sized(frame, setMinimumWidth=160, setMinimumHeight=LEAST_PART)
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(SPACE + 2, SPACE, SPACE + 2, SPACE)
    layout.setSpacing(SPACE // 2)
    layout.addWidget(role(title, "title"))
    layout.addWidget(widget, 1)
    if said:
        words = role(said, "muted", f"{widget.objectName()}-said")
        words.setTextFormat(Qt.TextFormat.RichText if said == SIGNS else Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        words.setProperty("small", True)
        layout.addWidget(words)
    return frame

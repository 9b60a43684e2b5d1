"""A model's layers as a table: shapes, weights, multiply-adds. Imports QtWidgets and core."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from digitpad.core import formats
from digitpad.core.csv_text import written
from digitpad.core.language import mark, tr
from digitpad.core.model_files import Structure, StructureRow
from digitpad.core.records import PATH
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE

SIZE = (620, 480)  # pixels
HEADS = (mark("layer"), mark("input"), mark("output"), mark("weights"), mark("multiply-adds"))
FIGURES_FROM = 3  # columns of figures, set right
BREAK = ",\u200b"  # a line may end behind a comma


class StructureDialog(QDialog):
    """Shows one model's layers from the picture down."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("structure-dialog")
        self.setWindowTitle(tr("Structure"))
        self.resize(*SIZE)
        self._rows: Sequence[tuple[str, ...]] = ()
        self._title = named(QLabel(), "structure-title")
        self._title.setWordWrap(True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._table = _table()
        self._sum = named(QLabel(), "structure-sum")
        self._sum.setWordWrap(True)
        self._copy = named(QPushButton(tr("Copy table")), "structure-copy", tr("Copies the table as CSV"))
        self._copy.setAutoDefault(False)
        self._copy.clicked.connect(self._copy_all)
        bottom = QHBoxLayout()
        bottom.addWidget(self._sum, 1)
        bottom.addWidget(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[2 * SPACE] * 4)
        column.setSpacing(SPACE)
        column.addWidget(self._title)
        column.addWidget(self._table, 1)
        column.addLayout(bottom)

    def show_structure(self, found: Structure, name: str) -> None:
        """Shows this model's layers, under the name that it has here."""
        layers = found.layers or tr("ONNX file")
        self._title.setText(f"{name}: {layers}".replace(",", BREAK))
        self._rows = [_cells(row) for row in found.rows]
        self._table.setRowCount(len(self._rows))
        for at, cells in enumerate(self._rows):
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                if column >= FIGURES_FROM:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self._table.setItem(at, column, item)
        self._sum.setText(
            tr("{weights} weights ({size}), {products} multiply-adds for one picture.",
               weights=f"{found.weights:,}", size=formats.size(4 * found.weights),
               products=f"{found.multiply_adds:,}")
        )  # fmt: skip

    def _copy_all(self) -> None:
        QGuiApplication.clipboard().setText(written([[tr(head) for head in HEADS], *self._rows]))


def _table() -> QTableWidget:
    made = named(QTableWidget(0, len(HEADS)), "structure-table", label=tr("The model's layers"))
    for column, head in enumerate(HEADS):
        item = QTableWidgetItem(tr(head))
        side = Qt.AlignmentFlag.AlignRight if column >= FIGURES_FROM else Qt.AlignmentFlag.AlignLeft
        item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        made.setHorizontalHeaderItem(column, item)
    made.setStyleSheet(f"QTableWidget::item {{ padding: 0 {SPACE}px }}")
    made.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    made.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    made.setTabKeyNavigation(False)
    made.setShowGrid(False)
    made.verticalHeader().hide()
    made.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    made.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    return made


def _cells(row: StructureRow) -> tuple[str, ...]:
    layer = tr("path: {layer}", layer=row.layer) if row.branch == PATH else row.layer
    return (layer, _shape(row.input), _shape(row.output), f"{row.weights:,}", f"{row.multiply_adds:,}")


def _shape(sides: tuple[int, ...]) -> str:
    return " x ".join(map(str, sides))

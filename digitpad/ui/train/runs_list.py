"""The list of earlier runs: which lie behind the curves, in what colour, under what name. Imports QtWidgets."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from digitpad.core.language import mark, tr
from digitpad.ui.common import theme as themes
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE
from digitpad.ui.train.past_runs import PastRun

HINT = mark(
    "Tick a run to show it behind the curves. Click its colour to change it, double-click its name to rename it."
)
ROW_HEIGHT = 22
SWATCH = QSize(22, 12)
NAME, COLOUR, ABOUT = range(3)
ROWS, FEW_ROWS = 4, 2  # shown before it scrolls; where there is little room

Index = QModelIndex | QPersistentModelIndex


class OnlyNames(QStyledItemDelegate):
    """Lets names be edited, within their row, and nothing else."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A field for a name; None for what is no name, which is Qt's word for "not to be edited"."""
        if index.column() != NAME:
            return None  # type: ignore[return-value]  # what Qt asks for, though its stubs do not know it
        editor = super().createEditor(parent, option, index)
        editor.setStyleSheet("padding: 0px 2px; min-height: 0px; border-radius: 3px;")  # no higher than its row
        return editor


class RunsList(themes.Dressed, QFrame):
    """A card with a row for every earlier run."""

    toggled = Signal(str, bool)  # key, shown
    colour_requested = Signal(str)
    renamed = Signal(str, str)  # key, title

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._runs: Sequence[PastRun] = ()
        self._filling = False
        self._rows = ROWS
        self._tree = named(QTreeWidget(), "train-runs-list", HINT, tr("Earlier runs"))
        self._tree.setColumnCount(3)
        self._tree.setHeaderHidden(True)
        self._tree.setRootIsDecorated(False)
        self._tree.setIconSize(SWATCH)
        self._tree.setUniformRowHeights(True)
        self._tree.setItemDelegate(OnlyNames(self._tree))
        self._tree.setStyleSheet("QTreeView { outline: 0; }")  # the current row is the marked one; no frame besides
        self._tree.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        header = self._tree.header()
        header.setSectionsMovable(False)  # it is hidden: Qt would drag a picture without height, and paint on nothing
        header.setStretchLastSection(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column in (COLOUR, ABOUT):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(SPACE // 2)
        layout.addWidget(self._tree)
        self._tree.itemChanged.connect(self._changed)
        self._tree.itemClicked.connect(self._clicked)
        self.dress()

    def show_runs(self, runs: Sequence[PastRun]) -> None:
        """Shows these runs, as they are."""
        if [run.key for run in runs] != [run.key for run in self._runs]:
            self._tree.clear()
            self._tree.addTopLevelItems([QTreeWidgetItem() for _ in runs])
        self._runs = runs
        self._fit()
        self._filling = True
        for place, run in enumerate(runs):
            item = self._tree.topLevelItem(place)
            if item is not None:
                self._fill(item, run)
        self._filling = False

    def set_roomy(self, roomy: bool) -> None:
        """Takes more room, or less."""
        self._rows = ROWS if roomy else FEW_ROWS
        self._fit()

    def _fit(self) -> None:
        self._tree.setFixedHeight(min(max(len(self._runs), 1), self._rows) * themes.scaled(ROW_HEIGHT) + 4)

    def wear(self, _theme: themes.Theme) -> None:
        """Paints the swatches in the theme's colours."""
        self.show_runs(self._runs)

    def _fill(self, item: QTreeWidgetItem, run: PastRun) -> None:
        item.setText(NAME, run.title)
        item.setSizeHint(NAME, QSize(0, themes.scaled(ROW_HEIGHT)))
        item.setText(ABOUT, run.about)
        item.setCheckState(NAME, Qt.CheckState.Checked if run.shown else Qt.CheckState.Unchecked)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        theme = themes.current()
        item.setIcon(COLOUR, _swatch(theme.series[run.colour] if run.shown else theme.line))
        item.setToolTip(COLOUR, tr("Another colour"))

    def _changed(self, item: QTreeWidgetItem, column: int) -> None:
        if self._filling or column != NAME:
            return
        run = self._runs[self._tree.indexOfTopLevelItem(item)]
        shown, title = item.checkState(NAME) is Qt.CheckState.Checked, item.text(NAME).strip()
        if shown != run.shown:
            self.toggled.emit(run.key, shown)
        elif title != run.title:
            self.renamed.emit(run.key, title)

    def _clicked(self, item: QTreeWidgetItem, column: int) -> None:
        run = self._runs[self._tree.indexOfTopLevelItem(item)]
        if column == COLOUR and run.shown:
            self.colour_requested.emit(run.key)
        elif column == ABOUT:
            self.toggled.emit(run.key, not run.shown)


def _swatch(colour: str) -> QIcon:
    picture = QPixmap(SWATCH)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(picture.rect(), 3, 3)
    painter.end()
    icon = QIcon(picture)
    icon.addPixmap(picture, QIcon.Mode.Selected)  # the curve's own colour, in the current row too
    return icon

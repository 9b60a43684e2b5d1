"""A model's layers as a table, in a window that stays small however many there are."""

from PySide6.QtWidgets import QLabel, QTableWidget
from pytestqt.qtbot import QtBot

from digitpad.core.model_files import Structure, StructureRow
from digitpad.core.records import GLYPH
from digitpad.ui.compare.files.structure_dialog import SIZE, StructureDialog


def test_a_long_specification_is_wrapped_behind_its_commas(qtbot: QtBot) -> None:
    words = ["conv32x3", "batchnorm", "relu"] * 20
    shape = (32, 28, 28)
    rows = [
        StructureRow(branch=GLYPH, layer=word, input=shape, output=shape, weights=288, multiply_adds=225_792)
        for word in words
    ]
    dialog = StructureDialog()
    qtbot.addWidget(dialog)
    dialog.show_structure(Structure(model="long", layers=",".join(words), rows=tuple(rows)), "long")
    dialog.show()
    assert dialog.width() == SIZE[0]
    title = dialog.findChild(QLabel, "structure-title")
    assert title.height() > 3 * title.fontMetrics().height()
    table = dialog.findChild(QTableWidget, "structure-table")
    assert not table.horizontalScrollBar().isVisible()

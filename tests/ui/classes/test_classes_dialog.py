"""The dialog of own classes: names are added, drawings kept, deleted and brought back, imports taken."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QListWidget
from pytestqt.qtbot import QtBot

from digitpad.ink.class_sets import ClassSet
from digitpad.ink.files import Drawing
from digitpad.ink.ink import Ink
from digitpad.ui.classes.classes_dialog import ClassesDialog
from digitpad.ui.common.last_folder import LastFolder

STROKE = Ink.from_strokes([[(0, 0), (50, 90)]])


@pytest.fixture
def dialog(qtbot: QtBot) -> ClassesDialog:
    made = ClassesDialog(LastFolder())
    qtbot.addWidget(made)
    made.show_set(["my-classes"], ClassSet(name="my-classes"))
    return made


def press(dialog: ClassesDialog, name: str) -> None:
    button = dialog.findChild(QAbstractButton, f"classes-{name}")
    assert button is not None and button.isEnabled(), name
    button.click()


def add(dialog: ClassesDialog, name: str) -> None:
    field = dialog.findChild(QLineEdit, "classes-name")
    field.setText(name)
    press(dialog, "add")


def told(dialog: ClassesDialog) -> str:
    return dialog.findChild(QLabel, "classes-told").text()


def test_classes_are_named_drawn_and_every_change_is_told_and_can_be_undone(dialog: ClassesDialog) -> None:
    kept: list[ClassSet] = []
    dialog.changed.connect(kept.append)
    add(dialog, "A")
    add(dialog, "十二支")
    for _ in range(2):
        dialog.canvas.set_ink(STROKE)
        press(dialog, "keep")
    assert [one.word for one in dialog.shown.drawings] == ["十二支"] * 2
    assert not dialog.canvas.ink and "2 of 10" in told(dialog)
    classes, drawings = (dialog.findChild(QListWidget, f"classes-{name}") for name in ("list", "drawings"))
    assert [classes.item(at).text().split() for at in range(2)] == [["A", "0"], ["十二支", "2"]]
    assert drawings.count() == 2
    drawings.item(0).setSelected(True)
    press(dialog, "delete")
    assert len(dialog.shown.drawings) == 1
    press(dialog, "undo")
    assert len(dialog.shown.drawings) == 2
    press(dialog, "remove")
    assert dialog.shown.classes == ("A",)
    press(dialog, "undo")
    assert dialog.shown.classes == ("A", "十二支") and kept[-1] is dialog.shown


def test_two_classes_of_one_name_and_none_are_sentences(dialog: ClassesDialog) -> None:
    add(dialog, "A")
    add(dialog, " A ")
    assert "There is a class called A already." in told(dialog) and dialog.shown.classes == ("A",)
    add(dialog, "  ")
    assert "no name" in told(dialog)


def test_imported_drawings_bring_their_classes_once(dialog: ClassesDialog) -> None:
    some = [Drawing(STROKE, "b", f"b{at}") for at in range(3)]
    dialog.add_drawings(some)
    dialog.add_drawings(some)
    assert dialog.shown.classes == ("b",) and len(dialog.shown.drawings) == 3


def test_while_it_trains_nothing_of_the_set_can_change(dialog: ClassesDialog) -> None:
    add(dialog, "A")
    dialog.canvas.set_ink(STROKE)
    press(dialog, "keep")
    dialog.show_training("Training", 0.5)
    for name in ("add", "keep", "file", "train", "new"):
        assert not dialog.findChild(QAbstractButton, f"classes-{name}").isEnabled()
    press(dialog, "stop")
    dialog.end_training("Stopped before the end.")
    assert told(dialog) == "Stopped before the end."
    assert dialog.findChild(QAbstractButton, "classes-train").isEnabled()


def test_enter_adds_a_name_that_is_typed_and_else_keeps_the_drawing(dialog: ClassesDialog, qtbot: QtBot) -> None:
    with qtbot.waitExposed(dialog):
        dialog.show()
    field = dialog.findChild(QLineEdit, "classes-name")
    field.setFocus()
    QTest.keyClicks(field, "plus")
    dialog.canvas.set_ink(STROKE)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert dialog.shown.classes == ("plus",) and field.text() == ""
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert len(dialog.shown.drawings) == 1

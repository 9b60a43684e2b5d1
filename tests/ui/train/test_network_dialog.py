"""A network is built layer by layer, and the plan in Train takes it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QSpinBox, QToolButton, QTreeWidget, QWidget

from digitpad.core.recipes import RECIPES
from digitpad.core.run_control import RunState
from digitpad.ui.train.network_dialog import NetworkDialog
from digitpad.ui.train.train_panel import TrainPanel

PLAN = replace(RECIPES["mlp-256-128"], layers="conv8x3,relu,pool2,dense64")


@pytest.fixture
def dialog(qtbot) -> NetworkDialog:
    dialog = NetworkDialog(PLAN)
    qtbot.addWidget(dialog)
    return dialog


def part(dialog: QWidget, kind: type, name: str):
    return dialog.findChild(kind, f"network-{name}")


def text(dialog: NetworkDialog) -> str:
    return part(dialog, QLineEdit, "spec").text()


def typed(dialog: NetworkDialog, words: str) -> None:
    part(dialog, QLineEdit, "spec").setText(words)
    part(dialog, QLineEdit, "spec").textEdited.emit(words)


def cells(dialog: NetworkDialog) -> list[list[str]]:
    strip = part(dialog, QTreeWidget, "layers")
    return [[strip.topLevelItem(row).text(column) for column in range(4)] for row in range(strip.topLevelItemCount())]


def choose(dialog: NetworkDialog, row: int) -> None:
    strip = part(dialog, QTreeWidget, "layers")
    strip.setCurrentItem(strip.topLevelItem(row))


def press(dialog: NetworkDialog, name: str) -> None:
    part(dialog, QAbstractButton, name).click()


def test_layers_are_added_changed_moved_and_brought_back(dialog, qtbot) -> None:
    assert cells(dialog)[0][:2] == ["Picture", "1 x 28 x 28"]
    assert cells(dialog)[1] == ["Convolution, 8 channels, 3x3", "8 x 28 x 28", "80", "56,448"]
    choose(dialog, 1)
    part(dialog, QSpinBox, "channels").setValue(16)
    part(dialog, QSpinBox, "kernel").setValue(4)  # with padding there is no even one
    assert text(dialog) == "conv16x5,relu,pool2,dense64"
    assert cells(dialog)[1][1:3] == ["16 x 28 x 28", "416"]
    press(dialog, "duplicate")
    press(dialog, "down")
    assert text(dialog) == "conv16x5,relu,conv16x5,pool2,dense64"
    dialog.findChild(QAction, "network-add-gelu").trigger()
    assert text(dialog) == "conv16x5,relu,conv16x5,gelu,pool2,dense64"
    strip = part(dialog, QTreeWidget, "layers")
    qtbot.keyClick(strip, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(strip, Qt.Key.Key_Delete)
    assert text(dialog) == "conv16x5,relu,conv16x5,pool2,dense64"
    for _ in range(20):
        press(dialog, "undo")
    assert text(dialog) == PLAN.layers
    for _ in range(20):
        press(dialog, "redo")
    assert text(dialog) == "conv16x5,relu,conv16x5,pool2,dense64"


def test_a_new_layer_goes_behind_the_row_that_is_chosen_be_it_the_picture(dialog) -> None:
    choose(dialog, 0)
    part(dialog, QToolButton, "add").menu().actions()[0].trigger()
    assert text(dialog) == "conv16x5,conv8x3,relu,pool2,dense64"
    choose(dialog, len(cells(dialog)) - 1)
    part(dialog, QToolButton, "add").menu().actions()[5].trigger()
    assert text(dialog).endswith(",dense64,relu")


def test_what_was_typed_is_one_change_to_undo(dialog) -> None:
    for end in range(1, 12):
        typed(dialog, "dense12,tanh"[:end])
    press(dialog, "undo")
    assert text(dialog) == PLAN.layers
    press(dialog, "redo")
    assert text(dialog) == "dense12,tan"


def test_the_output_has_the_classes_of_the_plans_dataset(dialog) -> None:
    dialog.show_plan(replace(PLAN, dataset="emnist-letters"))
    assert cells(dialog)[-1][:3] == ["Output, 26 classes", "26", "1,690"]


def test_a_layer_is_dragged(dialog) -> None:
    strip = part(dialog, QTreeWidget, "layers")
    choose(dialog, 2)
    below = strip.visualItemRect(strip.topLevelItem(3)).bottomLeft()

    class Drop(QDropEvent):
        def source(self) -> QTreeWidget:
            return strip

    strip.dropEvent(Drop(QPointF(below), Qt.DropAction.MoveAction, QMimeData(), Qt.MouseButton.LeftButton,
                         Qt.KeyboardModifier.NoModifier))  # fmt: skip
    assert text(dialog) == "conv8x3,pool2,relu,dense64"
    assert cells(dialog)[3][0] == "ReLU"


def test_what_is_wrong_is_said_at_the_layer_and_only_what_can_be_built_is_used(dialog) -> None:
    used: list[str] = []
    dialog.used.connect(used.append)
    typed(dialog, "dense64,conv8x3")
    assert text(dialog) == "dense64,conv8x3"
    told = part(dialog, QLabel, "problem").text()
    assert told.startswith("Layer 2, conv8x3, needs pictures")
    strip = part(dialog, QTreeWidget, "layers")
    assert [row for row in range(strip.topLevelItemCount()) if strip.topLevelItem(row).toolTip(0) == told] == [3]
    assert not part(dialog, QAbstractButton, "use").isEnabled()
    box = part(dialog, QComboBox, "open-recipe")
    box.setCurrentIndex(box.findData("cnn-5x5"))
    assert "28,938 weights" not in told
    assert "weights" in part(dialog, QLabel, "problem").text()
    press(dialog, "use")
    assert used == ["conv16x5,relu,pool2,conv32x5,relu,conv32x5,relu,pool2,conv64x5,relu"]
    box.setCurrentIndex(box.findData("mlp-256-128"))
    press(dialog, "use")
    assert used[-1] == ""  # the architecture's own


def test_the_plan_in_train_takes_the_layers_and_none_while_a_run_is_under_way(qtbot) -> None:
    panel = TrainPanel()
    qtbot.addWidget(panel)
    plans = []
    panel.plan_changed.connect(plans.append)
    panel.findChild(QAbstractButton, "network-open").click()
    dialog = panel.findChild(NetworkDialog)
    assert text(dialog) == "dense256,relu,dropout0.2,dense128,relu"
    typed(dialog, "dense32,tanh")
    press(dialog, "use")
    assert plans[-1].layers == panel.plan().layers == "dense32,tanh"
    assert panel.findChild(QLineEdit, "train-layers").text() == "dense32,tanh"
    panel.show_state(RunState.RUNNING)
    assert not part(dialog, QAbstractButton, "use").isEnabled()

"""Data that are missing are said where the recipe is described, before Start. Finding 21 of the usability review."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel
from pytestqt.qtbot import QtBot

from digitpad.core.needed_data import NeededData
from digitpad.ui.train.train_panel import TrainPanel

FASHION = NeededData(dataset="fashion-mnist", title="Fashion-MNIST", megabytes=31)
INK = NeededData(dataset="mnist+ink", title="MNIST + real ink", megabytes=0)


@pytest.fixture
def panel(qtbot: QtBot) -> TrainPanel:
    made = TrainPanel()
    qtbot.addWidget(made)
    made.resize(700, 700)
    made.show_needed([FASHION, INK])
    made.show()
    return made


def choose(panel: TrainPanel, recipe: str) -> None:
    box = panel.findChild(QComboBox, "train-recipe")
    box.setCurrentIndex(box.findData(recipe))


def part(panel: TrainPanel, name: str) -> QAbstractButton:
    return panel.findChild(QAbstractButton, f"train-data-{name}")


def about(panel: TrainPanel) -> str:
    label = panel.findChild(QLabel, "train-about")
    return label.toolTip() or label.text()


def test_a_recipe_that_needs_what_is_not_here_says_so_and_offers_it(qtbot: QtBot, panel: TrainPanel) -> None:
    assert not part(panel, "fetch").isVisible() and "needs" not in about(panel), "MNIST is here"
    choose(panel, "mlp-256")
    assert "needs Fashion-MNIST" in about(panel) and "31 MB" in about(panel)
    with qtbot.waitSignal(panel.need.data_requested) as asked:
        part(panel, "fetch").click()
    assert asked.args == ["fashion-mnist"]
    with qtbot.waitSignal(panel.need.data_folder_requested) as asked:
        part(panel, "folder").click()
    assert asked.args == ["fashion-mnist"]


def test_what_cannot_be_downloaded_is_asked_for_by_its_folder(panel: TrainPanel) -> None:
    choose(panel, "padnet")
    assert "cannot be downloaded" in about(panel) and "README" in about(panel)
    assert part(panel, "folder").isVisible() and not part(panel, "fetch").isVisible()


def test_a_download_can_be_stopped_and_what_has_come_is_said_no_more(qtbot: QtBot, panel: TrainPanel) -> None:
    choose(panel, "mlp-256")
    panel.show_fetching("fashion-mnist", "Downloading Fashion-MNIST: 3 of 31 MB")
    assert panel.findChild(QLabel, "train-status").text().startswith("Downloading")
    assert not part(panel, "folder").isEnabled()
    with qtbot.waitSignal(panel.need.data_refused):
        part(panel, "fetch").click()
    panel.show_fetching("", "")
    panel.show_needed([INK])
    assert "needs" not in about(panel) and not part(panel, "folder").isVisible()


def test_another_dataset_in_the_settings_is_asked_for_too(panel: TrainPanel) -> None:
    box = panel.findChild(QComboBox, "train-dataset")
    box.setCurrentIndex(box.findData("fashion-mnist"))
    assert "needs Fashion-MNIST" in about(panel)

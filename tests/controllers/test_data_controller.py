"""The window looks for data once, says what is missing, and takes it from a folder."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel

from digitpad.core import paths
from digitpad.tasks import fetch_data
from digitpad.ui.common.messages import TRAIN
from tests import tiny_mnist
from tests.journeys.windows import controller

pytest_plugins = ["tests.journeys.windows"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen can neither raise nor grab


def test_missing_data_are_said_before_start_and_taken_from_a_folder(
    qtbot, open_window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """21"""
    monkeypatch.delenv("DIGITPAD_DATA", raising=False)
    monkeypatch.setattr(paths, "SYSTEM_DATASETS", tmp_path / "none")
    looks: list[Path] = []
    needed = fetch_data.needed
    monkeypatch.setattr(fetch_data, "needed", lambda home: (looks.append(home), needed(home))[1])
    window = open_window()
    window.show_train()
    box, about = window.findChild(QComboBox, "train-recipe"), window.findChild(QLabel, "train-about")
    fetch = window.findChild(QAbstractButton, "train-data-fetch")
    box.setCurrentIndex(box.findData("mlp-256"))
    qtbot.waitUntil(fetch.isVisible)
    assert "Fashion-MNIST" in (about.toolTip() or about.text())
    before = len(looks)
    for recipe in ("padnet", "mlp-512", "mlp-256") * 3:
        box.setCurrentIndex(box.findData(recipe))
    assert len(looks) == before, "a change of the plan reads nothing"
    (tiny_mnist.write(tmp_path / "stick", 20, 10) / "mnist").rename(tmp_path / "stick" / "fashion-mnist")
    data = controller(window).data

    def said() -> str:
        message, _ = window.messages.newest((TRAIN,))
        return message.text if message is not None else ""

    data.take("fashion-mnist", tmp_path / "nothing")
    qtbot.waitUntil(lambda: "does not hold" in said())
    data.take("fashion-mnist", tmp_path / "stick")
    qtbot.waitUntil(lambda: not fetch.isVisible())
    assert "on this machine now" in said()

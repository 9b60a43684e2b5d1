"""Model > Add, Export and Structure: files come in and go out, and the layers stand in a table."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QLineEdit, QPushButton, QTableWidget

from tests import graphs

pytest_plugins = ["tests.journeys.windows"]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_model_is_added_exported_and_looked_into_from_the_window(open_window, tmp_path: Path, qtbot) -> None:
    window = open_window()
    weight = np.random.default_rng(1).normal(size=(784, 10)).astype(np.float32)
    (tmp_path / "mine.onnx").write_bytes(graphs.linear(weight, np.zeros(10, np.float32)))
    (tmp_path / "bad.onnx").write_bytes(b"bad")
    actions = window.compare.models.table.named_actions
    for name in ("bad", "mine"):
        actions["add"].trigger()
        dialog = window.findChildren(QFileDialog)[-1]
        dialog.fileSelected.emit(str(tmp_path / f"{name}.onnx"))
        dialog.close()
        box = window.findChild(QDialog, "add-model-dialog")
        assert not box.findChild(QLineEdit, "add-layers").isVisibleTo(box)
        box.findChild(QPushButton, "add-model").click()
        told = box.findChild(QLabel, "add-told")
        if name == "bad":
            qtbot.waitUntil(lambda told=told: "no ONNX file" in told.text(), timeout=30_000)
            assert box.isVisible()
    qtbot.waitUntil(lambda: window.compare.models.table.current() == "mine", timeout=30_000)
    assert not box.isVisible()
    actions["structure"].trigger()
    qtbot.waitUntil(lambda: window.findChild(QDialog, "structure-dialog") is not None)
    table = window.findChild(QTableWidget, "structure-table")
    assert [table.item(row, 0).text() for row in range(3)] == ["Reshape", "MatMul", "Add"]
    window.findChild(QDialog, "structure-dialog").close()
    window.compare.select("mlp-256")
    actions["export"].trigger()
    dialog = window.findChild(QFileDialog, "export-dialog")
    dialog.fileSelected.emit(str(tmp_path / "run.jsonl"))
    dialog.close()
    qtbot.waitUntil((tmp_path / "run.jsonl").exists)
    qtbot.waitUntil(lambda: window.messages.message is not None and "run.jsonl" in window.messages.message.text)
    assert "this run kept none" in window.messages.message.hint

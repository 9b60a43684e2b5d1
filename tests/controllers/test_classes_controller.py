"""New classes in the window: kept on the disk as they grow, imported, trained, and predicted on the pad."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel

from digitpad.ink import class_sets, files
from digitpad.ink.files import Drawing
from digitpad.ink.ink import Ink
from digitpad.models.library import open_library
from digitpad.tasks import teach_classes
from digitpad.ui.classes.classes_dialog import ClassesDialog
from tests.journeys.windows import find

pytest_plugins = ["tests.journeys.windows"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen can neither raise nor grab
PATIENCE_MS = 60_000


def test_imported_classes_are_kept_trained_and_predicted_on_the_pad(
    qtbot, open_window, window_home, tmp_path, monkeypatch
) -> None:
    for name, value in (("RENDERED", 60), ("FEWEST_STEPS", 20), ("MOST_STEPS", 20)):
        monkeypatch.setattr(teach_classes, name, value)
    window = open_window()
    window.menus.classes_requested.emit()
    qtbot.waitUntil(
        lambda: window.findChild(ClassesDialog) is not None and find(window, ClassesDialog, "classes").isVisible()
    )
    box = find(window, ClassesDialog, "classes")
    train, told = find(box, QAbstractButton, "classes-train"), find(box, QLabel, "classes-told")
    assert not train.isEnabled()
    shapes = {"L": [[(0, 0), (0, 90), (60, 90)]], "十": [[(50, 0), (50, 99)], [(0, 50), (99, 50)]]}
    some = [
        Drawing(Ink.from_strokes([[(x + at, y - at) for x, y in stroke] for stroke in shape]), word, f"{word}{at}")
        for word, shape in shapes.items()
        for at in range(4)
    ]
    files.write(tmp_path / "some.ndjson", some)
    box.import_requested.emit(tmp_path / "some.ndjson")
    qtbot.waitUntil(lambda: class_sets.names(window_home) == ["my-classes"])
    qtbot.waitUntil(lambda: len(class_sets.load(window_home, "my-classes").drawings) == 8)
    box.import_requested.emit(tmp_path / "absent.ndjson")
    qtbot.waitUntil(lambda: "absent.ndjson" in told.text())
    train.click()
    qtbot.waitUntil(lambda: "is trained" in told.text(), timeout=PATIENCE_MS)
    assert "fewer than 5 drawings" in told.text()
    assert window.pad.models.model_id == "my-classes"
    assert window.pad.answer_view.bars.classes == ("L", "十")
    assert not window.pad.tools.numbers.isEnabled()
    predicted = find(box, QLabel, "classes-predicted")
    box.canvas.set_ink(some[0].ink)
    qtbot.waitUntil(lambda: predicted.text().startswith("my-classes predicts: "))
    assert window.pad.answer_view.bars.classes == ("L", "十") and not window.pad.canvas.ink
    box.canvas.set_ink(Ink())
    assert predicted.text() == ""
    source = find(box, QComboBox, "classes-source")
    source.setCurrentIndex(source.findData("mlp-256"))
    train.click()
    qtbot.waitUntil(lambda: window.pad.models.model_id == "my-classes-2", timeout=PATIENCE_MS)
    assert open_library(window_home).card("my-classes-2").command.endswith("--from-scratch")

"""Train > Code and Model > Code: the plan in Train, or a model's, as a script: read, copied, saved."""

from pathlib import Path

from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QComboBox, QDialog, QPlainTextEdit, QSpinBox, QWidget

from digitpad.analysis import training_script
from digitpad.core.recipes import RECIPES
from digitpad.ui.common import theme

pytest_plugins = ["tests.journeys.windows"]


def opened(window: QWidget) -> tuple[QDialog, QComboBox, QPlainTextEdit]:
    window.findChild(QAction, "code").trigger()
    box = window.findChild(QDialog, "code-dialog")
    return box, box.findChild(QComboBox, "code-plan"), box.findChild(QPlainTextEdit, "code-text")


def test_the_plan_in_train_is_shown_with_its_changes_and_any_models_beside_it(open_window) -> None:
    window = open_window()
    window.findChild(QSpinBox, "train-epochs").setValue(3)
    _, plans, text = opened(window)
    assert text.isReadOnly() and "EPOCHS = 3\n" in text.toPlainText()
    window.findChild(QSpinBox, "train-epochs").setValue(4)
    opened(window)
    assert "EPOCHS = 4\n" in text.toPlainText()
    table = window.compare.models.table
    table.select("cnn-5x5")
    window.findChild(QAction, "compare-code-action").trigger()
    assert plans.currentData() == "cnn-5x5"
    assert "nn.Conv2d(1, 16, kernel_size=5, padding=2)" in text.toPlainText()


def test_it_is_copied_whole_and_saved_where_the_user_says(open_window, tmp_path: Path, qtbot) -> None:
    window = open_window()
    box, _, text = opened(window)
    box.findChild(QAbstractButton, "code-copy").click()
    assert QGuiApplication.clipboard().text() == text.toPlainText()
    with qtbot.waitSignal(box.save_requested) as asked:
        box.findChild(QAbstractButton, "code-save").click()
    name, script = asked.args
    assert name == "train.py" and script == text.toPlainText()
    compile(script, name, "exec")


def test_words_texts_comments_and_numbers_have_colours_of_their_own(open_window) -> None:
    window = open_window()
    _, _, text = opened(window)
    text.setPlainText(training_script.script(RECIPES["padnet"]))
    colours: dict[str, str] = {}
    block = text.document().firstBlock()
    while block.isValid():
        for span in block.layout().formats():
            colours[block.text()[span.start : span.start + span.length]] = span.format.foreground().color().name()
        block = block.next()
    light = theme.LIGHT
    assert (colours["import"], colours["0.003"], colours['"cuda"']) == (light.accent, light.warn, light.good)
    assert colours["# ---- The data"] == light.muted
    assert colours["    python FILE.py DATA_FOLDER"] == light.good, "a text of several lines"
    assert "gzip" not in colours

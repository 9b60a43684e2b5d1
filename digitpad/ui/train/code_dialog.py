"""A plan as a script, highlighted: to read, to copy, to save. Imports QtWidgets."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from digitpad.core.language import tr
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE
from digitpad.ui.train.fields import Choice
from digitpad.ui.train.python_highlighter import PythonHighlighter

PLAN = ""  # the key of the plan that stands in Train; the others are models' ids
SIZE = (900, 640)  # pixels


class CodeDialog(QDialog):
    """Stays open beside the work. It asks for a script by the key of its plan, and shows what it is given."""

    script_requested = Signal(str)  # PLAN, or a model's id
    save_requested = Signal(str, str)  # a name for the file, and the script

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("code-dialog")
        self.setWindowTitle(tr("Code"))
        self.resize(*SIZE)
        self._plans = named(Choice({}), "code-plan", tr("Whose training the script repeats"), tr("Training of"))
        self._text = named(QPlainTextEdit(), "code-text", label=tr("The script"))
        self._text.setReadOnly(True)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._text.setTabChangesFocus(True)
        mono = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        mono.setStyleHint(QFont.StyleHint.Monospace)
        self._text.setStyleSheet(f"font-family: '{mono.family()}', monospace;")
        self._highlighter = PythonHighlighter(self._text.document())
        self._copy = named(QPushButton(tr("Copy")), "code-copy", tr("Copies the whole script"))
        self._save = named(QPushButton(tr("Save …")), "code-save", tr("Saves the script as a file"))
        self._lay_out()
        self._plans.currentIndexChanged.connect(self._chosen)
        self._copy.clicked.connect(self._copy_all)
        self._save.clicked.connect(self._save_all)

    def show_plans(self, titles: Mapping[str, str], key: str) -> None:
        """Offers these plans, by key, and asks for the script of one."""
        self._plans.blockSignals(True)
        self._plans.clear()
        for each, title in titles.items():
            self._plans.addItem(title, each)
        self._plans.choose(key)
        self._plans.blockSignals(False)
        self.script_requested.emit(self._plans.key)

    def show_script(self, text: str) -> None:
        """Shows a script, or a sentence why there is none."""
        self._highlighter.take_colours()
        self._text.setPlainText(text)

    def _lay_out(self) -> None:
        label = QLabel(tr("Training of"))
        label.setBuddy(self._plans)
        top = QHBoxLayout()
        top.addWidget(label)
        top.addWidget(self._plans, 1)
        hint = QLabel(tr("Needs torch and torchvision alone: python FILE.py DATA_FOLDER"))
        hint.setProperty("role", "muted")
        bottom = QHBoxLayout()
        bottom.addWidget(hint, 1)
        bottom.addWidget(self._copy)
        bottom.addWidget(self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[2 * SPACE] * 4)
        column.setSpacing(SPACE)
        column.addLayout(top)
        column.addWidget(self._text, 1)
        column.addLayout(bottom)

    @Slot()
    def _chosen(self) -> None:
        self.script_requested.emit(self._plans.key)

    @Slot()
    def _copy_all(self) -> None:
        QGuiApplication.clipboard().setText(self._text.toPlainText())

    @Slot()
    def _save_all(self) -> None:
        self.save_requested.emit(f"{self._plans.key or 'train'}.py", self._text.toPlainText())

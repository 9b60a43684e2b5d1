"""Adding a model that somebody brings: asks for what its file does not say. Imports QtWidgets and core."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from digitpad.core import layer_spec
from digitpad.core.errors import PlanError
from digitpad.core.language import mark, tr
from digitpad.core.model_files import ONNX, VALUES, Asked
from digitpad.ui.common.named import named
from digitpad.ui.common.progress_bar import ProgressBar
from digitpad.ui.common.theme import SPACE
from digitpad.ui.train.fields import Choice, set_role

EXAMPLE = "conv16x5,relu,pool2,dense128,relu"
CHOICES = {"": mark("whichever gets most test digits right"), **VALUES}
WIDTH = 520  # pixels


class AddModelDialog(QDialog):
    """Asks about one file; it stays open, with a sentence why, until the model is in the library."""

    add_requested = Signal(object, object)  # Path, Asked

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("add-model-dialog")
        self.setWindowTitle(tr("Add a model"))
        self.setMinimumWidth(WIDTH)
        self._path = Path()
        self._about = QLabel()
        self._about.setWordWrap(True)
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self._name = named(QLineEdit(), "add-name", tr("What the model is called here"), tr("Name"))
        self._layers = named(
            QLineEdit(), "add-layers", tr("The layers that the weights belong to, separated by commas"), tr("Layers")
        )
        self._layers.setPlaceholderText(EXAMPLE)
        self._values = named(
            Choice({key: tr(text) for key, text in CHOICES.items()}), "add-values",
            tr("The numbers that its pixels had when it was trained"), tr("Pixels' values"),
        )  # fmt: skip
        self._classes = named(
            QLineEdit(), "add-classes", tr("The names of its outputs in order, separated by commas"), tr("Classes")
        )
        self._classes.setPlaceholderText("0,1,2,3,4,5,6,7,8,9")
        self._add = named(QPushButton(tr("Add")), "add-model", tr("Puts the model into the library"))
        self._add.setProperty("primary", True)
        self._make_news()
        self._lay_out()
        self._add.clicked.connect(self._want)
        self._layers.textChanged.connect(self._check)

    def _make_news(self) -> None:
        self._progress = named(ProgressBar(), "add-progress", label=tr("Progress of adding the model"))
        self._told = named(QLabel(), "add-told", label=tr("Why the model cannot be added"))
        self._told.setWordWrap(True)
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        set_role(self._told, "bad")

    def ask(self, path: Path) -> None:
        """Begins with another file."""
        self._path = path
        graph = path.suffix.lower() == ONNX
        self._about.setText(
            tr("{name} is an ONNX file: its layers are inside.", name=path.name) if graph
            else tr("{name} holds weights alone: which network do they belong to?", name=path.name)
        )  # fmt: skip
        self._name.clear()
        self._name.setPlaceholderText(path.stem)
        self._form.setRowVisible(self._layers, not graph)
        self.end("")
        self._check()
        (self._name if graph else self._layers).setFocus()

    def show_progress(self, share: float, words: str) -> None:
        """What is being done; until `end`."""
        self._told.hide()
        self._progress.show()
        self._progress.show_progress(share, words)
        self._add.setEnabled(False)

    def end(self, sentence: str) -> None:
        """It is over. sentence: why the model could not be added."""
        self._progress.hide()
        self._told.setText(sentence)
        self._told.setVisible(bool(sentence))
        self._add.setEnabled(True)
        self.adjustSize()

    def _lay_out(self) -> None:
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(2 * SPACE)
        for text, field in (
            (tr("Name"), self._name), (tr("Layers"), self._layers),
            (tr("Pixels' values"), self._values), (tr("Classes"), self._classes),
        ):  # fmt: skip
            self._form.addRow(text, field)
        bottom = QHBoxLayout()
        bottom.addStretch(1)
        cancel = named(QPushButton(tr("Cancel")), "add-cancel", tr("Adds nothing"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        bottom.addWidget(cancel)
        bottom.addWidget(self._add)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[2 * SPACE] * 4)
        column.setSpacing(SPACE)
        column.addWidget(self._about)
        column.addLayout(self._form)
        column.addWidget(self._progress)
        column.addWidget(self._told)
        column.addStretch(1)
        column.addLayout(bottom)

    @Slot()
    def _check(self) -> None:
        """Says what is wrong with the layers while they are typed."""
        text = self._layers.text().strip()
        try:
            if text and self._path.suffix.lower() != ONNX:
                layer_spec.check(text)
            sentence = ""
        except PlanError as error:
            sentence = str(error)
        self._told.setText(sentence)
        self._told.setVisible(bool(sentence))

    @Slot()
    def _want(self) -> None:
        classes = tuple(part.strip() for part in self._classes.text().split(",") if part.strip())
        graph = self._path.suffix.lower() == ONNX
        asked = Asked(
            name=self._name.text().strip(), layers="" if graph else self._layers.text().strip(),
            values=self._values.key, classes=classes,
        )  # fmt: skip
        self.add_requested.emit(self._path, asked)

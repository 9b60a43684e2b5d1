"""Own classes: names, drawings of each, and a model of them. Imports QtWidgets, ink and the theme.

The set that is shown is a frozen value: every change makes another one, so undo is the one before. What is on the disk
and what is trained is a controller's.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from digitpad.core.errors import DigitpadError
from digitpad.core.escaping import plain_tip
from digitpad.core.language import mark, tr, tr_n
from digitpad.ink.class_sets import ClassSet
from digitpad.ink.files import Drawing
from digitpad.ink.glyph import glyph
from digitpad.ink.ink import Ink
from digitpad.ui.classes.class_parts import BUTTONS, SIDE, called, icon_of, unlike
from digitpad.ui.common import file_dialogs
from digitpad.ui.common import theme as themes
from digitpad.ui.common.boxes import row
from digitpad.ui.common.glyph_view import GlyphView
from digitpad.ui.common.guard import guarded
from digitpad.ui.common.last_folder import LastFolder
from digitpad.ui.common.named import named
from digitpad.ui.common.plain_labels import keep_plain
from digitpad.ui.common.progress_bar import ProgressBar
from digitpad.ui.common.theme import SPACE, keep_sized
from digitpad.ui.draw.canvas import Canvas

ENOUGH = 10  # drawings of a class
MOST_SHOWN = 200  # of a class, the newest
FILES = (mark("Ink and image sets (*.ndjson *.ndjson.gz *.npz)"), mark("All files (*)"))
ABOUT = mark(
    "Name two or more classes (letters, signs, words), draw ten or more of each, and train: the pad then predicts "
    'these classes. A class called "none of these" shows what is none of them.'
)


class ClassesDialog(themes.Dressed, QDialog):
    """Shows one set of classes, and emits what it becomes. It stays open beside the pad."""

    changed = Signal(object)  # ClassSet: to be kept
    set_requested = Signal(str)  # the name of another set
    new_set_requested = Signal()
    import_requested = Signal(object)  # Path of a file or folder
    train_requested = Signal(object, str)  # ClassSet, and the model whose network is trained from scratch, or none
    stop_requested = Signal()
    drawn = Signal(object)  # Ink: at every new point, and empty

    def __init__(self, last: LastFolder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("classes")
        self.setWindowTitle(tr("New classes"))
        self._last, self._training = last, False
        self._set = ClassSet(name="")
        self._past: list[ClassSet] = []
        self._make()
        self._lay_out()
        self._connect()
        keep_plain(self)
        self.dress()

    def _make(self) -> None:
        self._sets = named(QComboBox(), "classes-set", mark("Sets of classes; each makes a model of its name"),
                           mark("Set of classes"))  # fmt: skip
        self._list = named(QListWidget(), "classes-list", mark("The classes, and how many drawings each has"),
                           mark("Classes"))  # fmt: skip
        self._name = named(QLineEdit(), "classes-name", mark("Name of a class: Enter adds it"), mark("Name of a class"))
        self._name.setPlaceholderText(tr("Name of a new class"))
        self.canvas = Canvas(ground="window")
        self.canvas.setObjectName("classes-canvas")
        self._told = named(QLabel(), "classes-told")
        self._glyph = GlyphView(ground="window")
        self._glyph.setObjectName("classes-glyph")
        self._predicted = named(QLabel(), "classes-predicted")
        self._predicted.setWordWrap(True)
        about = mark("Drawings of the chosen class; Delete removes them")
        self._drawings = named(QListWidget(), "classes-drawings", about, mark("Drawings of the chosen class"))
        self._source = named(QComboBox(), "classes-source", mark("What the model of these classes begins with"),
                             mark("Trained on"))  # fmt: skip
        self._source.addItem(tr("on padnet's layers"), "")
        self._progress = named(ProgressBar(), "classes-progress", label=mark("Progress of the training"))
        self._make_buttons()

    def _make_buttons(self) -> None:
        self._buttons = {
            name: named(QPushButton(tr(text)), f"classes-{name}", tip) for name, (text, tip) in BUTTONS.items()
        }
        for button in self._buttons.values():
            button.setAutoDefault(False)
        self._buttons["train"].setProperty("primary", True)

    def _lay_out(self) -> None:
        self._drawings.setViewMode(QListWidget.ViewMode.IconMode)
        self._drawings.setResizeMode(QListWidget.ResizeMode.Adjust)
        self._drawings.setMovement(QListWidget.Movement.Static)
        self._drawings.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._drawings.setIconSize(QSize(SIDE, SIDE))
        for view, width in ((self._list, 20 * SPACE), (self._drawings, 18 * SPACE)):
            keep_sized(view, setMinimumWidth=width)
        about = QLabel(tr(ABOUT))
        about.setWordWrap(True)
        self._told.setWordWrap(True)
        for label in (about, self._told):
            label.setProperty("role", "muted")
        self._lay_out_lines(about, self._parts())

    def _parts(self) -> QHBoxLayout:
        """The classes, the canvas, and what was drawn, side by side."""
        keep_sized(self._glyph, setFixedWidth=10 * SPACE, setFixedHeight=10 * SPACE)
        button = self._buttons
        classes = _column(self._list, self._name, row(button["add"], button["rename"], button["remove"]))
        middle = _column(self.canvas, row(button["keep"], button["clear"], button["undo"]))
        seen = _column(self._glyph, self._predicted, self._drawings, button["delete"])
        parts = QHBoxLayout()
        parts.setSpacing(2 * SPACE)
        for layout, share in ((classes, 2), (middle, 4), (seen, 2)):
            parts.addLayout(layout, share)
        return parts

    def _lay_out_lines(self, about: QLabel, parts: QHBoxLayout) -> None:
        button = self._buttons
        top, bottom = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self._sets, 1)
        top.addWidget(button["new"])
        for widget in (button["file"], button["folder"]):
            bottom.addWidget(widget)
        bottom.addWidget(self._source)
        bottom.addWidget(self._progress, 1)
        for widget in (button["stop"], button["train"]):
            bottom.addWidget(widget)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*[2 * SPACE] * 4)
        whole.setSpacing(SPACE)
        whole.addWidget(about)
        whole.addLayout(top)
        whole.addLayout(parts, 1)
        whole.addWidget(self._told)
        whole.addLayout(bottom)
        self.resize(100 * SPACE, 68 * SPACE)

    def _connect(self) -> None:
        done: dict[str, Callable[[], object]] = {
            "new": self.new_set_requested.emit, "add": self._add, "rename": self._rename, "remove": self._remove,
            "keep": self._keep, "clear": self.canvas.clear, "undo": self._undo, "delete": self._delete,
            "file": self._ask_file, "folder": self._ask_folder, "train": self._train, "stop": self.stop_requested.emit,
        }  # fmt: skip
        for name, act in done.items():
            self._buttons[name].clicked.connect(act)
        self._sets.activated.connect(self._choose_set)
        self._list.currentRowChanged.connect(self._show_class)
        self._drawings.itemSelectionChanged.connect(self._show_buttons)
        self.canvas.ink_changed.connect(self._preview)
        self.canvas.filled.connect(self._show_buttons)
        QShortcut(QKeySequence.StandardKey.Undo, self, self._undo)
        QShortcut(QKeySequence.StandardKey.Delete, self._drawings, self._delete)
        QShortcut(QKeySequence("Ctrl+Down"), self, lambda: self._step(1))
        QShortcut(QKeySequence("Ctrl+Up"), self, lambda: self._step(-1))

    # --- what is shown ---

    @property
    def shown(self) -> ClassSet:
        """The set as it is now."""
        return self._set

    def show_set(self, names: Sequence[str], shown: ClassSet) -> None:
        """Shows a set, and the names of all there are."""
        self._set, self._past = shown, []
        with QSignalBlocker(self._sets):
            self._sets.clear()
            self._sets.addItems(list(names))
            self._sets.setCurrentText(shown.name)
        self._show_classes(0)
        self.tell("")

    def show_networks(self, models: Sequence[str]) -> None:
        """Offers the networks of these models, to be trained from scratch."""
        for model in models:
            self._source.addItem(tr("{model} from scratch", model=model), model)

    def add_drawings(self, drawings: list[Drawing]) -> None:
        """Takes imported drawings with their classes into the set."""
        count = len(drawings)
        said = tr_n("{count} drawing was imported.", "{count} drawings were imported.", count)
        self._change(lambda: self._set.with_drawings(unlike(drawings, self._set)), said)

    def tell(self, text: str) -> None:
        """Says something below the drawings; an empty text: what to do next."""
        self._told.setText(text or self._advice())

    def show_prediction(self, text: str) -> None:
        """Says what the set's model predicts of the drawing; an empty text: nothing is drawn, or there is no model."""
        self._predicted.setText(text)

    def show_training(self, text: str, share: float) -> None:
        """Shows how far the training is."""
        self._training = True
        self._progress.show_progress(share, text)
        self._show_buttons()

    def end_training(self, text: str) -> None:
        """The training is over; `text` says how."""
        self._training = False
        self._progress.show_progress(0.0, "")
        self._show_buttons()
        self.tell(text)

    def _advice(self) -> str:
        """What to do next."""
        if len(self._set.classes) < 2:
            return tr("Type the name of a class and press Enter. A model needs two or more.")
        word = self._word()
        few = [name for name in self._set.classes if len(self._set.of(name)) < ENOUGH]
        if not few:
            return tr("Every class has {enough} drawings or more. Train, or draw more.", enough=ENOUGH)
        count = len(self._set.of(word))
        return tr("Draw {name} and press Enter: {count} of {enough}.", name=called(word), count=count, enough=ENOUGH)

    def _word(self) -> str:
        at = self._list.currentRow()
        return self._set.classes[at] if 0 <= at < len(self._set.classes) else ""

    def _show_classes(self, at: int) -> None:
        with QSignalBlocker(self._list):
            self._list.clear()
            for name in self._set.classes:
                item = QListWidgetItem(f"{called(name)}   {len(self._set.of(name))}")
                item.setToolTip(plain_tip(called(name)))
                self._list.addItem(item)
            self._list.setCurrentRow(min(max(at, 0), len(self._set.classes) - 1))
        self._show_class()

    @Slot()
    def _show_class(self) -> None:
        word = self._word()
        self.canvas.hint = tr("Draw {name}", name=called(word)) if word else tr("Name a class first")
        self.canvas.update()
        self._drawings.clear()
        for one in reversed(self._set.of(word)[-MOST_SHOWN:]):
            item = QListWidgetItem(icon_of(one, self.devicePixelRatioF()), "")
            item.setData(Qt.ItemDataRole.UserRole, one.key_id)
            item.setToolTip(plain_tip(one.key_id))
            self._drawings.addItem(item)
        self._show_buttons()
        self.tell("")

    @Slot()
    def _show_buttons(self) -> None:
        word, free = self._word(), not self._training
        states = {
            "add": free, "rename": free and bool(word), "remove": free and bool(word),
            "keep": free and bool(word) and bool(self.canvas.ink), "clear": bool(self.canvas.ink),
            "undo": free and (bool(self.canvas.ink) or bool(self._past)),
            "delete": free and bool(self._drawings.selectedItems()), "file": free, "folder": free, "new": free,
            "train": free and bool(self._set.drawings), "stop": self._training,
        }  # fmt: skip
        for name, enabled in states.items():
            self._buttons[name].setEnabled(enabled)
        for box in (self._sets, self._source):
            box.setEnabled(free)

    @Slot(object)
    def _preview(self, ink: Ink) -> None:
        self._glyph.show_glyph(glyph(ink) if ink else None)
        self.drawn.emit(ink)

    def wear(self, _theme: themes.Theme) -> None:
        """Draws the pictures in the theme's colours."""
        self._show_classes(self._list.currentRow())

    # --- what the user does ---

    def _change(self, make: Callable[[], ClassSet], said: str = "") -> bool:
        """Takes a change of the set, and has it kept; says why where it cannot be."""
        try:
            made = make()
        except DigitpadError as error:
            self.tell(str(error))
            return False
        before, self._set = self._set, made
        self._past.append(before)
        grown = len(made.classes) > len(before.classes)
        self._show_classes(len(made.classes) - 1 if grown else self._list.currentRow())
        self.tell(said)
        self.changed.emit(made)
        return True

    def _add(self) -> None:
        if self._change(lambda: self._set.with_class(self._name.text())):
            self._name.clear()

    def _rename(self) -> None:
        word = self._word()
        if self._change(lambda: self._set.renamed(word, self._name.text())):
            self._name.clear()

    def _remove(self) -> None:
        word = self._word()
        self._change(lambda: self._set.without_class(word), tr("{name} was removed; undo brings it back.",
                                                               name=called(word)))  # fmt: skip

    def _keep(self) -> None:
        word, ink = self._word(), self.canvas.ink
        if not ink or not word:
            return
        now = datetime.now(UTC).isoformat(timespec="seconds")
        extra = {"source": "mine", "writer": "me", "created": now}
        one = Drawing(ink, word, f"{self._set.name}-{uuid4().hex[:12]}", extra=extra)
        if self._change(lambda: self._set.with_drawings([one])):
            self.canvas.set_ink(Ink())
            self._preview(Ink())
            self._show_buttons()

    def _undo(self) -> None:
        if self.canvas.ink:
            self.canvas.undo()
        elif self._past and not self._training:
            self._set = self._past.pop()
            self._show_classes(self._list.currentRow())
            self.changed.emit(self._set)

    def _delete(self) -> None:
        keys = {str(item.data(Qt.ItemDataRole.UserRole)) for item in self._drawings.selectedItems()}
        if keys and not self._training:
            self._change(lambda: self._set.without_drawings(keys))

    def _step(self, by: int) -> None:
        self._list.setCurrentRow(min(max(self._list.currentRow() + by, 0), self._list.count() - 1))

    @guarded(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter adds the name that is being typed, or else keeps the drawing; Esc closes, as in every dialog."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif self._name.hasFocus() and self._name.text() and not self._training:
            self._add()
        elif self._buttons["keep"].isEnabled():
            self._keep()

    def _choose_set(self) -> None:
        self.set_requested.emit(self._sets.currentText())

    def _train(self) -> None:
        self.train_requested.emit(self._set, str(self._source.currentData()))

    def _ask_file(self) -> None:
        file_dialogs.asking(self, tr("Import drawings"), FILES, self._last, self._take).open()

    def _ask_folder(self) -> None:
        dialog = file_dialogs.asking(self, tr("Import a folder"), (), self._last, self._take)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.open()

    def _take(self, path: Path) -> None:
        self.import_requested.emit(path)


def _column(*parts: QWidget | QLayout) -> QVBoxLayout:
    """These parts from the top down."""
    made = QVBoxLayout()
    made.setSpacing(SPACE)
    for part in parts:
        if isinstance(part, QWidget):
            made.addWidget(part)
        else:
            made.addLayout(part)
    return made

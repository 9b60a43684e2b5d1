"""The pad: the model, the canvas with its tools, and the answer. Imports QtWidgets, records, ink and the theme.

Its parts are public: whoever shows a model, an answer view's note or the steps speaks to the part itself. What lies on
the canvas, and how it is to be read, is emitted whole, as one `Subject`.
"""

from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QEvent, QKeyCombination, QMimeData, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from digitpad.core.language import tr
from digitpad.core.records import DIGITS, Answer, Card, Reading
from digitpad.ink.glyph import Screen
from digitpad.ink.ink import Ink
from digitpad.ink.pictures.pipeline import EVERY_PICTURE_STEP
from digitpad.ink.subject import FoundGlyph, Picture, Subject
from digitpad.ui.common.boxes import column, row
from digitpad.ui.common.guard import guarded
from digitpad.ui.common.theme import SPACE, scaled
from digitpad.ui.draw import answer_text, drops
from digitpad.ui.draw.answer_view import AnswerView
from digitpad.ui.draw.canvas import Canvas
from digitpad.ui.draw.follow_button import FollowButton
from digitpad.ui.draw.inspector import Inspector
from digitpad.ui.draw.marks import marks
from digitpad.ui.draw.model_box import ModelBox
from digitpad.ui.draw.threshold import ThresholdButton
from digitpad.ui.draw.tool_row import ToolRow

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
WORDY = 600  # pixels of height from which the tools have words; half of it where the answer stands beside
BESIDE, SHAPE = 620, 1.15  # pixels, and times its height: from such a width on the answer stands beside the canvas
REDO_KEYS = (QKeyCombination(CONTROL, Qt.Key.Key_Y), QKeyCombination(CONTROL | SHIFT, Qt.Key.Key_Z))


class PadPanel(QWidget):
    """Emits what the user draws, drops, pastes and chooses; shows answers, numbers and pictures."""

    subject_changed = Signal(object)  # Subject: at every new point, another picture, another way of reading
    cleared = Signal()  # nothing lies on the pad any more
    model_requested = Signal(str)  # the id of the model that the user chose
    pen_width_changed = Signal(float)  # pixels
    files_dropped = Signal(list)  # of Path, dropped or pasted
    numbers_requested = Signal(bool)  # whether digits side by side are one number
    inspector_requested = Signal(bool)  # whether the steps from ink to glyph are shown
    threshold_requested = Signal(object)  # float, or None for each model's own
    keep_requested = Signal(str)  # the label under which the user keeps the drawing
    sample_requested = Signal(str)  # a digit: a test digit of that class is to lie on the pad
    mine_requested = Signal()  # the drawings that were kept
    teach_requested = Signal()  # the user takes the offer to learn from the drawings that were kept
    teach_declined = Signal()
    undo_available = Signal(bool)
    redo_available = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pad")
        self.setAcceptDrops(True)
        self.models = ModelBox()
        self.follow = FollowButton(self.models)
        self.canvas = Canvas()
        self.threshold = ThresholdButton()
        self.tools = ToolRow()
        self.undo_button, self.redo_button, self.clear_button = self.tools.undo, self.tools.redo, self.tools.clear
        self.pen_slider, self.pen_label = self.tools.pen, self.tools.pen_label
        self.answer_view = AnswerView()
        self.inspector = Inspector()
        self._number, self._began = 0, 0  # of the last subject, and of the first one of what lies there now
        self._picture: Picture | None = None  # in the last subject
        self._found: FoundGlyph | None = None  # on that picture, once it was looked through
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        card = QFrame()
        card.setProperty("card", True)
        column(card, row((self.models, 1), self.follow, self.threshold), (self.canvas, 1), self.tools, margin=SPACE)
        self._card = card
        self._halves = row((card, 3), (self.answer_view, 1))
        self._halves.setDirection(QBoxLayout.Direction.TopToBottom)
        column(self, (self._halves, 1), self.inspector)
        self.inspector.hide()
        for before, after in pairwise((self.models, self.follow, self.threshold, self.canvas, *self.tools.order)):
            self.setTabOrder(before, after)

    def _connect(self) -> None:
        self.models.model_requested.connect(self.model_requested)
        self.canvas.ink_changed.connect(self._ink_changed)
        self.canvas.picture_changed.connect(self._picture_changed)
        self.canvas.undo_available.connect(self.undo_button.setEnabled)
        self.canvas.redo_available.connect(self.redo_button.setEnabled)
        self.canvas.undo_available.connect(self.undo_available)
        self.canvas.redo_available.connect(self.redo_available)
        self.undo_button.clicked.connect(self.undo)
        self.redo_button.clicked.connect(self.redo)
        self.clear_button.clicked.connect(self.clear)
        self.tools.pen_moved.connect(self._pen_moved)
        self.tools.numbers.toggled.connect(self.numbers_requested)
        self.tools.numbers.toggled.connect(self.read_again)
        self.tools.eraser.toggled.connect(self._choose_eraser)
        self.answer_view.numbers_requested.connect(self._take_offer)
        self.answer_view.bars.class_chosen.connect(self.keep_requested)
        correction = self.answer_view.correction
        correction.label_requested.connect(self._ask_label)
        correction.teach_requested.connect(self.teach_requested)
        correction.declined.connect(self.teach_declined)
        self.tools.steps.toggled.connect(self._show_inspector)
        self.tools.keep.keep_requested.connect(self.keep_requested)
        self.tools.keep.mine_requested.connect(self.mine_requested)
        self.inspector.switches_changed.connect(self.read_again)
        self.inspector.picture_switches_changed.connect(self._look_again)
        self.threshold.threshold_requested.connect(self.threshold_requested)
        self.threshold.threshold_requested.connect(self.read_again)
        self.canvas.filled.connect(self.clear_button.setEnabled)
        self.canvas.filled.connect(self.tools.keep.show_filled)
        self.canvas.pen_shown.connect(self.tools.show_pen)
        self.canvas.resized.connect(self._canvas_resized)
        self.tools.keep.show_filled(False)
        for button in (self.undo_button, self.redo_button, self.clear_button):
            button.setEnabled(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The answer stands below the canvas, or beside it where that leaves the canvas more of the room."""
        super().resizeEvent(event)
        self._place_answer()

    @guarded(False)
    def event(self, event: QEvent) -> bool:
        """Its parts need more or less than before: another zoom."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._place_answer()
        return bool(super().event(event))

    def _place_answer(self) -> None:
        high = min(self.height(), self.window().height())
        both = self._card.minimumSizeHint().width() + SPACE + self.answer_view.minimumSizeHint().width()
        beside = self.width() >= max(scaled(BESIDE), both, SHAPE * high)
        self._halves.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self._halves.setStretch(1, 2 if beside else 1)
        self.tools.allow_words(self.height() >= scaled(WORDY if not beside else WORDY // 2))

    @guarded(QSize())
    def minimumSizeHint(self) -> QSize:
        """As narrow as one half, however they stand: beside each other they do only where there is room for both."""
        parts = (self._card, self.answer_view, self.inspector)
        widths = [part.minimumSizeHint().width() for part in parts if not part.isHidden()]
        return QSize(max(widths), super().minimumSizeHint().height())

    # news

    def show_answer(self, answer: Answer | None) -> None:
        """Shows what the model says; None: nothing yet."""
        self.answer_view.show_answer(answer)
        self.inspector.show_which("")
        self.canvas.show_marks(())

    def show_reading(self, reading: Reading, shown: int = 0) -> None:
        """Shows a number that the model read, with a frame around each digit (boxes in pixels: canvas or picture).

        shown: the place, from 0, of the digit that the glyph and its steps are of.
        """
        self.answer_view.show_number(reading, shown)
        self.inspector.show_which(answer_text.which(reading, shown))
        self.canvas.show_marks(marks(reading))

    def show_classes(self, classes: tuple[str, ...]) -> None:
        """Names the classes of a newly chosen model before its first answer."""
        self.show_answer(None)
        self.answer_view.bars.show_classes(classes)
        self.canvas.hint = tr("Draw a digit here") if classes == DIGITS else tr("Draw here")
        self.canvas.update()

    def show_card(self, card: Card | None) -> None:
        """What is known of the chosen model: its threshold's trade-off, and how it wants its values."""
        self.threshold.show_model(card)
        self.inspector.show_input(card.plan.input if card is not None else "unit")
        self.tools.show_reads_numbers(card is None or card.classes == DIGITS)

    def show_offer(self, count: int) -> None:
        """Offers to learn from so many kept drawings; 0: nothing is offered."""
        self.answer_view.correction.show_offer(count)

    def show_numbers(self, on: bool) -> None:
        """Takes a remembered way of reading without telling."""
        with QSignalBlocker(self.tools.numbers):
            self.tools.numbers.setChecked(on)

    def show_inspector(self, on: bool) -> None:
        """Shows or hides the steps from ink to glyph."""
        self.tools.steps.setChecked(on)

    def show_picture(self, picture: Picture) -> None:
        """Shows a picture in place of a drawing, and has it read; undo brings it back as it is."""
        self.canvas.show_picture(picture)
        self._emit(Ink(), picture)

    def show_found(self, found: FoundGlyph) -> None:
        """Takes what was found on the picture that lies here, unless it is another one, or looked at in another way."""
        if found.picture is self.canvas.picture and found.switches == self.inspector.of_picture.switches:
            self._found = found
            self.inspector.show_picture(found.way)
            self._emit(Ink(), found.picture)

    @Slot()
    def read_again(self) -> None:
        """Has what lies on the pad read once more: by another model, or in another way."""
        if self.canvas.ink or self.canvas.picture is not None:
            self._emit(self.canvas.ink, self.canvas.picture)

    def set_ink(self, ink: Ink) -> None:
        """Puts an ink of any unit on the canvas, fitted; it can be undone, and is read."""
        self.canvas.set_ink(ink)

    # wishes

    def undo(self) -> None:
        """Takes the last stroke, clear, paste or erasing back."""
        self.canvas.undo()

    def redo(self) -> None:
        """Brings again what was taken back."""
        self.canvas.redo()

    def clear(self) -> None:
        """Empties the canvas."""
        self.canvas.clear()

    def paste(self) -> bool:
        """Takes files or a picture from the clipboard; False where it holds neither."""
        data = QGuiApplication.clipboard().mimeData()
        return bool(data) and self._take(data)  # Qt gives None for an empty clipboard on some platforms

    def _take(self, data: QMimeData) -> bool:
        paths: list[Path] = drops.files(data)
        if paths:
            self.files_dropped.emit(paths)
            return True
        grey = drops.picture(data)
        if grey is not None:
            self.show_picture(Picture(grey))
        return grey is not None

    def _ink_changed(self, ink: Ink) -> None:
        self._emit(ink, None)

    def _picture_changed(self, picture: Picture) -> None:
        self._emit(Ink(), picture)

    @Slot()
    def _canvas_resized(self) -> None:
        """A drawing that is not fitted is read as it lies on the canvas, and so anew on a larger one."""
        if not self.inspector.switches.fit and self.canvas.ink.strokes:
            self.read_again()

    def _look_again(self) -> None:
        self._found = None
        self.read_again()

    def _emit(self, ink: Ink, picture: Picture | None) -> None:
        """Tells what lies on the pad now, with all that whoever reads it needs."""
        self._number += 1
        if picture is not self._picture or not (ink.strokes or picture):
            self._begin(picture)
        found = self._found
        canvas = self.canvas
        subject = Subject(
            number=self._number,
            began=self._began,
            ink=ink,
            picture=picture,
            glyph=found.way.glyph if found else picture.exact if picture else None,
            line=found.line if found else None,
            searched=found is not None,
            model=self.models.currentData() or "",
            numbers=self.tools.numbers.isChecked() and self.tools.numbers.isEnabled(),
            threshold=self.threshold.threshold,
            switches=self.inspector.switches,
            picture_switches=self.inspector.of_picture.switches if picture else EVERY_PICTURE_STEP,
            screen=Screen(float(canvas.width()), float(canvas.height()), canvas.pen_px),
        )
        self.answer_view.show_ink(bool(ink.strokes))
        if subject.glyph is None and not ink.strokes:
            self.show_answer(None)
            self.answer_view.glyph.show_glyph(None)
            self.inspector.show_steps(None, None)
        self.subject_changed.emit(subject)
        if picture is None and not ink.strokes:
            self.cleared.emit()

    def _begin(self, picture: Picture | None) -> None:
        """Something else lies on the pad: answers to what was there before are of no use."""
        self._began, self._picture, self._found = self._number, picture, None
        if picture is None or picture.exact is not None:
            self.inspector.show_picture(None)
        if picture is not None and picture.exact is not None:
            self.answer_view.glyph.show_glyph(picture.exact)

    @Slot()
    def _ask_label(self) -> None:
        self.tools.keep.open_below(self.answer_view.correction)

    def _take_offer(self) -> None:
        """Reads numbers from now on; the keyboard goes from the offer, which is gone, to the button that undoes it."""
        if self.answer_view.line.hasFocus():
            self.tools.numbers.setFocus(Qt.FocusReason.OtherFocusReason)
        self.tools.numbers.setChecked(True)

    def _choose_eraser(self, on: bool) -> None:
        self.canvas.erases = on

    def _pen_moved(self, width: float) -> None:
        self.canvas.set_pen_width(width)
        self.pen_width_changed.emit(width)
        if not self.inspector.switches.pen:
            self.read_again()

    def _show_inspector(self, on: bool) -> None:
        """A step that was left out is taken again when the steps are hidden: nobody would know why models are wrong."""
        if not on:
            self.inspector.take_every_step()
        self.inspector.setVisible(on)
        self.answer_view.show_steps_elsewhere(on)
        self.inspector_requested.emit(on)

    # Qt's events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of drawing. A window's menu with the same keys comes first, so nothing happens twice."""
        redo_too = event.keyCombination() in REDO_KEYS  # both, on every platform
        if event.matches(QKeySequence.StandardKey.Redo) or redo_too:
            self.redo()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
        elif event.key() == Qt.Key.Key_Escape:
            self.canvas.cancel_stroke()
        elif self._names_class(event):
            self.keep_requested.emit(event.text())
        elif self._wants_sample(event):
            self.sample_requested.emit(event.text())
        elif not (event.matches(QKeySequence.StandardKey.Paste) and self.paste()):
            super().keyPressEvent(event)

    def _names_class(self, event: QKeyEvent) -> bool:
        """Whether the key says what the drawing is: a digit, or what else a class of the model is called."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier and not event.isAutoRepeat()
        return plain and bool(self.canvas.ink.strokes) and event.text() in self.answer_view.bars.classes

    def _wants_sample(self, event: QKeyEvent) -> bool:
        """Whether the key asks for a test digit: where nothing is drawn that it could label."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier and not event.isAutoRepeat()
        return plain and not self.canvas.ink.strokes and event.text() in DIGITS

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcomes files and pictures anywhere on the pad."""
        if drops.welcome(event.mimeData()):
            event.acceptProposedAction()
            self.canvas.show_welcome(True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """The drag goes elsewhere."""
        self.canvas.show_welcome(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Hands on what was dropped."""
        self.canvas.show_welcome(False)
        if self._take(event.mimeData()):
            event.acceptProposedAction()

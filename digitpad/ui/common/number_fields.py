"""Fields for numbers: they take what people type in any language, guess nothing, and say what is wrong. QtWidgets.

Qt's own spin boxes refuse keys: the point in languages with a decimal comma (0.002 becomes 2), the comma in the
others, the "e" of 1e-3 everywhere, the third digit of what would be out of range (500 becomes 50). These let everything
be typed, and read it once it is done (Enter, Tab, a click elsewhere). What cannot be read stays as it was typed, with a
sentence beside the field, and the value stays as it was before.
"""

import math
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSpinBox, QWidget

from digitpad.ui.common.field_note import FieldNote
from digitpad.ui.common.theme import keep_sized
from digitpad.ui.common.typed_numbers import Misread, read, shown

FIELD_WIDTH = 80
TEXT_MARGIN = 6  # as in a combo box; the style sheet's padding does not reach into spin boxes
EXACT = 323  # decimals: Qt rounds to so many, and a double has no more

if TYPE_CHECKING:

    class _Box(QAbstractSpinBox):
        """What a spin box of Qt's gives to the mixin below."""

        def value(self) -> Any: ...
        def minimum(self) -> Any: ...
        def maximum(self) -> Any: ...
        def singleStep(self) -> Any: ...
        def suffix(self) -> str: ...
        def setValue(self, value: float) -> None: ...

else:
    _Box = object


class _Typed(_Box):
    """Reading and wording for both kinds of spin box."""

    _whole = False
    _wrong: str | None = None  # what was typed and cannot be read
    _never = ""  # the word that stands for the least value, while it gives way to what is wrong
    _note: FieldNote | None = None

    def _prepare(self) -> None:
        self.setKeyboardTracking(False)  # 0.0 on the way to 0.05 is nobody's wish
        self.lineEdit().setTextMargins(TEXT_MARGIN, 0, 0, 0)
        self.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers | Qt.InputMethodHint.ImhNoPredictiveText)
        self.lineEdit().textEdited.connect(self._edited)

    @property
    def problem(self) -> str:
        """What is wrong with what stands in the field, in a sentence; empty where it is the field's value."""
        found = self._read(self._wrong) if self._wrong is not None else None
        return found.sentence if isinstance(found, Misread) else ""

    def _read(self, text: str) -> float | Misread:
        word = self.specialValueText() or self._never
        if word and self._without_unit(text).strip() == word:
            return float(self.minimum())
        return read(text, self.minimum(), self.maximum(), whole=self._whole, unit=self.suffix())

    # what Qt asks

    def validate(self, text: str, pos: int) -> tuple[QValidator.State, str, int]:
        """Everything may be typed; only what can be read is done."""
        done = not isinstance(self._read(text), Misread)
        return QValidator.State.Acceptable if done else QValidator.State.Intermediate, text, pos

    def fixup(self, text: str) -> str:
        """The user is done, and it cannot be read: it stays, and the field says why."""
        if self._wrong is None and self.specialValueText():
            self._never = self.specialValueText()
            self._wrong = self._without_unit(text)
            self.setSpecialValueText("")
        self._wrong = self._without_unit(text)
        self._tell()
        return text

    def textFromValue(self, value: float) -> str:
        """The number at its shortest; while something else stands there, that."""
        return shown(value) if self._wrong is None else self._wrong

    def _accept(self, text: str) -> float:
        found = self._read(text)
        if isinstance(found, Misread):  # Qt asks for what it has just been told is none
            return float(self.value())
        self._mend()
        return found

    def _without_unit(self, text: str) -> str:
        return text.removesuffix(self.suffix()) if self.suffix() else text

    # what is wrong

    def _tell(self) -> None:
        if self._note is None:
            self._note = FieldNote(self)
        self._note.say(self.problem)

    def _mend(self) -> None:
        """What stands in the field is its value again."""
        if self._wrong is None:
            return
        self._wrong = None
        if self._never:
            word, self._never = self._never, ""
            self.setSpecialValueText(word)
        if self._note is not None:
            self._note.say("")

    def follow(self, value: float) -> None:
        """Shows the value after a change elsewhere: what stands here and cannot be read goes only for another value."""
        if self._wrong is None or value != self.value():
            self.setValue(value)

    def _edited(self, text: str) -> None:
        """The sentence goes as soon as what is typed can be read; the value follows when it is done."""
        if self._note is not None and self._wrong is not None:
            self._note.say(self.problem if isinstance(self._read(text), Misread) else "")

    # Qt's events

    def stepBy(self, steps: int) -> None:
        """An arrow: what was typed counts first."""
        self.interpretText()
        if not self.problem:
            self.setValue(min(max(self._stepped(steps), self.minimum()), self.maximum()))
            self.selectAll()

    def _stepped(self, steps: int) -> float:
        return float(f"{self.value() + steps * self.singleStep():.10g}")  # 0.1 + 0.2 is 0.3 here

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc brings back the value that was there before."""
        if event.key() == Qt.Key.Key_Escape and (self._wrong is not None or self.lineEdit().isModified()):
            self.setValue(self.value())
            self.selectAll()
            return
        super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """A field that goes takes what cannot be read with it, unless its whole page goes."""
        super().hideEvent(event)
        if self.isHidden():
            self.setValue(self.value())

    def changeEvent(self, event: QEvent) -> None:
        """A field that cannot be edited shows its value."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange and not self.isEnabled() and self._wrong is not None:
            self.setValue(self.value())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """By the keyboard, what stands there is selected, to be typed over."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()


class Number(_Typed, QDoubleSpinBox):
    """A decimal number, shown at its shortest and kept to the last digit."""

    def __init__(self, low: float, high: float, step: float, suffix: str = "") -> None:
        super().__init__()
        self._prepare()
        self.setDecimals(EXACT)
        self.setRange(low, high)
        self.setSingleStep(step)
        self.setSuffix(suffix)
        keep_sized(self, setMinimumWidth=FIELD_WIDTH)  # Qt would make room for all the decimals

    def valueFromText(self, text: str) -> float:
        """The number that was typed."""
        return self._accept(text)

    def setValue(self, value: float) -> None:
        """Shows a value; what was typed and cannot be read is gone."""
        self._mend()
        super().setValue(value)


class Rate(Number):
    """A learning rate: the arrows go 1, 2, 5, 10, for what matters in it is its magnitude."""

    def __init__(self, low: float, high: float) -> None:
        super().__init__(low, high, 0.001)

    def _stepped(self, steps: int) -> float:
        value = float(self.value())
        for _ in range(abs(steps)):
            value = round_rate(value, up=steps > 0)
        return value


class Whole(_Typed, QSpinBox):
    """A whole number."""

    _whole = True

    def __init__(self, low: int, high: int, step: int = 1) -> None:
        super().__init__()
        self._prepare()
        self.setRange(low, high)
        self.setSingleStep(step)

    def valueFromText(self, text: str) -> int:
        """The number that was typed."""
        return int(self._accept(text))

    def setValue(self, value: float) -> None:
        """Shows a value; what was typed and cannot be read is gone."""
        self._mend()
        super().setValue(int(value))


def first_misread(page: QWidget) -> QAbstractSpinBox | None:
    """The first field of a page whose text cannot be read, once all that was typed counts; None: all can be."""
    for field in page.findChildren(QAbstractSpinBox):
        if isinstance(field, Number | Whole) and field.isEnabled():
            field.interpretText()
            if field.problem:
                return field
    return None


def round_rate(value: float, up: bool) -> float:
    """The nearest of 1, 2, 5 times a power of ten above (or below) a positive value."""
    exponent = math.floor(math.log10(value))
    rungs = [float(f"{digit}e{power}") for power in range(exponent - 1, exponent + 2) for digit in (1, 2, 5)]
    if up:
        return min(rung for rung in rungs if rung > value * (1 + 1e-9))
    return max(rung for rung in rungs if rung < value * (1 - 1e-9))

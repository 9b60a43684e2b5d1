"""The answer: the large digit, how sure, the glyph, and the bars beside them. Imports QtWidgets, records, the theme."""

from html import escape

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from digitpad.core.escaping import plain_tip
from digitpad.core.language import mark, tr
from digitpad.core.records import Answer, Reading
from digitpad.ui.common import theme as themes
from digitpad.ui.common.announcer import Announcer
from digitpad.ui.common.bars import Bars
from digitpad.ui.common.glyph_view import GlyphView
from digitpad.ui.common.guard import guarded
from digitpad.ui.common.theme import SPACE, keep_sized, scaled
from digitpad.ui.draw import answer_text
from digitpad.ui.draw.correction_line import CorrectionLine
from digitpad.ui.draw.shown_answer import NOTHING, REFUSED, ShownAnswer

COLUMN = 16 * SPACE  # width of the answer and of the glyph
LARGEST_PX, SMALLEST_PX = 104, 12  # of the answer's letters


LONG_NAME = 16  # characters, from which on the tooltip says a class's name
HERE = mark("The prediction appears here")
TIP = mark("The chosen model's prediction; empty while there is nothing to read")


class AnswerLabel(QLabel):
    """A label whose text is as large as its room allows: a digit is huge, "Ankle boot" still fits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pad-answer")
        self.setAccessibleName(tr("Prediction"))
        self.setToolTip(tr(TIP))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.stand_in = NOTHING
        self.in_doubt = False
        self._is_long = False  # the text, so that the tooltip says it

    def show_text(self, text: str) -> None:
        """Takes the name of a class, of which the tooltip says all, however little of it fits."""
        self.setText(text)
        was_long, self._is_long = self._is_long, len(text) > LONG_NAME
        if was_long or self._is_long:
            self.setToolTip(plain_tip(text) if self._is_long else tr(TIP))

    def show_doubt(self, in_doubt: bool) -> None:
        """Whether the text is painted lighter, as a question."""
        if in_doubt != self.in_doubt:
            self.in_doubt = in_doubt
            self.update()

    def show_stand_in(self, text: str) -> None:
        """What is painted faintly while the text is empty."""
        if text != self.stand_in:
            self.stand_in = text
            self.update()

    @guarded(QSize(40, 24))
    def sizeHint(self) -> QSize:
        """The column's width, and room for a large digit."""
        return QSize(scaled(COLUMN), scaled(10 * SPACE))

    @guarded(QSize(40, 24))
    def minimumSizeHint(self) -> QSize:
        """Room for a digit that is still the largest thing in the panel."""
        return QSize(scaled(COLUMN), scaled(6 * SPACE))

    @guarded(None)
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the text as large as it fits, lighter and as a question in doubt; a faint sign where there is none."""
        painter = QPainter(self)
        theme, in_doubt = themes.current(), self.in_doubt and bool(self.text())
        text = f"{self.text()}{REFUSED}" if in_doubt else self.text() or self.stand_in
        painter.setFont(largest_font(text, self.width(), self.height()))
        text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, self.width())
        painter.setPen(QColor(theme.muted if in_doubt else theme.text if self.text() else theme.edge))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, text)


class AnswerLine(QLabel):
    """The muted sentence under the answer. It has room for two lines, always: nothing moves when a sentence grows.

    A sentence may end in an offer, which is a link: the mouse and the keyboard reach it (`linkActivated`).
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pad-verdict")
        self.setProperty("role", "muted")
        self._take_offers(False)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        keep_sized(self, setFixedWidth=COLUMN, setFixedHeight=5 * SPACE)

    def show_sentence(self, text: str, offer: str = "") -> None:
        """Shows the sentence, and the offer behind it."""
        if bool(offer) != self._offers:
            self._take_offers(bool(offer))
        small = f'<span style="font-size: {scaled(12)}px">{escape(text)} <a href="offer">{escape(offer)}</a></span>'
        self.setText(small if offer else text)
        self.setAccessibleName(f"{text} {offer}".strip())

    def _take_offers(self, offers: bool) -> None:
        """From now on there is an offer behind the sentence, or none."""
        self._offers = offers
        flags, kind = Qt.TextInteractionFlag, Qt.TextFormat
        self.setTextInteractionFlags(flags.LinksAccessibleByMouse if offers else flags.NoTextInteraction)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if offers else Qt.FocusPolicy.NoFocus)  # Qt's own needs two Tabs
        self.setTextFormat(kind.RichText if offers else kind.PlainText)
        self.setContentsMargins(*[3 if offers else 0] * 4)  # room for the ring of the keyboard's focus

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Takes the offer, as a button does."""
        if self._offers and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.linkActivated.emit("offer")
        else:
            super().keyPressEvent(event)

    def hasHeightForWidth(self) -> bool:
        """Never, though it wraps: layouts share out heights in another way where a single widget says so."""
        return False


def largest_font(text: str, width: int, height: int) -> QFont:
    """The font in which the text fills this room, between the smallest and the largest size."""
    font = QFont()
    font.setWeight(QFont.Weight.DemiBold)
    size = max(min(scaled(LARGEST_PX), height), scaled(SMALLEST_PX))
    font.setPixelSize(size)
    advance = QFontMetrics(font).horizontalAdvance(text)
    if advance > width:
        font.setPixelSize(max(int(size * width / advance), scaled(SMALLEST_PX)))
    return font


class AnswerView(QFrame):
    """A card with the answer and the glyph at the left and the bars at the right."""

    shown = Signal(object)  # ShownAnswer: another one
    numbers_requested = Signal()  # the user takes the offer to have digits side by side read as a number

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.label = AnswerLabel()
        self.line = AnswerLine()
        self.bars = Bars()
        self.glyph = GlyphView()
        self.correction = CorrectionLine()
        self._has_ink = False  # a drawing that could be kept
        self._answer: Answer | None = None
        self._reading: Reading | None = None
        self._announcer = Announcer(self)
        self.shown_answer = ShownAnswer(rows=self.bars.rows)  # the last one
        self._note = ""
        self._lay_out()
        self.line.linkActivated.connect(self.numbers_requested)

    def _lay_out(self) -> None:
        self._caption = caption = QLabel()
        caption.setProperty("role", "muted")
        caption.setObjectName("pad-glyph-caption")
        caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.label, 1)
        column.addWidget(self.line)
        column.addWidget(self.glyph, 1)
        column.addSpacing(SPACE // 2)
        column.addWidget(caption)
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addLayout(column)
        row.addWidget(self.bars, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SPACE, SPACE, 2 * SPACE, SPACE // 2)
        whole.setSpacing(SPACE // 2)
        whole.addLayout(row, 1)
        whole.addWidget(self.correction)
        self._show_which("")

    def show_answer(self, answer: Answer | None) -> None:
        """Shows an answer, or that there is none."""
        self._answer, self._reading = answer, None
        self._show_which("")
        self.label.show_text("" if answer is None else answer.label)
        self.label.show_doubt(answer is not None and answer.in_doubt)
        self.label.show_stand_in(NOTHING if answer is None or answer.nearest is None else REFUSED)
        self.label.setAccessibleDescription(answer_text.spoken(answer))
        self.bars.show_answer(answer)
        self._show_correctable()
        self._show_line()

    def show_number(self, reading: Reading, shown: int = 0) -> None:
        """Shows a number in place of one digit's answer: its text, how sure each digit is; the glyph is of `shown`."""
        self._answer, self._reading = None, reading
        self.label.show_doubt(any(digit.answer.in_doubt for digit in reading.digits))
        self.label.setText(reading.text.replace(answer_text.UNREAD, "") and reading.text)
        self.label.show_stand_in(REFUSED if reading.digits else NOTHING)
        self.label.setAccessibleDescription(f"{reading.text}, {answer_text.number_sentence(reading)}")
        self.bars.show_number(reading)
        self._show_correctable()
        self._show_which(answer_text.which(reading, shown))
        self._show_line()

    def show_ink(self, has_ink: bool) -> None:
        """Whether a drawing lies on the pad, which could be kept with another label."""
        self._has_ink = has_ink
        self._show_correctable()

    def _show_correctable(self) -> None:
        several = self._answer.several if self._reading is None and self._answer is not None else 0
        alone = len(self._reading.digits) < 2 if self._reading is not None else not several
        self.bars.show_choosable(self._has_ink and alone)
        self.correction.show_correctable(self._has_ink and alone)

    def show_steps_elsewhere(self, elsewhere: bool) -> None:
        """Makes room where the glyph is shown among the other steps."""
        self.glyph.setVisible(not elsewhere)
        self._caption.setVisible(not elsewhere)

    def show_note(self, text: str) -> None:
        """Says what is going on ("Loading torch...") in place of the line under the answer; empty: nothing is."""
        self._note = text
        self._show_line()

    def _show_which(self, which: str) -> None:
        """Names the digit of a number that the glyph is of."""
        alone, among = tr("What the model sees"), tr("What the model sees: {which}")
        self._caption.setText(which.capitalize() or alone)
        self.glyph.setAccessibleName(among.format(which=which) if which else alone)

    def _show_line(self) -> None:
        said = (
            answer_text.sentence(self._answer) if self._reading is None else answer_text.number_sentence(self._reading)
        )
        offer = answer_text.offer(self._answer) if self._reading is None else ""
        if self._answer is None and self._reading is None and not self._has_ink:
            said = tr(HERE)
        self.line.show_sentence(self._note or said, "" if self._note else offer)
        self.shown_answer = ShownAnswer(
            text=self.label.text(),
            stand_in=self.label.stand_in,
            in_doubt=self.label.in_doubt,
            sentence=self._note or said,
            rows=self.bars.rows,
        )
        self.shown.emit(self.shown_answer)
        self._announcer.say(f"{self.label.text()} {said}".strip())

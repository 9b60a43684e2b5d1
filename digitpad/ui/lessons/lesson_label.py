"""A lesson's text as a label whose glossary words open what they mean. Imports QtWidgets and core's markup."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QSizePolicy

from digitpad.core import lesson_markup
from digitpad.core.language import tr
from digitpad.ui.common.keyboard import GAP_PX, RING_PX
from digitpad.ui.draw.popover import Popover, muted

Access = Qt.TextInteractionFlag


class LessonLabel(QLabel):
    """Shows a text of a lesson; a glossary word is underlined and can be reached by Tab."""

    def __init__(self, text: str, glossary: Mapping[str, str]) -> None:
        super().__init__()
        self._glossary = glossary
        self._open: Popover | None = None
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Access.LinksAccessibleByMouse | Access.LinksAccessibleByKeyboard)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setContentsMargins(*[RING_PX + GAP_PX] * 4)  # else the ring around the focus would lie on the text
        self.setAccessibleName(lesson_markup.plain(text))
        shown = lesson_markup.html(text)
        if lesson_markup.LINK not in shown:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setText(shown)
        self.linkActivated.connect(self._explain)

    @Slot(str)
    def _explain(self, address: str) -> None:
        """Opens what the word means."""
        word = address.removeprefix(lesson_markup.LINK)
        if self._open is not None:
            self._open.deleteLater()
        self._open = Popover("lesson-word", word, self)
        meaning = muted(self._glossary.get(word, tr("The glossary does not explain this word.")))
        meaning.setTextFormat(Qt.TextFormat.PlainText)
        self._open.body.addWidget(meaning)
        self._open.open_below(self)

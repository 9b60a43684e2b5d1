"""A progress bar that says what it is about, readable over its filled and its empty part. Imports QtWidgets."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy

from digitpad.ui.common import theme as themes
from digitpad.ui.common.guard import guarded
from digitpad.ui.common.theme import SPACE, keep_sized

FINE = 1000  # steps of a progress bar


class ProgressBar(QProgressBar):
    """A progress bar whose words stay readable on either side of the bar's end."""

    def __init__(self) -> None:
        super().__init__()
        self._words = ""
        self.setRange(0, FINE)
        self.setValue(0)
        keep_sized(self, setFixedHeight=22)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_progress(self, share: float, words: str) -> None:
        """Shows a share from 0 to 1, below 0 as nothing done yet, and words about it."""
        self._words = words
        self.setValue(round(max(share, 0.0) * FINE))
        self.update()  # the words may be others at the same share

    def text(self) -> str:
        """The words as they are: in Qt's own format, the %v of a file's name would be a number."""
        return self._words

    @guarded(None)
    def paintEvent(self, _event: QPaintEvent) -> None:
        """The track, the bar, and the words twice: each time in the colour that reads on what is behind."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect())
        done = QRectF(whole)
        done.setWidth(whole.width() * self.value() / max(1, self.maximum()))
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.width() - 2 * SPACE)
        shape = QPainterPath()
        shape.addRoundedRect(whole, 6, 6)
        painter.setClipPath(shape)
        painter.fillRect(whole, QColor(themes.current().soft))
        for part, behind, words in (
            (whole, themes.current().soft, themes.current().text),
            (done, themes.current().accent, themes.current().accent_text),
        ):
            painter.setClipPath(shape)
            painter.setClipRect(part, Qt.ClipOperation.IntersectClip)
            painter.fillRect(part, QColor(behind))
            painter.setPen(QColor(words))
            painter.drawText(whole, int(Qt.AlignmentFlag.AlignCenter), shown)
        painter.end()

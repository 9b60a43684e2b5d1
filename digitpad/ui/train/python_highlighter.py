"""The colours of a Python script: words of the language, texts, comments, numbers. Imports QtGui."""

import keyword
import re

from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from digitpad.ui.common import theme

QUOTES = '"""'
_INSIDE = 1  # the state of a line that ends within a text of several lines
_PARTS = re.compile(
    r"(?P<text>[rbf]?\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
    r"|(?P<comment>#.*)"
    rf"|\b(?P<word>{'|'.join(keyword.kwlist)})\b"
    r"|\b(?P<number>[0-9][0-9_]*\.?[0-9]*(?:e-?[0-9]+)?)\b"
)


class PythonHighlighter(QSyntaxHighlighter):
    """Colours a document in the theme's own colours."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._formats: dict[str, QTextCharFormat] = {}
        self.take_colours()

    def take_colours(self) -> None:
        """Takes the colours of the theme as it is now."""
        colours = theme.current()
        self._formats = {
            "text": _coloured(colours.good),
            "comment": _coloured(colours.muted),
            "word": _coloured(colours.accent),
            "number": _coloured(colours.warn),
        }

    def highlightBlock(self, line: str) -> None:
        """Colours one line; whether it ends within a text of several lines is its state."""
        start = 0
        if self.previousBlockState() == _INSIDE or QUOTES in line:
            begin = 0 if self.previousBlockState() == _INSIDE else line.index(QUOTES)
            self._parts(line, 0, begin)
            end = line.find(QUOTES, begin if self.previousBlockState() == _INSIDE else begin + len(QUOTES))
            start = len(line) if end < 0 else end + len(QUOTES)
            self.setFormat(begin, start - begin, self._formats["text"])
            self.setCurrentBlockState(_INSIDE if end < 0 else 0)
        else:
            self.setCurrentBlockState(0)
        self._parts(line, start, len(line))

    def _parts(self, line: str, start: int, end: int) -> None:
        for found in _PARTS.finditer(line, start, end):
            self.setFormat(found.start(), found.end() - found.start(), self._formats[str(found.lastgroup)])


def _coloured(colour: str) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(colour))
    return made

"""The pad's own icons: pictures of resources/icons in the theme's colours. Imports QtSvg, QtWidgets and the theme."""

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QToolButton, QWidget

from digitpad.core import paths
from digitpad.ui.common import theme as themes

SIDE = 18  # logical pixels
RATIOS = (1, 2, 3)  # of device pixels: each is drawn by itself, so that its lines are sharp
INK = b"currentColor"  # what the pictures are drawn in
FAINT = 0.55  # opacity for a disabled button


def icon(name: str, theme: themes.Theme) -> QIcon:
    """The icon of this name ("undo", "redo", "clear" ...), with a fainter one for a disabled button."""
    drawing = (paths.resources() / "icons" / f"{name}.svg").read_bytes()
    made = QIcon()
    for mode, colour, opacity in (
        (QIcon.Mode.Normal, theme.text, 1.0),
        (QIcon.Mode.Disabled, theme.muted, FAINT),
    ):
        tinted = QSvgRenderer(QByteArray(drawing.replace(INK, colour.encode())))
        for ratio in RATIOS:
            made.addPixmap(_pixmap(tinted, ratio, opacity), mode)
    return made


def _pixmap(drawing: QSvgRenderer, ratio: int, opacity: float) -> QPixmap:
    side = themes.scaled(SIDE)  # Qt makes no icon larger than it was drawn
    pixmap = QPixmap(side * ratio, side * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setOpacity(opacity)
    drawing.render(painter, QRectF(0, 0, side, side))  # else it takes device pixels for its own
    painter.end()
    return pixmap


class IconButton(themes.Dressed, QToolButton):
    """A tool button whose icon follows theme and zoom.

    `name`: the icon; `what`: its meaning; `keys`: its shortcut; `word`: what stands below the icon, if anything.
    """

    def __init__(self, name: str, what: str, keys: str, parent: QWidget | None = None, *, word: str = "") -> None:
        super().__init__(parent)
        self.word = word
        self._icon_name = name
        self.setObjectName(f"pad-{name}")
        self.setAccessibleName(what)
        self.setToolTip(f"{what} ({keys})" if keys else what)
        self.dress()

    def show_word(self, seen: bool) -> None:
        """Whether there is room for the word below the icon."""
        if seen != bool(self.property("worded")):
            styles = Qt.ToolButtonStyle
            self.setText(self.word if seen else "")
            self.setToolButtonStyle(styles.ToolButtonTextUnderIcon if seen else styles.ToolButtonIconOnly)
            self.setProperty("worded", seen)
            self.style().unpolish(self)
            self.style().polish(self)

    def wear(self, theme: themes.Theme) -> None:
        """Draws the icon in the theme's colours."""
        self.setIconSize(QSize(themes.scaled(SIDE), themes.scaled(SIDE)))
        self.setIcon(icon(self._icon_name, theme))

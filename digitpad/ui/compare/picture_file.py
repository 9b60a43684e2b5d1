"""What a widget shows as a file: PNG at twice the screen's pixels, or SVG. Imports QtSvg, QtWidgets and errors."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect, QRectF
from PySide6.QtGui import QImage, QPaintDevice, QPainter, QPalette, QRegion
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QGraphicsView, QWidget

from digitpad.core.errors import StorageError
from digitpad.core.escaping import drawn_markup
from digitpad.core.storage import write_chosen

SCALE = 2  # pixels of a PNG for each of the screen's
FILTERS = ("SVG picture (*.svg)", "PNG picture (*.png)")


def save(widget: QWidget, path: Path, title: str) -> None:
    """Writes what the widget shows, by the file's suffix, whole or not at all. Raises StorageError."""
    if path.suffix.lower() not in (".png", ".svg"):
        raise StorageError(f"{path.name} says not which kind of picture it is.", "End the name with .png or .svg.")
    if widget.width() < 1 or widget.height() < 1:
        raise StorageError("There is nothing to be seen yet.", "Open its page first.")
    write_chosen(path, png(widget) if path.suffix.lower() == ".png" else svg(widget, title))


def png(widget: QWidget) -> bytes:
    """A PNG of the widget."""
    image = QImage(widget.size() * SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SCALE)
    _paint(widget, image)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want the format as bytes
    return bytes(content.data())


def svg(widget: QWidget, title: str) -> bytes:
    """An SVG of the widget: lines and letters stay lines and letters."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(widget.size())
    generator.setViewBox(QRect(QPoint(), widget.size()))
    generator.setTitle(title)
    _paint(widget, generator)
    return drawn_markup(bytes(content.data())).encode()


def _paint(widget: QWidget, device: QPaintDevice) -> None:
    """The widget on the ground of the cards that it stands on."""
    painter = QPainter(device)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(widget.rect(), widget.palette().color(QPalette.ColorRole.Button))
    if isinstance(widget, QGraphicsView):  # its own `render` is another one, and keeps lines as lines
        widget.render(painter, QRectF(widget.rect()), widget.viewport().rect())
    else:
        widget.render(painter, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    painter.end()

"""A drawing as a picture for others: black strokes on white, for files and the clipboard. Imports QtGui and ink."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from digitpad.core.errors import InkError, StorageError
from digitpad.core.language import tr
from digitpad.core.storage import write_chosen
from digitpad.ink.ink import Ink
from digitpad.ui.common.surface import curve, pen

SIDE = 560  # pixels: twenty times the glyph's
MARGIN = 70
PEN_PX = 34.0


def picture(ink: Ink) -> QImage:
    """The drawing in the middle of a white square, its aspect kept. Raises InkError where nothing is drawn."""
    if not ink:
        raise InkError(
            tr("There is no drawing on the pad."),
            tr("Draw something first."),
        )
    left, top, right, bottom = ink.box
    scale = (SIDE - 2 * MARGIN) / max(ink.extent, 1e-9) if ink.extent > 0 else 1.0
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen("#000000", PEN_PX))
    for stroke in ink.strokes:
        points = [
            (float((x - (left + right) / 2) * scale + SIDE / 2), float((y - (top + bottom) / 2) * scale + SIDE / 2))
            for x, y in stroke
        ]
        painter.drawPath(curve(points))
    painter.end()
    return image


def save(ink: Ink, path: Path) -> None:
    """Writes the picture as PNG, whole or not at all. Raises InkError or StorageError."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not picture(ink).save(buffer, "PNG"):  # type: ignore[call-overload]  # the stubs want the format as bytes
        raise StorageError(
            tr("{path} could not be written: PNG cannot be written here.", path=path),
            tr("Save the drawing as ink instead."),
        )
    write_chosen(path, bytes(content.data()))


def copy(ink: Ink) -> None:
    """Puts the picture on the clipboard. Raises InkError where nothing is drawn."""
    QGuiApplication.clipboard().setImage(picture(ink))

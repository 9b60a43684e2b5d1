"""What Qt can decode and Pillow cannot: SVG, and HEIC where the system brings it. Imports QtGui, QtSvg, numpy and ink.

Handed to `digitpad.ink.pictures.image_files`, which knows no Qt, as its decoder. Any thread may ask.
"""

import functools
import os
import re
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from digitpad.ink import file_kinds
from digitpad.ink.file_kinds import Kind

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

SIDE = 512  # pixels of the longer side that a drawing without pixels of its own is drawn at
ROOM_MB = 512  # that a decoder of Qt's may take


def decode(content: bytes, kind: Kind) -> NDArray[np.uint8] | None:
    """A file's content as (H, W, 4) RGBA pixels; None where Qt cannot. SVG must have been made safe before."""
    try:
        return _drawn(content) if kind is file_kinds.SVG else _decoded(content, kind)
    except ImportError:  # Qt lacks a library of the system's, as on servers without a screen
        return None


def _drawn(content: bytes) -> NDArray[np.uint8] | None:
    from PySide6.QtCore import QByteArray, QLoggingCategory, QRectF
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    QLoggingCategory.setFilterRules("qt.svg*=false")  # what it leaves out of a drawing is no word to the user
    if b"<text" in content:
        _with_fonts()
    renderer = QSvgRenderer(QByteArray(content))
    size = renderer.viewBoxF().size() if renderer.isValid() else None
    if size is None or not (size.width() > 0 and size.height() > 0):
        return None
    scale = SIDE / max(size.width(), size.height())
    width, height = max(round(size.width() * scale), 1), max(round(size.height() * scale), 1)
    # without a page, Qt takes the drawing's own edges for one, and ink would touch the border
    margin = 0 if re.match(rb"<svg[^>]*\b(viewBox|width)=", content) else SIDE // 10
    image = QImage(width + 2 * margin, height + 2 * margin, QImage.Format.Format_RGBA8888)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(margin, margin, width, height))
    painter.end()
    return _pixels(image)


def _decoded(content: bytes, kind: Kind) -> NDArray[np.uint8] | None:
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtGui import QImage, QImageReader

    wanted = {file_kinds.HEIC: ("heic", "heif"), file_kinds.AVIF: ("avif",)}.get(kind, ())
    known = {bytes(name.data()).decode() for name in QImageReader.supportedImageFormats()}
    if not known.intersection(wanted):
        return None
    QImageReader.setAllocationLimit(ROOM_MB)
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    image = reader.read()
    return None if image.isNull() else _pixels(image.convertToFormat(QImage.Format.Format_RGBA8888))


def _pixels(image: "QImage") -> NDArray[np.uint8]:
    height, width, stride = image.height(), image.width(), image.bytesPerLine()
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(height, stride)[:, : width * 4]
    return rows.reshape(height, width, 4).copy()


@functools.cache
def _with_fonts() -> object:
    """Qt writes text only where there is an application; a command line makes one that needs no screen."""
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is not None:
        return QApplication.instance()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QApplication([])

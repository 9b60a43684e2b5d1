"""What a drop or a paste brings: files, or a picture as an array. Imports QtCore, QtGui, numpy and ink."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from digitpad.ink.pictures.colour import plain
from digitpad.ink.subject import Pixels


def files(data: QMimeData) -> list[Path]:
    """The local files that are offered, in their order; empty where there are none."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()] if data.hasUrls() else []


def picture(data: QMimeData) -> Pixels | None:
    """The picture that is offered as pixels, or None."""
    if not data.hasImage():
        return None
    image = data.imageData()
    return pixels(image) if isinstance(image, QImage) and not image.isNull() else None


def welcome(data: QMimeData) -> bool:
    """Whether a drop of this would do anything."""
    return bool(files(data)) or data.hasImage()


def pixels(image: QImage) -> Pixels:
    """An image as bytes, (height, width) or with colours (height, width, 3); see `pictures_colour.plain`."""
    upright = image.convertToFormat(QImage.Format.Format_RGBA8888)
    height, width, stride = upright.height(), upright.width(), upright.bytesPerLine()
    rows = np.frombuffer(upright.constBits(), np.uint8).reshape(height, stride)[:, : width * 4]
    return plain(rows.reshape(height, width, 4))

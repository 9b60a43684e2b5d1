"""What a drop or a paste brings: files, or a picture as a grey array. Imports QtCore, QtGui and numpy."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from digitpad.ui.draw.strokes import Grey


def files(data: QMimeData) -> list[Path]:
    """The local files that are offered, in their order; empty where there are none."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()] if data.hasUrls() else []


def picture(data: QMimeData) -> Grey | None:
    """The picture that is offered as pixels, or None."""
    if not data.hasImage():
        return None
    image = data.imageData()
    return grey(image) if isinstance(image, QImage) and not image.isNull() else None


def welcome(data: QMimeData) -> bool:
    """Whether a drop of this would do anything."""
    return bool(files(data)) or data.hasImage()


def grey(image: QImage) -> Grey:
    """An image as (height, width) uint8 greys; what is transparent takes the shade that the ink stands out from."""
    plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
    height, width, stride = plain.height(), plain.width(), plain.bytesPerLine()
    pixels = np.frombuffer(plain.constBits(), np.uint8).reshape(height, stride)[:, : width * 4]
    channels = pixels.reshape(height, width, 4).astype(np.float32)
    shade = channels[..., :3] @ np.array([0.299, 0.587, 0.114], np.float32)
    cover = channels[..., 3] / 255.0
    light_ink = cover.sum() > 0 and float((shade * cover).sum() / cover.sum()) > 127.0
    behind = 0.0 if light_ink else 255.0
    blended: Grey = np.rint(shade * cover + behind * (1.0 - cover)).astype(np.uint8)
    return blended

"""What a widget shows as a file: PNG at twice the screen's pixels, or SVG. Imports QtGui and QtWidgets; QtSvg late."""

import contextlib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QImage, QImageWriter, QPaintDevice, QPainter, QPalette, QRegion
from PySide6.QtWidgets import QGraphicsView, QWidget

from digitpad.core.errors import StorageError
from digitpad.core.escaping import drawn_markup
from digitpad.core.language import mark, tr
from digitpad.core.storage import write_chosen

SCALE = 2  # pixels of a PNG for each of the screen's: sharp on any screen and in print
DOTS_PER_INCH = 96
PNG, SVG, CSV = mark("PNG picture (*.png)"), mark("SVG picture (*.svg)"), mark("CSV table (*.csv)")
PICTURES = (SVG, PNG)
Ground = QPalette.ColorRole
CARD, PANEL = Ground.Button, Ground.Window  # the colours that a widget may stand on


class Plot(Protocol):
    """A chart within the widget, whose curves are cut off where it ends."""

    @property
    def plot_area(self) -> QRectF:
        """Where the curves are, in the chart's pixels."""

    def mapTo(self, parent: QWidget, point: QPoint) -> QPoint:
        """A point of the chart in the widget's pixels, as every QWidget has it."""

    def paint_plot(self, painter: QPainter, target: QRectF) -> None:
        """Paints what lies between the axes."""

    def without_curves(self) -> AbstractContextManager[None]:
        """Meanwhile nothing stands between the axes but the grid."""

    def only_curves(self) -> AbstractContextManager[None]:
        """Meanwhile curves stand alone."""


def save(widget: QWidget, path: Path, title: str) -> None:
    """Writes what the widget shows, by the file's suffix, whole or not at all. Raises StorageError."""
    suffix = path.suffix.lower()
    if suffix not in (".png", ".svg"):
        raise StorageError(
            tr("{name} does not say which kind of picture to write.", name=path.name),
            tr("End the name with .png or .svg."),
        )
    if widget.width() < 1 or widget.height() < 1:
        raise StorageError(
            tr("There is nothing to save yet."),
            tr("Open its page first."),
        )
    write_chosen(path, png(widget) if suffix == ".png" else svg(widget, title))


def png(widget: QWidget, ground: Ground = CARD) -> bytes:
    """A PNG of the widget on the ground that it stands on."""
    image = QImage(widget.size() * SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SCALE)
    _paint(widget, image, ground)
    with _buffer() as buffer:
        QImageWriter(buffer, QByteArray(b"PNG")).write(image)
        return bytes(buffer.data().data())


def svg(widget: QWidget, title: str, plots: Sequence[Plot] = (), ground: Ground = CARD) -> bytes:
    """An SVG of the widget: lines and letters stay lines and letters, to be scaled and edited.

    Qt writes no clipping into an SVG, so the curves of each of `plots` go into a picture of their own within it.
    """
    with contextlib.ExitStack() as stack:
        for plot in plots:
            stack.enter_context(plot.without_curves())
        page = _drawn(widget.size(), title, lambda device: _paint(widget, device, ground))
    insets = "".join(_inset(widget, plot) for plot in plots)
    whole = page.replace("</svg>", f"{insets}</svg>")
    return re.sub(r'font-family="([^"]*)"', r'font-family="\1, sans-serif"', whole).encode()


def _inset(widget: QWidget, plot: Plot) -> str:
    """A chart's curves, cut off where the chart ends."""
    area = plot.plot_area
    place = area.translated(QPointF(plot.mapTo(widget, QPoint())))

    def paint(device: QPaintDevice) -> None:
        painter = QPainter(device)
        plot.paint_plot(painter, QRectF(QPointF(), area.size()))
        painter.end()

    with plot.only_curves():
        drawn = _drawn(area.size().toSize(), "", paint)
    content = drawn[drawn.index("</defs>") + len("</defs>") : drawn.rindex("</svg>")]
    size = f'width="{place.width():g}" height="{place.height():g}"'
    return f'<svg x="{place.x():g}" y="{place.y():g}" {size} overflow="hidden">{content}</svg>\n'


def _drawn(size: QSize, title: str, paint: Callable[[QPaintDevice], None]) -> str:
    from PySide6.QtSvg import QSvgGenerator  # here, since hardly anybody needs it

    with _buffer() as buffer:
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setResolution(DOTS_PER_INCH)
        generator.setSize(size)
        generator.setViewBox(QRect(QPoint(), size))
        generator.setTitle(title)
        paint(generator)
        return drawn_markup(bytes(buffer.data().data()))


@contextlib.contextmanager
def _buffer() -> Iterator[QBuffer]:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    yield buffer
    buffer.close()


def _paint(widget: QWidget, device: QPaintDevice, ground: Ground) -> None:
    painter = QPainter(device)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(widget.rect(), widget.palette().color(ground))
    if isinstance(widget, QGraphicsView):  # its own `render` is another one, and keeps lines as lines
        widget.render(painter, QRectF(widget.rect()), widget.viewport().rect())
    else:
        widget.render(painter, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    painter.end()

"""A run's charts and figures as the bytes of a file: CSV, PNG, SVG. Imports QtGui, QtSvg and the curves."""

import contextlib
import math
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtWidgets import QWidget

from digitpad.core import csv_text
from digitpad.core.escaping import drawn_markup
from digitpad.ui.train.curves import RunCurves

if TYPE_CHECKING:
    from digitpad.ui.train.charts import Chart

SCALE = 2  # of a PNG: sharp on any screen and in print
DOTS_PER_INCH = 96
STEP_COLUMNS = ("epoch", "batch_loss", "smoothed_loss", "learning_rate", "gradient_norm")
EPOCH_COLUMNS = (
    "train_loss", "train_accuracy", "validation_loss", "validation_accuracy", "test_loss", "test_accuracy", "seconds",
    "samples_per_second",
)  # fmt: skip


def csv_bytes(run: RunCurves) -> bytes:
    """A table with a row for every step that reported itself, and one for every epoch; what a row lacks stays empty."""
    rows: list[list[Any]] = [[*values, *[""] * len(EPOCH_COLUMNS)] for values in run.steps_table.tolist()]
    for done in run.epochs:
        figures = [getattr(done, column) for column in EPOCH_COLUMNS]
        rows.append([float(done.epoch), "", "", done.learning_rate, "", *figures])
    rows.sort(key=lambda row: row[0])  # stable: an epoch's row stands behind its last step's
    known = (
        ["" if value is None or value == "" or not math.isfinite(value) else value for value in row] for row in rows
    )
    return csv_text.written([[*STEP_COLUMNS, *EPOCH_COLUMNS], *known]).encode()


def png_bytes(widget: QWidget) -> bytes:
    """The widget as it stands, at twice its size in pixels."""
    picture = QImage(widget.size() * SCALE, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(SCALE)
    picture.fill(widget.palette().window().color())
    widget.render(picture, QPoint())
    made = QByteArray()
    buffer = QBuffer(made)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(picture)
    buffer.close()
    return bytes(made.data())


def svg_bytes(widget: QWidget, charts: Sequence["Chart"] = ()) -> bytes:
    """The widget with its charts as it stands, as lines and letters that can be scaled and edited.

    Qt writes no clipping into an SVG, so each chart's curves go into a picture of their own within the picture.
    """
    with contextlib.ExitStack() as stack:
        for chart in charts:
            stack.enter_context(chart.without_curves())
        page = _drawn(widget.size(), lambda painter: widget.render(painter, QPoint()))
    insets = "".join(_inset(widget, chart) for chart in charts)
    whole = page.replace("</svg>", f"{insets}</svg>")
    return re.sub(r'font-family="([^"]*)"', r'font-family="\1, sans-serif"', whole).encode()


def _inset(widget: QWidget, chart: "Chart") -> str:
    """A chart's curves, cut off where the chart ends."""
    area = chart.plot_area
    place = area.translated(QPointF(chart.mapTo(widget, QPoint())))
    with chart.only_curves():
        drawn = _drawn(area.size().toSize(), lambda painter: chart.paint_plot(painter, QRectF(QPointF(), area.size())))
    content = drawn[drawn.index("</defs>") + len("</defs>") : drawn.rindex("</svg>")]
    size = f'width="{place.width():g}" height="{place.height():g}"'
    return f'<svg x="{place.x():g}" y="{place.y():g}" {size} overflow="hidden">{content}</svg>\n'


def _drawn(size: QSize, draw: Callable[[QPainter], object]) -> str:
    from PySide6.QtSvg import QSvgGenerator  # here, since hardly anybody needs it

    made = QByteArray()
    buffer = QBuffer(made)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    drawing = QSvgGenerator()
    drawing.setOutputDevice(buffer)
    drawing.setResolution(DOTS_PER_INCH)
    drawing.setSize(size)
    drawing.setViewBox(QRect(QPoint(), size))
    drawing.setTitle("digitpad: a training run")
    painter = QPainter(drawing)
    draw(painter)
    painter.end()
    buffer.close()
    return drawn_markup(bytes(made.data()))

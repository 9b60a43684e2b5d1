"""A run's charts and figures as the bytes of a file: CSV, PNG, SVG. Imports QtGui, QtSvg and the curves."""

import csv
import io
import math
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtWidgets import QWidget

from digitpad.ui.train.curves import RunCurves

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
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow([*STEP_COLUMNS, *EPOCH_COLUMNS])
    for row in rows:
        table.writerow(["" if value is None or value == "" or not math.isfinite(value) else value for value in row])
    return text.getvalue().encode()


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


def svg_bytes(widget: QWidget) -> bytes:
    """The widget as it stands, as lines and letters that can be scaled and edited."""
    from PySide6.QtSvg import QSvgGenerator  # here, since hardly anybody needs it

    made = QByteArray()
    buffer = QBuffer(made)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    drawing = QSvgGenerator()
    drawing.setOutputDevice(buffer)
    drawing.setResolution(DOTS_PER_INCH)
    drawing.setSize(widget.size())
    drawing.setViewBox(QRect(QPoint(), widget.size()))
    drawing.setTitle("digitpad: a training run")
    painter = QPainter(drawing)
    widget.render(painter, QPoint())
    painter.end()
    buffer.close()
    return bytes(made.data())

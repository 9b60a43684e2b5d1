"""Files and pictures from elsewhere: dropped on the pad, or pasted from the clipboard."""

from pathlib import Path

import numpy as np
import PySide6
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from digitpad.ui.draw import drops
from digitpad.ui.draw.pad_panel import PadPanel
from tests.ui.draw.mouse_strokes import LEFT, PLAIN, PadSpy, pixels

COPY = Qt.DropAction.CopyAction
# Qt 6.12 takes a point between pixels, and its older constructor is deprecated; before there was that one alone.
ENTERED_AT = QPointF(200, 200) if PySide6.__version_info__ >= (6, 12) else QPoint(200, 200)


def image(transparent: bool = False) -> QImage:
    made = QImage(6, 4, QImage.Format.Format_ARGB32)
    made.fill(QColor(0, 0, 0, 0) if transparent else QColor(250, 250, 250))
    made.setPixelColor(2, 1, QColor(10, 10, 10))
    return made


def offer(image_: QImage | None = None, paths: list[Path] | None = None, text: str = "") -> QMimeData:
    data = QMimeData()
    if image_ is not None:
        data.setImageData(image_)
    if paths is not None:
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    if text:
        data.setText(text)
    return data


def enter(pad: PadPanel, data: QMimeData) -> bool:
    event = QDragEnterEvent(ENTERED_AT, COPY, data, LEFT, PLAIN)
    event.ignore()
    QApplication.sendEvent(pad, event)
    return event.isAccepted()


def drop(pad: PadPanel, data: QMimeData) -> None:
    enter(pad, data)
    QApplication.sendEvent(pad, QDropEvent(QPointF(200, 200), COPY, data, LEFT, PLAIN))


def test_dropped_files_are_handed_on(pad: PadPanel, spy: PadSpy, tmp_path: Path) -> None:
    paths = [tmp_path / "drawn \u00fc.ndjson", tmp_path / "photo.png"]
    drop(pad, offer(paths=paths))
    assert spy.files == [paths]
    assert not spy.subjects


def test_a_dropped_picture_is_handed_on_in_grey(pad: PadPanel, spy: PadSpy) -> None:
    drop(pad, offer(image()))
    [grey] = [picture.grey for picture in spy.pictures]
    assert (grey.shape, grey.dtype) == ((4, 6), np.uint8)
    assert grey[1, 2] == 10
    assert grey[0, 0] == 250


def test_text_is_not_welcome(pad: PadPanel) -> None:
    assert enter(pad, offer(paths=[Path("/a/b.png")]))
    assert not enter(pad, offer(text="seven"))
    web = QMimeData()
    web.setUrls([QUrl("https://example.org/seven.png")])
    assert not enter(pad, web)


def test_the_canvas_shows_that_a_drop_is_welcome(pad: PadPanel) -> None:
    before = pixels(pad.canvas)
    enter(pad, offer(image()))
    assert (pixels(pad.canvas) != before).any()
    QApplication.sendEvent(pad, QDragLeaveEvent())
    assert (pixels(pad.canvas) == before).all()


def test_a_picture_is_pasted_from_the_clipboard(pad: PadPanel, spy: PadSpy) -> None:
    QGuiApplication.clipboard().setImage(image())
    QTest.keyClick(pad.canvas, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert spy.pictures[0].grey.shape == (4, 6)


def test_files_are_pasted_from_the_clipboard(pad: PadPanel, spy: PadSpy, tmp_path: Path) -> None:
    QGuiApplication.clipboard().setMimeData(offer(paths=[tmp_path / "a.ndjson"]))
    assert pad.paste()
    assert spy.files == [[tmp_path / "a.ndjson"]]


def test_a_clipboard_of_text_pastes_nothing(pad: PadPanel, spy: PadSpy) -> None:
    QGuiApplication.clipboard().setText("seven")
    assert not pad.paste()
    assert (spy.files, spy.pictures) == ([], [])


@pytest.mark.parametrize(("ink", "behind"), [(QColor(10, 10, 10), 255), (QColor(245, 245, 245), 0)])
def test_transparent_pictures_get_a_ground_that_their_ink_stands_out_from(
    qapp: QApplication, ink: QColor, behind: int
) -> None:
    drawn = image(transparent=True)
    drawn.setPixelColor(2, 1, ink)
    grey = drops.pixels(drawn)
    assert grey[0, 0] == behind
    assert abs(int(grey[1, 2]) - behind) > 200

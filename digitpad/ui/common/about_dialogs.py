"""The about box and the past messages: windows that never stand in the way. Imports QtWidgets and paths."""

import platform
import sys
from pathlib import Path

import PySide6
from PySide6.QtCore import QSize, Qt, QUrl, Slot, qVersion
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from digitpad import __version__
from digitpad.core import paths
from digitpad.core.escaping import markup
from digitpad.core.language import mark, tr
from digitpad.ui.common.icon import app_icon
from digitpad.ui.common.messages import Messages
from digitpad.ui.common.theme import SPACE, keep_sized

RING_ROOM = 4  # pixels around a text, so that the keyboard's ring hides no letter
NAMES_WIDTH = 190  # pixels, so that the tables of the box stand in one line
LICENCES = (
    ("digitpad", mark("MIT licence")),
    ("MNIST", mark("Yann LeCun, Corinna Cortes, Christopher Burges; CC BY-SA 3.0")),
    (mark("Pen strokes trained on"), mark("Pen-Based Recognition (UCI), UNIPEN, UJI Pen Characters; CC BY 4.0")),
    ("Fashion-MNIST", mark("Zalando Research; MIT licence")),
    ("Qt and PySide6", mark("The Qt Company; LGPL v3")),
    ("PyTorch", mark("Meta and others; BSD licence")),
    ("safetensors", mark("Hugging Face; Apache licence 2.0")),
    (mark("NumPy, pyqtgraph, Pillow"), mark("BSD, MIT and MIT-CMU licences")),
)


def versions() -> tuple[tuple[str, str], ...]:
    """What runs here, by name and version; torch only says its own once it has been loaded."""
    torch = sys.modules.get("torch")
    return (
        ("digitpad", __version__),
        (tr("Python"), platform.python_version()),
        ("Qt", qVersion()),
        ("PySide6", PySide6.__version__),
        ("torch", str(getattr(torch, "__version__", tr("not loaded yet")))),
        (
            tr("System"),
            f"{platform.system()} {platform.release()} ({platform.machine()})",
        ),
    )


class AboutDialog(QDialog):
    """Versions, licences, and where models and data lie, with links that open the folders."""

    def __init__(self, home: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("about")
        self.setWindowTitle(tr("About digitpad"))
        self._home = home
        layout = _page(self)
        layout.addLayout(_head())
        layout.addWidget(_heading(tr("Versions")))
        layout.addLayout(_table(versions()))
        layout.addWidget(_heading(tr("Folders")))
        layout.addLayout(_table(self._folders(), links=self))
        layout.addWidget(_heading(tr("Licences")))
        layout.addLayout(_table(tuple((tr(name), tr(text)) for name, text in LICENCES)))
        layout.addWidget(_buttons(self))

    def _folders(self) -> tuple[tuple[str, str], ...]:
        rows = (
            (tr("Everything you make"), self._home),
            (tr("Your models"), self._home / "models"),
            (tr("Bundled models"), paths.resources() / "models"),
            (tr("Datasets"), self._home / "data"),
        )
        return tuple((name, str(folder)) for name, folder in rows)

    @Slot(str)
    def open_folder(self, address: str) -> None:
        """Opens a folder on the desktop; one of digitpad's own that is not there yet is made first."""
        folder = Path(QUrl(address).toLocalFile())
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            folder = folder.parent  # a home that cannot be written: what is above it can still be looked at
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


class MessagesDialog(QDialog):
    """What the window has said so far, the newest first, to be read again or copied."""

    def __init__(self, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("past-messages")
        self.setWindowTitle(tr("Past messages"))
        layout = _page(self)
        layout.addWidget(_heading(tr("Past messages")))
        said = [f"{when:%H:%M}  {each.text} {each.hint}".rstrip() for when, each in reversed(messages.past)]
        text = QPlainTextEdit("\n".join(said) or tr("Nothing was said yet."))
        text.setReadOnly(True)
        text.setTabChangesFocus(True)
        text.setAccessibleName(tr("Past messages"))
        keep_sized(text, setMinimumWidth=560, setMinimumHeight=240)
        layout.addWidget(text)
        layout.addWidget(_buttons(self))


def _page(dialog: QDialog) -> QVBoxLayout:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 2 * SPACE)
    layout.setSpacing(SPACE)
    return layout


def _head() -> QHBoxLayout:
    picture = QLabel()
    picture.setPixmap(app_icon().pixmap(QSize(64, 64)))
    words = QLabel(tr("<b style='font-size:18px'>digitpad</b><br>Draws, reads and learns handwritten digits."))
    words.setTextFormat(Qt.TextFormat.RichText)
    row = QHBoxLayout()
    row.setSpacing(2 * SPACE)
    row.addWidget(picture)
    row.addWidget(words, 1)
    return row


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "title")
    label.setContentsMargins(0, SPACE, 0, 0)
    return label


def _table(rows: tuple[tuple[str, str], ...], links: AboutDialog | None = None) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(2 * SPACE)
    grid.setVerticalSpacing(0)
    grid.setColumnMinimumWidth(0, NAMES_WIDTH)
    grid.setColumnStretch(1, 1)
    for number, (name, text) in enumerate(rows):
        left, right = QLabel(name), QLabel(text)
        left.setProperty("role", "muted")
        right.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)  # no stop for Tab: it does nothing
        right.setMargin(RING_ROOM)
        left.setMargin(RING_ROOM)
        if links is not None:
            address = QUrl.fromLocalFile(text).toString(QUrl.ComponentFormattingOption.FullyEncoded)
            right.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
            right.setTextFormat(Qt.TextFormat.RichText)
            right.setText(f'<a href="{markup(address)}">{markup(text)}</a>')
            right.setToolTip(tr("Open this folder"))
            right.linkActivated.connect(links.open_folder)
        grid.addWidget(left, number, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(right, number, 1)
    return grid


def _buttons(dialog: QDialog) -> QDialogButtonBox:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    box.rejected.connect(dialog.close)
    return box

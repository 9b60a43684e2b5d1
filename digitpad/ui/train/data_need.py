"""What a recipe lacks on this machine: a button that downloads it, and one for the folder that has it. QtWidgets."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from digitpad.core.language import mark, tr
from digitpad.core.needed_data import NeededData
from digitpad.ui.common.boxes import column, row
from digitpad.ui.common.named import named
from digitpad.ui.common.tips import show_tip

_FETCH = mark("Downloads the pictures that this recipe trains on; a checksum is compared. Nothing else is sent.")
_STOP = mark("Stops the download; what has come is kept for the next try.")
_FOLDER = mark("Copies the dataset from a folder of yours, such as a memory stick, to where digitpad looks for it.")


class DataNeed(QWidget):
    """Two buttons, seen while the chosen recipe needs what is not there and no run is in progress."""

    data_requested = Signal(str)  # a dataset
    data_refused = Signal()
    data_folder_requested = Signal(str)  # a dataset

    def __init__(self) -> None:
        super().__init__()
        self._need: NeededData | None = None
        self._fetched = ""  # the dataset that is being downloaded
        self._idle = True
        self._fetch = named(QPushButton(), "train-data-fetch", _FETCH)
        self._folder = named(QPushButton(tr("Choose folder \u2026")), "train-data-folder", _FOLDER)
        column(self, row(self._fetch, self._folder))
        self._fetch.clicked.connect(self._fetch_pressed)
        self._folder.clicked.connect(self._folder_pressed)
        self._show()

    def show_need(self, need: NeededData | None) -> None:
        """What the chosen recipe needs; None: all is there."""
        self._need = need
        self._show()

    def show_fetching(self, dataset: str) -> None:
        """Which dataset is being downloaded; empty: none."""
        self._fetched = dataset
        self._show()

    def allow(self, idle: bool) -> None:
        """Whether no run is in progress."""
        self._idle = idle
        self._show()

    def _show(self) -> None:
        self.setVisible(self._idle and self._need is not None)
        if self._need is None:
            return
        stop = bool(self._fetched)
        self._fetch.setVisible(stop or bool(self._need.megabytes))
        size = tr("Download ({size} MB)", size=self._need.megabytes)
        self._fetch.setText(tr("Stop the download") if stop else size)
        show_tip(self._fetch, tr(_STOP if stop else _FETCH))
        self._folder.setEnabled(not stop)

    @Slot()
    def _fetch_pressed(self) -> None:
        if self._fetched:
            self.data_refused.emit()
        elif self._need is not None:
            self.data_requested.emit(self._need.dataset)

    @Slot()
    def _folder_pressed(self) -> None:
        if self._need is not None:
            self.data_folder_requested.emit(self._need.dataset)

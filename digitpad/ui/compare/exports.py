"""What can be taken out of the comparison: the table, the pictures, a page of everything. Imports QtWidgets."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from digitpad.errors import DigitpadError
from digitpad.library.columns import as_csv, as_markdown
from digitpad.settings import write_atomic
from digitpad.ui.compare import picture_file
from digitpad.ui.compare.table_view import TableView

Shown = Callable[[], QWidget | None]
TABLES = ("CSV table (*.csv)", "Markdown table (*.md)")
PAGE = ("Web page (*.html)",)


class Exports(QObject):
    """Fills a menu with what can be saved, and asks where to. Files that are quickly written are written here."""

    saved = Signal(str)  # the file's name
    failed = Signal(str, str)  # a sentence and a hint
    report_wanted = Signal(object)  # Path: the page is work for a job

    def __init__(self, table: TableView, menu: QMenu, window: QWidget) -> None:
        super().__init__(window)
        self._table, self._menu, self._window = table, menu, window
        menu.addSeparator()
        self._add(menu, "save-table", "Save table …", "As CSV or Markdown", self.ask_for_table)
        self._pictures = menu.addMenu("Save picture")
        self._pictures.setObjectName("compare-save-picture")
        self._add(menu, "save-report", "Save report …", "A page of HTML with everything", self.ask_for_report)

    def offer_picture(self, key: str, title: str, shown: Shown) -> None:
        """One more picture that can be saved; `shown` gives the widget that shows it, None where there is none yet."""
        self._add(self._pictures, f"save-{key}", f"{title} …", "As PNG or SVG", lambda: self._ask(key, title, shown))

    def ask_for_table(self) -> None:
        """Asks where to save the table, as it is sorted now."""
        self._dialog("Save table", TABLES, "models.csv", self.save_table)

    def ask_for_report(self) -> None:
        """Asks where to save the page."""
        self._dialog("Save report", PAGE, "models.html", self._want_report)

    def save_table(self, name: str) -> None:
        """Writes the table; a name that ends in .md makes it Markdown."""
        path = Path(name)
        write = as_markdown if path.suffix.lower() in (".md", ".markdown") else as_csv
        text = write(self._table.ordered(), self._table.source.columns)
        self._save(path, lambda: write_atomic(path, text.encode()))

    def save_picture(self, shown: Shown, title: str, name: str) -> None:
        """Writes a picture as PNG or SVG, by the name's end."""
        path, widget = Path(name), shown()
        if widget is None:
            self.failed.emit("There is nothing to be seen yet.", "Open its page first.")
        else:
            self._save(path, lambda: picture_file.save(widget, path, title))

    def _ask(self, key: str, title: str, shown: Shown) -> None:
        if shown() is None:
            self.failed.emit("There is nothing to be seen yet.", "Open its page first.")
            return
        done = partial(self.save_picture, shown, title)
        self._dialog(f"Save {title.lower()}", picture_file.FILTERS, f"{key}.svg", done)

    def _save(self, path: Path, write: Callable[[], None]) -> None:
        try:
            write()
        except DigitpadError as error:
            self.failed.emit(error.message, error.hint)
        else:
            self.saved.emit(path.name)

    def _want_report(self, name: str) -> None:
        self.report_wanted.emit(Path(name))

    def _dialog(self, title: str, filters: tuple[str, ...], name: str, done: Callable[[str], None]) -> None:
        """Opens the desktop's dialog; it runs no loop of its own, so that a training goes on drawing."""
        dialog = QFileDialog(self._window, title)
        dialog.setObjectName("compare-save-dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(filters)
        dialog.setDefaultSuffix(Path(name).suffix[1:])
        dialog.selectFile(name)
        dialog.filterSelected.connect(partial(_follow, dialog))
        dialog.fileSelected.connect(done)
        dialog.open()

    def _add(self, menu: QMenu, key: str, text: str, tip: str, does: Callable[[], None]) -> None:
        action = QAction(text, menu, objectName=f"compare-{key}-action")  # type: ignore[call-overload]  # as Qt takes it
        action.setToolTip(tip)
        action.triggered.connect(does)
        menu.addAction(action)


def _follow(dialog: QFileDialog, chosen: str) -> None:
    """Another kind of file was chosen: the name's end follows."""
    dialog.setDefaultSuffix(chosen.rpartition("*.")[2].rstrip(")"))

"""What can be taken out of the comparison: the table, the pictures, a page of everything. Imports QtWidgets."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from digitpad.analysis.columns import as_csv, as_markdown
from digitpad.core.errors import DigitpadError
from digitpad.core.storage import check_chosen, write_chosen
from digitpad.ui.common import typed_names
from digitpad.ui.common.last_folder import LastFolder
from digitpad.ui.compare import picture_file
from digitpad.ui.compare.table.table_view import TableView

Shown = Callable[[], QWidget | None]
RunView = Callable[[], str]  # what a picture shows, as CSV
TABLES = ("CSV table (*.csv)", "Markdown table (*.md)")
PAGE = ("Web page (*.html)",)
FIGURES = "CSV table (*.csv)"


class Exports(QObject):
    """Fills a menu with what can be saved, and asks where to. Files that are quickly written are written here."""

    saved = Signal(str)  # the file's name
    failed = Signal(str, str)  # a sentence and a hint
    report_requested = Signal(object)  # Path: the page is work for a job

    def __init__(self, table: TableView, menu: QMenu, window: QWidget) -> None:
        super().__init__(window)
        self._table, self._menu, self._window = table, menu, window
        self.last = LastFolder(self)  # where the next dialog begins; a window has one for all its dialogs
        menu.addSeparator()
        self._add(menu, "save-table", "Save table …", "As CSV or Markdown", self.ask_for_table)
        self._pictures = menu.addMenu("Save picture")
        self._pictures.setObjectName("compare-save-picture")
        self._add(menu, "save-report", "Save report …", "A page of HTML with everything", self.ask_for_report)

    def offer_picture(self, key: str, title: str, shown: Shown, figures: RunView | None = None) -> None:
        """One more picture that can be saved; `shown` gives the widget that shows it, None where there is none yet.

        `figures`: what it shows can be saved as a table too.
        """
        tip = "As PNG or SVG" if figures is None else "As PNG, SVG or CSV"
        asking = partial(self._ask, key, title, shown, figures)
        self._add(self._pictures, f"save-{key}", f"{title} \u2026", tip, lambda: asking())

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
        self._save(path, lambda: write_chosen(path, text.encode()))

    def save_picture(self, shown: Shown, title: str, name: str, figures: RunView | None = None) -> None:
        """Writes a picture as PNG or SVG, or its figures as CSV, by the name's end."""
        path, widget = Path(name), shown()
        if widget is None:
            self.failed.emit("There is nothing to be seen yet.", "Open its page first.")
        elif figures is not None and path.suffix.lower() == ".csv":
            table = figures()
            self._save(path, lambda: write_chosen(path, table.encode()))
        else:
            self._save(path, lambda: picture_file.save(widget, path, title))

    def _ask(self, key: str, title: str, shown: Shown, figures: RunView | None) -> None:
        if shown() is None:
            self.failed.emit("There is nothing to be seen yet.", "Open its page first.")
            return
        filters = picture_file.FILTERS if figures is None else (*picture_file.FILTERS, FIGURES)
        self._dialog(
            f"Save {title.lower()}",
            filters,
            f"{key}.svg",
            lambda name: self.save_picture(shown, title, name, figures),
        )

    def _save(self, path: Path, write: Callable[[], None]) -> None:
        try:
            write()
        except DigitpadError as error:
            self.failed.emit(error.message, error.hint)
        else:
            self.saved.emit(path.name)

    def _want_report(self, name: str) -> None:
        path = Path(name)
        try:
            check_chosen(path)  # else that is said only after the minutes that a page of many models takes
        except DigitpadError as error:
            self.failed.emit(error.message, error.hint)
        else:
            self.report_requested.emit(path)

    def _dialog(self, title: str, filters: tuple[str, ...], name: str, done: Callable[[str], None]) -> None:
        """Opens the desktop's dialog; it runs no loop of its own, so that a training goes on drawing."""
        dialog = QFileDialog(self._window, title, self.last.path)
        dialog.setObjectName("compare-save-dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(filters)
        dialog.setDefaultSuffix(Path(name).suffix[1:])
        dialog.selectFile(name)
        typed_names.heed(dialog)
        dialog.filterSelected.connect(partial(_follow, dialog))
        dialog.fileSelected.connect(self._remember)
        dialog.fileSelected.connect(done)
        dialog.open()

    def _remember(self, name: str) -> None:
        if Path(name).absolute().parent.is_dir():
            self.last.use_of(Path(name))

    def _add(self, menu: QMenu, key: str, text: str, tip: str, does: Callable[[], None]) -> None:
        action = QAction(text, menu, objectName=f"compare-{key}-action")  # type: ignore[call-overload]  # as Qt takes it
        action.setToolTip(tip)
        action.triggered.connect(does)
        menu.addAction(action)


def _follow(dialog: QFileDialog, chosen: str) -> None:
    """Another kind of file was chosen: the name's end follows."""
    dialog.setDefaultSuffix(chosen.rpartition("*.")[2].rstrip(")"))

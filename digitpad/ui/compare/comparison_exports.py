"""What can be taken out of the comparison: the table, the pictures, a page of everything. Imports QtWidgets."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from digitpad.analysis.columns import as_csv, as_markdown
from digitpad.core.errors import DigitpadError
from digitpad.core.language import mark, tr
from digitpad.core.storage import check_chosen, write_chosen
from digitpad.ui.common import file_dialogs, picture_export
from digitpad.ui.common.last_folder import LastFolder
from digitpad.ui.compare.table.table_view import TableView

Shown = Callable[[], QWidget | None]
Figures = Callable[[], str]  # what a picture shows, as CSV
TABLES = (picture_export.CSV, mark("Markdown table (*.md)"))
PAGE = (mark("Web page (*.html)"),)


class Exports(QObject):
    """Fills a menu with what can be saved, and asks where to. Files that are quickly written are written here."""

    saved = Signal(object)  # Path
    failed = Signal(str, str)  # a sentence and a hint
    report_requested = Signal(object)  # Path: the page is work for a job

    def __init__(self, table: TableView, menu: QMenu, window: QWidget) -> None:
        super().__init__(window)
        self._table, self._menu, self._window = table, menu, window
        self.last = LastFolder(self)  # where the next dialog begins; a window has one for all its dialogs
        menu.addSeparator()
        self._add(menu, "save-table", tr("Save table …"), tr("As CSV or Markdown"), self.ask_for_table)
        self._pictures = menu.addMenu(tr("Save picture"))
        self._pictures.setObjectName("compare-save-picture")
        self._add(
            menu,
            "save-report",
            tr("Save report …"),
            tr("A page of HTML with everything"),
            self.ask_for_report,
        )

    def offer_picture(self, key: str, title: str, shown: Shown, figures: Figures | None = None) -> None:
        """One more picture that can be saved; `shown` gives the widget that shows it, None where there is none yet.

        `figures`: what it shows can be saved as a table too.
        """
        tip = tr("As PNG or SVG") if figures is None else tr("As PNG, SVG or CSV")
        asking = partial(self._ask, key, title, shown, figures)
        self._add(self._pictures, f"save-{key}", f"{title} \u2026", tip, lambda: asking())

    def ask_for_table(self) -> None:
        """Asks where to save the table, as it is sorted now."""
        self._dialog(tr("Save table"), TABLES, "models.csv", self.save_table)

    def ask_for_report(self) -> None:
        """Asks where to save the page."""
        self._dialog(tr("Save report"), PAGE, "models.html", self._want_report)

    def save_table(self, path: Path) -> None:
        """Writes the table; a name that ends in .md makes it Markdown."""
        write = as_markdown if path.suffix.lower() in (".md", ".markdown") else as_csv
        text = write(self._table.ordered(), self._table.source.columns)
        self._save(path, lambda: write_chosen(path, text.encode()))

    def save_picture(self, shown: Shown, title: str, path: Path, figures: Figures | None = None) -> None:
        """Writes a picture as PNG or SVG, or its figures as CSV, by the name's end."""
        widget = shown()
        if widget is None:
            self.failed.emit(tr("There is nothing to save yet."), tr("Open its page first."))
        elif figures is not None and path.suffix.lower() == ".csv":
            table = figures()
            self._save(path, lambda: write_chosen(path, table.encode()))
        else:
            self._save(path, lambda: picture_export.save(widget, path, title))

    def _ask(self, key: str, title: str, shown: Shown, figures: Figures | None) -> None:
        if shown() is None:
            self.failed.emit(tr("There is nothing to save yet."), tr("Open its page first."))
            return
        filters = picture_export.PICTURES if figures is None else (*picture_export.PICTURES, picture_export.CSV)
        self._dialog(
            tr("Save {lower}", lower=title.lower()),
            filters,
            f"{key}.svg",
            lambda path: self.save_picture(shown, title, path, figures),
        )

    def _save(self, path: Path, write: Callable[[], None]) -> None:
        try:
            write()
        except DigitpadError as error:
            self.failed.emit(error.message, error.hint)
        else:
            self.saved.emit(path)

    def _want_report(self, path: Path) -> None:
        try:
            check_chosen(path)  # else that is said only after the minutes that a page of many models takes
        except DigitpadError as error:
            self.failed.emit(error.message, error.hint)
        else:
            self.report_requested.emit(path)

    def _dialog(self, title: str, filters: tuple[str, ...], name: str, done: Callable[[Path], None]) -> None:
        dialog = file_dialogs.saving(self._window, title, filters, name, self.last, done)
        dialog.setObjectName("compare-save-dialog")
        dialog.open()

    def _add(self, menu: QMenu, key: str, text: str, tip: str, does: Callable[[], None]) -> None:
        action = QAction(text, menu, objectName=f"compare-{key}-action")  # type: ignore[call-overload]  # as Qt takes it
        action.setToolTip(tip)
        action.triggered.connect(does)
        menu.addAction(action)

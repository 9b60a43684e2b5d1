"""Help: a window of its own with pages, a search and links from page to page. Imports QtWidgets and core."""

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import (
    QDesktopServices,
    QKeySequence,
    QPalette,
    QShortcut,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTextBrowser,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from digitpad.core import help_pages
from digitpad.core.help_pages import HelpPage
from digitpad.core.language import tr
from digitpad.ui.common.keyboard import let_tab_out
from digitpad.ui.common.menus import shortcuts
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE, Dressed, Theme, scaled

FIRST_SIZE = (820, 620)  # pixels
LIST_WIDTH = 200
MOST_MARKED = 200  # places of a search that are marked on a page


class HelpDialog(Dressed, QDialog):
    """The pages at the left, the chosen one beside them. It stays open beside the work."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("help")
        self.setWindowTitle(tr("digitpad help"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._pages = help_pages.pages(shortcuts(window))
        self._shown = ""  # name of the page that is shown
        tip = tr("Shows the pages that hold all of these words (Ctrl+F)")
        self._search = named(QLineEdit(), "help-search", tip, tr("Search the help"))
        self._list = named(QListWidget(), "help-pages", "", tr("Pages of help"))
        self._text = named(QTextBrowser(), "help-text", "", tr("Page of help"))
        self._lay_out()
        self._search.textChanged.connect(self._filter)
        self._search.returnPressed.connect(self._text.setFocus)
        self._list.currentItemChanged.connect(self._chosen)
        self._text.anchorClicked.connect(self._follow)
        QShortcut(QKeySequence.StandardKey.Find, self, self._search.setFocus)
        self._filter("")
        self.dress()

    def _lay_out(self) -> None:
        self._search.setPlaceholderText(tr("Search"))
        self._search.setClearButtonEnabled(True)
        self._text.setOpenLinks(False)  # ours lead to another page, others to the browser
        self._text.document().setDocumentMargin(2 * SPACE)
        self._list.setSpacing(2)
        let_tab_out(self._list)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._search)
        column.addWidget(self._list, 1)
        halves = QSplitter()
        halves.addWidget(left)
        halves.addWidget(self._text)
        halves.setStretchFactor(1, 1)
        halves.setChildrenCollapsible(False)
        halves.setSizes([scaled(LIST_WIDTH), scaled(FIRST_SIZE[0] - LIST_WIDTH)])
        row = QHBoxLayout(self)
        row.setContentsMargins(*[SPACE] * 4)
        row.addWidget(halves)
        room = self.screen().availableSize()
        self.resize(min(scaled(FIRST_SIZE[0]), room.width()), min(scaled(FIRST_SIZE[1]), room.height()))

    def show_page(self, name: str) -> None:
        """Shows the page of this name, of help_pages.NAMES, among all pages."""
        self._search.clear()
        for row in range(self._list.count()):
            if self._list.item(row).data(Qt.ItemDataRole.UserRole) == name:
                self._list.setCurrentRow(row)

    def wear(self, _theme: Theme) -> None:
        """Shows the page in the theme's colours."""
        shown, self._shown = self._shown, ""
        self._show(shown)

    @Slot(str)
    def _filter(self, wanted: str) -> None:
        """Lists the pages that hold what is searched, and shows the first where the one that is shown is none."""
        pages = help_pages.found(self._pages, wanted)
        before = self._shown
        self._list.blockSignals(True)
        self._list.clear()
        for page in pages:
            item = QListWidgetItem(page.title)
            item.setData(Qt.ItemDataRole.UserRole, page.name)
            self._list.addItem(item)
        self._list.blockSignals(False)
        names = [page.name for page in pages]
        if not names:
            self._shown = ""
            self._text.setPlainText(tr("No page holds all of these words."))
            return
        self._list.setCurrentRow(names.index(before) if before in names else 0)
        self._mark()

    @Slot(QListWidgetItem, QListWidgetItem)
    def _chosen(self, item: QListWidgetItem | None, _before: object) -> None:
        if item is not None:
            self._show(str(item.data(Qt.ItemDataRole.UserRole)))

    def _show(self, name: str) -> None:
        page = self._page(name)
        if page is None or name == self._shown:
            return
        self._shown = name
        self._text.document().setMarkdown(page.text)
        _spread(self._text.document())
        self._text.moveCursor(QTextCursor.MoveOperation.Start)
        self._mark()

    def _page(self, name: str) -> HelpPage | None:
        return next((page for page in self._pages if page.name == name), None)

    def _mark(self) -> None:
        """Marks the words that are searched, and scrolls to the first."""
        marks: list[QTextEdit.ExtraSelection] = []
        for word in self._search.text().split():
            at = self._text.document().find(word)
            while not at.isNull() and len(marks) < MOST_MARKED:
                mark = QTextEdit.ExtraSelection()
                mark.cursor, mark.format = at, self._look()
                marks.append(mark)
                at = self._text.document().find(word, at)
        self._text.setExtraSelections(marks)
        if marks:
            first = min((mark.cursor for mark in marks), key=QTextCursor.position)
            first.clearSelection()
            self._text.setTextCursor(first)

    def _look(self) -> QTextCharFormat:
        look, colours = QTextCharFormat(), self.palette()
        look.setBackground(colours.brush(QPalette.ColorRole.Highlight))
        look.setForeground(colours.brush(QPalette.ColorRole.HighlightedText))
        return look

    @Slot(QUrl)
    def _follow(self, link: QUrl) -> None:
        """A link to a page shows it; any other opens where the desktop opens such."""
        name = link.path().removesuffix(".md")
        if link.isRelative() and self._page(name) is not None:
            self.show_page(name)
        else:
            QDesktopServices.openUrl(link)


def _spread(document: QTextDocument) -> None:
    """Parts paragraphs and headings, which Qt sets without a gap."""
    block = document.begin()
    while block.isValid():
        at = QTextCursor(block)
        if at.currentTable() is None:
            look = block.blockFormat()
            look.setTopMargin(scaled(2 * SPACE if look.headingLevel() > 1 else SPACE // 2))
            look.setBottomMargin(scaled(SPACE // 2))
            at.setBlockFormat(look)
        block = block.next()

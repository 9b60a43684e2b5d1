"""The windows beside the window: help, past messages, about. Imports QtWidgets; each window's module when it opens."""

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMainWindow

from digitpad.ui.common.messages import Messages


class WindowDialogs(QObject):
    """Opens them beside the work, never over it. What they import would hold up the first paint."""

    def __init__(self, window: QMainWindow, messages: Messages, home: Path) -> None:
        super().__init__(window)
        self._window, self._messages, self._home = window, messages, home

    @Slot()
    def show_about(self) -> None:
        """Opens the about box."""
        from digitpad.ui.common.about_dialogs import AboutDialog

        AboutDialog(self._home, self._window).show()

    @Slot()
    def show_messages(self) -> None:
        """Opens the list of what was said so far."""
        from digitpad.ui.common.about_dialogs import MessagesDialog

        MessagesDialog(self._messages, self._window).show()

    @Slot()
    def show_help(self) -> None:
        """Opens the help where it was, or brings it to the front."""
        self._help("")

    @Slot()
    def show_keys(self) -> None:
        """Opens the help at the list of keys."""
        from digitpad.core.help_pages import SHORTCUTS

        self._help(SHORTCUTS)

    def _help(self, page: str) -> None:
        from digitpad.ui.common.help_dialog import HelpDialog

        dialog = self._window.findChild(HelpDialog) or HelpDialog(self._window)
        if page:
            dialog.show_page(page)
        dialog.show()
        dialog.activateWindow()

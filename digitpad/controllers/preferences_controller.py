"""Connects what is chosen once (language, theme, zoom, pen) with the window and the settings. Imports ui and QtCore."""

from PySide6.QtCore import QObject, Slot

from digitpad.controllers.settings_store import SettingsStore
from digitpad.core.language import tr
from digitpad.ui.main_window import MainWindow

LANGUAGE = "language"  # what messages are about


class PreferencesController(QObject):
    """Takes choices from the menus and from the dialog, applies them at once, and remembers them."""

    def __init__(self, window: MainWindow, settings_store: SettingsStore) -> None:
        super().__init__(window)
        self._window, self._settings_store = window, settings_store
        window.preferences_requested.connect(self._open)
        window.theme_requested.connect(self._theme)
        window.language_requested.connect(self._language)
        window.zoom_requested.connect(self._zoom)

    @Slot()
    def _open(self) -> None:
        from digitpad.ui.common.preferences_dialog import PreferencesDialog  # here: it would hold up the first paint

        dialog = self._window.findChild(PreferencesDialog)
        if dialog is None:
            tools = self._window.pad.tools
            dialog = PreferencesDialog(self._settings_store.settings, self._window)
            dialog.theme_chosen.connect(self._theme)
            dialog.language_chosen.connect(self._language)
            dialog.zoom_chosen.connect(self._zoom)
            dialog.pen_chosen.connect(tools.pen_moved)
            dialog.numbers_chosen.connect(tools.numbers.setChecked)
            dialog.steps_chosen.connect(tools.steps.setChecked)
        dialog.show()
        dialog.activateWindow()

    @Slot(str)
    def _theme(self, choice: str) -> None:
        self._window.apply_theme(choice)
        self._settings_store.change(theme=choice)

    @Slot(str)
    def _language(self, choice: str) -> None:
        self._window.language_menu.show_choice(choice)
        self._settings_store.change(language=choice)
        self._window.say(tr("The language changes when digitpad is started again."), kind="info", cause=LANGUAGE)

    @Slot(int)
    def _zoom(self, percent: int) -> None:
        self._window.apply_zoom(percent)
        self._settings_store.change(zoom=percent)

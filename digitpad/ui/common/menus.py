"""The menus of the window, as a table of what each entry is called, does and says. Imports QtGui and QtWidgets."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QWidget

from digitpad.core.language import LANGUAGES, mark, tr

Keys = QKeySequence | QKeySequence.StandardKey | str
THEMES = (
    ("system", mark("Follow &system"), mark("Light, dark or high contrast, like the desktop")),
    ("light", mark("&Light"), mark("Dark on light")),
    ("dark", mark("&Dark"), mark("Light on dark")),
    ("contrast", mark("&High contrast"), mark("White and bright colours on black")),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a menu: its text, what it does, what the status line says of it, and its key."""

    text: str
    does: Callable[[], object]
    tip: str
    keys: Keys | None = None
    name: str = ""


def fill(menu: QMenu, entries: tuple[Entry | None, ...]) -> list[QAction]:
    """Puts the entries into the menu; None is a line between them."""
    made = []
    for entry in entries:
        if entry is None:
            menu.addSeparator()
            continue
        action = QAction(entry.text, menu, objectName=entry.name)  # type: ignore[call-overload]  # Qt's properties by name
        action.setStatusTip(entry.tip)
        action.setToolTip(entry.tip)
        if entry.keys is not None:
            action.setShortcut(entry.keys)
        action.triggered.connect(entry.does)
        menu.addAction(action)
        made.append(action)
    return made


def plain(words: str) -> str:
    """A menu entry's words without its access key, which Chinese adds in parentheses, and without its dots."""
    return re.sub(r"\(&\w\)", "", words).replace("&", "").rstrip(" \u2026")


def shortcuts(window: QWidget) -> list[tuple[str, str]]:
    """Every action of the window that has keys: the keys, and what it is called in its menu; those of menus first."""
    found: dict[str, str] = {}
    for action in window.findChildren(QAction):
        words, _, shown = action.text().partition("\t")
        keys = shown or ", ".join(
            key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts()[:2]
        )
        if keys:
            found.setdefault(keys, plain(words))
    return list(found.items())


class TickMenu(QMenu):
    """A menu that stays open while its entries are ticked, by mouse or by Space, so that several can be."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ticks what is under the mouse; any other entry does its work and closes the menu, as everywhere."""
        if not self._tick(self.actionAt(event.position().toPoint())):
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks what the arrow keys have reached."""
        if event.key() != Qt.Key.Key_Space or not self._tick(self.activeAction()):
            super().keyPressEvent(event)

    def _tick(self, action: QAction | None) -> bool:
        able = action is not None and action.isCheckable() and action.isEnabled()
        if action is not None and able:
            action.trigger()
        return able


class ThemeChoice(QObject):
    """A menu of the ways to look, of which one is chosen."""

    chosen = Signal(str)

    def __init__(self, menu: QMenu, window: QMainWindow) -> None:
        super().__init__(window)
        themes = menu.addMenu(tr("T&heme"))
        themes.menuAction().setStatusTip(tr("The colours of the window"))
        themes.setObjectName("theme")
        self._group = QActionGroup(self)
        for key, text, tip in THEMES:
            action = QAction(tr(text), self._group, checkable=True, objectName=f"theme-{key}")  # type: ignore[call-overload]
            action.setData(key)
            action.setStatusTip(tr(tip))
            themes.addAction(action)
        self._group.triggered.connect(self._tell)

    def show_choice(self, key: str) -> None:
        """Marks the one that is in use."""
        for action in self._group.actions():
            action.setChecked(action.data() == key)

    @Slot(QAction)
    def _tell(self, action: QAction) -> None:
        self.chosen.emit(action.data())


class LanguageChoice(QObject):
    """A menu of the languages, each by its own name; the system's comes first."""

    chosen = Signal(str)  # one of LANGUAGES; empty: the system's

    def __init__(self, menu: QMenu, window: QMainWindow) -> None:
        super().__init__(window)
        languages = menu.addMenu(tr("&Language"))
        languages.menuAction().setStatusTip(tr("The language of the window from its next start on"))
        languages.setObjectName("language")
        self._group = QActionGroup(self)
        for key, name in (("", tr("Follow &system")), *LANGUAGES.items()):
            action = QAction(name, self._group, checkable=True, objectName=f"language-{key or 'system'}")  # type: ignore[call-overload]
            action.setData(key)
            languages.addAction(action)
        self._group.triggered.connect(self._tell)

    def show_choice(self, key: str) -> None:
        """Marks the one that was chosen."""
        for action in self._group.actions():
            action.setChecked(action.data() == key)

    @Slot(QAction)
    def _tell(self, action: QAction) -> None:
        self.chosen.emit(action.data())

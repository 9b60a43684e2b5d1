"""What can be done with the selected models: the table's menu, and when each entry applies. Imports QtWidgets."""

from collections.abc import Callable, Collection, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from digitpad.core.escaping import menu_text
from digitpad.core.language import mark, tr
from digitpad.core.records import Card

UNDELETE = mark("Undo delete")
AFTER_A_LINE = ("delete", "structure", "csv")  # what begins another group in the menu

Deed = tuple[str, str, str, Callable[[], None]]  # key, words, shortcut, what is done


def added(widget: QWidget, deeds: Sequence[Deed]) -> dict[str, QAction]:
    """Gives the widget an action for each deed; they are found again by their keys."""
    made = {}
    for key, text, shortcut, act in deeds:
        if key in AFTER_A_LINE:
            line = QAction(widget)
            line.setSeparator(True)
            widget.addAction(line)
        action = QAction(text, widget, objectName=f"compare-{key}-action")  # type: ignore[call-overload]  # as Qt takes it
        action.setShortcut(QKeySequence(shortcut))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(act)
        widget.addAction(action)
        made[key] = action
    return made


def allow(actions: Mapping[str, QAction], cards: Sequence[Card], pinned: Collection[str], *, any_rows: bool) -> None:
    """Enables what can be done with these selected models, and words it by how many they are."""
    own = [card for card in cards if not card.bundled]
    actions["evaluate"].setEnabled(bool(cards))
    for key in ("rename", "note", "structure", "code", "export"):
        actions[key].setEnabled(len(cards) == 1)  # a bundled model's too: the home keeps the user's words for it
    actions["delete"].setEnabled(bool(own))
    actions["delete"].setText(tr("Delete") if len(own) < 2 else tr("Delete {count} models", count=len(own)))
    actions["pin"].setEnabled(bool(cards))
    all_pinned = bool(cards) and all(card.id in pinned for card in cards)
    actions["pin"].setText(tr("Unpin") if all_pinned else tr("Pin to the top"))
    for key in ("csv", "markdown"):
        actions[key].setEnabled(any_rows)


def refusal(key: int, cards: Sequence[Card]) -> tuple[str, str] | None:
    """Why F2 or Delete does nothing with these selected models, and what can be done; None: it is no such key."""
    bundled = [card for card in cards if card.bundled]
    if not cards or key not in (Qt.Key.Key_F2, Qt.Key.Key_Delete):
        return None
    if key == Qt.Key.Key_F2 and len(cards) > 1:
        hint = tr("Select the one that you want to rename.")
        return tr("Only one model can be renamed at a time."), hint
    if key == Qt.Key.Key_F2 or len(bundled) < len(cards):
        return None
    hint = tr("Only models that you trained can be deleted.")
    if len(bundled) > 1:
        return tr("The selected models came with digitpad and stay."), hint
    return tr("{name} came with digitpad and stays.").format(name=bundled[0].name), hint


def allow_undelete(action: QAction, what: str) -> None:
    """Offers to bring back what was deleted last, in words; an empty text: there is nothing."""
    action.setText(tr("Undo delete of {what}", what=menu_text(what)) if what else tr(UNDELETE))
    action.setEnabled(bool(what))

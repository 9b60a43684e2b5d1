"""The menus of what lies on the pad: File and Edit. Imports QtGui and QtWidgets."""

from collections.abc import Callable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from digitpad.core.language import tr
from digitpad.ui.common.file_dialogs import FileDialogs
from digitpad.ui.common.menus import Entry, fill
from digitpad.ui.draw.pad_panel import PadPanel

Standard = QKeySequence.StandardKey
Does = Callable[[], object]


def fill_file(menu: QMenu, files: FileDialogs, pad: PadPanel, leave: Does) -> None:
    """What is opened, saved and kept."""
    fill(menu, (
        Entry(tr("&Open …"), files.open, tr("Reads an ink file or a picture onto the pad"), Standard.Open, "open"),
        None,
        Entry(tr("&Save drawing …"), files.save_ink, tr("Saves the strokes as an ink file"), Standard.Save, "save"),
        Entry(tr("Save &picture …"), files.save_picture, tr("Saves it as PNG"), "Ctrl+Shift+S", "save-picture"),
        Entry(tr("Save s&tate …"), files.save_state,
              tr("Saves drawing, model, settings, page and lesson as a file that somebody else can open"), None,
              "save-state"),
        None,
        Entry(tr("&Keep with a label …"), pad.tools.keep.open, tr("Adds the drawing to your own"), "Ctrl+K", "keep"),
        Entry(tr("&My drawings …"), pad.mine_requested.emit, tr("Shows the drawings that you kept"), "Ctrl+D", "mine"),
        None,
        Entry(tr("&Quit"), leave, tr("Closes digitpad; a run in progress can be continued later"), "Ctrl+Q", "quit"),
    ))  # fmt: skip


def fill_edit(menu: QMenu, pad: PadPanel, *, undo: Does, copy: Does, paste: Does, preferences: Does) -> QAction:
    """What is undone, copied and chosen; the entry of Undo, which says what it would undo."""
    first, *_ = fill(menu, (
        Entry(tr("&Undo"), undo, tr("Undoes the last step on the pad"), Standard.Undo, "undo"),
        Entry(tr("&Redo"), pad.redo, tr("Redoes it"), "Ctrl+Shift+Z", "redo"),
        Entry(tr("&Eraser"), pad.tools.eraser.toggle, tr("Takes whole strokes away, in place of drawing"),
              "Ctrl+Shift+R", "eraser"),
        Entry(tr("C&lear") + "\tDelete", pad.clear, tr("Clears the pad"), None, "clear"),
        None,
        Entry(tr("&Copy as picture"), copy, tr("Copies the drawing as a picture"), Standard.Copy, "copy"),
        Entry(tr("&Paste picture"), paste, tr("Reads the picture or file on the clipboard"), Standard.Paste, "paste"),
        None,
        Entry(tr("Pre&ferences …"), preferences, tr("Language, theme, zoom and pen"), "Ctrl+,", "preferences"),
    ))  # fmt: skip
    return first

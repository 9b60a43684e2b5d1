"""The window's menus beyond the pad's own: training, models, tools, sizes, files of before. Imports QtWidgets.

What a panel has a button for is done by that button: the entry presses it, and is enabled and ticked as it is.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QMenu, QMenuBar, QWidget

from digitpad.core.escaping import menu_text
from digitpad.core.language import tr
from digitpad.ui.common import theme as themes
from digitpad.ui.common.file_dialogs import FileDialogs
from digitpad.ui.common.menus import Entry, fill
from digitpad.ui.compare.compare_panel import ComparePanel
from digitpad.ui.lessons.lesson_side import LessonSide
from digitpad.ui.train.train_panel import TrainPanel
from digitpad.ui.window_dialogs import WindowDialogs

MOST_RECENT = 10  # files
Standard = QKeySequence.StandardKey


class MenuParts(Protocol):
    """What the menus need of the window that they belong to."""

    train: TrainPanel
    compare: ComparePanel
    files: FileDialogs
    lessons: LessonSide
    dialogs: WindowDialogs
    zoom: int

    @property
    def zoom_requested(self) -> SignalInstance:
        """Of the zoom in percent."""

    def menuBar(self) -> QMenuBar:
        """Qt's."""

    def isFullScreen(self) -> bool:
        """Qt's."""

    def showNormal(self) -> None:
        """Qt's."""

    def showFullScreen(self) -> None:
        """Qt's."""

    def show_train(self) -> None:
        """Brings it to the front."""

    def show_compare(self) -> None:
        """Brings it to the front."""

    def present(self) -> None:
        """Begins or ends the presentation."""


class Pressing(QObject):
    """Entries of one menu that press buttons of a panel, which is brought to the front first."""

    def __init__(self, menu: QMenu, panel: QWidget, show: Callable[[], None]) -> None:
        super().__init__(menu)
        self._panel, self._show = panel, show
        self._pressed: dict[QAction, QAbstractButton] = {}
        menu.aboutToShow.connect(self.follow)
        menu.aboutToHide.connect(self._hear_keys)

    def add(self, menu: QMenu, text: str, button: str, tip: str, keys: str = "") -> QAction:
        """An entry for the button of this name."""
        found = self._panel.findChild(QAbstractButton, button)
        if found is None:
            raise ValueError(f"no button {button}")
        (action,) = fill(menu, (Entry(text, partial(self._press, found), tip, keys or None, f"menu-{button}"),))
        action.setCheckable(found.isCheckable())
        self._pressed[action] = found
        return action

    @Slot()
    def follow(self) -> None:
        """The menu opens: each entry is as its button is."""
        for action, button in self._pressed.items():
            action.setEnabled(button.isEnabled())
            action.setChecked(button.isChecked())

    @Slot()
    def _hear_keys(self) -> None:
        """The menu is shut: a disabled entry would not hear its key, and a disabled button does nothing anyway."""
        for action in self._pressed:
            action.setEnabled(True)

    def _press(self, button: QAbstractButton) -> None:
        self._show()
        button.click()


class WindowMenus(QObject):
    """Fills the menu bar around the menus of pad and view."""

    layers_requested = Signal()
    code_requested = Signal()
    teach_requested = Signal()
    classes_requested = Signal()
    tour_requested = Signal()

    def __init__(self, window: MenuParts, file: QMenu, view: QMenu, tools: QMenu, helps: QMenu) -> None:
        super().__init__(file)
        self._window = window
        train, model = (QMenu(text, window.menuBar()) for text in (tr("T&rain"), tr("&Model")))
        for menu, name in ((train, "menu-train"), (model, "menu-model"), (tools, "menu-tools")):
            menu.setObjectName(name)
        for menu in (train, model):
            window.menuBar().insertMenu(tools.menuAction(), menu)
        self._fill_train(train)
        self._fill_model(model)
        self._fill_tools(tools)
        self._fill_view(view)
        self._fill_file(file)
        lessons = QMenu(tr("&Lessons"), window.menuBar())
        lessons.setObjectName("menu-lessons")
        window.menuBar().insertMenu(helps.menuAction(), lessons)
        self._fill_lessons(lessons)
        self._fill_help(helps)

    def _fill_help(self, menu: QMenu) -> None:
        shows = self._window.dialogs
        fill(menu, (
            Entry(tr("&Contents"), shows.show_help, tr("How to do what, and what the words mean"),
                  Standard.HelpContents, "show-help"),
            Entry(tr("&Lessons"), self._window.lessons.list_requested.emit,
                  tr("Lessons that run in this window"), None, "help-lessons"),
            Entry(tr("&Tour"), self.tour_requested.emit,
                  tr("The parts of the window in five bubbles"), None, "show-tour"),
            Entry(tr("&Keyboard shortcuts"), shows.show_keys, tr("All keyboard shortcuts"), None, "show-keys"),
            Entry(tr("&Past messages"), shows.show_messages,
                  tr("What the window has said so far"), None, "show-messages"),
            Entry(tr("&About digitpad"), shows.show_about, tr("Versions, licences and folders"), None, "show-about"),
        ))  # fmt: skip

    def _fill_train(self, menu: QMenu) -> None:
        window = self._window
        pressing = Pressing(menu, window.train, window.show_train)
        start = tr("Trains a new model with these settings")
        pressing.add(menu, tr("&Start"), "train-start", start, "Ctrl+R")
        pressing.add(menu, tr("&Pause or resume"), "train-pause", tr("Pauses the run, or goes on"), "Ctrl+P")
        batch, epoch = (_action(window.train, f"train-step-{name}") for name in ("batch", "epoch"))
        fill(menu, (
            Entry(tr("One &batch"), batch.trigger, tr("Trains for one batch, then pauses"), "Ctrl+B",
                  "menu-train-step-batch"),
            Entry(tr("One &epoch"), epoch.trigger, tr("Trains for one epoch, then pauses"), "Ctrl+E",
                  "menu-train-step-epoch"),
        ))  # fmt: skip
        pressing.add(menu, tr("S&top and save"), "train-stop", tr("Ends the run and saves its model"), "Ctrl+.")
        pressing.add(menu, tr("Stop and d&iscard"), "train-stop-discard", tr("Ends the run and keeps nothing of it"))
        menu.addSeparator()
        pressing.add(menu, tr("&Network …"), "network-open", tr("Builds a network of your own, layer by layer"))
        pressing.add(menu, tr("&Find a learning rate …"), "train-find-rate",
                     tr("Finds a learning rate by the range test"))  # fmt: skip
        fill(menu, (
            Entry(tr("Co&de …"), self.code_requested.emit,
                  tr("Shows the plan as a script of plain torch, to copy or save"), None, "code"),
        ))  # fmt: skip
        for text, name, tip in (
            (tr("Settin&gs"), "train-settings", tr("Shows or hides the settings of the next run")),
            (tr("&Curves"), "train-view-curves", tr("Shows loss and accuracy")),
            (tr("&Look inside"), "train-view-inside", tr("Shows the first layer, epoch by epoch")),
            (tr("L&og scale"), "train-log", tr("Draws the loss on a logarithmic scale")),
            (tr("Learning &rate"), "train-steps", tr("Shows the learning rate and the gradient norm")),
            (tr("E&arlier runs"), "train-runs", tr("Shows the curves of earlier runs")),
        ):
            pressing.add(menu, text, name, tip)

    def _fill_model(self, menu: QMenu) -> None:
        window = self._window
        pressing = Pressing(menu, window.compare, window.show_compare)
        evaluate = tr("Evaluates the models that have no figures on the chosen set")
        pressing.add(menu, tr("Evaluate &all"), "compare-evaluate", evaluate, "Ctrl+Shift+E")
        fill(menu, (
            Entry(tr("&Teach …"), self.teach_requested.emit,
                  tr("Teaches a copy of the pad's model your kept drawings"), "Ctrl+Shift+T", "teach"),
            Entry(tr("&New classes …"), self.classes_requested.emit,
                  tr("Trains a model of classes that you name and draw"), "Ctrl+Shift+N", "classes-open"),
        ))  # fmt: skip
        for action in window.compare.models.table.actions():
            menu.addAction(action)
            action.setStatusTip(action.statusTip() or tr("Of the models selected on the Compare page"))

    def _fill_tools(self, menu: QMenu) -> None:
        window = self._window
        pressing = Pressing(menu, window.compare, window.show_compare)
        menu.addSeparator()
        fill(menu, (
            Entry(tr("Take a &test digit"), window.compare.reasons.robustness.sample_requested.emit,
                  tr("Puts any test digit of MNIST on the pad"), "Ctrl+T", "sample"),
            None,
        ))  # fmt: skip
        for text, page, tip in (
            (tr("&Confusion matrix"), "confusion", tr("What the selected model predicts for each class")),
            (tr("&Difference"), "difference", tr("Two models, drawing by drawing")),
            (tr("&Robustness test"), "breaks", tr("Changes the drawing until the models fail")),
            (tr("&Why"), "why", tr("Which pixels a prediction comes from")),
        ):
            pressing.add(menu, text, f"compare-page-{page}", tip)

    def _fill_view(self, menu: QMenu) -> None:
        fill(menu, (
            Entry(tr("La&yer by layer …"), self.layers_requested.emit,
                  tr("Shows what each layer of the model makes of the drawing"), "Ctrl+L", "layer-by-layer"),
        ))  # fmt: skip
        menu.addSeparator()
        zoom_in, *_ = fill(menu, (
            Entry(tr("Zoom &in"), partial(self._zoom, 1), tr("Larger letters and controls"),
                  Standard.ZoomIn, "zoom-in"),
            Entry(tr("Zoom o&ut"), partial(self._zoom, -1), tr("Smaller letters and controls"),
                  Standard.ZoomOut, "zoom-out"),
            Entry(tr("&Actual size"), partial(self._zoom, 0), tr("Letters and controls at 100 %"),
                  "Ctrl+0", "zoom-reset"),
            None,
        ))  # fmt: skip
        fill(menu, (
            Entry(tr("P&resentation"), self._window.present,
                  tr("Pad, prediction and curves for the last row of a classroom; Esc leaves"), "F5", "present"),
        ))  # fmt: skip
        (self._full,) = fill(menu, (
            Entry(tr("&Full screen"), self._toggle_full, tr("Takes the whole screen"), "F11", "full-screen"),
        ))  # fmt: skip
        self._full.setCheckable(True)
        menu.aboutToShow.connect(self._show_full)
        zoom_in.setShortcuts([*QKeySequence.keyBindings(Standard.ZoomIn), QKeySequence("Ctrl+=")])

    def _fill_file(self, menu: QMenu) -> None:
        self._recent = QMenu(tr("Open &recent"), menu)
        self._recent.setObjectName("recent")
        self._recent.menuAction().setStatusTip(tr("Files that were opened before"))
        first = menu.actions()[1]
        menu.insertMenu(first, self._recent)
        self.show_recent(())

    def _fill_lessons(self, menu: QMenu) -> None:
        lessons = self._window.lessons
        fill(menu, (
            Entry(tr("&All lessons"), lessons.list_requested.emit,
                  tr("Lessons that run in this window"), "F4", "lessons-show"),
            Entry(tr("&Close the lessons"), lessons.close_strip,
                  tr("How far you are is kept"), None, "lessons-hide"),
            None,
            Entry(tr("&Next step"), lessons.press_next,
                  tr("Goes on, where the step is done"), "Ctrl+Shift+Right", "lessons-next"),
            Entry(tr("&Previous step"), lessons.press_back,
                  tr("Goes to the step before"), "Ctrl+Shift+Left", "lessons-back"),
            None,
            Entry(tr("&Open lesson …"), lessons.open_requested.emit,
                  tr("Opens a lesson of your own: a text file ending in .md"), None, "lessons-open"),
            Entry(tr("&Save result sheet …"), lessons.sheet_requested.emit,
                  tr("Saves predictions, what turned out and drawings as a page to print or hand in"), None,
                  "lessons-sheet"),
        ))  # fmt: skip

    def show_recent(self, files: Sequence[str]) -> None:
        """Offers these files again, the last one first."""
        self._recent.clear()
        for name in files[:MOST_RECENT]:
            path = Path(name)
            action = self._recent.addAction(menu_text(path.name))
            action.setStatusTip(str(path.parent))
            action.setToolTip(name)
            action.triggered.connect(partial(self._open, path))
        self._recent.menuAction().setEnabled(bool(files))

    def _open(self, path: Path) -> None:
        self._window.files.open_requested.emit([path])

    def _zoom(self, by: int) -> None:
        now = self._window.zoom
        steps = [zoom for zoom in themes.ZOOMS if (zoom > now if by > 0 else zoom < now)]
        self._window.zoom_requested.emit(100 if not by else (steps[0] if by > 0 else steps[-1]) if steps else now)

    def _toggle_full(self) -> None:
        if self._window.isFullScreen():
            self._window.showNormal()
        else:
            self._window.showFullScreen()

    @Slot()
    def _show_full(self) -> None:
        self._full.setChecked(self._window.isFullScreen())


def _action(panel: QWidget, name: str) -> QAction:
    """The panel's own entry of this name, which is enabled as its button is."""
    found = panel.findChild(QAction, name)
    if found is None:
        raise ValueError(f"no entry {name}")
    return found

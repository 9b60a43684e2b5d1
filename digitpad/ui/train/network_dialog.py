"""A network of the user's own: its layers from picture to digits, built and looked at. Imports QtWidgets and core.

What each layer comes to is told while it is edited, by the rules of `core/network_draft.py`; nothing is trained here.
"""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from digitpad.core import network_draft, plans
from digitpad.core.architectures import LAYERS
from digitpad.core.errors import DigitpadError
from digitpad.core.language import tr
from digitpad.core.layer_spec import LayerSpec
from digitpad.core.network_draft import NEW_LAYERS, Draft, Examined, History, examined
from digitpad.core.picture_sets import CLASSES, DIGIT_NAMES
from digitpad.core.plans import ARCHITECTURES, Plan
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE
from digitpad.ui.train.fields import Choice, drop_down, set_role
from digitpad.ui.train.layer_editor import LayerEditor
from digitpad.ui.train.network_strip import NetworkStrip

SIZE = (620, 560)  # pixels


class NetworkDialog(QDialog):
    """Stays open beside the work. The plan takes the layers when the user says so, and only those that can be built."""

    used = Signal(str)  # a SPEC; empty: the architecture's own

    def __init__(self, plan: Plan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("network-dialog")
        self.setWindowTitle(tr("Network"))
        self.resize(*SIZE)
        self._plan, self._history = plan, History((network_draft.draft(plans.layers_of(plan)),))
        self._chosen: int | None = None
        self._typing = False  # the draft is what has been typed so far: one change, however many letters
        self._idle = True
        names = {"": tr("Open the layers of …"), **{key: f"{key}: {tr(ARCHITECTURES[key])}" for key in LAYERS}}
        self._open = named(Choice(names), "network-open-recipe", tr("Begins with the layers of a recipe"),
                           tr("Open the layers of a recipe"))  # fmt: skip
        self._strip = named(NetworkStrip(), "network-layers", "", tr("Layers, from picture to digits"))
        self._editor = LayerEditor()
        self._spec = named(QLineEdit(), "network-spec", tr("The same layers as they are typed after --layers"),
                           tr("Layers as text"))  # fmt: skip
        self._told = named(QLabel(), "network-problem", "", tr("What the network comes to"))
        self._told.setWordWrap(True)
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        self._make_buttons()
        self._lay_out()
        self._connect()
        self._show()

    def show_plan(self, plan: Plan) -> None:
        """Takes the plan that stands in the form; a draft of other layers than it had gives way, and can be undone."""
        before, self._plan = plans.layers_of(self._plan), plan
        if plans.layers_of(plan) != before:
            self._take(network_draft.draft(plans.layers_of(plan)), None)
        else:
            self._show()

    def allow(self, on: bool) -> None:
        """Lets the layers be used, or not: while a run is under way they are not."""
        self._idle = on
        self._show()

    def _make_buttons(self) -> None:
        self._add = named(QToolButton(), "network-add", tr("Adds a layer behind the chosen one"))
        self._add.setText(tr("Add"))
        menu = QMenu(self._add)
        for word, text in NEW_LAYERS.items():
            action = menu.addAction(tr(text))
            action.setObjectName(f"network-add-{word}")
            action.triggered.connect(partial(self._add_word, word))
        drop_down(self._add, menu)
        rows = (
            ("duplicate", tr("Duplicate"), tr("Adds a copy of the chosen layer (Ctrl+D)"), self._duplicate),
            ("remove", tr("Remove"), tr("Removes the chosen layer (Del)"), self._remove),
            ("up", "↑", tr("Moves the chosen layer towards the picture (Alt+Up)"), partial(self._step, -1)),
            ("down", "↓", tr("Moves the chosen layer towards the digits (Alt+Down)"), partial(self._step, 1)),
            ("undo", tr("Undo"), tr("Takes back the last change (Ctrl+Z)"), partial(self._walk, -1)),
            ("redo", tr("Redo"), tr("Does it again (Ctrl+Shift+Z)"), partial(self._walk, 1)),
        )
        self._buttons = {}
        for name, text, tip, act in rows:
            button = named(QToolButton(), f"network-{name}", tip, tip)
            button.setText(text)
            button.clicked.connect(act)
            self._buttons[name] = button
        self._use = named(QPushButton(tr("Use these layers")), "network-use",
                          tr("The plan in Train takes this network; Start trains it"))  # fmt: skip
        self._use.setProperty("primary", True)
        self._use.setAutoDefault(False)
        self._close = named(
            QPushButton(tr("Close")), "network-close", tr("Closes this window; the plan stays as it is")
        )
        self._close.setAutoDefault(False)

    def _lay_out(self) -> None:
        tools, bottom = QHBoxLayout(), QHBoxLayout()
        tools.setSpacing(SPACE // 2)
        for widget in (self._add, *self._buttons.values()):
            tools.addWidget(widget)
        tools.addStretch(1)
        label = QLabel(self._spec.accessibleName())
        label.setBuddy(self._spec)
        text = QHBoxLayout()
        text.addWidget(label)
        text.addWidget(self._spec, 1)
        bottom.addStretch(1)
        bottom.addWidget(self._close)
        bottom.addWidget(self._use)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[2 * SPACE] * 4)
        column.setSpacing(SPACE)
        column.addWidget(self._open)
        column.addLayout(tools)
        column.addWidget(self._strip, 1)
        column.addWidget(self._editor)
        column.addLayout(text)
        column.addWidget(self._told)
        column.addLayout(bottom)

    def _connect(self) -> None:
        self._open.currentIndexChanged.connect(self._opened)
        self._strip.place_chosen.connect(self._choose)
        self._strip.move_requested.connect(self._move)
        self._strip.remove_requested.connect(self._remove)
        self._strip.duplicate_requested.connect(self._duplicate)
        self._editor.edited.connect(self._edited)
        self._spec.textEdited.connect(self._typed)
        self._use.clicked.connect(self._use_pressed)
        self._close.clicked.connect(self.close)
        for keys, by in ((QKeySequence.StandardKey.Undo, -1), (QKeySequence.StandardKey.Redo, 1)):
            QShortcut(QKeySequence(keys), self).activated.connect(partial(self._walk, by))

    # -- what the user does

    @Slot()
    def _opened(self) -> None:
        if self._open.key:
            self._take(network_draft.draft(LAYERS[self._open.key]), None)
            self._open.blockSignals(True)
            self._open.choose("")
            self._open.blockSignals(False)

    def _add_word(self, word: str) -> None:
        place = self._strip.behind
        self._take(network_draft.inserted(self._history.now, place, word), place)

    @Slot()
    def _duplicate(self) -> None:
        if self._chosen is not None:
            self._take(network_draft.inserted(self._history.now, self._chosen, self._history.now[self._chosen]),
                       self._chosen + 1)  # fmt: skip

    @Slot()
    def _remove(self) -> None:
        if self._chosen is not None:
            words = network_draft.removed(self._history.now, self._chosen)
            self._take(words, min(self._chosen, len(words) - 1) if words else None)

    def _step(self, by: int) -> None:
        if self._chosen is not None:
            self._move(self._chosen, self._chosen + by)

    @Slot(int, int)
    def _move(self, place: int, to: int) -> None:
        to = min(max(to, 0), len(self._history.now) - 1)
        self._take(network_draft.moved(self._history.now, place, to), to)

    @Slot(object)
    def _edited(self, layer: LayerSpec) -> None:
        if self._chosen is not None:
            self._take(network_draft.replaced(self._history.now, self._chosen, str(layer)), self._chosen)

    @Slot(str)
    def _typed(self, text: str) -> None:
        words = network_draft.draft(text)
        if self._typing:
            self._history = self._history.instead(words)
        self._take(words, None)
        self._typing = True

    def _walk(self, by: int) -> None:
        self._typing = False
        self._history = self._history.stepped(by)
        self._show()

    @Slot()
    def _use_pressed(self) -> None:
        spec = network_draft.spec(self._history.now)
        own = LAYERS.get(self._plan.architecture) == spec
        self._plan = replace(self._plan, layers="" if own else spec)
        self.used.emit(self._plan.layers)
        self.close()

    # -- what is shown

    def _take(self, words: Draft, chosen: int | None) -> None:
        self._history, self._chosen, self._typing = self._history.then(words), chosen, False
        self._show()

    @Slot(object)
    def _choose(self, place: int | None) -> None:
        self._chosen = place
        self._show_chosen()

    def _show(self) -> None:
        words = self._history.now
        if self._chosen is not None and self._chosen >= len(words):
            self._chosen = None
        found = self._examined()
        self._strip.show_rows(found.rows, self._chosen)
        if network_draft.draft(self._spec.text()) != words:  # else it stands there as it is being typed
            self._spec.setText(network_draft.spec(words))
            self._spec.setCursorPosition(0)
        problem = found.problem or self._plan_problem()
        self._told.setText(
            problem
            or tr("{weights:,} weights, {products:,} multiply-adds for one picture", weights=found.weights,
                  products=found.multiply_adds)
        )  # fmt: skip
        set_role(self._told, "bad" if problem else "muted")
        self._use.setEnabled(self._idle and not problem)
        self._buttons["undo"].setEnabled(self._history.at > 0)
        self._buttons["redo"].setEnabled(self._history.at + 1 < len(self._history.drafts))
        self._show_chosen()

    def _show_chosen(self) -> None:
        place, found = self._chosen, self._examined()
        for name in ("duplicate", "remove", "up", "down"):
            self._buttons[name].setEnabled(place is not None)
        if place is not None:
            self._buttons["up"].setEnabled(place > 0)
            self._buttons["down"].setEnabled(place + 1 < len(self._history.now))
        self._editor.show_layer(
            next((row.layer for row in found.rows if place is not None and row.place == place), None)
        )

    def _examined(self) -> Examined:
        return examined(self._history.now, len(CLASSES.get(self._plan.dataset, DIGIT_NAMES)))

    def _plan_problem(self) -> str:
        """What is wrong with the plan of these layers beyond the layers themselves, such as the memory of a batch."""
        try:
            plans.check(replace(self._plan, layers=network_draft.spec(self._history.now)))
        except DigitpadError as error:
            return str(error)
        return ""

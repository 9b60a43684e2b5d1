"""The choice of a recipe: its name, its epochs, what it is, and what was changed in it. Imports QtWidgets."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from digitpad.core.errors import DigitpadError
from digitpad.core.language import mark, tr
from digitpad.core.needed_data import NeededData
from digitpad.core.plans import Plan, check, field_of
from digitpad.core.recipes import RECIPES, changes, completed
from digitpad.core.records import Card
from digitpad.ui.common.named import named
from digitpad.ui.common.theme import SPACE, keep_sized
from digitpad.ui.train.expected_time import NOT_YET, words
from digitpad.ui.train.fields import Choice, whole_control
from digitpad.ui.train.run_text import RunWords
from digitpad.ui.train.training_text import about, changed_name, needs

FIRST = "mlp-256-128"
_TIPS = {
    "recipe": mark(
        "A recipe is a published tutorial's network and settings, ready to train. Choose one, or change it."
    ),
    "settings": mark("Shows all settings of a run."),
}


class RecipeBar(QWidget):
    """Holds the plan of every recipe as the user left it; one of them is chosen.

    `words`, what the recipe is and what was changed in it, are a widget of their own, for whoever lays out the run's
    buttons above them.
    """

    edited = Signal(object)  # Plan: another recipe was chosen, or it was reset
    epochs_edited = Signal(object)  # Plan: the same with other epochs
    settings_toggled = Signal(bool)
    lesson_requested = Signal(str)  # a lesson's id

    def __init__(self) -> None:
        super().__init__()
        self._plans: dict[str, Plan] = {}
        self._needed: Mapping[str, NeededData] = {}
        self._lessons: Mapping[str, tuple[str, str]] = {}  # by recipe: the lesson's id and title
        self._recipe = named(Choice({}), "train-recipe", _TIPS["recipe"], tr("Recipe"))
        epochs = field_of("epochs")
        self._epochs = named(whole_control(epochs), "train-epochs", tr(epochs.tooltip), tr(epochs.label))
        self._settings = named(QToolButton(), "train-settings", _TIPS["settings"])
        self._settings.setText(tr("Settings"))
        self._settings.setCheckable(True)
        for key, plan in RECIPES.items():
            self._recipe.addItem(about(key, plan).title, key)
        self._recipe.choose(FIRST)
        self._cards: Sequence[Card] = ()  # of models: how long their runs took
        self.words = RunWords(tuple(f"{about(key, plan).text} {tr(NOT_YET)}" for key, plan in RECIPES.items()))
        self._lay_out()
        self._recipe.currentIndexChanged.connect(self._recipe_chosen)
        self._epochs.valueChanged.connect(self._epochs_edited)
        self._settings.toggled.connect(self.settings_toggled)
        self.words.reset.clicked.connect(self._reset_pressed)
        self.words.lesson.clicked.connect(self._lesson_pressed)
        self._refresh()

    def _lay_out(self) -> None:
        top = QHBoxLayout(self)
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(SPACE)
        self._recipe.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        keep_sized(self._epochs, setFixedWidth=84)
        for text, widget in ((tr("Recipe"), self._recipe), (self._epochs.accessibleName(), self._epochs)):
            label = QLabel(text)
            label.setBuddy(widget)
            top.addWidget(label)
            top.addWidget(widget)
        top.addWidget(self._settings)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)  # what stands below never moves

    def plan(self) -> Plan:
        """The chosen recipe's plan, with the user's changes."""
        key = self._recipe.key
        return self._plans.get(key, RECIPES[key])

    def show_plans(self, plans: Mapping[str, Plan], recipe: str) -> None:
        """Takes the plans the user left, and chooses a recipe. One that cannot be run any more is its recipe again."""
        self._plans = {
            key: completed(plan) for key, plan in plans.items() if key in RECIPES and plan.recipe == key and _runs(plan)
        }
        self._recipe.blockSignals(True)
        self._recipe.choose(recipe if recipe in RECIPES else FIRST)
        self._recipe.blockSignals(False)
        self._refresh()

    def take_plan(self, plan: Plan) -> None:
        """Chooses a plan, the other recipes' plans stay. One that cannot be run any more is its recipe again."""
        self.show_plans(self._plans | {plan.recipe: plan}, plan.recipe)

    def show_lessons(self, lessons: Mapping[str, tuple[str, str]]) -> None:
        """Offers the lessons about recipes: by recipe, the lesson's id and title."""
        self._lessons = lessons
        self._name_changes()

    def show_models(self, cards: Sequence[Card]) -> None:
        """Takes what is known of how long runs take here."""
        self._cards = cards
        self._name_changes()

    def show_needed(self, needed: Mapping[str, NeededData]) -> None:
        """What is not on this machine, by dataset: said of a recipe that needs it, before Start is pressed."""
        self._needed = needed
        self._name_changes()

    def show_plan(self, plan: Plan) -> None:
        """Takes a change of the chosen recipe's plan without announcing it."""
        self._plans[plan.recipe] = plan
        self._epochs.blockSignals(True)
        self._epochs.follow(plan.epochs)
        self._epochs.blockSignals(False)
        self._name_changes()

    def choose(self, plan: Plan) -> None:
        """Takes a plan, and chooses its recipe, without announcing it."""
        self._recipe.blockSignals(True)
        self._recipe.choose(plan.recipe)
        self._recipe.blockSignals(False)
        self._plans[plan.recipe] = completed(plan)
        self._refresh()

    @property
    def settings_open(self) -> bool:
        """Whether the user wants to see the settings."""
        return self._settings.isChecked()

    def show_settings_open(self, is_open: bool) -> None:
        """Presses or releases the settings button."""
        self._settings.setChecked(is_open)

    def open_settings(self) -> None:
        """Opens the settings."""
        self.show_settings_open(True)

    def take_focus(self) -> None:
        """Takes the focus of a setting that goes out of sight to the button that brings it back."""
        self._settings.setFocus(Qt.FocusReason.OtherFocusReason)

    def enable(self, on: bool) -> None:
        """Lets recipe and epochs be changed, or not."""
        for widget in (self._recipe, self._epochs, self.words.reset):
            widget.setEnabled(on)
        self.words.show_idle(on)

    def _recipe_chosen(self) -> None:
        self._refresh()
        self.edited.emit(self.plan())

    def _epochs_edited(self, epochs: int) -> None:
        self.show_plan(replace(self.plan(), epochs=epochs))
        self.epochs_edited.emit(self.plan())

    def _reset_pressed(self) -> None:
        base = RECIPES[self._recipe.key]
        self._plans[base.recipe] = replace(base, seed=self.plan().seed, device=self.plan().device)
        self._refresh()
        self.edited.emit(self.plan())

    def _lesson_pressed(self) -> None:
        self.lesson_requested.emit(self._lessons[self._recipe.key][0])

    def _refresh(self) -> None:
        """Shows the whole plan; what was typed and cannot be read is put away."""
        self._epochs.blockSignals(True)
        self._epochs.setValue(self.plan().epochs)
        self._epochs.blockSignals(False)
        self._name_changes()

    def _name_changes(self) -> None:
        plan = self.plan()
        need = self._needed.get(plan.dataset)
        said = needs(need) if need is not None else f"{about(plan.recipe, plan).text} {words(plan, self._cards)}"
        self.words.show_recipe(said, changed_name(plan) if changes(plan) else "")
        self.words.need.show_need(need)
        title = "" if changes(plan) or need is not None else self._lessons.get(plan.recipe, ("", ""))[1]
        self.words.show_lesson(title)  # what was changed needs the room
        for row in range(self._recipe.count()):
            key = self._recipe.itemData(row)
            title = about(key, RECIPES[key]).title
            self._recipe.setItemText(
                row, tr("{title} (changed)", title=title) if changes(self._plans.get(key, RECIPES[key])) else title
            )


def _runs(plan: Plan) -> bool:
    try:
        check(plan)
    except DigitpadError:
        return False
    return True

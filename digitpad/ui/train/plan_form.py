"""The form with every setting of a plan but its recipe and epochs. Imports QtWidgets and plans."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from digitpad.core.architectures import LAYERS
from digitpad.core.language import mark, tr
from digitpad.core.plan_field import PlanField
from digitpad.core.plans import AUGMENTATION, AUTO, DEFAULTS, FIELDS, SECTIONS, Plan, field_of
from digitpad.core.recipes import RECIPES
from digitpad.ui.common.named import named
from digitpad.ui.common.number_fields import Whole
from digitpad.ui.common.theme import SPACE, scaled
from digitpad.ui.train.augmentation_form import AugmentationForm
from digitpad.ui.train.fields import Choice, Words, add_row, field_control, role, settings_form

if TYPE_CHECKING:
    from digitpad.ui.train.network_dialog import NetworkDialog


def _value(control: QWidget) -> Any:
    return control.key if isinstance(control, Choice) else control.value()  # type: ignore[attr-defined]  # a spin box


_ALL_TIP = mark(
    "Shows what few people change too: initialisation, input scaling, classes to learn, the optimizer's finer "
    "settings, precision, device."
)
_NAME_TIP = mark(
    "Under this name the model of the next run stands in the library; left empty, it has the recipe's name, and a "
    "number where that is taken."
)
FORM_WIDTH, BAR_WIDTH = 340, 20  # pixels: of the settings, and of the scroll bar and frame beside them


def object_name(row: PlanField) -> str:
    """What the control of a setting is called; "train-start" is the button's."""
    return "train-start-model" if row.name == "start" else f"train-{row.name.replace('_', '-')}"


class PlanForm(QWidget):
    """Shows a plan and announces each change as a whole new plan; fields nobody touched keep their exact value.

    `all_box` is laid out by whoever holds the form: it works during a run too, when nothing in the form does.
    """

    edited = Signal(object)  # Plan
    find_rate_requested = Signal()
    all_wanted = Signal(bool)  # whether all settings are to be shown

    def __init__(self, plan: Plan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan = plan
        self._rows = {row.name: field_control(row) for row in FIELDS if row.section}
        self._augmentation = AugmentationForm()
        self._network: NetworkDialog | None = None  # it has not been opened yet
        self._name = named(QLineEdit(), "train-name", tr(_NAME_TIP), tr("Name of the model"))
        self.all_box = named(QCheckBox(tr("All settings")), "train-all-settings", tr(_ALL_TIP))
        self.all_box.toggled.connect(self._all_toggled)
        self._forms: list[QFormLayout] = []  # of the sections
        self._open_network = named(QPushButton(tr("Network …")), "network-open",
                                   tr("Builds a network of your own, layer by layer"))  # fmt: skip
        self._find_rate = named(QPushButton(tr("Find …")), "train-find-rate",
                                tr("Finds a learning rate by the range test"),
                                tr("Find a learning rate"))  # fmt: skip
        self._find_rate.clicked.connect(self.find_rate_requested)
        self._open_network.clicked.connect(self._network_pressed)
        self._lay_out()
        self._augmentation.edited.connect(self._augmentation_edited)
        self.show_plan(plan)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE * 2, SPACE, SPACE * 2, SPACE * 2)
        layout.setSpacing(SPACE)
        naming = settings_form()
        add_row(naming, tr("Name of the model"), self._name)
        layout.addLayout(naming)
        layout.addSpacing(SPACE)
        for section in SECTIONS:
            layout.addWidget(role(tr(section), "title"))
            if section == AUGMENTATION:
                layout.addWidget(self._augmentation)
            else:
                layout.addLayout(self._section([row for row in FIELDS if row.section == section]))
            layout.addSpacing(SPACE)
        layout.addStretch(1)

    @property
    def width_beside(self) -> int:
        """What it takes beside the charts: all of its fields, and its scroll bar."""
        return max(scaled(FORM_WIDTH), self.minimumSizeHint().width() + scaled(BAR_WIDTH))

    def show_all(self, everything: bool) -> None:
        """Shows all settings, or those that most people change, and whatever is changed."""
        with QSignalBlocker(self.all_box):
            self.all_box.setChecked(everything)
        self._fold()

    def _all_toggled(self, everything: bool) -> None:
        self._fold()
        self.all_wanted.emit(everything)

    def _fold(self) -> None:
        recipe = RECIPES[self._plan.recipe]
        for row in FIELDS:
            if row.section and row.is_expert:
                shown = self.all_box.isChecked() or getattr(self._plan, row.name) != getattr(recipe, row.name)
                control = self._rows[row.name]
                for form in (form for form in self._forms if form.indexOf(control) >= 0):
                    form.setRowVisible(control, shown)

    @property
    def name(self) -> str:
        """What the user wants the next run's model to be called; empty: as its recipe, numbered."""
        return self._name.text().strip()

    def use_up_name(self) -> None:
        """A run has begun under it: the next one needs another."""
        self._name.clear()

    def show_plan(self, plan: Plan) -> None:
        """Shows a plan without announcing it."""
        self._plan = plan
        self._name.setPlaceholderText(plan.recipe)
        for name, control in self._rows.items():
            control.blockSignals(True)
            value = getattr(plan, name)
            if isinstance(control, Choice):
                control.choose(value if value is not None else next(iter(field_of(name).choices)))
            elif name != "momentum" or field_of(name).applies_to(plan):
                control.setValue(value)
            control.blockSignals(False)
        self._augmentation.show_augmentation(plan.augmentation)
        self._enable_rows()
        self._tell_network()

    def follow(self, plan: Plan) -> None:
        """Takes a plan of which only the epochs have changed, which stand elsewhere."""
        self._plan = plan

    def plan(self) -> Plan:
        """The plan as shown, with the recipe and epochs that it came with."""
        return self._plan

    def show_devices(self, names: Sequence[str]) -> None:
        """Offers these devices beside the automatic choice; a plan for one that is not here falls back to it."""
        choice = self._rows["device"]
        assert isinstance(choice, Choice)  # noqa: S101  # tells mypy what field_control made
        choice.blockSignals(True)
        choice.clear()
        choice.addItem(tr(field_of("device").choices[AUTO]), AUTO)
        for name in dict.fromkeys(names):
            if name != AUTO:
                choice.addItem(device_title(name), name)
        choice.choose(self._plan.device if choice.findData(self._plan.device) >= 0 else AUTO)
        choice.blockSignals(False)
        self._plan = replace(self._plan, device=choice.key)

    def _section(self, rows: Sequence[PlanField]) -> QFormLayout:
        form = settings_form()
        self._forms.append(form)
        for row in rows:
            control, label = self._rows[row.name], tr(row.label)
            named(control, object_name(row), tr(row.tooltip), label)
            add_row(form, label, control, self._find_rate if row.name == "learning_rate" else None)
            if row.name == "layers":
                form.addRow("", self._open_network)
            changed = control.currentIndexChanged if isinstance(control, Choice) else control.valueChanged
            changed.connect(self._field_edited)
        return form

    def _field_edited(self) -> None:
        name = next(name for name, control in self._rows.items() if control is self.sender())
        plan = replace(self._plan, **{name: _value(self._rows[name])})
        if name == "optimizer":  # one that has momentum brings back what was set before
            momentum = _value(self._rows["momentum"]) if field_of("momentum").applies_to(plan) else 0.0
            plan = replace(plan, momentum=momentum)
        idle = [row.name for row in FIELDS if row.needs is not None and not row.applies_to(plan)]
        self._announce(replace(plan, **{each: DEFAULTS[each] for each in idle}))

    def _augmentation_edited(self, augmentation: Any) -> None:
        self._announce(replace(self._plan, augmentation=augmentation))

    def _announce(self, plan: Plan) -> None:
        self._plan = plan
        self._enable_rows()
        self._tell_network()
        self.edited.emit(plan)

    def changeEvent(self, event: QEvent) -> None:
        """While a run is under way no layers are taken."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self._tell_network()

    @Slot()
    def _network_pressed(self) -> None:
        if self._network is None:
            from digitpad.ui.train.network_dialog import NetworkDialog  # here: it would hold up the first paint

            self._network = NetworkDialog(self._plan, self.window())
            self._network.used.connect(self._layers_used)
        self._tell_network()
        self._network.show()
        self._network.activateWindow()

    @Slot(str)
    def _layers_used(self, layers: str) -> None:
        self.show_plan(replace(self._plan, layers=layers))
        self.edited.emit(self._plan)

    def _tell_network(self) -> None:
        if self._network is not None:
            self._network.allow(self.isEnabled())
            self._network.show_plan(self._plan)

    def _enable_rows(self) -> None:
        """Lets be edited what applies; what was put back since it no longer does follows the plan."""
        self._fold()
        for name, control in self._rows.items():
            control.setEnabled(field_of(name).applies_to(self._plan))
            if name == "layers" and isinstance(control, Words):
                control.setPlaceholderText(LAYERS[self._plan.architecture])
            if field_of(name).needs is None:
                continue
            control.blockSignals(True)
            if isinstance(control, Whole):
                control.follow(self._plan.patience)
            elif isinstance(control, Choice):
                control.choose(getattr(self._plan, name))
            elif isinstance(control, Words) and not control.isEnabled():
                control.setValue(getattr(self._plan, name))
            control.blockSignals(False)


def device_title(name: str) -> str:
    """How a torch device reads: "cpu" is the processor, the others keep their names."""
    return tr("processor (cpu)") if name == "cpu" else f"{name.split(':')[0].upper()} ({name})"

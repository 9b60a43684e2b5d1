"""The form with every setting of a plan but its recipe and epochs. Imports QtWidgets, records and recipes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QVBoxLayout, QWidget

from digitpad.learn.recipes import ARCHITECTURES, DATASETS, INPUTS, OPTIMIZERS, SCHEDULES
from digitpad.records import Plan
from digitpad.ui.common.number_fields import FIELD_WIDTH
from digitpad.ui.common.theme import SPACE
from digitpad.ui.train.augmentation_form import AugmentationForm
from digitpad.ui.train.fields import (
    Choice,
    add_row,
    named,
    number_field,
    rate_field,
    role,
    settings_form,
    whole_field,
)

MOMENTUM_APPLIES = ("sgd", "rmsprop")
AUTO = "auto"

_TIPS = {
    "architecture": "The net: how many layers of what kind stand between the picture and the answer.",
    "dataset": "The pictures it learns from, and the others that it is tested on.",
    "input": "How brightness becomes numbers: as it is, from 0 to 1, or centred around zero, often faster.",
    "optimizer": "The rule that turns errors into changes of the weights.",
    "learning_rate": "The size of each change: too small and it creeps, too large and the loss jumps about.",
    "momentum": "How much of the last change each change carries on, like a rolling ball. For SGD and RMSprop.",
    "weight_decay": "Pulls every weight a little towards zero at each step, against learning by heart.",
    "batch_size": "How many pictures it looks at before each change of the weights.",
    "schedule": "How the learning rate changes over the run: never, in steps, down a cosine, or up and then down.",
    "label_smoothing": "Asks for a little less than complete certainty, so that the net does not become overconfident.",
    "average": "Keeps a running average of the weights, steadier than the last ones; 0 is off, 0.999 is usual.",
    "validation": "The share of the training pictures that is held out: never learned from, it judges the epochs, so "
    "that the test set need not. 0 holds out none; 0.1 is usual.",
    "patience": "Ends the run when so many epochs brought nothing better on the held-out pictures, and keeps the best "
    "epoch's net. 0 never does.",
    "seed": "Where chance starts: the same seed gives the same curve again.",
    "device": "What computes: automatic takes a graphics card where there is one.",
}
_LABELS = {
    "architecture": "Net", "dataset": "Pictures", "input": "Input", "optimizer": "Optimiser",
    "learning_rate": "Learning rate", "momentum": "Momentum", "weight_decay": "Weight decay",
    "batch_size": "Batch size", "schedule": "Schedule", "label_smoothing": "Label smoothing",
    "average": "Averaging", "validation": "Held-out share", "patience": "Stop after", "seed": "Seed",
    "device": "Device",
}  # fmt: skip
_SECTIONS = (
    ("What learns", ("architecture", "dataset", "input")),
    ("How it learns", ("optimizer", "learning_rate", "momentum", "weight_decay", "batch_size", "schedule",
                       "label_smoothing", "average")),
    ("When it stops", ("validation", "patience")),
    ("This run", ("seed", "device")),
)  # fmt: skip


def _controls() -> dict[str, QWidget]:
    """A control for each field, its limits those of the plans' own table."""
    patience = whole_field("patience")
    patience.setSpecialValueText("never")
    patience.setSuffix(" epochs")
    patience.setMinimumWidth(FIELD_WIDTH)  # Qt would make room for the widest words
    return {
        "architecture": Choice(ARCHITECTURES),
        "dataset": Choice(DATASETS),
        "input": Choice(INPUTS),
        "optimizer": Choice(OPTIMIZERS),
        "learning_rate": rate_field(),
        "momentum": number_field("momentum", 0.1),
        "weight_decay": number_field("weight_decay", 0.001),
        "batch_size": whole_field("batch_size", 32),
        "schedule": Choice(SCHEDULES),
        "label_smoothing": number_field("label_smoothing", 0.05),
        "average": number_field("average", 0.001),
        "validation": number_field("validation", 0.05),
        "patience": patience,
        "seed": whole_field("seed"),
        "device": Choice({AUTO: "automatic"}),
    }


def _value(control: QWidget) -> Any:
    return control.key if isinstance(control, Choice) else control.value()  # type: ignore[attr-defined]  # a spin box


class PlanForm(QWidget):
    """Shows a plan and announces each change as a whole new plan; fields nobody touched keep their exact value."""

    edited = Signal(object)  # Plan

    def __init__(self, plan: Plan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan = plan
        self._rows = _controls()
        self._augmentation = AugmentationForm()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE * 2, SPACE, SPACE * 2, SPACE * 2)
        layout.setSpacing(SPACE)
        for title, fields in _SECTIONS:
            if title == "This run":
                layout.addWidget(role("Pictures as it sees them", "title"))
                layout.addWidget(self._augmentation)
                layout.addSpacing(SPACE)
            layout.addWidget(role(title, "title"))
            layout.addLayout(self._section(fields))
            layout.addSpacing(SPACE)
        layout.addStretch(1)
        self._augmentation.edited.connect(self._augmentation_edited)
        self.show_plan(plan)

    def show_plan(self, plan: Plan) -> None:
        """Shows a plan without announcing it."""
        self._plan = plan
        for field, control in self._rows.items():
            control.blockSignals(True)
            value = getattr(plan, field)
            if isinstance(control, Choice):
                control.choose(value)
            elif field != "momentum" or plan.optimizer in MOMENTUM_APPLIES:
                control.setValue(value)  # type: ignore[attr-defined]  # a spin box
            control.blockSignals(False)
        self._augmentation.show_augmentation(plan.augmentation)
        self._enable_rows()

    def follow(self, plan: Plan) -> None:
        """Takes a plan of which only the epochs have changed, which stand elsewhere."""
        self._plan = plan

    def plan(self) -> Plan:
        """The plan as shown, with the recipe and epochs that it came with."""
        return self._plan

    def show_devices(self, names: Sequence[str]) -> None:
        """Offers these devices beside the automatic choice; a plan for one that is not here falls back to it."""
        choice = self._rows["device"]
        assert isinstance(choice, Choice)  # noqa: S101  # tells mypy what _controls made
        choice.blockSignals(True)
        choice.clear()
        choice.addItem("automatic", AUTO)
        for name in dict.fromkeys(names):
            if name != AUTO:
                choice.addItem(device_title(name), name)
        choice.choose(self._plan.device if choice.findData(self._plan.device) >= 0 else AUTO)
        choice.blockSignals(False)
        self._plan = replace(self._plan, device=choice.key)

    def _section(self, fields: Sequence[str]) -> QFormLayout:
        form = settings_form()
        for field in fields:
            control = self._rows[field]
            named(control, f"train-{field.replace('_', '-')}", _TIPS[field], _LABELS[field])
            add_row(form, _LABELS[field], control)
            changed = control.currentIndexChanged if isinstance(control, Choice) else control.valueChanged  # type: ignore[attr-defined]  # a spin box
            changed.connect(self._field_edited)
        return form

    def _field_edited(self) -> None:
        field = next(field for field, control in self._rows.items() if control is self.sender())
        changed = {field: _value(self._rows[field])}
        if field == "optimizer":
            changed["momentum"] = _value(self._rows["momentum"]) if changed[field] in MOMENTUM_APPLIES else 0.0
        if field == "validation" and not changed[field]:
            changed["patience"] = 0  # nothing is left to judge by
        self._announce(replace(self._plan, **changed))

    def _augmentation_edited(self, augmentation: Any) -> None:
        self._announce(replace(self._plan, augmentation=augmentation))

    def _announce(self, plan: Plan) -> None:
        self._plan = plan
        self._enable_rows()
        self.edited.emit(plan)

    def _enable_rows(self) -> None:
        """Lets be edited what applies; patience follows the plan, where it may have changed with something else."""
        patience = self._rows["patience"]
        patience.setEnabled(self._plan.validation > 0)
        patience.blockSignals(True)
        patience.follow(self._plan.patience)  # type: ignore[attr-defined]  # a spin box
        patience.blockSignals(False)
        self._rows["momentum"].setEnabled(self._plan.optimizer in MOMENTUM_APPLIES)


def device_title(name: str) -> str:
    """How a torch device reads: "cpu" is the processor, the others keep their names."""
    return "processor (cpu)" if name == "cpu" else f"{name.split(':')[0].upper()} ({name})"

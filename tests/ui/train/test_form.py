"""Every setting can be changed; a changed recipe is named as changed, and can be had back."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QComboBox, QLabel, QSpinBox, QWidget

from digitpad.core.plans import (
    ARCHITECTURES,
    DATASETS,
    FIELDS,
    INPUTS,
    OPTIMIZERS,
    SCHEDULES,
    Augmentation,
    Plan,
    check,
)
from digitpad.core.recipes import RECIPES, changes
from digitpad.core.run_control import RunState
from digitpad.ui.common.number_fields import round_rate
from digitpad.ui.train.train_panel import TrainPanel
from tests.ui.train.run_events import started

PLAN = RECIPES["mlp-256-128"]


@pytest.fixture
def panel(qtbot) -> TrainPanel:
    panel = TrainPanel()
    qtbot.addWidget(panel)
    return panel


def control(panel: TrainPanel, name: str) -> QWidget:
    return panel.findChild(QWidget, f"train-{name}")


def choose(panel: TrainPanel, name: str, key: str) -> None:
    box = panel.findChild(QComboBox, f"train-{name}")
    box.setCurrentIndex(box.findData(key))


def told(panel: TrainPanel) -> list[Plan]:
    plans: list[Plan] = []
    panel.plan_changed.connect(plans.append)
    return plans


@pytest.mark.parametrize(
    ("name", "value"),
    [("learning-rate", 0.02), ("weight-decay", 0.01), ("batch-size", 256), ("label-smoothing", 0.1), ("seed", 42),
     ("average", 0.999), ("epochs", 3)],
)  # fmt: skip
def test_a_number_changed_is_in_the_plan_and_announced(panel, name, value) -> None:
    plans = told(panel)
    control(panel, name).setValue(value)
    expected = replace(PLAN, **{name.replace("-", "_"): value})
    assert panel.plan() == expected
    assert plans == [expected]


@pytest.mark.parametrize(
    ("name", "known"),
    [("architecture", ARCHITECTURES), ("dataset", DATASETS), ("input", INPUTS), ("optimizer", OPTIMIZERS),
     ("schedule", SCHEDULES)],
)  # fmt: skip
def test_every_choice_is_offered_and_taken(panel, name, known) -> None:
    for key in known:
        choose(panel, name, key)
        assert getattr(panel.plan(), name) == key


@pytest.mark.parametrize(
    ("name", "text"), [("layers", "conv8x3,relu,pool2"), ("digits", "0-4"), ("class-weights", "7=2")]
)
def test_what_is_typed_in_words_is_in_the_plan_once_it_is_done(qtbot, panel, name, text) -> None:
    plans, field = told(panel), control(panel, name)
    qtbot.keyClicks(field, f" {text} ")
    assert panel.plan() == PLAN, "half a word is nobody's wish"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert panel.plan() == replace(PLAN, **{name.replace("-", "_"): text}) == plans[-1]
    assert control(panel, "architecture").isEnabled() == (name != "layers")
    choose(panel, "recipe", "mlp-512")
    assert field.text() == ""


def test_what_no_longer_applies_is_put_back(panel) -> None:
    choose(panel, "recipe", "mlp-512")
    choose(panel, "nesterov", "on")
    assert panel.plan().nesterov == "on"
    choose(panel, "optimizer", "adam")
    assert panel.plan().nesterov == "off" and not control(panel, "nesterov").isEnabled()
    check(panel.plan())
    weights = control(panel, "class-weights")
    weights.setText("7=2")
    weights.editingFinished.emit()
    choose(panel, "loss", "mse")
    assert panel.plan().class_weights == "" and weights.text() == ""
    check(panel.plan())


def test_momentum_is_only_for_those_that_have_it_and_comes_back(panel) -> None:
    choose(panel, "recipe", "mlp-512")
    momentum = control(panel, "momentum")
    assert (momentum.isEnabled(), momentum.value()) == (True, 0.5)
    choose(panel, "optimizer", "adam")
    assert not momentum.isEnabled()
    assert panel.plan().momentum == 0
    choose(panel, "optimizer", "sgd")
    assert panel.plan() == RECIPES["mlp-512"]


def test_a_changed_recipe_is_named_and_reset_keeps_seed_and_device(qtbot, panel) -> None:
    panel.show()
    name, reset = panel.findChild(QLabel, "train-changed"), panel.findChild(QAbstractButton, "train-reset")
    recipe = panel.findChild(QComboBox, "train-recipe")
    assert not name.isVisible()
    assert not reset.isVisible()
    panel.findChild(QSpinBox, "train-epochs").setValue(3)
    control(panel, "seed").setValue(5)
    assert name.text() == "MLP 256-128, changed: epochs 5 \u2192 3"
    assert name.isVisible()
    assert recipe.currentText() == "MLP 256-128 (changed)"
    qtbot.mouseClick(reset, Qt.MouseButton.LeftButton)
    assert panel.plan() == replace(PLAN, seed=5)
    assert not name.isVisible()
    assert recipe.currentText() == "MLP 256-128"
    assert panel.findChild(QSpinBox, "train-epochs").value() == 5


def test_each_recipe_keeps_its_own_changes(panel) -> None:
    control(panel, "batch-size").setValue(32)
    choose(panel, "recipe", "cnn-5x5")
    assert panel.plan() == RECIPES["cnn-5x5"]
    assert control(panel, "batch-size").value() == 64
    choose(panel, "recipe", "mlp-256-128")
    assert panel.plan().batch_size == 32


def test_augmentation_can_be_switched_off_and_on_without_losing_its_numbers(panel) -> None:
    choose(panel, "recipe", "padnet")
    whole = RECIPES["padnet"].augmentation
    switch = panel.findChild(QCheckBox, "train-augmentation")
    assert switch.isChecked()
    switch.setChecked(False)
    assert panel.plan().augmentation == Augmentation()
    assert not control(panel, "rotate").isEnabled()
    switch.setChecked(True)
    assert panel.plan().augmentation == whole
    control(panel, "erase").setValue(0.25)
    assert panel.plan().augmentation == replace(whole, erase=0.25)


def test_switching_augmentation_on_where_nothing_is_set_suggests_something(panel) -> None:
    panel.findChild(QCheckBox, "train-augmentation").setChecked(True)
    assert panel.plan().augmentation == RECIPES["padnet"].augmentation


def test_looking_at_another_recipe_does_not_carry_its_augmentation_over(panel) -> None:
    choose(panel, "recipe", "padnet")
    choose(panel, "recipe", "mlp-512")
    assert panel.plan() == RECIPES["mlp-512"]
    assert not panel.findChild(QCheckBox, "train-augmentation").isChecked()


plans = st.builds(
    replace,
    st.sampled_from(list(RECIPES.values())),
    learning_rate=st.floats(1e-8, 100),
    weight_decay=st.floats(0, 10),
    batch_size=st.integers(1, 10_000),
    epochs=st.integers(1, 1000),
    label_smoothing=st.floats(0, 0.9),
    average=st.floats(0, 0.99999),
    seed=st.integers(0, 2**31 - 1),
    schedule=st.sampled_from(list(SCHEDULES)),
)


@given(plan=plans)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_showing_a_plan_changes_no_digit_of_it(panel, plan) -> None:
    check(plan)
    panel.show_plans({plan.recipe: plan}, plan.recipe)
    assert panel.plan() == plan
    assert panel.findChild(QSpinBox, "train-epochs").value() == plan.epochs


def test_a_remembered_plan_that_cannot_be_run_is_its_recipe_again(panel) -> None:
    broken = replace(RECIPES["mlp-512"], architecture="mlp-9")
    panel.show_plans({"mlp-512": broken, "gone": replace(PLAN, recipe="gone")}, "mlp-512")
    assert panel.plan() == RECIPES["mlp-512"]
    panel.show_plans({}, "gone")
    assert panel.plan() == PLAN


def test_devices_are_offered_as_they_become_known(panel) -> None:
    panel.show_plans({PLAN.recipe: replace(PLAN, device="cuda")}, PLAN.recipe)
    assert panel.plan().device == "cuda"  # torch has not said yet what there is
    panel.show_devices(["cpu", "cuda"])
    assert panel.plan().device == "cuda"
    panel.show_devices(["auto", "cpu"])
    assert panel.plan().device == "auto"
    box = panel.findChild(QComboBox, "train-device")
    assert [box.itemData(row) for row in range(box.count())] == ["auto", "cpu"]
    choose(panel, "device", "cpu")
    assert panel.plan().device == "cpu"


def test_a_number_that_cannot_be_read_stays_while_another_setting_is_changed(panel, qtbot) -> None:
    panel.resize(1000, 700)
    panel.show()
    control(panel, "validation").setValue(0.1)  # else there is nothing to stop early by
    wrong = {"epochs": "2.5", "patience": "a few", "batch-size": "many"}
    for name, text in wrong.items():
        control(panel, name).lineEdit().selectAll()
        qtbot.keyClicks(control(panel, name), text)
        qtbot.keyClick(control(panel, name), Qt.Key.Key_Return)
    control(panel, "learning-rate").setValue(0.02)
    for name, text in wrong.items():
        assert control(panel, name).lineEdit().text().startswith(text)
        assert text in control(panel, name).problem, "it is never put away without a word"
    control(panel, "epochs").setValue(7)
    assert control(panel, "batch-size").problem and control(panel, "patience").problem
    assert panel.plan() == replace(PLAN, validation=0.1, learning_rate=0.02, epochs=7)
    panel.findChild(QAbstractButton, "train-reset").click()
    assert not any(control(panel, name).problem for name in wrong), "who resets wants all of it gone"


def test_closed_settings_give_the_focus_to_their_button_and_to_no_other_field(panel, qtbot) -> None:
    panel.resize(1000, 700)
    panel.show()
    panel.activateWindow()
    settings_button = panel.findChild(QAbstractButton, "train-settings")
    settings_button.setChecked(True)
    control(panel, "learning-rate").setFocus()
    settings_button.click()
    assert panel.focusWidget() is settings_button


def test_the_model_of_the_next_run_is_named_before_it_starts(panel, qtbot) -> None:
    """Usability 35: "mlp-256-128-2", "-3" filled a class's table."""
    name = control(panel, "name")
    assert name.placeholderText() == "mlp-256-128" and len(name.toolTip()) > 20
    qtbot.keyClicks(name, " class-3b ")
    with qtbot.waitSignal(panel.start_requested) as wish:
        panel.findChild(QAbstractButton, "train-start").click()
    assert wish.args == [PLAN, "class-3b"] and name.text(), "until it has begun, it may have to be mended"
    panel.show_events([started()])
    assert name.text() == "", "the next run needs another"


def test_changes_are_said_as_the_form_shows_them() -> None:
    changed = replace(PLAN, learning_rate=50.0, weight_decay=5e-4)
    assert changes(changed) == ("learning rate 0.001 -> 50", "weight decay 0 -> 0.0005")


@pytest.mark.parametrize(("name", "text"), [("learning-rate", "500"), ("batch-size", "many"), ("epochs", "2.5")])
def test_nothing_is_started_with_a_number_that_cannot_be_read(panel, qtbot, name, text) -> None:
    panel.resize(1000, 700)
    panel.show()
    panel.activateWindow()
    wished: list[Plan] = []
    panel.start_requested.connect(lambda plan, _name: wished.append(plan))
    field = control(panel, name)
    field.lineEdit().selectAll()
    qtbot.keyClicks(field, text)
    panel.setFocus()
    qtbot.mouseClick(panel.findChild(QAbstractButton, "train-start"), Qt.MouseButton.LeftButton)
    assert not wished
    assert panel.plan() == PLAN
    assert field.isVisible()
    note = panel.findChild(QLabel, f"train-{name}-problem")
    assert note.isVisible()
    assert text in note.text()
    choose(panel, "recipe", "mlp-512")  # whoever takes another recipe has put the number away
    assert not note.isVisible()
    qtbot.mouseClick(panel.findChild(QAbstractButton, "train-start"), Qt.MouseButton.LeftButton)
    assert wished == [RECIPES["mlp-512"]]


@given(st.floats(1e-7, 50))
def test_the_rates_arrows_go_to_the_next_round_rate_and_no_further(value: float) -> None:
    up, down = round_rate(value, up=True), round_rate(value, up=False)
    assert down < value < up
    assert up <= value * 2.5 * (1 + 1e-6)
    assert down >= value / 2.5 * (1 - 1e-6)
    for rung in (up, down):
        assert f"{rung:e}"[0] in "125"


def test_the_rates_arrows_in_the_form(panel) -> None:
    rate = control(panel, "learning-rate")
    rate.stepUp()
    assert rate.value() == 0.002
    rate.stepDown()
    rate.stepDown()
    assert (rate.value(), rate.text()) == (0.0005, "0.0005")


def test_what_few_people_change_is_folded_away_unless_it_is_changed(panel, qtbot) -> None:
    """Usability 13: thirty fields in the experts' language, with nothing folded away."""
    panel.resize(1000, 700)
    panel.show()
    panel.findChild(QAbstractButton, "train-settings").click()
    box = panel.findChild(QCheckBox, "train-all-settings")

    def seen() -> set[str]:
        names = (row.name for row in FIELDS if row.section and row.name != "start")  # the button is called so too
        return {name for name in names if control(panel, name.replace("_", "-")).isVisible()}

    few, expert = seen(), {row.name for row in FIELDS if row.is_expert} - {"start"}
    assert not few & expert, few & expert
    assert {"learning_rate", "batch_size", "validation", "seed", "train_share"} <= few
    with qtbot.waitSignal(panel.all_settings_wanted) as told:
        box.click()
    assert told.args == [True] and seen() - few == expert
    control(panel, "average").setValue(0.99)
    box.click()
    assert seen() - few == {"average"}, "what is changed stays in sight"
    panel.findChild(QAbstractButton, "train-reset").click()
    assert seen() == few
    panel.show_state(RunState.RUNNING)
    box.click()
    assert seen() - few == expert, "during a run they are to be seen too"

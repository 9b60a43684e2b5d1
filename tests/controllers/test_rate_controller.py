"""Find beside the learning rate: the range test runs, is drawn, suggests with a reason, and one click takes it."""

from PySide6.QtWidgets import QAbstractButton, QDoubleSpinBox, QLabel, QWidget

from digitpad.ui.train.rate_dialog import RateDialog

pytest_plugins = ["tests.journeys.windows"]
PATIENCE_MS = 60_000


def test_the_range_test_is_stopped_goes_to_its_end_and_its_rate_is_taken(qtbot, open_window) -> None:
    window = open_window()
    window.show_train()
    window.findChild(QAbstractButton, "train-find-rate").click()
    box = window.findChild(RateDialog)
    toggle, take = (box.findChild(QAbstractButton, name) for name in ("rate-start", "rate-take"))
    told = box.findChild(QLabel, "rate-result")
    assert not take.isEnabled()
    toggle.click()
    qtbot.waitUntil(lambda: "Stopped" in told.text(), timeout=PATIENCE_MS)
    toggle.click()
    qtbot.waitUntil(lambda: take.isEnabled() and toggle.text() == "Test again", timeout=PATIENCE_MS)
    assert "falls fastest near" in told.text()
    assert box.findChild(QWidget, "rate-chart").isVisible()
    take.click()
    rate = window.train.plan().learning_rate
    assert take.text() == f"Use {rate:g}"
    assert window.findChild(QDoubleSpinBox, "train-learning-rate").value() == rate
    assert not box.isVisible()

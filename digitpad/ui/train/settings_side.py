"""The card of all settings, beside the charts or in their place, and the way back to them. Imports QtWidgets."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QToolButton, QWidget

from digitpad.core.language import tr
from digitpad.ui.common.boxes import column, row
from digitpad.ui.common.named import named
from digitpad.ui.common.number_fields import first_misread
from digitpad.ui.common.theme import SPACE
from digitpad.ui.train.fields import role
from digitpad.ui.train.plan_form import PlanForm

MOST = 16_777_215  # pixels: what Qt takes for no limit


class SettingsSide(QFrame):
    """Scrolls the form; where it hides the charts, a button over it leads back to them."""

    left = Signal()  # the user wants to see the charts
    wanted = Signal()  # something in it has to be seen

    def __init__(self, form: PlanForm) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._form = form
        self._back = named(
            QToolButton(), "train-to-charts", tr("Hides the settings and shows the charts again (Esc)."),
            tr("Back to the charts"),
        )  # fmt: skip
        self._back.setText(tr("\u25c2 Charts"))
        self._back.clicked.connect(self.left)
        self._head = QWidget()
        head = row(self._back, (role(tr("Settings"), "title"), 1))
        head.setContentsMargins(SPACE, SPACE, SPACE, 0)
        self._head.setLayout(head)
        self._scroll = QScrollArea()
        self._scroll.setWidget(form)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        every = row(form.all_box)
        every.setContentsMargins(SPACE, SPACE // 2, SPACE, 0)
        column(self, self._head, every, (self._scroll, 1), margin=2, spacing=0)

    def stand_beside(self, beside: bool) -> None:
        """Beside the charts it is as wide as its fields need; in their place it is as wide as they were."""
        self._head.setHidden(beside)
        self.setMaximumWidth(self._form.width_beside if beside else MOST)
        self.setMinimumWidth(self._form.width_beside if beside else 0)

    def shows_misread(self, others: QWidget) -> bool:
        """Whether a number here, or among `others`, cannot be read; then it is shown, with what is wrong with it."""
        field = first_misread(others) or first_misread(self._form)
        if field is None:
            return False
        if self._form.isAncestorOf(field):
            self.wanted.emit()
            self._scroll.ensureWidgetVisible(field)
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

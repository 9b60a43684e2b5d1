"""Preferences: all that is chosen once and remembered, in one place; each takes effect at once. Imports QtWidgets."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from digitpad.core.language import LANGUAGES, tr
from digitpad.core.settings import Settings
from digitpad.ui.common.menus import THEMES, plain
from digitpad.ui.common.named import named
from digitpad.ui.common.number_fields import Whole
from digitpad.ui.common.theme import SPACE, ZOOMS, keep_sized

PEN_MOST = 48  # pixels
LEAST_WIDTH = 380


class PreferencesDialog(QDialog):
    """Shows the settings as they are and tells each change; it stays open beside the work."""

    language_chosen = Signal(str)  # one of LANGUAGES; empty: the system's
    theme_chosen = Signal(str)
    zoom_chosen = Signal(int)  # percent
    pen_chosen = Signal(float)  # pixels; 0: a share of the canvas
    numbers_chosen = Signal(bool)
    steps_chosen = Signal(bool)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preferences")
        self.setWindowTitle(tr("Preferences"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._form = QFormLayout()
        self._form.setSpacing(SPACE)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._add_looks(settings)
        self._add_pad(settings)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[2 * SPACE] * 4)
        column.setSpacing(2 * SPACE)
        column.addLayout(self._form)
        column.addWidget(buttons)
        keep_sized(self, setMinimumWidth=LEAST_WIDTH)

    def _add_looks(self, settings: Settings) -> None:
        languages = (("", plain(tr("Follow &system"))), *LANGUAGES.items())
        themes = tuple((key, plain(tr(text))) for key, text, _tip in THEMES)
        zooms = tuple((zoom, f"{zoom} %") for zoom in sorted({*ZOOMS, settings.zoom}))
        self._language = _choice("preferences-language", languages, settings.language)
        self._theme = _choice("preferences-theme", themes, settings.theme)
        self._zoom = _choice("preferences-zoom", zooms, settings.zoom)
        self._row(tr("Language"), self._language, tr("The language of the window from its next start on"))
        self._row(tr("Theme"), self._theme, tr("Light, dark or high contrast, like the desktop"))
        self._row(tr("Zoom"), self._zoom, tr("Size of letters and controls"))
        self._language.activated.connect(self._tell_language)
        self._theme.activated.connect(self._tell_theme)
        self._zoom.activated.connect(self._tell_zoom)

    def _add_pad(self, settings: Settings) -> None:
        self._pen = named(Whole(0, PEN_MOST), "preferences-pen")
        self._pen.setSuffix(tr(" px"))
        self._pen.setSpecialValueText(tr("automatic"))
        self._pen.setValue(round(settings.pen_width))
        self._row(tr("Pen width"), self._pen, tr("Changes how your drawing looks, never how it is read"))
        numbers = named(QCheckBox(tr("Read several digits as one number")), "preferences-numbers")
        steps = named(QCheckBox(tr("Show what the model sees, step by step")), "preferences-steps")
        numbers.setChecked(settings.numbers)
        steps.setChecked(settings.inspector)
        self._form.addRow(tr("Pad"), numbers)
        self._form.addRow("", steps)
        self._pen.valueChanged.connect(self._tell_pen)
        numbers.toggled.connect(self.numbers_chosen)
        steps.toggled.connect(self.steps_chosen)

    def _row(self, text: str, field: QComboBox | QSpinBox, tip: str) -> None:
        self._form.addRow(text, named(field, field.objectName(), tip, text))

    @Slot()
    def _tell_language(self) -> None:
        self.language_chosen.emit(self._language.currentData())

    @Slot()
    def _tell_theme(self) -> None:
        self.theme_chosen.emit(self._theme.currentData())

    @Slot()
    def _tell_zoom(self) -> None:
        self.zoom_chosen.emit(self._zoom.currentData())

    @Slot(int)
    def _tell_pen(self, pixels: int) -> None:
        self.pen_chosen.emit(float(pixels))


def _choice(name: str, choices: Iterable[tuple[object, str]], chosen: object) -> QComboBox:
    """A combo box of values with their words."""
    box = named(QComboBox(), name)
    for value, text in choices:
        box.addItem(text, value)
    box.setCurrentIndex(box.findData(chosen))
    return box

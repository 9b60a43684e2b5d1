"""How everything looks: three frozen themes, the palette and style sheet made from them. Imports QtGui and QtWidgets.

`setColorScheme` does nothing on offscreen and bare X11, so digitpad sets a palette of its own, and Qt repaints every
widget when it changes. Who paints itself asks `current()` while it paints; who keeps something made in the theme's
colours (a chart, an icon, marked-up text) is `Dressed`.
"""

import re
from dataclasses import dataclass
from string import Template
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QLayout

from digitpad.core import paths

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
else:
    QWidget = object  # `Dressed` stands before a class of Qt, and two of those cannot be mixed


@dataclass(frozen=True, slots=True)
class Theme:
    """Every colour that digitpad uses, as #rrggbb."""

    name: str
    window: str  # behind the panels
    panel: str  # cards, tables, the drawing surface's surroundings
    field: str  # what can be typed or drawn into
    text: str
    muted: str  # secondary text, axis labels
    line: str  # grid, and the frames of what is not pressed or typed into
    edge: str  # borders of controls, and signs without letters: 3:1 on what they lie on
    accent: str
    accent_text: str  # on accent
    soft: str  # selection, hover, tracks
    good: str
    warn: str
    bad: str
    ink: str  # the user's strokes
    focus: str  # the ring around what the keyboard is in, and nothing else
    series: tuple[str, ...]  # lines in charts, told apart without green against red


LIGHT = Theme(
    "light", window="#f3f4f7", panel="#ffffff", field="#ffffff", text="#1b1f2a", muted="#646c7d", line="#d9dde5", edge="#838a99",
    accent="#3457d5", accent_text="#ffffff", soft="#e6ebfb", good="#137a4b", warn="#a35a00", bad="#bf2a38",
    ink="#1b1f2a", focus="#a3127f", series=("#3457d5", "#d9730d", "#0f8a8a", "#a13ab0", "#6b7280", "#b8860b", "#c2346b", "#2f7d32"),
)  # fmt: skip
DARK = Theme(
    "dark", window="#14161c", panel="#1d2029", field="#12141a", text="#e8eaf0", muted="#9aa2b4", line="#333846", edge="#727a8c",
    accent="#7c9cff", accent_text="#0d1020", soft="#2a3150", good="#4cc38a", warn="#f0a04b", bad="#ff7b86",
    ink="#f2f4fa", focus="#ff9fe5", series=("#7c9cff", "#ffa04d", "#42c9c1", "#d68be4", "#a3abbd", "#e3c04c", "#ff84ad", "#7fce85"),
)  # fmt: skip
CONTRAST = Theme(
    "contrast", window="#000000", panel="#000000", field="#000000", text="#ffffff", muted="#e6e6e6", line="#b0b0b0", edge="#ffffff",
    accent="#ffe14d", accent_text="#000000", soft="#333333", good="#5cf28f", warn="#ffc04d", bad="#ff9ea5",
    ink="#ffffff", focus="#5ce1ff", series=("#ffe14d", "#ffa04d", "#42c9c1", "#f0a8ff", "#d0d0d0", "#9fc3ff", "#ff84ad", "#7fce85"),
)  # fmt: skip
THEMES = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}

FOCUS_ROLE, GAP_ROLE = QPalette.ColorRole.BrightText, QPalette.ColorRole.Button  # where the ring finds its colours
SPACE = 8  # pixels: the one distance that every margin and gap is a multiple of
TEXT_PX = 13  # of the interface's letters at 100 %, where the desktop does not ask for larger ones
ZOOMS = (75, 90, 100, 110, 125, 150, 175, 200, 250)  # percent
HAIRLINE_PX = 2  # what is no wider is a line, which stays as thin as it is at every zoom

_SHEET = Template("""
* { font-size: 13px; }
QWidget { color: $text; }
QMainWindow, QDialog, QWidget#page { background: $window; }
QFrame[card="true"] { background: $panel; border: 1px solid $line; border-radius: 8px; }
QFrame#tour { background: $panel; border: 2px solid $accent; border-radius: 8px; }
QLabel, QCheckBox, QRadioButton { background: transparent; }
QLabel[role="title"] { font-size: 15px; font-weight: 600; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="bad"] { color: $bad; }
QLabel[role="good"] { color: $good; }
QLabel[role="problem"] { background: $panel; color: $bad; border: 1px solid $bad; border-radius: 4px; padding: 3px 6px; }
QPushButton, QToolButton { background: $panel; border: 1px solid $edge; border-radius: 6px; padding: 5px 11px; min-height: 18px; }
QToolButton { padding: 5px 7px; }
QToolButton[worded="true"] { padding: 3px 3px 1px 3px; font-size: 11px; min-width: 36px; }
QLabel[small="true"] { font-size: 11px; }
QToolButton[flat="true"] { border: 1px solid transparent; background: transparent; padding: 3px 4px; }
QToolButton[flat="true"]:hover { border-color: $edge; }
QPushButton[slim="true"] { padding: 1px 8px; }
QLineEdit > QToolButton { border: none; background: transparent; padding: 0; min-height: 0; }
QPushButton:hover, QToolButton:hover { border-color: $accent; }
QPushButton:pressed, QPushButton:checked, QToolButton:pressed, QToolButton:checked { background: $soft; border-color: $accent; }
QPushButton:disabled, QToolButton:disabled { color: $muted; background: transparent; border-color: $line; }
QPushButton[primary="true"] { background: $accent; border-color: $accent; color: $accent_text; font-weight: 600; }
QPushButton[primary="true"]:disabled { background: $soft; border-color: $soft; color: $muted; }
QComboBox, QSpinBox, QDoubleSpinBox, QLineEdit { background: $field; border: 1px solid $edge; border-radius: 6px; padding: 4px 7px; min-height: 18px; selection-background-color: $accent; selection-color: $accent_text; }
QSpinBox[wrong="true"], QDoubleSpinBox[wrong="true"] { border-color: $bad; }
QComboBox:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QLineEdit:disabled { color: $muted; border-color: $line; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url("$style/down.png"); width: 12px; height: 12px; }
QSpinBox, QDoubleSpinBox { padding-right: 24px; }
QSpinBox::up-button, QDoubleSpinBox::up-button { subcontrol-origin: border; subcontrol-position: top right; border: none; width: 22px; margin: 2px 1px 0 0; }
QSpinBox::down-button, QDoubleSpinBox::down-button { subcontrol-origin: border; subcontrol-position: bottom right; border: none; width: 22px; margin: 0 1px 2px 0; }
QSpinBox::up-button:hover, QDoubleSpinBox::up-button:hover, QSpinBox::down-button:hover, QDoubleSpinBox::down-button:hover { background: $soft; border-radius: 3px; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url("$style/up.png"); width: 10px; height: 10px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url("$style/down.png"); width: 10px; height: 10px; }
QComboBox QAbstractItemView { background: $panel; border: 1px solid $line; selection-background-color: $soft; selection-color: $text; }
QCheckBox { spacing: 8px; padding: 4px; }
QCheckBox::indicator, QTreeView::indicator { width: 16px; height: 16px; border: 1px solid $muted; border-radius: 4px; background: $field; }
QCheckBox::indicator:hover, QTreeView::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked, QTreeView::indicator:checked { background: $accent; border-color: $accent; image: url("$style/check-$tick.png"); }
QCheckBox::indicator:disabled { background: $soft; border-color: $line; }
QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid $muted; border-radius: 8px; background: $field; }
QRadioButton::indicator:hover { border-color: $accent; }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 5px solid $accent; background: $accent_text; }
QTabWidget::pane { border: none; }
QTabBar::tab { background: transparent; color: $muted; padding: 10px 16px; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; font-weight: 600; }
QTabBar::tab:hover { color: $text; }
QProgressBar { background: $soft; border: none; border-radius: 5px; text-align: center; min-height: 18px; color: $text; }
QProgressBar::chunk { background: $accent; border-radius: 5px; }
QTableView, QTableWidget, QTreeView { background: $panel; alternate-background-color: $window; border: 1px solid $line; border-radius: 6px; gridline-color: $line; selection-background-color: $soft; selection-color: $text; }
QHeaderView { background: $panel; }
QHeaderView::section { background: $panel; color: $muted; border: none; border-bottom: 1px solid $line; padding: 5px 7px; }
QTableCornerButton::section { background: $panel; border: none; }
QScrollArea { border: none; background: transparent; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar { background: transparent; width: 11px; height: 11px; margin: 0; }
QScrollBar::handle { background: $edge; border-radius: 5px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:disabled { background: transparent; }
QScrollBar::handle:hover { background: $text; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: transparent; }
QMenu, QMenuBar { background: $panel; }
QMenu { border: 1px solid $edge; padding: 4px; }
QMenu::item { padding: 5px 22px; border-radius: 4px; }
QMenu::item:disabled { color: $muted; }
QMenu::item:selected, QMenuBar::item:selected { background: $soft; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QStatusBar { background: $panel; color: $muted; border-top: 1px solid $line; }
QToolTip { background: $panel; color: $text; border: 1px solid $line; padding: 4px; }
QSlider:horizontal { min-height: 22px; padding: 0 5px; }
QSlider::groove:horizontal { height: 4px; background: $edge; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal { background: $accent; width: 14px; margin: -5px 0; border-radius: 7px; }
""")


def chosen(choice: str) -> Theme:
    """The theme for a setting: a theme's name, or "system", which asks the desktop and falls back to light."""
    if choice in THEMES:
        return THEMES[choice]
    if wants_contrast():
        return CONTRAST
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return DARK if dark else LIGHT


def wants_contrast() -> bool:
    """Whether the desktop asks for high contrast; Qt before 6.10 cannot tell."""
    hints = getattr(QGuiApplication.styleHints(), "accessibility", None)
    return hints is not None and hints().contrastPreference() == Qt.ContrastPreference.HighContrast


def palette(theme: Theme) -> QPalette:
    """Qt's palette in the theme's colours, for whatever the style sheet does not reach."""
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: theme.window, QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.field, QPalette.ColorRole.AlternateBase: theme.window,
        QPalette.ColorRole.Text: theme.text, QPalette.ColorRole.Button: theme.panel,
        QPalette.ColorRole.ButtonText: theme.text, QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.accent_text, QPalette.ColorRole.ToolTipBase: theme.panel,
        QPalette.ColorRole.ToolTipText: theme.text, QPalette.ColorRole.PlaceholderText: theme.muted,
        QPalette.ColorRole.Link: theme.accent, FOCUS_ROLE: theme.focus, QPalette.ColorRole.Mid: theme.line,
    }  # fmt: skip
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.muted))
    return made


def sheet(theme: Theme) -> str:
    """The style sheet in the theme's colours."""
    names = (
        "window",
        "panel",
        "field",
        "text",
        "muted",
        "line",
        "edge",
        "accent",
        "accent_text",
        "soft",
        "good",
        "warn",
        "bad",
    )
    colours = {name: getattr(theme, name) for name in names}
    style = (paths.resources() / "style").as_posix()
    made = _SHEET.safe_substitute(colours, tick="light" if theme is LIGHT else "dark")
    return _PIXELS.sub(_scaled_length, made).replace("$style", style)


_PIXELS = re.compile(r"(\d+)px")


def _scaled_length(found: re.Match[str]) -> str:
    pixels = int(found[1])
    return found[0] if pixels <= HAIRLINE_PX else f"{scaled(pixels)}px"


def scaled(pixels: float) -> int:
    """A length at 100 % as it is at the interface's zoom, with the desktop's own size of letters counted in."""
    return round(pixels * _scale[0])


def set_zoom(percent: int) -> None:
    """Takes the interface's zoom, and makes the application's letters as large. `dress` brings it to what is there."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        if not _system:
            _system.append(max(QFontInfo(app.font()).pixelSize(), TEXT_PX) / TEXT_PX)
        _scale[0] = _system[0] * percent / 100
        font = app.font()
        if font.pixelSize() != scaled(TEXT_PX):
            font.setPixelSize(scaled(TEXT_PX))
            app.setFont(font)


def keep_sized(widget: QWidget, **lengths: int) -> None:
    """Gives a widget lengths at 100 % that grow with the zoom, by Qt's names: `setFixedWidth=84`."""
    widget.setProperty(_LENGTHS, lengths)
    _resize(widget)


def _resize(widget: QWidget) -> None:
    for setter, pixels in (widget.property(_LENGTHS) or {}).items():
        getattr(widget, setter)(scaled(pixels))
    widget.updateGeometry()


_LENGTHS = "lengths"
_scale = [1.0]
_system: list[float] = []  # how much larger than TEXT_PX the desktop's letters are, once it was asked


def current() -> Theme:
    """The theme that the application wears now; light until it is dressed."""
    return _worn[0]


def series_colour(number: int) -> str:
    """The colour of a chart's line of this number; they begin again where there are more than the theme has."""
    return current().series[number % len(current().series)]


def dress(theme: Theme) -> None:
    """Dresses the application: every widget that it has or will have."""
    app = QApplication.instance()
    _worn[0] = theme
    if isinstance(app, QApplication) and app.styleSheet() != (made := sheet(theme)):  # a second window finds it there
        app.setStyleSheet("")  # from none to the next Qt is through six times as soon as from one to the next
        app.setPalette(palette(theme))
        app.setStyleSheet(made)
        everything = app.allWidgets()
        for widget in everything:
            _resize(widget)
        hidden = (widget.layout() for widget in everything if not widget.isVisible())
        _forget_sizes([layout for layout in hidden if layout is not None])


def _forget_sizes(hidden: list[QLayout]) -> None:
    """Has the widgets of these layouts measured anew, from the innermost to the outermost.

    Qt lets rows within the layout of a widget that is not seen keep the sizes that they had, and a page that is hidden
    counts for how small its window may be: after a zoom and back everything would stay as wide as it was.
    """
    for layout in sorted(hidden, key=lambda each: _depth(each.parentWidget()), reverse=True):
        layout.invalidate()
        layout.activate()


def _depth(widget: QWidget | None) -> int:
    return 0 if widget is None else 1 + _depth(widget.parentWidget())


_worn = [LIGHT]
_NEW_LOOKS = (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange)


class Dressed(QWidget):
    """For a widget that keeps something made in the theme's colours: `wear` makes it, and again when they or the zoom change."""

    _wears: tuple[Theme, float] | None = None

    def wear(self, theme: Theme) -> None:
        """Makes it in this theme's colours."""
        raise NotImplementedError

    def dress(self) -> None:
        """To be called at the end of `__init__`: before, a new palette has nothing to be told to."""
        self._wears = (current(), _scale[0])
        self.wear(current())

    def changeEvent(self, event: QEvent) -> None:
        """Follows the application's palette and letters, which Qt tells every widget of, shown or not."""
        super().changeEvent(event)
        if event.type() in _NEW_LOOKS and self._wears not in (None, (current(), _scale[0])):
            self.dress()

"""Widgets side by side and one below the other, in a line each. Imports QtWidgets and the theme's distances."""

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from digitpad.ui.common.theme import SPACE

Part = QWidget | QLayout | tuple[QWidget | QLayout, int]  # with a number: how much of the room that is left it takes


def row(*parts: Part, spacing: int = SPACE) -> QHBoxLayout:
    """These parts from left to right."""
    made = QHBoxLayout()
    _fill(made, parts, spacing)
    return made


def column(owner: QWidget, *parts: Part, margin: int = 0, spacing: int = SPACE) -> QVBoxLayout:
    """Lays these parts out in the widget, from the top down."""
    made = QVBoxLayout(owner)
    made.setContentsMargins(margin, margin, margin, margin)
    _fill(made, parts, spacing)
    return made


def _fill(box: QBoxLayout, parts: tuple[Part, ...], spacing: int) -> None:
    box.setSpacing(spacing)
    for part in parts:
        what, stretch = part if isinstance(part, tuple) else (part, 0)
        if isinstance(what, QLayout):
            box.addLayout(what, stretch)
        else:
            box.addWidget(what, stretch)

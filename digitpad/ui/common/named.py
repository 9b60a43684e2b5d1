"""Widgets with names, by which tests, style sheets and screen readers find them. Imports QtWidgets."""

from typing import TypeVar

from PySide6.QtWidgets import QWidget

from digitpad.core.language import tr
from digitpad.ui.common.tips import show_tip

Kind = TypeVar("Kind", bound=QWidget)


def named(widget: Kind, name: str, tip: str = "", label: str = "") -> Kind:
    """The widget with its object name and, where they are given, its tooltip and what a screen reader calls it.

    Both are translated here where they are only marked.
    """
    widget.setObjectName(name)
    if tip:
        show_tip(widget, tr(tip))
    if label:
        widget.setAccessibleName(tr(label))
    return widget

"""Widgets with names, by which tests, style sheets and screen readers find them. Imports QtCore."""

from typing import TypeVar

from PySide6.QtCore import QObject

Kind = TypeVar("Kind", bound=QObject)


def named(thing: Kind, name: str) -> Kind:
    """The thing, now called `name`."""
    thing.setObjectName(name)
    return thing

"""Tooltips of whole sentences: wrapped on the screen, plain to a screen reader. Imports QtWidgets."""

from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip, QWidget

from digitpad.core.escaping import markup, visible
from digitpad.ui.common.theme import scaled

LONG = 64  # characters, from which on a tooltip has several lines
WIDTH = 380  # pixels of such a one


def show_tip(widget: QWidget, *paragraphs: str) -> None:
    """The widget's tooltip, in plain text; none where there is nothing to say.

    Qt wraps only rich text, and hands a rich tooltip to screen readers markup and all where there is no description.
    """
    said = [paragraph for paragraph in paragraphs if paragraph]
    widget.setToolTip("".join(f"<p>{markup(paragraph)}</p>" for paragraph in said))
    widget.setAccessibleDescription(visible(" ".join(said)))


def show_wrapped(widget: QWidget, event: QHelpEvent) -> bool:
    """Shows the widget's tooltip in lines of one readable width; not where it is short, or the widget shows its own.

    Qt leaves plain text on one line, however long, and breaks rich text into narrow columns.
    """
    text = widget.toolTip()
    own = any("event" in vars(kind) for kind in type(widget).__mro__ if kind.__module__.startswith("digitpad."))
    if len(text) < LONG or own:
        return False
    QToolTip.showText(event.globalPos(), wrapped(text), widget)
    return True


def wrapped(text: str) -> str:
    """A tooltip's text, plain or rich, in lines of one width."""
    rich = text if text.startswith("<p>") else markup(text).replace("\n", "<br>")
    return f'<table width="{scaled(WIDTH)}"><tr><td>{rich}</td></tr></table>'

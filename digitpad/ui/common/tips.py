"""Tooltips of whole sentences: wrapped on the screen, plain to a screen reader. Imports QtWidgets."""

from PySide6.QtWidgets import QWidget

from digitpad.core.escaping import markup, visible


def show_tip(widget: QWidget, *paragraphs: str) -> None:
    """The widget's tooltip, in plain text; none where there is nothing to say.

    Qt wraps only rich text, and hands a rich tooltip to screen readers markup and all where there is no description.
    """
    said = [paragraph for paragraph in paragraphs if paragraph]
    widget.setToolTip("".join(f"<p>{markup(paragraph)}</p>" for paragraph in said))
    widget.setAccessibleDescription(visible(" ".join(said)))

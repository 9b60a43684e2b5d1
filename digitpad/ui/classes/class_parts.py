"""What the dialog of own classes is made of: words of its buttons, pictures, names. Imports QtGui and ink."""

from PySide6.QtGui import QIcon, QImage, QPixmap

from digitpad.core.errors import DigitpadError
from digitpad.core.language import mark, tr
from digitpad.core.records import NONE_OF_THESE
from digitpad.ink import drawn_pictures
from digitpad.ink.class_sets import ClassSet
from digitpad.ink.files import Drawing
from digitpad.ink.glyph import SIZE as GLYPH
from digitpad.ui.draw.ink_icon import ink_icon

SIDE = 48  # pixels of a kept drawing
BUTTONS = {
    "new": (mark("New set"), mark("Begins another set of classes")),
    "add": (mark("Add"), mark("Adds a class of the name that is typed")),
    "rename": (mark("Rename"), mark("Gives the chosen class the name that is typed")),
    "remove": (mark("Remove"), mark("Removes the chosen class with its drawings; undo brings it back")),
    "keep": (mark("Keep drawing"), mark("Keeps the drawing for the chosen class (Enter)")),
    "clear": (mark("Clear"), mark("Empties the canvas")),
    "undo": (mark("Undo"), mark("Takes back the last stroke, or the last change (Ctrl+Z)")),
    "delete": (mark("Delete drawings"), mark("Deletes the selected drawings; undo brings them back")),
    "file": (
        mark("Import file …"),
        mark("Adds the drawings of an ink file, or of an image set (.npz) with names"),
    ),
    "folder": (mark("Import folder …"), mark("Adds the pictures of a folder with a folder for each class")),
    "train": (mark("Train"), mark("Trains a model of these classes")),
    "stop": (mark("Stop"), mark("Ends the training; nothing is lost but the model")),
}


def icon_of(one: Drawing, ratio: float) -> QIcon:
    """A kept drawing, or the picture in its place, at this ratio of device pixels."""
    if one.ink:
        return ink_icon(one.ink, ratio, SIDE)
    try:
        pixels = (drawn_pictures.picture_of(one) * 255).astype("uint8")
    except DigitpadError:
        return QIcon()
    image = QImage(pixels.tobytes(), GLYPH, GLYPH, GLYPH, QImage.Format.Format_Grayscale8)
    return QIcon(QPixmap.fromImage(image.copy()).scaled(SIDE, SIDE))


def called(name: str) -> str:
    """A class's name as it is shown."""
    return tr(name) if name == NONE_OF_THESE else name


def unlike(drawings: list[Drawing], kept: ClassSet) -> list[Drawing]:
    """Those that are not there yet: importing a file twice adds nothing."""
    known = {one.key_id for one in kept.drawings}
    return [one for one in drawings if one.key_id not in known]

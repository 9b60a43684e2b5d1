"""The names of somebody's own classes, as they are kept. Imports the standard library alone."""

import re
import unicodedata

CLASS = "class"  # the key of a line of an ink file that names a class and holds no drawing
_BETWEEN = re.compile(r"\s+")


def class_name(text: str) -> str:
    """The name as it is kept: composed characters, one line, no blanks around; empty where nothing can be seen."""
    visible = "".join(" " if mark.isspace() else "" if unicodedata.category(mark) == "Cc" else mark for mark in text)
    return _BETWEEN.sub(" ", unicodedata.normalize("NFC", visible)).strip()

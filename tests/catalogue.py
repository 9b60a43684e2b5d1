"""What stands in the window, as the catalogues have it: without keys of menus and without dots at the end."""

import functools
import re

from babel.messages.pofile import read_po

from digitpad.core import paths


def bare(text: str) -> str:
    """As a lesson quotes it: no key of a menu, no dots, no marks of a split menu."""
    text = re.sub(r"\(&.\)", "", text).replace("&", "")
    return re.sub(r" *(…|▾)$", "", text.strip()).strip()


@functools.cache
def texts_of(code: str) -> frozenset[str]:
    """Every text of the interface in a language."""
    with (paths.resources() / "locale" / "zh_CN" / "LC_MESSAGES" / "digitpad.po").open("rb") as file:
        catalogue = read_po(file, "zh_CN")
    found = set()
    for message in catalogue:
        text = message.id if code == "en" else message.string
        found.add(bare(text if isinstance(text, str) else text[0]))
    return frozenset(found - {""})

r"""Other people's text made harmless where it is shown, a function for each medium. Imports the standard library.

Titles, notes, ids, writers' names, words and the names of files come from anywhere. Wherever one is shown, it must be
no command to a terminal, no row of a table, no formula, no tag, no key of a menu: it stays the text that it is, and
what cannot be shown is written out, such as \x1b.
"""

import re
from html import escape

# Control characters, ends of lines and paragraphs, halves of characters, and what turns the direction of writing.
_UNSEEN = re.compile(
    "[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_FORMULA = re.compile(r"[=+\-@\uff1d\uff0b\uff0d\uff20]")  # what a spreadsheet takes for a formula's beginning
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*(?:[eE][+-]?[0-9]+)?(?: ?%)?|-")  # a dash alone stands for no figure
_MARKDOWN = re.compile(r"[\\`*\[\]|~]|(?<![^\W_])_|_(?![^\W_])")  # an underscore inside a word means nothing
_MARKED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_TAG = re.compile(r"<(?=\s*[A-Za-z!?])|&(?=lt;)")  # Qt passes over space before a tag's name
_JOINER = "\N{WORD JOINER}"  # has no width


def visible(text: str, keep: str = "") -> str:
    """The text on one line, for a terminal and wherever else it is read as it stands; `keep` stays as it is."""
    return _UNSEEN.sub(lambda found: found[0] if found[0] in keep else _written_out(found[0]), text)


def csv_cell(value: object) -> object:
    """A cell of a table that a spreadsheet may open: numbers as they are; a text that looks like a formula quoted."""
    if not isinstance(value, str):
        return value
    text = visible(value)
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def markdown_cell(text: str) -> str:
    """A cell of a Markdown table, on one line, without tags, links and emphasis."""
    shown = visible(text.replace("\r\n", "\n").replace("\n", " "))
    return _MARKDOWN.sub(lambda found: f"\\{found[0]}", shown).translate(_MARKED)


def markup(text: str) -> str:
    """Text between the tags or in a quoted attribute of HTML, SVG or Qt's rich text; it may have several lines."""
    return escape(visible(text, keep="\n\t"))


def drawn_markup(content: bytes) -> str:
    """An SVG as Qt writes it: it escapes the tags in texts, and leaves control characters, which no XML may hold."""
    return visible(content.decode(errors="replace"), keep="\n\t")


def plain_tip(text: str) -> str:
    """A tooltip or label that Qt would guess to be rich text if it held something like a tag: it stays plain."""
    return _TAG.sub(lambda found: found[0] + _JOINER, visible(text, keep="\n"))


def menu_text(text: str) -> str:
    """An entry of a menu or the text of a button: an ampersand is one, and no key of it."""
    return visible(text).replace("&", "&&")


def _written_out(character: str) -> str:
    known = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
    code = ord(character)
    return known.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")

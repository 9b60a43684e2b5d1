"""A lesson's texts for the window and for paper. Imports the reader's pattern and escaping; the standard library.

Known are paragraphs, lists of "- " and "1. ", *emphasis*, **names of the window**, `code` and [[glossary words]];
everything else is shown as it stands.
"""

import re

from digitpad.core.escaping import markup, visible
from digitpad.core.lesson_reader import WORD

LINK = "word:"  # what the address of a glossary word begins with
_ITEM = re.compile(r"(?:[-*]|(\d{1,3})\.) +(.*)")
_INLINE = (
    (re.compile(r"\*\*(\S(?:[^*]*\S)?)\*\*"), r"<b>\1</b>"),
    (re.compile(r"(?<![*0-9A-Za-z])\*(\S(?:[^*]*\S)?)\*(?![*0-9A-Za-z])"), r"<i>\1</i>"),
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
)
_BETWEEN = re.compile(r"\n(?=[^\S\n]*+(?:\n|[-*] |[0-9]{1,3}\. ))")  # paragraphs and the entries of lists
_NAME = re.compile(r"\*\*(\S(?:[^*]*\S)?)\*\*")


def names(text: str) -> list[str]:
    """What a text quotes of the window: everything between two pairs of stars."""
    return [found.replace("\n", " ") for found in _NAME.findall(text)]


def html(text: str) -> str:
    """The text as Qt's rich text, its glossary words as links of LINK and the word."""
    parts: list[str] = []
    lines: list[str] = []
    items: list[str] = []
    numbered = False
    for line in [*text.splitlines(), ""]:
        found = _ITEM.fullmatch(line.strip())
        if found is not None:
            _close(parts, lines)
            numbered = bool(found[1])
            items.append(found[2])
        elif line.strip() and items:
            items[-1] += f"\n{line.strip()}"  # goes on with the entry
        elif line.strip():
            lines.append(line.strip())
        else:
            _close(parts, lines)
            _close_list(parts, items, numbered)
    return "".join(parts)


def _close(parts: list[str], lines: list[str]) -> None:
    if lines:
        parts.append(f"<p>{_inline(_joined(lines))}</p>")
        lines.clear()


def _close_list(parts: list[str], items: list[str], numbered: bool) -> None:
    if items:
        kind = "ol" if numbered else "ul"
        inside = "".join(f"<li>{_inline(_joined(item.splitlines()))}</li>" for item in items)
        parts.append(f'<{kind} style="margin-left: 16px; -qt-list-indent: 0">{inside}</{kind}>')
        items.clear()


def _joined(lines: list[str]) -> str:
    """Lines of one paragraph; no space is put between two that meet in Chinese."""
    made = ""
    for line in lines:
        begins = line.lstrip("[*`")
        ends = made.rstrip("]*`")
        wide = _is_chinese(ends[-1:]) and (_is_chinese(begins[:1]) or _is_stop(ends[-1:]))
        made = f"{made}{line}" if not made or wide or _is_stop(begins[:1]) else f"{made} {line}"
    return made


def _is_chinese(letter: str) -> bool:
    return letter > "\u2e80"


def _is_stop(letter: str) -> bool:
    """A full-width stop, after and before which nobody writes a space."""
    return "\u3000" <= letter <= "\u303f" or "\uff00" <= letter <= "\uffef"


def _inline(text: str) -> str:
    shown = markup(text)
    for pattern, replacement in _INLINE:
        shown = pattern.sub(replacement, shown)
    return WORD.sub(_link, shown)


def _link(found: re.Match[str]) -> str:
    word = (found[2] or found[1]).strip().lower()
    return f'<a href="{LINK}{word}">{found[1]}</a>'


def plain(text: str) -> str:
    """The text without its marks, for paper and for screen readers."""
    shown = WORD.sub(lambda found: found[1], visible(text, keep="\n"))
    for pattern, _ in _INLINE:
        shown = pattern.sub(r"\1", shown)
    return "\n".join(_joined(part.splitlines()) for part in _BETWEEN.split(shown)).strip()

"""The pages of help: Markdown files in `resources/docs`, a folder a language. Imports paths and storage."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from digitpad.core import language, paths
from digitpad.core.limits import HELP_BYTES
from digitpad.core.storage import read_bounded

NAMES = (
    "start",
    "drawing",
    "training",
    "networks",
    "comparing",
    "teaching",
    "lessons",
    "files",
    "shortcuts",
    "glossary",
)
SHORTCUTS = "shortcuts"  # the page that lists them
SHORTCUTS_PLACE = "{shortcuts}"  # where on it the list stands, which is made from the window's entries

_BROKEN_LINE = re.compile("(?<=[\u3000-\u9fff\uff00-\uffef])\n(?=[\u4e00-\u9fff])")  # Chinese has no space there


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpPage:
    """One page: its file's name without suffix, its title, and its text in Markdown, title included."""

    name: str
    title: str
    text: str


def pages(shortcuts: Sequence[tuple[str, str]] = ()) -> tuple[HelpPage, ...]:
    """Every page in the language chosen, in the order of reading; a page without a translation is English.

    shortcuts: keys and what they do, for the page that lists them.
    """
    return tuple(_page(name, shortcuts) for name in NAMES)


def _page(name: str, shortcuts: Sequence[tuple[str, str]]) -> HelpPage:
    docs = paths.resources() / "docs"
    translated, english = (docs / code / f"{name}.md" for code in (language.chosen(), language.ENGLISH))
    text = read_bounded(translated if translated.is_file() else english, HELP_BYTES).decode()
    text = _BROKEN_LINE.sub("", text)
    title = text.partition("\n")[0].removeprefix("# ")
    return HelpPage(name=name, title=title, text=text.replace(SHORTCUTS_PLACE, _table(shortcuts)))


def _table(shortcuts: Sequence[tuple[str, str]]) -> str:
    """A table in Markdown; a bar within a cell would end it."""
    head = (language.tr("keys"), language.tr("what they do"))
    cells = [head, ("---", "---"), *((f"`{keys}`", words.replace("|", "\\|")) for keys, words in shortcuts)]
    return "\n".join(f"| {left} | {right} |" for left, right in cells)


def found(among: Sequence[HelpPage], wanted: str) -> tuple[HelpPage, ...]:
    """The pages that hold every word of a search, those with one in the title first; all pages for an empty search."""
    words = wanted.casefold().split()
    holding = [page for page in among if all(word in page.text.casefold() for word in words)]
    return tuple(sorted(holding, key=lambda page: not any(word in page.title.casefold() for word in words)))

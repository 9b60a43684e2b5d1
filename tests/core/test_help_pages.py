"""The pages of help: whole in every language, linked to each other, found by their words."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from digitpad.core import help_pages, language, paths

LINK = re.compile(r"\]\(([^)]+)\)")


@pytest.fixture(params=sorted(language.LANGUAGES))
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    language.use(request.param, paths.resources() / "locale")
    yield request.param
    language.use(language.ENGLISH, paths.resources() / "locale")


def headings(text: str) -> list[int]:
    return [len(line.split(" ")[0]) for line in text.splitlines() if line.startswith("#")]


def test_every_page_is_there_in_every_language(spoken: str) -> None:
    folder = paths.resources() / "docs" / spoken
    assert {file.stem for file in folder.iterdir()} == set(help_pages.NAMES)
    for page in help_pages.pages():
        english = Path(paths.resources() / "docs" / "en" / f"{page.name}.md").read_text(encoding="utf-8")
        assert page.title and not page.title.startswith("#") and page.text.startswith(f"# {page.title}\n")
        assert headings(page.text) == headings(english), "a translation has the same parts"
        assert page.text.count("\n|") == english.count("\n|") + 2 * (page.name == help_pages.SHORTCUTS)
        assert (spoken == "en") == page.text.isascii()


def test_every_link_leads_to_a_page(spoken: str) -> None:
    for page in help_pages.pages():
        for target in LINK.findall(page.text):
            assert target.removesuffix(".md") in help_pages.NAMES, (page.name, target)


def test_a_search_finds_the_pages_that_hold_every_word() -> None:
    pages = help_pages.pages()
    assert help_pages.found(pages, "") == pages
    names = [page.name for page in help_pages.found(pages, "Overfitting DROPOUT")]
    assert "training" in names and "glossary" in names and "drawing" not in names
    assert help_pages.found(pages, "glossary")[0].name == "glossary", "a title goes before a mention"
    assert help_pages.found(pages, "overfitting qqq") == ()


def test_the_list_of_keys_is_a_table_of_the_windows_own() -> None:
    (page,) = (page for page in help_pages.pages([("Ctrl+Q", "Quit | leave")]) if page.name == help_pages.SHORTCUTS)
    assert "| `Ctrl+Q` | Quit \\| leave |" in page.text and help_pages.SHORTCUTS_PLACE not in page.text

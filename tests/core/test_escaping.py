"""Any text is harmless in every medium: read back there, it is the same text or its written-out form, and no more."""

import csv
import io
import xml.etree.ElementTree as ET
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QKeySequence, Qt

from digitpad.core import csv_text
from digitpad.core.escaping import csv_cell, markdown_cell, markup, menu_text, plain_tip, visible

HOSTILE = (
    "\x1b]0;owned\x07", "\x1b[2J", "a\nb", "\r\n", "\t", "\x00", "\x7f", "\x85", "\u2028", "\u202egpj.exe", "\ud800",
    "<b>x</b>", "<img src=x onerror=y>", "<script>", "</td>", "&lt;b>", "&amp;", "<!--", "<?xml", "<!b>", "]]>",
    "=1+1", "+1", "-1", "@SUM(A1)", "=cmd|'/C calc'!A0", "\uff1d1", '"', "'", ",", ";", "|", "\\", "\\|", "`", "**x**",
    "[x](http://y)", "![x](y)", "_x_", "a_b", "~~", "&File", "&&", "\ufffe", "\U0001f600",
)  # fmt: skip
texts = st.lists(
    st.one_of(st.sampled_from(HOSTILE), st.characters(exclude_categories=()), st.text(max_size=3)), max_size=8
).map("".join)
examples = settings(max_examples=200, deadline=None)


@examples
@given(texts)
def test_a_terminal_gets_one_line_without_commands(text: str) -> None:
    shown = visible(text)
    assert len(shown.splitlines()) <= 1
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in shown)
    shown.encode()
    assert visible(shown) == shown


@pytest.mark.parametrize("text", ["mlp-256", "Straße 7", "семь.png", "手写", "🙂", "50 % & more", "a<b", "x\\y"])
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert visible(text) == text == csv_cell(text)


@examples
@given(st.lists(texts, min_size=1, max_size=4))
def test_a_table_has_its_rows_and_cells_and_no_formula(cells: list[str]) -> None:
    content = csv_text.written([cells, [1, -2.5, None, "-"], cells])
    content.encode()
    rows = list(csv.reader(io.StringIO(content)))
    assert len(rows) == len(content.splitlines()) == 3
    assert rows[1] == ["1", "-2.5", "", "-"]
    for cell, text in zip(rows[0], cells, strict=True):
        assert cell in (visible(text), f"'{visible(text)}")
        if cell[:1] in tuple("=+-@"):
            assert cell == "-" or float(cell.replace(",", "").replace("%", "")) is not None


@pytest.mark.parametrize("text", ["-0.5", "+3", "-1e-5", "-12.5 %", "-"])
def test_figures_are_no_formulas(text: str) -> None:
    assert csv_cell(text) == text


@pytest.mark.parametrize("text", ["=1+1", "-1+1", "+A1", "@x", "-2*3", "--1", "+1;1", "\uff1d1"])
def test_formulas_are_quoted(text: str) -> None:
    assert csv_cell(text) == f"'{text}"


@examples
@given(texts)
def test_a_cell_of_markdown_is_one_cell_of_one_row(text: str) -> None:
    cell = markdown_cell(text)
    assert len(f"| {cell} |".splitlines()) == 1
    assert "<" not in cell and ">" not in cell
    plain, at = [], 0
    while at < len(cell):
        at += cell[at] == "\\" and at + 1 < len(cell) and cell[at + 1] in "\\`*[]|~_"
        assert cell[at - 1] == "\\" or cell[at] not in "|`*[]"
        plain.append(cell[at])
        at += 1
    assert unescape("".join(plain)) in (visible(text.replace("\r\n", "\n").replace("\n", " ")), unescape(text))


class Gathered(HTMLParser):
    """The tags of a page, and the text between them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text += data


@examples
@given(texts)
def test_a_page_and_a_drawing_show_the_text_and_have_no_more_tags(text: str) -> None:
    piece, expected = f'<p title="{markup(text)}">{markup(text)}</p>', visible(text, keep="\n\t")
    element = ET.fromstring(piece)  # noqa: S314  # our own
    assert (element.text or "", len(element)) == (expected, 0)
    page = Gathered()
    page.feed(piece)
    page.close()
    assert page.tags == [("p", [("title", expected)])]
    assert page.text == expected


@examples
@given(texts)
def test_a_tooltip_is_never_taken_for_rich_text(text: str) -> None:
    tip = plain_tip(text)
    assert not Qt.mightBeRichText(tip)
    assert tip.replace("\u2060", "") == visible(text, keep="\n").replace("\u2060", "")


@pytest.mark.parametrize("text", ["< b>x", "<\u00a0img src='file:///x'>", "3 <\u2003i>", "<  !doctype html>"])
def test_a_tag_with_space_in_it_is_one_to_qt_and_none_in_a_tooltip(text: str) -> None:
    assert not Qt.mightBeRichText(plain_tip(text))


@examples
@given(texts)
def test_an_entry_of_a_menu_has_no_key_of_its_own(text: str) -> None:
    assert QKeySequence.mnemonic(menu_text(text)).isEmpty()
    assert menu_text(text).replace("&&", "&") == visible(text)

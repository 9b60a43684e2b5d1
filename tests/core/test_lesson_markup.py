"""A lesson's texts: only the marks that are known mean anything, whatever else stands there is shown as it is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core import lesson_markup


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Press **Start**.", "<p>Press <b>Start</b>.</p>"),
        ("a *b* c", "<p>a <i>b</i> c</p>"),
        ("\u8fd9*500 \u4e2a*\u4e2d", "<p>\u8fd9<i>500 \u4e2a</i>\u4e2d</p>"),
        ("2*3*4", "<p>2*3*4</p>"),
        ("`x < 1`", "<p><code>x &lt; 1</code></p>"),
        ("an [[epoch]]", '<p>an <a href="word:epoch">epoch</a></p>'),
        ("[[Epochs|epoch]]", '<p><a href="word:epoch">Epochs</a></p>'),
        ("one\ntwo\n\nthree", "<p>one two</p><p>three</p>"),
        ("\u4e00\n\u8bcd\uff0c\n[[\u635f]]", '<p>\u4e00\u8bcd\uff0c<a href="word:\u635f">\u635f</a></p>'),
        ("<b>no</b> <img src=x>", "<p>&lt;b&gt;no&lt;/b&gt; &lt;img src=x&gt;</p>"),
    ],
)  # fmt: skip
def test_marks_become_markup_and_nothing_else_does(text: str, shown: str) -> None:
    assert lesson_markup.html(text) == shown


def test_lists_are_lists() -> None:
    made = lesson_markup.html("Before:\n- one\n  goes on\n- two\n\n1. first")
    assert "<p>Before:</p><ul" in made and "<li>one goes on</li><li>two</li></ul><ol" in made


def test_on_paper_the_marks_are_gone() -> None:
    assert lesson_markup.plain("Press **Start** in an [[epochs|epoch]].\n- *one*") == "Press Start in an epochs.\n- one"


@pytest.mark.parametrize("between", ["\n" * 190_000, "\t\n" * 95_000, "\n" + "\t" * 190_000, "\n" + "1" * 190_000])
def test_the_longest_text_is_gone_through_once(between: str) -> None:
    assert lesson_markup.plain(f"a{between}b").startswith("a")  # it took minutes
    assert lesson_markup.html(f"a{between}b").startswith("<p>a")


@given(st.text())
def test_no_text_becomes_a_tag_of_its_own(text: str) -> None:
    tags = set(re.findall(r"<(/?\w+)", lesson_markup.html(text)))
    assert tags <= {f"{end}{tag}" for end in ("", "/") for tag in ("p", "b", "i", "code", "a", "ul", "ol", "li")}
    lesson_markup.plain(text)

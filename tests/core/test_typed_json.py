"""Every value of every record is checked by its type hint: kind, length, range, and text that can be written again."""

import json
import re
from dataclasses import dataclass
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.limits import LIST_ITEMS, NAME_CHARS, NOTE_CHARS, TEXT_CHARS
from digitpad.core.plans import Augmentation, Plan
from digitpad.core.records import Card, EpochDone, Score
from digitpad.core.typed_json import (
    InOrder,
    Length,
    OneOf,
    Pairs,
    Within,
    entries,
    forgiving,
    from_json,
    read,
    shown,
    to_json,
)

SCORE = Score("mnist", 100, 0.97, (0.91, 0.99))
CARD = Card(
    id="mine",
    plan=Plan("padnet", "padnet", "mnist", augmentation=Augmentation(rotate=5)),
    classes=tuple("0123456789"),
    parameters=10,
    weights="weights.safetensors",
    bytes=40,
    scores=(SCORE,),
    history=(EpochDone(1, 2, 0.5, 0.8, 0.4, 0.85, 1.5, 0.01, 900.0),),
    tradeoff=((0.5, 0.9, 0.1),),
)
HUGE = int("1" + "0" * 400)

WRONG = [
    (
        "scores",
        [to_json(SCORE) | {"ci95": None}],
        r"^scores\[0\]\.ci95 of card\.json should be a list of 2 values, got null$",
    ),
    (
        "scores",
        [to_json(SCORE) | {"ci95": []}],
        r"^scores\[0\]\.ci95 of card\.json should be a list of 2 values, got \[\]$",
    ),
    ("scores", [to_json(SCORE) | {"ci95": [0.9]}], "list of 2"),
    ("scores", [to_json(SCORE) | {"ci95": "ab"}], "list of 2"),
    ("scores", [to_json(SCORE) | {"ci95": {}}], "list of 2"),
    ("scores", [to_json(SCORE) | {"ci95": ["a", "b"]}], r"^scores\[0\]\.ci95\[0\] of card\.json should be a number"),
    ("scores", [to_json(SCORE) | {"ci95": [0.9, 0.1]}], "in order"),
    (
        "scores",
        [to_json(SCORE) | {"accuracy": 1.5}],
        r"scores\[0\]\.accuracy of card.json should be from 0.0 to 1.0, got 1.5",
    ),
    ("scores", [to_json(SCORE) | {"n": -1}], r"scores\[0\]\.n of card\.json should be from 0"),
    ("changes", 5, r"changes of card\.json should be a list, got 5"),
    ("changes", [1], r"changes\[0\] of card\.json should be text, got 1"),
    ("tradeoff", [[0.1, 0.2]], "list of 3"),
    ("seconds", float("inf"), r"^seconds of card\.json should be a finite number, got inf"),
    ("seconds", float("nan"), "finite"),
    ("seconds", HUGE, "finite"),
    ("seconds", -1, "from 0.0"),
    ("parameters", HUGE, "at most 64 bits, got 1000000000"),
    ("parameters", True, "whole number"),
    ("classes", ["1"], r"^classes of card.json should be at least 2 long"),
    ("classes", ["1"] * 30_000, "at most 1,000 long"),
    ("title", "\ud800", r"^title of card.json should be text of whole characters, got '\\ud800'"),
    ("title", "x" * (NAME_CHARS + 1), "at most 1,000 long"),
    ("command", "x" * (TEXT_CHARS + 1), "at most 20,000 long"),
    ("note", "x" * (NOTE_CHARS + 1), "at most 200,000 long"),
    ("changes", ["x"] * (LIST_ITEMS + 1), "at most 200,000 long"),
    ("reject", 1, r"^reject of card.json should be true or false, got 1"),
]


@pytest.mark.parametrize(("field", "value", "said"), WRONG)
def test_a_value_that_cannot_be_is_named_in_one_short_line(field: str, value: object, said: str) -> None:
    with pytest.raises(ValueError, match=said) as caught:
        from_json(Card, to_json(CARD) | {field: value}, "card.json")
    assert len(str(caught.value)) < 200
    assert "\n" not in str(caught.value)


def test_what_is_within_the_limits_comes_through() -> None:
    row = to_json(CARD) | {"note": "ä\n" * (NOTE_CHARS // 2), "title": "x" * NAME_CHARS}
    assert from_json(Card, row).note == row["note"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(HUGE) | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@given(st.sampled_from(sorted(to_json(CARD))), JSON)
def test_whatever_stands_in_a_field_is_a_card_that_can_be_written_again_or_one_line(field: str, value: object) -> None:
    try:
        card = from_json(Card, to_json(CARD) | {field: value})
    except ValueError as error:
        assert len(str(error).splitlines()) == 1
    else:
        text = json.dumps(to_json(card), allow_nan=False, ensure_ascii=False).encode()
        assert from_json(Card, json.loads(text)) == card


@given(JSON)
def test_whatever_value_is_wrong_it_is_shown_in_few_characters_on_one_line(value: object) -> None:
    for odd in (value, [value] * 1000, "\x1b\n" * 100_000, {"a" * 10_000: value}):
        text = shown(odd)
        assert len(text) <= 60
        assert text.isprintable()


@dataclass(frozen=True)
class Choices:
    look: Annotated[str, OneOf(("light", "dark"))] = "light"
    width: Annotated[float, Within(0, 9)] = 1.0
    shape: Annotated[str, Pairs()] = ""
    edges: Annotated[tuple[int, ...], InOrder(), Length(3)] = ()
    limit: float | None = None
    plans: dict[str, Plan] | None = None
    sizes: dict[str, Annotated[int, Within(0, 9)]] | None = None


def test_what_is_wrong_costs_itself_alone_where_the_reader_forgives() -> None:
    data = {"look": "pink", "width": 3, "shape": "0g", "edges": [1, 2, 1], "limit": "much", "unheard": 1}
    made, wrong = forgiving(Choices, data)
    assert made == Choices(width=3.0)
    assert len(wrong) == 4
    assert any("look should be one of light, dark, got 'pink'" in line for line in wrong)
    assert forgiving(Choices, {"shape": "0aFF", "edges": [1, 1, 2], "limit": None})[0].edges == (1, 1, 2)
    with pytest.raises(ValueError, match="should be an object"):
        forgiving(Choices, [])


def test_a_wrong_entry_of_an_object_costs_itself_alone() -> None:
    kept, wrong = entries(float, {"a": 1, "b": "x", "c": float("nan"), "\ud800": 1}, "times")
    assert kept == {"a": 1.0}
    assert len(wrong) == 3
    assert entries(float, [], "times") == ({}, ["times should be an object, got []"])


def test_any_hint_can_be_read() -> None:
    assert read(dict[str, tuple[int, ...]], {"a": [1, 2]}, "table") == {"a": (1, 2)}
    with pytest.raises(ValueError, match=r"^table\.a\[1\] should be a whole number"):
        read(dict[str, tuple[int, ...]], {"a": [1, 2.5]}, "table")
    with pytest.raises(TypeError, match="is not read from JSON"):
        read(set[int], [1], "table")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"plan": {"augmentation": {"rotate": "far"}}}, "plan lacks recipe"),
        (
            {"plan": to_json(CARD.plan) | {"augmentation": {"rotate": "far"}}},
            "plan.augmentation.rotate should be a number",
        ),
        ({"history": [to_json(CARD.history[0]), {"epoch": 2}]}, "history[1] lacks epochs"),
        ({"tradeoff": [[0.5, 0.9, 0.1], [0.5, 2, 0.1]]}, "tradeoff[1][1] should be from 0.0 to 1.0, got 2"),
    ],
)
def test_a_wrong_value_is_named_by_its_place_in_the_file(change: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        from_json(Card, to_json(CARD) | change)


@given(st.text() | st.just("a" * 30_000))
def test_odd_names_in_a_place_are_shown_on_one_short_line(name: str) -> None:
    with pytest.raises(ValueError, match="should be") as caught:
        read(dict[str, dict[str, int]], {name: {name: "x"}}, "table")
    assert str(caught.value).startswith("table")
    assert len(str(caught.value)) < 250
    assert str(caught.value).isprintable()

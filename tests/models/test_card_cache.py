"""A library of many models parses what changed and nothing else, and is never behind what lies on the disk."""

import dataclasses
import os
from pathlib import Path

import pytest

from digitpad.core.errors import ModelError, UnknownNameError
from digitpad.models import cards
from digitpad.models.cards import card_bytes
from digitpad.models.library import Library
from tests.small_models import empty_library, saved

MANY = 40


class Parses(list):
    """The folders whose cards were parsed since it was last asked."""

    def new(self) -> list[str]:
        found = [*self]
        self.clear()
        return found


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """A library whose models were all made long ago."""
    found = empty_library(tmp_path)
    for name in ("a", "b", "c"):
        saved(found, name)
        aged(found, name)
    return found


@pytest.fixture
def parses(monkeypatch: pytest.MonkeyPatch) -> Parses:
    found, parse = Parses(), cards.parse_card
    monkeypatch.setattr(cards, "parse_card", lambda folder, data: (found.append(folder.name), parse(folder, data))[1])
    return found


def aged(library: Library, name: str, seconds: int = 1000) -> None:
    """As if the card had been written so long ago."""
    path = library.models / name / "card.json"
    before = path.stat().st_mtime_ns
    os.utime(path, ns=(before, before - seconds * 10**9))


def rewritten(library: Library, name: str, **values: object) -> None:
    """As another process writes a card: another file in its place."""
    path = library.models / name / "card.json"
    card = dataclasses.replace(cards.read_card(path.parent, bundled=False), **values)  # type: ignore[arg-type]
    (path.parent / "new").write_bytes(card_bytes(card))
    (path.parent / "new").replace(path)


def test_what_did_not_change_is_parsed_once(library: Library, parses: Parses) -> None:
    first = library.contents()
    assert parses.new() == ["a", "b", "c"]
    assert library.contents() == first
    assert library.cards() == first.cards
    assert library.card("b") == first.cards[1]
    assert library.open("c").card == first.cards[2]
    assert library.names() == {"a", "b", "c"}
    assert parses.new() == []


def test_opening_one_of_many_parses_one(tmp_path: Path, parses: Parses) -> None:
    library = empty_library(tmp_path)
    for number in range(MANY):
        folder = library.models / f"m{number}"
        if number == 0:
            saved(library, "m0")
        else:
            folder.mkdir()
            for name in ("card.json", "weights.safetensors"):
                (folder / name).hardlink_to(library.models / "m0" / name)
    parses.new()
    opened = library.open("m7")
    assert opened.card.id == "m7"
    assert opened.weights
    assert library.fingerprint("m7") == opened.fingerprint
    assert set(parses.new()) == {"m7"}


def test_a_card_changed_by_another_process_is_seen_and_no_other_parsed(library: Library, parses: Parses) -> None:
    library.contents()
    parses.new()
    rewritten(library, "b", note="from elsewhere")
    assert library.card("b").note == "from elsewhere"
    assert [card.note for card in library.contents().cards] == ["", "from elsewhere", ""]
    assert set(parses.new()) == {"b"}


def test_a_card_of_the_same_length_and_time_is_another_file(library: Library) -> None:
    rewritten(library, "a", note="one")
    aged(library, "a")
    path = library.models / "a" / "card.json"
    time = path.stat().st_mtime_ns
    assert library.card("a").note == "one"
    rewritten(library, "a", note="two")
    os.utime(path, ns=(time, time))
    assert library.card("a").note == "two"


def test_a_card_written_twice_within_a_tick_of_the_clock_is_seen(library: Library) -> None:
    path = library.models / "a" / "card.json"
    one, two = (card_bytes(dataclasses.replace(library.card("a"), note=note)) for note in ("one", "two"))
    for _ in range(50):
        path.write_bytes(one)
        assert library.card("a").note == "one"
        path.write_bytes(two)  # in place, as long, and most likely at the same time
        assert library.card("a").note == "two"


def test_a_broken_card_is_parsed_again_when_it_changes(library: Library, parses: Parses) -> None:
    path = library.models / "b" / "card.json"
    path.write_text("{")
    aged(library, "b")
    (said,) = library.contents().problems
    assert "no JSON" in said
    parses.new()
    assert library.contents().problems == [said]
    with pytest.raises(ModelError, match="no JSON"):
        library.open("b")
    assert parses.new() == []
    path.write_text("[]")
    assert library.contents().problems != [said]
    assert parses.new() == ["b"]


def test_weights_that_go_and_come_are_seen_though_the_card_stays(library: Library) -> None:
    path = library.models / "b" / "weights.safetensors"
    size = library.card("b").bytes
    content = path.read_bytes()
    path.unlink()
    assert "missing" in library.contents().problems[0]
    path.write_bytes(content + b" ")
    assert library.card("b").bytes == size + 1


def test_deleted_and_restored_models_are_right_at_once(library: Library) -> None:
    before = library.contents()
    gone = library.delete("b")
    assert [card.id for card in library.cards()] == ["a", "c"]
    with pytest.raises(UnknownNameError):
        library.card("b")
    new = saved(library, "b", note="another one")
    assert library.card("b") == new
    assert library.restore(gone).id == "b-2"
    assert [card.id for card in library.cards()] == ["a", "b", "b-2", "c"]
    library.delete("b")
    library.delete("b-2")
    library.restore(gone.model)
    assert library.card("b") in (new, before.cards[1])


def test_renamed_models_and_folders_are_right_at_once(library: Library, parses: Parses) -> None:
    library.contents()
    library.rename("a", "First")
    library.note("c", "Last")
    assert [(card.id, card.name, card.note) for card in library.cards()] == [
        ("a", "First", ""), ("b", "b", ""), ("c", "c", "Last")
    ]  # fmt: skip
    assert "b" not in parses.new()[3:]
    (library.models / "a").rename(library.models / "z")
    assert [card.id for card in library.cards()] == ["b", "c", "z"]
    assert library.card("z").name == "First"

"""The window looks at the library whenever it is activated: it parses what changed, and says each problem once."""

import dataclasses
import os
from pathlib import Path

import pytest
from PySide6.QtTest import QSignalSpy

from digitpad.controllers.library_model import LibraryModel
from digitpad.models import cards
from tests.small_models import empty_library, saved


@pytest.fixture
def model(tmp_path: Path) -> LibraryModel:
    library = empty_library(tmp_path)
    for name in ("a", "b"):
        saved(library, name)
        os.utime(library.models / name / "card.json", (1.7e9, 1.7e9))
    found = LibraryModel(library)
    found.refresh()
    return found


def test_a_look_at_an_unchanged_library_parses_and_tells_nothing(
    qapp: object, model: LibraryModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[Path] = []
    monkeypatch.setattr(cards, "parse_card", lambda folder, _content: parsed.append(folder))
    changed = QSignalSpy(model.changed)
    model.refresh()
    model.refresh()
    assert (parsed, changed.count()) == ([], 0)


def test_a_card_of_another_process_is_told_at_the_next_look(qapp: object, model: LibraryModel) -> None:
    folder = model.library.models / "b"
    card = cards.read_card(folder, bundled=False)
    (folder / "card.json").write_bytes(cards.card_bytes(dataclasses.replace(card, title="Other")))
    changed = QSignalSpy(model.changed)
    model.refresh()
    assert changed.count() == 1
    assert [card.name for card in model.cards] == ["a", "Other"]


def test_a_broken_card_is_said_once_and_again_when_it_is_broken_otherwise(qapp: object, model: LibraryModel) -> None:
    path = model.library.models / "b" / "card.json"
    whole = path.read_bytes()
    problem, mended = QSignalSpy(model.problem), QSignalSpy(model.mended)
    for content, said, over in ((b"{", 1, 0), (b"{", 1, 0), (b"[]", 2, 1), (b"[]", 2, 1), (whole, 2, 2)):
        path.write_bytes(content)
        model.refresh()
        model.refresh()
        assert (problem.count(), mended.count()) == (said, over)
    assert model.ids == ("a", "b")

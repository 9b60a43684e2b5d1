"""Several processes change one library at machine pace: no model is lost, halved or put over another."""

from pathlib import Path

import pytest

from digitpad.models import trash
from digitpad.models.library import Library
from tests.processes import at_once
from tests.small_models import saved

RACE = """
from digitpad.core.errors import DigitpadError, StorageError
from digitpad.models.library import Library
library, said = Library(home, home.with_name("bundled")), []
begin()
until = time.monotonic() + 1.2
while time.monotonic() < until:
    for change in (
        lambda: library.rename("one", f"title {number}"),
        lambda: library.note("two", f"note {number}"),
        lambda: library.delete(("one", "two")[number % 2]),
        lambda: library.restore(("one", "two")[number % 2]),
        lambda: library.restore("one"),
    ):
        try:
            change()
        except StorageError as error:
            said.append(str(error))
        except DigitpadError:
            pass  # it is deleted at this moment, or it is not
end(said)
"""
NOTES = """
from digitpad.models.library import Library
library = Library(home, home.with_name("bundled"))
begin()
for at in range(12):
    library.note(f"model-{number}-{at}", f"note {number}-{at}")
end(None)
"""


def whole(folder: Path) -> bool:
    return {path.name for path in folder.iterdir()} == {"card.json", "weights.safetensors"}


@pytest.mark.parametrize("count", [pytest.param(2, marks=pytest.mark.long), 4])
def test_renaming_noting_deleting_and_bringing_back_at_once_loses_nothing(library: Library, count: int) -> None:
    made = {saved(library, name, seed=seed).id: seed for seed, name in enumerate(("one", "two"))}
    before = {library.open(name).weights["body.1.weight"].tobytes() for name in made}
    assert at_once(RACE, library.home, count) == [[]] * count
    for gone in trash.lying(library.trash):
        library.restore(gone)
    assert library.contents().problems == []
    assert {library.open(card.id).weights["body.1.weight"].tobytes() for card in library.cards()} == before
    assert len(library.cards()) == len(made)
    assert all(whole(folder) for folder in library.models.iterdir())


def test_notes_of_bundled_models_from_two_processes_are_all_kept(library: Library) -> None:
    seen = Library(library.home, library.bundled)
    bundling = Library(library.home, library.bundled)
    bundling.models = library.bundled
    wanted = {f"model-{number}-{at}": f"note {number}-{at}" for number in range(2) for at in range(12)}
    for name in wanted:
        saved(bundling, name)
    at_once(NOTES, library.home, 2)
    assert {card.id: card.note for card in seen.cards()} == wanted

"""Cards as last parsed, by folder; parsed again where the file's time, size or number changed. Imports cards, core."""

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from digitpad.core.errors import ModelError
from digitpad.core.records import Card
from digitpad.models import cards

# A file that is written twice within one tick of the system's clock keeps its time. What was changed so shortly before
# it was read is therefore not believed the next time. Ticks last 4 to 16 ms.
TICK_NS = 20_000_000

Stamp = tuple[int, int, int]  # a file's time of change in ns, its bytes, and its own number on the disk


@dataclass(frozen=True, slots=True)
class _Known:
    """What a card's file held, or the sentence and hint why it could not be used."""

    stamp: Stamp | None
    card: Card | None
    problem: tuple[str, str]


class CardCache:
    """The cards of a library's folders. Every method may be called from any thread."""

    def __init__(self) -> None:
        self._known: dict[Path, _Known] = {}

    def card(self, folder: Path, *, bundled: bool) -> Card:
        """The card in a model's folder, as `cards.read_card` gives it; the very same object where nothing changed.

        Raises ModelError.
        """
        known = self._parsed(folder)
        if known.card is None:
            raise ModelError(*known.problem)  # a new one: an error that is raised again gathers tracebacks
        card = cards.placed(known.card, folder, bundled=bundled)
        if card is not known.card and self._known.get(folder) is known:
            self._known[folder] = replace(known, card=card)
        return card

    def keep_only(self, folders: Iterable[Path]) -> None:
        """Forgets all other folders."""
        for gone in set(self._known).difference(folders):
            self._known.pop(gone, None)

    def _parsed(self, folder: Path) -> _Known:
        stamp = _stamp(folder / cards.CARD_FILE)
        known = self._known.get(folder)
        if stamp is not None and known is not None and known.stamp == stamp:
            return known
        content = cards.card_content(folder)  # why a file cannot be read at all may change without its time
        try:
            found = _Known(stamp, cards.parse_card(folder, content), ("", ""))
        except ModelError as error:
            found = _Known(stamp, None, (error.message, error.hint))
        if stamp is not None and time.time_ns() - stamp[0] > TICK_NS:
            self._known[folder] = found
        else:
            self._known.pop(folder, None)
        return found


def _stamp(path: Path) -> Stamp | None:
    """Asked for before the file is read: what is written meanwhile is another one the next time."""
    try:
        found = os.stat(path)  # noqa: PTH116  half the time of Path.stat, for each model at each look at the window
    except OSError:
        return None  # whoever reads it says why
    return found.st_mtime_ns, found.st_size, found.st_ino

"""How long work that tells its share will still take. Imports the standard library alone."""

import time
from collections.abc import Callable

from digitpad.core.language import tr

AFTER_SECONDS, AFTER_SHARE = 3.0, 0.01  # before, it would be a guess


class Eta:
    """Watches the shares (0-1) of one work, and tells in words how long the rest takes at the same pace.

    clock: gives seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begun: tuple[float, float] | None = None  # when, and which share was done then

    def restart(self) -> None:
        """Another work begins."""
        self._begun = None

    def added(self, text: str, share: float) -> str:
        """The text, and behind it about how long it will take still, where that is known."""
        now = self._clock()
        if self._begun is None and share >= 0:
            self._begun = (now, share)
        if self._begun is None:
            return text
        spent, done = now - self._begun[0], share - self._begun[1]
        if spent < AFTER_SECONDS or done < AFTER_SHARE or share >= 1:
            return text
        return f"{text} {words(spent / done * (1 - share))}"


def words(seconds: float) -> str:
    """About how long, rounded up: "about 25 s left", "about 4 min left"."""
    if seconds <= 55:
        return tr("about {max} s left", max=max(-int(-seconds // 5) * 5, 5))
    minutes = -int(-seconds // 60)
    return (
        tr("about {minutes} min left", minutes=minutes)
        if minutes < 90
        else tr("about {minutes} h left", minutes=round(minutes / 60))
    )

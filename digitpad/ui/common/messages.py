"""The messages of the window: which there are, which is shown where, and when one is over. Imports QtCore.

The newest is shown; older ones wait behind it and are counted. A message has one place, and goes with its cause.
"""

from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, Signal

BAD, GOOD, INFO = "bad", "good", "info"
PAD, TRAIN, COMPARE = "pad", "train", "compare"  # the panels that messages belong to
NAMING, NOTING = "naming", "noting"  # causes: a name or a note that could not be taken
MOST_KEPT = 200  # of the past ones, for whoever looks them up
MOST_WAITING = 50  # a broken disk can complain without end

Act = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence, a hint, its kind (BAD, GOOD or INFO), and perhaps a button with what it does.

    `place` is the panel that it belongs to. `cause` names what it is about: a newer message of a cause takes the place
    of an older one, and whoever knows that the cause is mended withdraws it.
    """

    text: str
    hint: str = ""
    kind: str = BAD
    action: str = ""
    act: Act | None = None
    place: str = PAD
    cause: str = ""

    @property
    def passing(self) -> bool:
        """Whether it is news that nobody has to do anything about: it goes by itself, and for any newer message."""
        return self.kind != BAD and not self.action


class Messages(QObject):
    """All messages that are not over, oldest first."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: list[Message] = []
        self.past: deque[tuple[datetime, Message]] = deque(maxlen=MOST_KEPT)  # all that were said, with their time

    @property
    def message(self) -> Message | None:
        """The newest of all."""
        return self._all[-1] if self._all else None

    def newest(self, places: Collection[str]) -> tuple[Message | None, int]:
        """The newest message of these places, and how many earlier ones wait behind it."""
        here = [message for message in self._all if message.place in places]
        return (here[-1], len(here) - 1) if here else (None, 0)

    def say(self, message: Message) -> None:
        """Takes a new message; one that is there already is the newest again, and not repeated."""
        keeps = [
            old
            for old in self._all
            if old != message
            and not (old.cause and old.cause == message.cause)
            and not (old.passing and old.place == message.place)
        ]
        self._all = [*keeps[-MOST_WAITING:], message]
        self.past.append((datetime.now().astimezone(), message))
        self.changed.emit()

    def close(self, message: Message) -> None:
        """The message has been read: the one before it is shown again."""
        if message in self._all:
            self._all.remove(message)
            self.changed.emit()

    def withdraw(self, *causes: str) -> None:
        """What was said of these causes is true no more; "model" takes "model:mine" with it."""
        gone = set(causes)
        self._keep([message for message in self._all if not {message.cause, message.cause.split(":")[0]} & gone])

    def mend(self, cause: str) -> None:
        """What had failed has been done now: what was said of its failure goes, the news of it stays."""
        self._keep([message for message in self._all if message.cause != cause or message.kind != BAD])

    def withdraw_offer(self, act: Act) -> None:
        """What a button does has been done another way."""
        self._keep([message for message in self._all if message.act is not act])

    def act(self, message: Message | None = None) -> None:
        """Its button was pressed, or the newest one's: the message is over, and does what it offered."""
        message = message or self.message
        if message is not None:
            self.close(message)
            if message.act is not None:
                message.act()

    def _keep(self, messages: list[Message]) -> None:
        if len(messages) != len(self._all):
            self._all = messages
            self.changed.emit()

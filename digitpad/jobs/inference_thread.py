"""The one thread that reads drawings while the pen still moves. Imports QtCore, ink, records and jobs.

The newest question of each kind wins, and the pad's goes before all others: an answer that comes late is no answer.
Loading torch and models happens here too, behind the drawn window.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.core.records import PAST, RUNNING, Answer, Reading, SnapshotTaken
from digitpad.ink.glyph import GlyphSteps
from digitpad.ink.ink import Ink
from digitpad.jobs import requests
from digitpad.jobs.error_text import describe
from digitpad.jobs.model_source import ModelSource, RecognizerLike
from digitpad.jobs.requests import Picture, Request, Result
from digitpad.jobs.thread import Thread

__all__ = ["InferenceThread", "ModelProblem", "Request", "RequestKind", "Result"]

_IN_MEMORY = (RUNNING, PAST)  # no file holds them


class RequestKind(Enum):
    """The kinds of mail, first come those that are taken first."""

    PAD = auto()  # Question to one model
    MOMENT = auto()  # SnapshotTaken, of an epoch gone by
    SNAPSHOT = auto()  # SnapshotTaken
    OTHERS = auto()  # Question to several
    MODELS = auto()  # tuple of the ids to have at hand


@dataclass(frozen=True, slots=True)
class ModelProblem:
    """A model that cannot answer (or, with an empty id, none can), in a sentence and a hint."""

    model: str
    message: str
    hint: str


class InferenceThread(Thread):
    """Answers questions about drawings in a thread of its own, from `start()` to `stop()`.

    Every signal is emitted in that thread: connect bound methods of QObjects only, so that Qt brings it to theirs.
    """

    status = Signal(str)  # what is going on, in a few words; empty: nothing
    prepared = Signal(list)  # torch is loaded; the names of the devices
    loaded = Signal(str)  # the model with this id is at hand, or is a newer one than before
    answered = Signal(object)  # Reply to a PAD question
    compared = Signal(object)  # Reply to an OTHERS question
    failed = Signal(object)  # Trouble, once for each broken model until it is loaded anew

    def __init__(self, readers: ModelSource, owner: QObject | None = None) -> None:
        super().__init__(owner)
        self._source = readers
        self._changed = threading.Condition()
        self._mail: dict[RequestKind, object] = {}
        self._stopped = False
        self._readers: dict[str, RecognizerLike | None] = {}  # None: known to be broken
        self._requested: tuple[str, ...] = ()
        self._round: Iterator[None] | None = None
        self._loading = False
        self._busy = True  # at first with loading torch

    @property
    def idle(self) -> bool:
        """True where nothing is asked, under way or to be loaded: the thread sleeps until the next request."""
        with self._changed:
            return not (self._stopped or self._busy or self._mail)

    def ask(self, question: Request) -> None:
        """A question to one model, for `answered`. One that waits still is forgotten."""
        self._put(RequestKind.PAD, question)

    def ask_others(self, question: Request) -> None:
        """A question to several models, for `compared`. One that waits still is forgotten."""
        self._put(RequestKind.OTHERS, question)

    def keep(self, models: tuple[str, ...]) -> None:
        """The models to have at hand, most wanted first; any other is let go, a broken one is tried anew."""
        self._put(RequestKind.MODELS, models)

    def learn(self, snapshot: SnapshotTaken) -> None:
        """The newest weights of the running training, which answer under RUNNING."""
        self._put(RequestKind.SNAPSHOT, snapshot)

    def recall(self, moment: SnapshotTaken) -> None:
        """The weights of an epoch gone by, which answer under PAST."""
        self._put(RequestKind.MOMENT, moment)

    @Slot()
    def stop(self) -> None:
        """Asks the thread to end after the answer in progress; does not wait."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def run(self) -> None:
        """Qt's entry on the new thread; nobody else calls it."""
        try:
            self.status.emit("Loading torch …")
            self.prepared.emit(self._source.prepare())
            self.status.emit("")
            while self._turn():
                pass
        except BaseException as error:  # noqa: BLE001  nothing may leave run(); the user is told instead
            self.failed.emit(ModelProblem("", *describe(error)))
        finally:
            self.status.emit("")
            self._readers.clear()

    def _put(self, key: RequestKind, mail: object) -> None:
        with self._changed:
            self._mail[key] = mail
            self._changed.notify_all()

    def _turn(self) -> bool:
        """Does the most pressing thing; waits where there is none. False when the thread ends."""
        key, mail = self._take()
        if self._stopped:
            return False
        if key is RequestKind.PAD and isinstance(mail, Request):
            self._answer(mail)
        elif key is RequestKind.SNAPSHOT and isinstance(mail, SnapshotTaken):
            self._learn(mail, RUNNING)
        elif key is RequestKind.MOMENT and isinstance(mail, SnapshotTaken):
            self._learn(mail, PAST)
        elif key is RequestKind.OTHERS and isinstance(mail, Request):
            self._round = self._compare(mail)
        elif key is RequestKind.MODELS and isinstance(mail, tuple):
            self._keep(mail)
        elif self._round is not None:
            if next(self._round, self) is self:
                self._round = None
        else:
            self._load_next()
        self._say_loaded()
        return True

    def _take(self) -> tuple[RequestKind | None, object]:
        """The most pressing mail. While the models are at work on one drawing, the next one for all of them waits."""
        with self._changed:
            self._busy = self._round is not None or bool(self._missing())
            self._changed.wait_for(lambda: not self.idle)
            self._busy = True
            for key in RequestKind:
                if key in self._mail and not (key is RequestKind.OTHERS and self._round is not None):
                    return key, self._mail.pop(key)
            return None, None

    def _answer(self, question: Request) -> None:
        if question.manner.numbers and question.ink:
            self._read_number(question)
            return
        if question.manner.numbers and question.picture is not None and self._read_page(question):
            return
        steps, glyph = _drawn(question)
        answers = {model: self._read(model, question, glyph) for model in question.models}
        known = {model: answer for model, answer in answers.items() if answer}
        self.answered.emit(Result(question, known, glyph, steps))

    def _read_number(self, question: Request) -> None:
        """The first model reads the number; the reply's steps are those of its newest digit."""
        ink, manner, model = question.ink, question.manner, question.models[0]
        assert ink is not None  # the caller has looked  # noqa: S101
        reading = Reading() if manner.too_small(ink) else self._numbered(model, question)
        if reading is None:
            return
        at = requests.newest(reading) if reading.digits else 0
        newest = requests.part(ink, reading, at) if reading.digits else ink
        steps = manner.steps(newest)
        answer = reading.digits[at].answer if reading.digits else self._read(model, question, steps.centred)
        answers = {other: self._read(other, question, steps.centred) for other in question.models[1:]} | {model: answer}
        known = {name: said for name, said in answers.items() if said}
        self.answered.emit(Result(question, known, steps.centred, steps, reading, newest, at))

    def _read_page(self, question: Request) -> bool:
        """The first model reads the number on a picture; False where there are not several digits on it."""
        reader, line, model = self._reader(question.models[0]), question.line, question.models[0]
        if reader is None or line is None:
            return False
        try:
            digits = (reading := reader.read_line(line, question.manner.threshold)).digits
        except Exception as error:  # noqa: BLE001  one broken model may fail in any way; the others go on
            self._broken(model, error)
            return True
        if len(digits) < 2:
            return False
        glyph = line.draw(digits[-1].strokes)
        answers = {other: self._read(other, question, glyph) for other in question.models[1:]}
        known = {name: said for name, said in answers.items() if said} | {model: digits[-1].answer}
        self.answered.emit(Result(question, known, glyph, None, reading, shown=len(digits) - 1))
        return True

    def _numbered(self, model: str, question: Request) -> Reading | None:
        reader = self._reader(model)
        if reader is None or question.ink is None:
            return None
        try:
            return reader.read(question.ink, question.manner.glyph, question.manner.threshold)
        except Exception as error:  # noqa: BLE001  one broken model may fail in any way; the others go on
            self._broken(model, error)
            return None

    def _compare(self, question: Request) -> Iterator[None]:
        """Asks the models one by one, so that the pad's next question waits for one of them at most."""
        steps, glyph = _drawn(question)
        answers: dict[str, Answer] = {}
        for model in question.models:
            answer = self._read(model, question, glyph)
            if answer is not None:
                answers[model] = answer
            yield
        self.compared.emit(Result(question, answers, glyph, steps))

    def _read(self, model: str, question: Request, glyph: Picture) -> Answer | None:
        reader = self._reader(model)
        if reader is None:
            return None
        threshold = question.manner.threshold
        try:
            if question.ink is None:
                line = None if question.manner.numbers else question.line
                return reader.recognize_glyph(glyph, threshold, line)
            return requests.refused_if_small(reader.recognize(question.ink, glyph, threshold), question)
        except Exception as error:  # noqa: BLE001  one broken model may fail in any way; the others go on
            self._broken(model, error)
            return None

    def _reader(self, model: str) -> RecognizerLike | None:
        """The model, loaded now if it is not yet; None where it is broken, or no snapshot has come yet."""
        if model not in self._readers and model not in _IN_MEMORY:
            try:
                self._readers[model] = self._source.load(model)
                self.loaded.emit(model)
            except Exception as error:  # noqa: BLE001  a file may be broken in any way; the others go on
                self._broken(model, error)
        return self._readers.get(model)

    def _learn(self, snapshot: SnapshotTaken, model: str) -> None:
        try:
            self._readers[model] = self._source.of_weights(snapshot.card, snapshot.weights)
            self.loaded.emit(model)
        except Exception as error:  # noqa: BLE001  the run itself goes on and will say what is wrong with it
            self._broken(model, error)

    def _broken(self, model: str, error: Exception) -> None:
        self._readers[model] = None
        self.failed.emit(ModelProblem(model, *describe(error)))

    def _keep(self, models: tuple[str, ...]) -> None:
        self._requested = models
        self._readers = {key: reader for key, reader in self._readers.items() if reader is not None and key in models}

    def _missing(self) -> list[str]:
        return [model for model in self._requested if model not in self._readers and model not in _IN_MEMORY]

    def _load_next(self) -> None:
        missing = self._missing()
        if not missing:
            return
        self._loading = True
        self.status.emit("Loading models …")
        self._reader(missing[0])

    def _say_loaded(self) -> None:
        """Ends the word of loading, whatever brought the last model: its turn, a question, or that nobody wants it."""
        if self._loading and not self._missing():
            self._loading = False
            self.status.emit("")


def _drawn(question: Request) -> tuple[GlyphSteps | None, Picture]:
    """The way to the question's glyph (None for a picture's) and the glyph."""
    if question.picture is not None:
        return None, question.picture
    steps = question.manner.steps(question.ink or Ink())
    return steps, steps.centred

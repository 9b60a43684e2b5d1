"""The inference thread: it reads drawings while the pen still moves. Imports QtCore, records and jobs.

It holds the models and the requests that wait; what is made of a request is in `recognition`. The newest request of
each kind wins, and the pad's goes before all others. Loading torch and models happens here, behind the drawn window.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.core.language import tr
from digitpad.core.records import PAST, RUNNING, Answer, SnapshotTaken
from digitpad.jobs import recognition
from digitpad.jobs.error_text import describe
from digitpad.jobs.model_source import ModelSource
from digitpad.jobs.recognition import RecognizerLike
from digitpad.jobs.requests import Request, Result
from digitpad.jobs.thread import Thread

__all__ = ["InferenceThread", "ModelProblem", "Request", "RequestKind", "Result"]

_IN_MEMORY = (RUNNING, PAST)  # no file holds them


class RequestKind(Enum):
    """The kinds of what waits, first those that are taken first."""

    PAD = auto()  # Request to the pad's model
    EPOCH_MODEL = auto()  # SnapshotTaken, of an epoch gone by
    RUNNING_MODEL = auto()  # SnapshotTaken
    OTHERS = auto()  # Request to several
    MODELS = auto()  # tuple of the ids to have at hand


@dataclass(frozen=True, slots=True)
class ModelProblem:
    """A model that cannot answer (or, with an empty id, none can), in a sentence and a hint."""

    model: str
    message: str
    hint: str


class InferenceThread(Thread):
    """Answers requests about drawings in a thread of its own, from `start()` to `stop()`.

    Every signal is emitted in that thread: connect bound methods of QObjects only, so that Qt brings it to theirs.
    """

    status = Signal(str)  # what is going on, in a few words; empty: nothing
    prepared = Signal(list)  # torch is loaded; the names of the devices
    loaded = Signal(str)  # the model with this id is at hand, or is a newer one than before
    answered = Signal(object)  # Result of a PAD request
    compared = Signal(object)  # Result of an OTHERS request
    failed = Signal(object)  # ModelProblem, once for each broken model until it is loaded anew

    def __init__(self, source: ModelSource, owner: QObject | None = None) -> None:
        super().__init__(owner)
        self._source = source
        self._changed = threading.Condition()
        self._pending: dict[RequestKind, object] = {}
        self._stopped = False
        self._readers: dict[str, RecognizerLike | None] = {}  # None: known to be broken
        self._requested: tuple[str, ...] = ()
        self._comparison: Iterator[None] | None = None
        self._loading = False
        self._busy = True  # at first with loading torch

    @property
    def idle(self) -> bool:
        """True where nothing is asked, under way or to be loaded: the thread sleeps until the next request."""
        with self._changed:
            return not (self._stopped or self._busy or self._pending)

    def ask(self, request: Request) -> None:
        """A request to the pad's model, for `answered`. One that waits still is forgotten."""
        self._put(RequestKind.PAD, request)

    def ask_others(self, request: Request) -> None:
        """A request to several models, for `compared`. One that waits still is forgotten."""
        self._put(RequestKind.OTHERS, request)

    def set_models(self, models: tuple[str, ...]) -> None:
        """The models to have at hand, most wanted first; any other is let go, a broken one is tried anew."""
        self._put(RequestKind.MODELS, models)

    def set_running_model(self, snapshot: SnapshotTaken) -> None:
        """The newest weights of the running training, which answer under RUNNING."""
        self._put(RequestKind.RUNNING_MODEL, snapshot)

    def set_epoch_model(self, snapshot: SnapshotTaken) -> None:
        """The weights of an epoch gone by, which answer under PAST."""
        self._put(RequestKind.EPOCH_MODEL, snapshot)

    @Slot()
    def stop(self) -> None:
        """Asks the thread to end after the answer in progress; does not wait."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def run(self) -> None:
        """Qt's entry on the new thread; nobody else calls it."""
        try:
            self.status.emit(tr("Loading torch …"))
            self.prepared.emit(self._source.prepare())
            self.status.emit("")
            while self._step():
                pass
        except BaseException as error:  # noqa: BLE001  nothing may leave run(); the user is told instead
            self.failed.emit(ModelProblem("", *describe(error)))
        finally:
            self.status.emit("")
            self._readers.clear()

    def _put(self, key: RequestKind, what: object) -> None:
        with self._changed:
            self._pending[key] = what
            self._changed.notify_all()

    def _step(self) -> bool:
        """Does the most pressing thing; waits where there is none. False when the thread is to end."""
        key, what = self._take()
        if self._stopped:
            return False
        if key is RequestKind.PAD and isinstance(what, Request):
            self._answer(what)
        elif key is RequestKind.RUNNING_MODEL and isinstance(what, SnapshotTaken):
            self._take_weights(what, RUNNING)
        elif key is RequestKind.EPOCH_MODEL and isinstance(what, SnapshotTaken):
            self._take_weights(what, PAST)
        elif key is RequestKind.OTHERS and isinstance(what, Request):
            self._comparison = self._compare(what)
        elif key is RequestKind.MODELS and isinstance(what, tuple):
            self._keep_only(what)
        elif self._comparison is not None:
            if next(self._comparison, self) is self:
                self._comparison = None
        else:
            self._load_next()
        self._say_loaded()
        return True

    def _take(self) -> tuple[RequestKind | None, object]:
        """The most pressing of what waits. While models are compared on a drawing, the next one for all waits."""
        with self._changed:
            self._busy = self._comparison is not None or bool(self._missing())
            self._changed.wait_for(lambda: not self.idle)
            self._busy = True
            for key in RequestKind:
                if key in self._pending and not (key is RequestKind.OTHERS and self._comparison is not None):
                    return key, self._pending.pop(key)
            return None, None

    def _answer(self, request: Request) -> None:
        models = {model: reader for model in request.models if (reader := self._reader(model)) is not None}
        result = recognition.recognized(request, models)
        for model, error in result.problems.items():
            self._broken(model, error)
        self.answered.emit(result)

    def _compare(self, request: Request) -> Iterator[None]:
        """Asks the models one by one, so that the pad's next request waits for one of them at most."""
        sight = recognition.whole_sight(request.subject)
        answers: dict[str, Answer] = {}
        for model in request.models:
            reader = self._reader(model)
            if reader is not None:
                try:
                    answers[model] = recognition.said(sight, reader)
                except Exception as error:  # noqa: BLE001  a model may fail in any way; the others go on
                    self._broken(model, error)
            yield
        self.compared.emit(Result(request, answers, sight.glyph, sight.focus, sight.steps))

    def _reader(self, model: str) -> RecognizerLike | None:
        """The model, loaded now if it is not yet; None where it is broken, or no snapshot has come yet."""
        if model not in self._readers and model not in _IN_MEMORY:
            try:
                self._readers[model] = self._source.load(model)
                self.loaded.emit(model)
            except Exception as error:  # noqa: BLE001  a file may be broken in any way; the others go on
                self._broken(model, error)
        return self._readers.get(model)

    def _take_weights(self, snapshot: SnapshotTaken, model: str) -> None:
        try:
            self._readers[model] = self._source.of_weights(snapshot.card, snapshot.weights)
            self.loaded.emit(model)
        except Exception as error:  # noqa: BLE001  the run itself goes on and will say what is wrong with it
            self._broken(model, error)

    def _broken(self, model: str, error: Exception) -> None:
        self._readers[model] = None
        self.failed.emit(ModelProblem(model, *describe(error)))

    def _keep_only(self, models: tuple[str, ...]) -> None:
        self._requested = models
        self._readers = {key: reader for key, reader in self._readers.items() if reader is not None and key in models}

    def _missing(self) -> list[str]:
        return [model for model in self._requested if model not in self._readers and model not in _IN_MEMORY]

    def _load_next(self) -> None:
        missing = self._missing()
        if not missing:
            return
        self._loading = True
        self.status.emit(tr("Loading models …"))
        self._reader(missing[0])

    def _say_loaded(self) -> None:
        """Ends the word of loading, whatever brought the last model: its turn, a question, or that nobody wants it."""
        if self._loading and not self._missing():
            self._loading = False
            self.status.emit("")

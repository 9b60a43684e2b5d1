"""Models for an inference thread that need no torch, and a spy on all that the thread says."""

import threading

import numpy as np
from PySide6.QtCore import QObject, QThread, Slot

from digitpad.core.errors import ModelError
from digitpad.core.plans import Plan
from digitpad.core.records import Answer, Card, Reading
from digitpad.ink import numbers
from digitpad.ink.glyph import glyph
from digitpad.ink.ink import Ink
from digitpad.ink.pictures import picture_numbers
from digitpad.ink.pictures.picture_numbers import DigitLine
from digitpad.jobs.inference_thread import InferenceThread, ModelProblem, Result

ONE = Ink.from_strokes([[(50, y) for y in range(10, 90, 5)]])
DASH = Ink.from_strokes([[(x, 50) for x in range(10, 90, 5)]])
PLAN = Plan("mlp-256", "mlp-256", "mnist")


class Upright:
    """A model of one idea, without torch: what stands is a 1, what lies is a 0; `held` keeps it at work."""

    def __init__(self, name: str, held: threading.Event | None = None) -> None:
        self.name, self.held = name, held
        self.thresholds: list[float | None] = []

    def recognize(
        self, ink: Ink, picture: np.ndarray | None = None, threshold: float | None = None, *, with_path: bool = True
    ) -> Answer:
        return self.recognize_glyph(glyph(ink) if picture is None else picture, threshold)

    def read(self, ink: Ink, draw=glyph, threshold: float | None = None) -> Reading:
        return numbers.read(ink, lambda pictures: [self.recognize_glyph(one, threshold) for one in pictures], draw)

    def read_line(self, line: DigitLine, threshold: float | None = None) -> Reading:
        return picture_numbers.read_line(line, lambda glyphs: [self.recognize_glyph(one, threshold) for one in glyphs])

    def recognize_glyph(
        self, picture: np.ndarray, threshold: float | None = None, line: DigitLine | None = None
    ) -> Answer:
        self.thresholds.append(threshold)
        if self.held is not None:
            assert self.held.wait(60)
        if self.name == "breaks":
            raise ModelError("The model says NaN.", "Train it anew.")
        digit = int(np.ptp(np.nonzero(picture)[0]) > np.ptp(np.nonzero(picture)[1]))
        return Answer(digit, 1.0, (1.0 - digit, float(digit)), digit, model=self.name)


class FakeModels:
    """Models by name; counts how often each was loaded, and in which thread."""

    def __init__(self, held: threading.Event | None = None, prepare_error: Exception | None = None) -> None:
        self.held, self.prepare_error = held, prepare_error
        self.loads: list[str] = []
        self.opened: dict[str, Upright] = {}
        self.threads: set[threading.Thread] = set()

    def prepare(self) -> list[str]:
        self.threads.add(threading.current_thread())
        if self.prepare_error is not None:
            raise self.prepare_error
        return ["cpu"]

    def load(self, model: str) -> Upright:
        self.threads.add(threading.current_thread())
        self.loads.append(model)
        if model == "broken":
            raise ModelError("The model 'broken' has no weights.", "Delete it.")
        self.opened[model] = Upright(model, self.held)
        return self.opened[model]

    def of_weights(self, card: Card, weights: object) -> Upright:
        if not weights:
            raise ModelError("The snapshot holds nothing.")
        return Upright(card.id, self.held)


class SignalSpy(QObject):
    """Everything that an inference thread says."""

    def __init__(self, inference: InferenceThread) -> None:
        super().__init__()
        self.answers: list[Result] = []
        self.rounds: list[Result] = []
        self.troubles: list[ModelProblem] = []
        self.words: list[str] = []
        self.devices: list[list[str]] = []
        self.loaded: list[str] = []
        self.threads: set[QThread] = set()
        inference.answered.connect(self.take_answer)
        inference.compared.connect(self.take_round)
        inference.failed.connect(self.take_trouble)
        inference.status.connect(self.take_words)
        inference.prepared.connect(self.take_devices)
        inference.loaded.connect(self.take_loaded)

    @Slot(object)
    def take_answer(self, reply: Result) -> None:
        self.threads.add(QThread.currentThread())
        self.answers.append(reply)

    @Slot(object)
    def take_round(self, reply: Result) -> None:
        self.rounds.append(reply)

    @Slot(object)
    def take_trouble(self, trouble: ModelProblem) -> None:
        self.troubles.append(trouble)

    @Slot(str)
    def take_words(self, text: str) -> None:
        self.words.append(text)

    @Slot(list)
    def take_devices(self, devices: list[str]) -> None:
        self.devices.append(devices)

    @Slot(str)
    def take_loaded(self, model: str) -> None:
        self.loaded.append(model)

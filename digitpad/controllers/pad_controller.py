"""Connects the pad with the inference thread: ink goes there, predictions go to the bars. Imports ui and jobs."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from digitpad.controllers.job_pool import JobPool
from digitpad.controllers.library_model import LibraryModel
from digitpad.controllers.settings_store import SettingsStore
from digitpad.core.records import PAST, RUNNING, Card
from digitpad.ink.ink import Ink
from digitpad.ink.pictures import picture_numbers, pipeline
from digitpad.ink.pictures.picture_numbers import DigitLine
from digitpad.ink.pictures.pipeline import PictureSteps, PictureSwitches
from digitpad.jobs.inference_thread import InferenceThread, ModelProblem, Request, Result
from digitpad.jobs.requests import ReadingOptions
from digitpad.ui.draw.document import Picture
from digitpad.ui.main_window import MainWindow

Glyph = NDArray[np.float32]
MODEL, EMPTY = "model", "empty pad"  # what messages are about; a model's id stands behind a colon
SHOWN = "opening:shown"  # what lies on the pad is one of several that were opened
PICTURE, FINDING = "picture", "finding"  # what the picture on the pad holds, and the look for it


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """How far it was from a picture to a glyph, and all that stands beside the digit."""

    picture: Picture
    way: PictureSteps
    line: DigitLine | None


class PadController(QObject):
    """Asks the inference thread about every drawing, and shows what comes back while the drawing is there."""

    turned = Signal()  # something else lies on the pad: a stroke more or less, a picture, nothing

    def __init__(
        self,
        window: MainWindow,
        inference: InferenceThread,
        library_model: LibraryModel,
        settings_store: SettingsStore,
        job_pool: JobPool,
    ) -> None:
        super().__init__(window)
        self._window, self._pad = window, window.pad
        self._inference, self._library_model, self._settings_store, self._job_pool = (
            inference,
            library_model,
            settings_store,
            job_pool,
        )
        self._number = 0  # of the last question
        self._forgotten = 0  # answers up to this question's are of a drawing that is gone
        self._ink = Ink()
        self._focus = Ink()  # what the other models read: the drawing, or of a number its newest digit
        self._picture: Picture | None = None  # in place of ink
        self._glyph: Glyph | None = None  # of that picture; None while it is being found
        self._line: DigitLine | None = None  # what stands on that picture, for who reads numbers
        self._focus_glyph: Glyph | None = None  # what the other models see of it: of a number its last digit
        self._running_classes: tuple[str, ...] = ()
        self._filling = False
        self._also: tuple[str, ...] = ()  # asked beside the chosen model
        self._connect()

    def _connect(self) -> None:
        self._pad.ink_changed.connect(self._drawn)
        self._pad.picture_pasted.connect(self.show_picture)
        self._pad.picture_back.connect(self._read)
        self._pad.model_requested.connect(self.choose)
        self._pad.pen_width_changed.connect(self._pen)
        self._pad.numbers_requested.connect(self._numbers)
        self._pad.inspector_requested.connect(self._inspector)
        self._pad.switches_changed.connect(self._switched)
        self._pad.inspector.picture_switches_changed.connect(self._picture_switched)
        self._pad.threshold_requested.connect(self._refuse_below)
        self._window.compare_shown.connect(self._ask_others)
        self._library_model.changed.connect(self._models)
        self._inference.answered.connect(self._answered)
        self._inference.compared.connect(self._compared)
        self._inference.loaded.connect(self._loaded)
        self._inference.failed.connect(self._failed)
        self._inference.status.connect(self._status)

    def restore(self) -> None:
        """Takes the pen of the last time, and the way of reading."""
        settings = self._settings_store.settings
        self._pad.set_pen_width(settings.pen_width)
        self._pad.show_numbers(settings.numbers)
        self._pad.show_inspector(settings.inspector)
        self._pad.show_threshold(settings.threshold)

    # the user's doing

    @Slot(object)
    def _drawn(self, ink: Ink) -> None:
        if self._picture is not None:
            self._pad.inspector.show_picture(None)
            self._forgotten = self._number  # what is still being said of the picture is not said of this
            self._focus, self._focus_glyph = Ink(), None
        if self._picture is not None or not ink:
            self._window.messages.withdraw(SHOWN, PICTURE, FINDING)
        if self._picture is not None or len(ink.strokes) != len(self._ink.strokes):
            self.turned.emit()
        self._ink, self._picture, self._glyph, self._line = ink, None, None, None
        if ink:
            self._window.messages.withdraw(EMPTY)
        self._ask()

    @Slot(object)
    def show_picture(self, grey: NDArray[np.uint8]) -> None:
        """Shows a (height, width) grey picture on the pad, and reads what is found on it."""
        self._show(Picture(grey))

    def show_glyph(self, glyph: Glyph) -> None:
        """Shows a (28, 28) glyph of a test set, and reads it as it is: no door changes it on its way to the models."""
        self._show(Picture.of_glyph(glyph))

    def _show(self, picture: Picture) -> None:
        self._pad.show_picture(picture)
        self._read(picture)

    @Slot(object)
    def _read(self, picture: Picture) -> None:
        """Reads the picture that lies on the pad now. Finding the digit on a large one takes a while: a job does it."""
        self._forgotten = self._number
        self._window.messages.withdraw(SHOWN, PICTURE, FINDING)
        if picture is not self._picture:
            self.turned.emit()
        self._ink, self._picture, self._glyph, self._line = Ink(), picture, picture.exact, None
        self._focus, self._focus_glyph = Ink(), None
        if self._glyph is not None:
            self._pad.inspector.show_picture(None)
            self._pad.show_glyph(self._glyph)
        self._ask()
        if self._glyph is None:
            switches = self._pad.inspector.of_picture.switches
            self._job_pool.start(lambda: _found(picture, switches), self._found, cause=FINDING)

    @Slot(list)
    def _found(self, events: list[object]) -> None:
        for event in events:
            if isinstance(event, Found) and event.picture is self._picture:
                self._glyph, self._line = event.way.glyph, event.line
                self._pad.inspector.show_picture(event.way)
                self._ask()
                if (problem := event.way.problem) is not None:
                    self._window.say(problem.message, problem.hint, cause=PICTURE)

    @Slot(str)
    def choose(self, model: str) -> None:
        """Another model reads the pad from now on."""
        self._window.messages.withdraw(MODEL)
        self._pad.select_model(model)
        card = self._library_model.card(model)
        self._pad.show_card(card)
        if card is not None:
            if not self._filling:  # a model that stands in for one that is gone is not the user's choice
                self._settings_store.change(model=model)
            self._pad.show_classes(card.classes)
        elif model == RUNNING:
            self._pad.show_classes(self._running_classes)
        self._keep()
        self._ask()

    @Slot(float)
    def _pen(self, width: float) -> None:
        self._settings_store.change(pen_width=width)
        if not self._pad.inspector.switches.pen:
            self._ask()

    @Slot(bool)
    def _numbers(self, on: bool) -> None:
        self._settings_store.change(numbers=on)
        self._ask()

    @Slot(bool)
    def _inspector(self, on: bool) -> None:
        self._settings_store.change(inspector=on)

    @Slot(object)
    def _switched(self, _switches: object) -> None:
        self._ask()

    @Slot(object)
    def _picture_switched(self, _switches: object) -> None:
        if self._picture is not None:
            self._read(self._picture)

    @Slot(object)
    def _refuse_below(self, threshold: float | None) -> None:
        self._settings_store.change(threshold=threshold)
        self._ask()

    # questions

    def _ask(self) -> None:
        self._number += 1
        if not self._ink and self._glyph is None:
            self._forgotten = self._number
            self._pad.show_answer(None)
            self._pad.show_glyph(None)
            self._pad.show_steps(None, None, None)
            self._window.compare.show_answers({}, False)
            return
        if self._ink:
            self._ink = self._pad.ink  # as it lies on the canvas now, which may have been resized since
        if self._pad.model_id:
            models = (self._pad.model_id, *self._also)
            self._inference.ask(
                Request(self._number, models, self._ink or None, self._glyph, self._manner(), self._line)
            )
        if not (self._ink and self._settings_store.settings.numbers):  # of a number, the others read the newest digit
            self._focus, self._focus_glyph = self._ink, self._glyph
            self._ask_others()

    def _manner(self) -> ReadingOptions:
        settings, pad = self._settings_store.settings, self._pad
        return ReadingOptions(settings.numbers, settings.threshold, pad.inspector.switches, pad.drawn_on)

    @Slot()
    def _ask_others(self) -> None:
        if self._window.comparing and (self._ink or self._glyph is not None):
            models = self._library_model.ids + ((RUNNING,) if self._running_classes else ())
            ink = (self._focus or self._ink) if self._ink else None
            self._inference.ask_others(
                Request(self._number, models, ink, self._focus_glyph, self._manner(), self._line)
            )

    # news

    def show_running(self, text: str, classes: tuple[str, ...]) -> None:
        """A training has begun: its snapshots can be chosen under this text."""
        self._running_classes = classes
        self._pad.show_running(text)
        self._keep()

    def also_ask(self, model: str) -> None:
        """Asks this one too about every drawing, from now on; an empty id: none."""
        self._also = (model,) if model else ()
        self._keep()
        if model:
            self._ask()

    def is_current(self, reply: Result) -> bool:
        """Whether the drawing that this answers is still there."""
        return reply.question.number > self._forgotten

    def end_running(self, model: str) -> None:
        """The training is over; who had chosen it gets its model, or the last one chosen where it left none."""
        was_chosen = self._pad.model_id == RUNNING
        self._running_classes = ()
        if was_chosen:
            self.choose(model or self._settings_store.settings.model)
        self._pad.show_running("")
        self._keep()

    @Slot(list)
    def _models(self, cards: list[Card]) -> None:
        chosen = self._pad.model_id if self._pad.model_id == RUNNING else self._settings_store.settings.model
        self._filling = True
        self._pad.show_models(cards, chosen)
        self._filling = False
        card = self._library_model.card(self._pad.model_id)
        self._pad.show_card(card)
        if card is not None and self._number == self._forgotten:  # nothing is drawn: the names wait for the pen
            self._pad.show_classes(card.classes)
        self._keep()
        self._ask_others()  # one that is new here answers without the pen having moved

    def _keep(self) -> None:
        """The chosen model is loaded first, the others behind it."""
        running = (RUNNING,) if self._running_classes else ()
        ids = [model for model in self._library_model.ids if model != self._pad.model_id]
        chosen = (self._pad.model_id,) if self._library_model.card(self._pad.model_id) else ()
        self._inference.keep((*chosen, *running, *self._also, *ids))

    @Slot(object)
    def _answered(self, reply: Result) -> None:
        if reply.question.number <= self._forgotten:
            return
        answer = reply.answers.get(self._pad.model_id)
        self._pad.show_glyph(reply.glyph)
        self._pad.show_steps(reply.steps, reply.question.manner.screen, reply.glyph)
        if answer is not None and reply.reading is not None and reply.reading.digits:
            self._pad.show_reading(reply.reading, reply.shown)
        elif answer is not None:
            self._pad.show_answer(answer)
        if reply.focus is not None:
            self._focus, self._focus_glyph = reply.focus, None
            self._ask_others()
        elif reply.reading is not None:
            self._focus, self._focus_glyph = Ink(), reply.glyph
            self._ask_others()

    @Slot(object)
    def _compared(self, reply: Result) -> None:
        if reply.question.number > self._forgotten:
            self._window.compare.show_answers(reply.answers, True)

    @Slot(str)
    def _loaded(self, model: str) -> None:
        """A newer snapshot reads the drawing that is there anew, without the pen having moved."""
        self._window.messages.withdraw(f"{MODEL}:{model}")
        drawn = bool(self._ink) or self._glyph is not None
        if drawn and model in (RUNNING, PAST):
            self._ask()

    @Slot(object)
    def _failed(self, trouble: ModelProblem) -> None:
        self._window.say(trouble.message, trouble.hint, cause=f"{MODEL}:{trouble.model}")
        if trouble.model in ("", self._pad.model_id):
            self._pad.show_answer(None)
            one, all_of_it = self.tr("This model cannot be used"), self.tr("Nothing can be read")
            self._pad.show_note(one if trouble.model else all_of_it)

    @Slot(str)
    def _status(self, text: str) -> None:
        self._pad.show_note(text)


def _found(picture: Picture, switches: PictureSwitches) -> Iterator[object]:
    way = pipeline.steps(picture.grey, switches=switches)
    yield Found(picture, way, picture_numbers.line_in(way) if way.glyph is not None else None)

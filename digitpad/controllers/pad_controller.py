"""Connects the pad with the inference thread: ink goes there, predictions go to the bars. Imports ui and jobs."""

from collections.abc import Iterator

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.controllers.job_pool import JobPool
from digitpad.controllers.library_model import LibraryModel
from digitpad.controllers.settings_store import SettingsStore
from digitpad.core.language import tr
from digitpad.core.layer_trace import NONE_OFF, Units
from digitpad.core.records import PAST, RUNNING, Card
from digitpad.ink.pictures.pipeline import PictureSwitches
from digitpad.ink.subject import FoundGlyph, Picture, Subject, found_glyph
from digitpad.jobs.inference_thread import InferenceThread, ModelProblem, Request, Result
from digitpad.ui.main_window import MainWindow

MODEL, EMPTY = "model", "empty pad"  # what messages are about; a model's id stands behind a colon
SHOWN = "opening:shown"  # what lies on the pad is one of several that were opened
PICTURE, FINDING = "picture", "finding"  # what the picture on the pad holds, and the look for it


class PadController(QObject):
    """Asks the inference thread about every drawing, and shows what comes back while the drawing is there."""

    model_changed = Signal()  # another model reads the pad, or the chosen one's card is another
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
        self._inference, self._library_model = inference, library_model
        self._settings_store, self._job_pool = settings_store, job_pool
        self._subject = Subject()  # the last one that the pad emitted
        self._running_classes: tuple[str, ...] = ()
        self._filling = False
        self._also: tuple[str, ...] = ()  # asked beside the chosen model
        self._traced = False  # somebody looks at the chosen model's layers
        self._off: Units = NONE_OFF  # of these, what is switched off there
        self._connect()

    def _connect(self) -> None:
        self._pad.subject_changed.connect(self._changed)
        self._pad.model_requested.connect(self.choose)
        self._pad.pen_width_changed.connect(self._pen)
        self._pad.numbers_requested.connect(self._numbers)
        self._pad.inspector_requested.connect(self._inspector)
        self._pad.threshold_requested.connect(self._refuse_below)
        self._window.compare_shown.connect(self._compare)
        self._library_model.changed.connect(self._models)
        self._inference.answered.connect(self._answered)
        self._inference.compared.connect(self._compared)
        self._inference.loaded.connect(self._loaded)
        self._inference.failed.connect(self._failed)
        self._inference.status.connect(self._pad.answer_view.show_note)

    def restore(self) -> None:
        """Takes the pen of the last time, and the way of reading."""
        settings = self._settings_store.settings
        self._pad.canvas.set_pen_width(settings.pen_width)
        self._pad.show_numbers(settings.numbers)
        self._pad.show_inspector(settings.inspector)
        self._pad.threshold.show_threshold(settings.threshold)

    # the user's doing

    @Slot(object)
    def _changed(self, subject: Subject) -> None:
        before, self._subject = self._subject, subject
        if subject.picture is not before.picture or len(subject.ink.strokes) != len(before.ink.strokes):
            self._turn(subject, before)
        if subject.glyph is not None or subject.ink.strokes:
            self._ask(subject)
        else:
            self._window.compare.show_answers({}, False)
            if subject.picture is not None and not subject.searched:
                self._look_through(subject.picture, subject.picture_switches)

    def _turn(self, subject: Subject, before: Subject) -> None:
        """What was said of the last thing on the pad is of no use for another one."""
        if subject.ink.strokes:
            self._window.messages.withdraw(EMPTY)
        if subject.picture is not None or before.picture is not None or not subject.ink.strokes:
            self._window.messages.withdraw(SHOWN, PICTURE, FINDING)
        self.turned.emit()

    def _look_through(self, picture: Picture, switches: PictureSwitches) -> None:
        """Finding the digit on a large picture takes a while: a job does it."""
        self._window.messages.withdraw(PICTURE, FINDING)
        self._job_pool.start(lambda: _found(picture, switches), self._found, cause=FINDING)

    @Slot(list)
    def _found(self, events: list[object]) -> None:
        for event in events:
            if isinstance(event, FoundGlyph) and event.picture is self._subject.picture:
                self._pad.show_found(event)
                if (problem := event.way.problem) is not None:
                    self._window.say(problem.message, problem.hint, cause=PICTURE)

    @Slot(str)
    def choose(self, model: str) -> None:
        """Another model reads the pad from now on."""
        self._window.messages.withdraw(MODEL)
        self._pad.models.select(model)
        card = self._library_model.card(model)
        self._pad.show_card(card)
        if card is not None:
            if not self._filling:  # a model that stands in for one that is gone is not the user's choice
                self._settings_store.change(model=model)
            self._pad.show_classes(card.classes)
        elif model == RUNNING:
            self._pad.show_classes(self._running_classes)
        self._keep()
        self._pad.read_again()
        self.model_changed.emit()

    @Slot(float)
    def _pen(self, width: float) -> None:
        self._settings_store.change(pen_width=width)

    @Slot(bool)
    def _numbers(self, on: bool) -> None:
        self._settings_store.change(numbers=on)

    @Slot(bool)
    def _inspector(self, on: bool) -> None:
        self._settings_store.change(inspector=on)

    @Slot(object)
    def _refuse_below(self, threshold: float | None) -> None:
        self._settings_store.change(threshold=threshold)

    # requests

    def _ask(self, subject: Subject) -> None:
        if subject.model:
            self._inference.ask(Request((subject.model, *self._also), subject, self._traced, self._off))
        if not subject.numbers:  # of a number, the others read the newest digit, which the answer brings
            self._ask_others(subject)

    def _ask_others(self, subject: Subject) -> None:
        if self._window.comparing:
            models = self._library_model.ids + ((RUNNING,) if self._running_classes else ())
            self._inference.ask_others(Request(models, subject))

    @Slot(bool)
    def _compare(self, shown: bool) -> None:
        if shown:
            self._pad.read_again()

    # news

    def show_running(self, text: str, classes: tuple[str, ...]) -> None:
        """A training has begun: its snapshots can be chosen under this text."""
        self._running_classes = classes
        self._pad.models.show_running(text)
        self._keep()

    def also_ask(self, model: str) -> None:
        """Asks this one too about every drawing, from now on; an empty id: none."""
        self._also = (model,) if model else ()
        self._keep()
        if model:
            self._pad.read_again()

    @Slot(bool)
    def trace(self, on: bool) -> None:
        """Asks for the outputs of the chosen model's layers too, from now on, or no more."""
        self._traced = on
        if on:
            self._pad.read_again()

    @Slot(object)
    def switch_off(self, units: Units) -> None:
        """Traces the chosen model with these units switched off, from now on."""
        self._off = units
        self._pad.read_again()

    def is_current(self, result: Result) -> bool:
        """Whether what this answers is still there."""
        return result.request.subject.number >= self._subject.began

    def end_running(self, model: str) -> None:
        """The training is over; who had chosen it gets its model, or the last one chosen where it left none."""
        was_chosen = self._pad.models.model_id == RUNNING
        self._running_classes = ()
        if was_chosen:
            self.choose(model or self._settings_store.settings.model)
        self._pad.models.show_running("")
        self._keep()

    @Slot(list)
    def _models(self, cards: list[Card]) -> None:
        models = self._pad.models
        chosen = models.model_id if models.model_id == RUNNING else self._settings_store.settings.model
        self._filling = True
        models.show_models(cards, chosen)
        self._filling = False
        card = self._library_model.card(models.model_id)
        self._pad.show_card(card)
        if card is not None and not self._subject:  # nothing is drawn: the names wait for the pen
            self._pad.show_classes(card.classes)
        self._keep()
        self._pad.read_again()  # a model that is new here answers without the pen having moved
        self.model_changed.emit()

    def _keep(self) -> None:
        """The chosen model is loaded first, the others behind it."""
        running, model_id = (RUNNING,) if self._running_classes else (), self._pad.models.model_id
        ids = [model for model in self._library_model.ids if model != model_id]
        chosen = (model_id,) if self._library_model.card(model_id) else ()
        self._inference.set_models((*chosen, *running, *self._also, *ids))

    @Slot(object)
    def _answered(self, result: Result) -> None:
        subject = result.request.subject
        if subject.number < self._subject.began:
            return
        self._pad.answer_view.glyph.show_glyph(result.glyph)
        self._pad.inspector.show_steps(result.steps, subject.screen, result.glyph)
        answer = result.answers.get(self._subject.model)
        if answer is not None and result.reading is not None and result.reading.digits:
            self._pad.show_reading(result.reading, result.shown)
        elif answer is not None:
            self._pad.show_answer(answer)
        if subject.numbers:
            self._ask_others(result.focus)

    @Slot(object)
    def _compared(self, result: Result) -> None:
        if self.is_current(result):
            self._window.compare.show_answers(result.answers, True)

    @Slot(str)
    def _loaded(self, model: str) -> None:
        """A newer snapshot reads the drawing that is there anew, without the pen having moved."""
        self._window.messages.withdraw(f"{MODEL}:{model}")
        if model in (RUNNING, PAST):
            self._pad.read_again()

    @Slot(object)
    def _failed(self, trouble: ModelProblem) -> None:
        self._window.say(trouble.message, trouble.hint, cause=f"{MODEL}:{trouble.model}")
        if trouble.model in ("", self._pad.models.model_id):
            self._pad.show_answer(None)
            one, all_of_it = tr("This model cannot be used"), tr("Nothing can be read")
            self._pad.answer_view.show_note(one if trouble.model else all_of_it)


def _found(picture: Picture, switches: PictureSwitches) -> Iterator[object]:
    yield found_glyph(picture, switches)

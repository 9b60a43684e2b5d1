"""The desk: the newest drawing is read first, one broken model costs nobody else anything, nothing is left running."""

import threading

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QObject, QThread, Slot

from digitpad.errors import InstallError, ModelError
from digitpad.ink import numbers
from digitpad.ink.glyph import Screen, Switches, glyph
from digitpad.ink.ink import Ink
from digitpad.jobs.desk import RUNNING, Desk, Question, Reply, Trouble
from digitpad.jobs.questions import Manner
from digitpad.records import Answer, Card, Plan, Reading, SnapshotTaken

ONE = Ink.from_strokes([[(50, y) for y in range(10, 90, 5)]])
DASH = Ink.from_strokes([[(x, 50) for x in range(10, 90, 5)]])
PLAN = Plan("mlp-256", "mlp-256", "mnist")


class Upright:
    """A reader of one idea, without torch: what stands is a 1, what lies is a 0; `held` keeps it at work."""

    def __init__(self, name: str, held: threading.Event | None = None) -> None:
        self.name, self.held = name, held
        self.thresholds: list[float | None] = []

    def recognize(self, ink: Ink, picture: np.ndarray | None = None, threshold: float | None = None) -> Answer:
        return self.recognize_glyph(glyph(ink) if picture is None else picture, threshold)

    def read(self, ink: Ink, draw=glyph, threshold: float | None = None) -> Reading:
        return numbers.read(ink, lambda pictures: [self.recognize_glyph(one, threshold) for one in pictures], draw)

    def recognize_glyph(self, picture: np.ndarray, threshold: float | None = None) -> Answer:
        self.thresholds.append(threshold)
        if self.held is not None:
            assert self.held.wait(60)
        if self.name == "breaks":
            raise ModelError("The model says NaN.", "Train it anew.")
        digit = int(np.ptp(np.nonzero(picture)[0]) > np.ptp(np.nonzero(picture)[1]))
        return Answer(digit, 1.0, (1.0 - digit, float(digit)), digit, model=self.name)


class Stock:
    """Readers by name; counts how often each was loaded, and in which thread."""

    def __init__(self, held: threading.Event | None = None, prepare_error: Exception | None = None) -> None:
        self.held, self.prepare_error = held, prepare_error
        self.loads: list[str] = []
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
        return Upright(model, self.held)

    def of_weights(self, card: Card, weights: object) -> Upright:
        if not weights:
            raise ModelError("The snapshot holds nothing.")
        return Upright(card.id, self.held)


class Ear(QObject):
    """Everything that a desk says."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.answers: list[Reply] = []
        self.rounds: list[Reply] = []
        self.troubles: list[Trouble] = []
        self.words: list[str] = []
        self.devices: list[list[str]] = []
        self.loaded: list[str] = []
        self.threads: set[QThread] = set()
        desk.answered.connect(self.hear_answer)
        desk.compared.connect(self.hear_round)
        desk.failed.connect(self.hear_trouble)
        desk.status.connect(self.hear_words)
        desk.prepared.connect(self.hear_devices)
        desk.loaded.connect(self.hear_loaded)

    @Slot(object)
    def hear_answer(self, reply: Reply) -> None:
        self.threads.add(QThread.currentThread())
        self.answers.append(reply)

    @Slot(object)
    def hear_round(self, reply: Reply) -> None:
        self.rounds.append(reply)

    @Slot(object)
    def hear_trouble(self, trouble: Trouble) -> None:
        self.troubles.append(trouble)

    @Slot(str)
    def hear_words(self, text: str) -> None:
        self.words.append(text)

    @Slot(list)
    def hear_devices(self, devices: list[str]) -> None:
        self.devices.append(devices)

    @Slot(str)
    def hear_loaded(self, model: str) -> None:
        self.loaded.append(model)


@pytest.fixture
def open_desk(qtbot):
    desks: list[Desk] = []

    def make(stock: Stock) -> tuple[Desk, Ear]:
        desk = Desk(stock)
        ear = Ear(desk)
        desks.append(desk)
        desk.start()
        return desk, ear

    yield make
    for desk in desks:
        desk.stop()
        assert desk.wait(60_000)


def test_a_drawing_is_answered_off_the_windows_thread_and_told_on_it(qtbot, open_desk):
    stock = Stock()
    desk, ear = open_desk(stock)
    desk.ask(Question(1, ("a",), ONE))
    qtbot.waitUntil(lambda: bool(ear.answers))
    assert ear.answers[0].answers["a"].digit == 1
    assert ear.answers[0].glyph.shape == (28, 28)
    assert threading.main_thread() not in stock.threads
    assert ear.threads == {QCoreApplication.instance().thread()}
    assert ear.devices == [["cpu"]]


def test_while_the_desk_is_busy_only_the_newest_drawing_waits(qtbot, open_desk):
    gate = threading.Event()
    desk, ear = open_desk(Stock(held=gate))
    desk.ask(Question(1, ("a",), ONE))
    qtbot.waitUntil(lambda: "a" in ear.loaded)
    for number in range(2, 500):
        desk.ask(Question(number, ("a",), DASH))
    gate.set()
    qtbot.waitUntil(lambda: len(ear.answers) == 2)
    assert [reply.question.number for reply in ear.answers] == [1, 499]


def test_a_picture_is_read_as_the_glyph_that_it_is(qtbot, open_desk):
    desk, ear = open_desk(Stock())
    picture = glyph(DASH)
    desk.ask(Question(1, ("a",), None, picture))
    qtbot.waitUntil(lambda: bool(ear.answers))
    assert ear.answers[0].answers["a"].digit == 0
    assert ear.answers[0].glyph is picture


def test_all_models_answer_the_same_drawing(qtbot, open_desk):
    desk, ear = open_desk(Stock())
    desk.ask_others(Question(1, ("a", "b", "c"), ONE))
    qtbot.waitUntil(lambda: bool(ear.rounds))
    assert {key: answer.digit for key, answer in ear.rounds[0].answers.items()} == {"a": 1, "b": 1, "c": 1}


def test_digits_side_by_side_are_answered_as_a_number_with_the_newest_one_in_view(qtbot, open_desk):
    desk, ear = open_desk(Stock())
    lying = Ink.from_strokes([[(100, 20), (190, 25), (185, 80), (102, 78), (100, 20)]])
    beside = Ink((*ONE.strokes, *lying.strokes))
    desk.ask(Question(1, ("a",), beside, manner=Manner(numbers=True)))
    qtbot.waitUntil(lambda: bool(ear.answers))
    reply = ear.answers[0]
    assert reply.reading.text == "10"
    assert reply.answers["a"].digit == 0
    assert np.array_equal(reply.glyph, glyph(lying))
    assert len(reply.focus.strokes) == 1


def test_what_is_tiny_on_its_canvas_is_too_small_and_a_figure_elsewhere(qtbot, open_desk):
    desk, ear = open_desk(Stock())
    tiny = ONE.moved(np.eye(2) * 0.2)  # 15 pixels high
    for number, side in ((1, 300), (2, 400)):
        for numbers_too in (False, True):
            manner = Manner(numbers_too, screen=Screen(side, 1000, 10))
            desk.ask(Question(number, ("a",), tiny, manner=manner))
            qtbot.waitUntil(lambda: bool(ear.answers))
            answer = ear.answers.pop().answers["a"]
            expected = ("", 1, 1) if number == 1 else ("too small", None, 1)
            assert (answer.refused, answer.digit, answer.nearest) == expected


def test_switches_and_threshold_reach_every_model(qtbot, open_desk):
    stock = Stock()
    desk, ear = open_desk(stock)
    manner = Manner(threshold=0.7, switches=Switches(fit=False), screen=Screen(1000, 1000, 55))
    desk.ask_others(Question(1, ("a", "b"), ONE, manner=manner))
    qtbot.waitUntil(lambda: bool(ear.rounds))
    reply = ear.rounds[0]
    assert np.count_nonzero(reply.glyph) < 0.5 * np.count_nonzero(glyph(ONE))
    assert [desk._readers[name].thresholds for name in "ab"] == [[0.7], [0.7]]
    assert np.array_equal(reply.steps.centred, reply.glyph)


def test_a_broken_model_is_told_once_and_costs_the_others_nothing(qtbot, open_desk):
    desk, ear = open_desk(Stock())
    for number in (1, 2):
        desk.ask_others(Question(number, ("a", "broken", "breaks", "c"), ONE))
        qtbot.waitUntil(lambda number=number: len(ear.rounds) == number)
        assert sorted(ear.rounds[-1].answers) == ["a", "c"]
    assert ear.troubles == [
        Trouble("broken", "The model 'broken' has no weights.", "Delete it."),
        Trouble("breaks", "The model says NaN.", "Train it anew."),
    ]


def test_models_are_loaded_ahead_the_chosen_one_first_each_once(qtbot, open_desk):
    stock = Stock()
    desk, ear = open_desk(stock)
    desk.keep(("b", "a", "c"))
    qtbot.waitUntil(lambda: len(ear.loaded) == 3)
    desk.ask(Question(1, ("c",), ONE))
    qtbot.waitUntil(lambda: bool(ear.answers))
    assert stock.loads == ["b", "a", "c"]
    assert "Loading models …" in ear.words
    assert ear.words[-1] == ""


class Asking(Stock):
    """While the first model is loaded, somebody asks both: the second is loaded for the question, not in its turn."""

    desk: Desk

    def load(self, model: str) -> Upright:
        if model == "a":
            self.desk.ask_others(Question(1, ("a", "b"), ONE))
        return super().load(model)


def test_the_word_of_loading_ends_when_a_question_has_brought_the_last_model(qtbot, open_desk):
    stock = Asking()
    stock.desk, ear = open_desk(stock)
    stock.desk.keep(("a", "b"))
    qtbot.waitUntil(lambda: len(ear.rounds) == 1)
    qtbot.waitUntil(lambda: ear.words[-1] == "")
    assert "Loading models …" in ear.words and stock.loads == ["a", "b"]


def test_a_model_that_was_broken_is_tried_anew_after_the_library_changed(qtbot, open_desk):
    stock = Stock()
    desk, ear = open_desk(stock)
    desk.keep(("broken",))
    qtbot.waitUntil(lambda: len(ear.troubles) == 1)
    desk.keep(("broken", "a"))
    qtbot.waitUntil(lambda: len(ear.troubles) == 2 and "a" in ear.loaded)
    assert stock.loads == ["broken", "broken", "a"]


def test_a_running_training_answers_with_its_newest_snapshot(qtbot, open_desk):
    desk, ear = open_desk(Stock())
    desk.keep(("a", RUNNING))
    desk.ask(Question(1, (RUNNING,), ONE))
    qtbot.waitUntil(lambda: len(ear.answers) == 1)
    assert ear.answers[0].answers == {}, "before the first snapshot there is no answer, and no error either"
    assert ear.troubles == []
    for name in ("early", "late"):
        desk.learn(SnapshotTaken(Card(name, PLAN, ("0", "1"), 1, "w", 1), {"w": np.zeros(1)}))
        qtbot.waitUntil(lambda: RUNNING in ear.loaded)
        ear.loaded.clear()
    desk.ask(Question(2, (RUNNING,), ONE))
    qtbot.waitUntil(lambda: len(ear.answers) == 2)
    assert ear.answers[1].answers[RUNNING].model == "late"


def test_an_ended_training_answers_no_more(qtbot, open_desk):
    desk, ear = open_desk(Stock())
    desk.keep((RUNNING,))
    desk.learn(SnapshotTaken(Card("run", PLAN, ("0", "1"), 1, "w", 1), {"w": np.zeros(1)}))
    qtbot.waitUntil(lambda: RUNNING in ear.loaded)
    desk.keep(("a",))
    qtbot.waitUntil(lambda: "a" in ear.loaded)
    desk.ask(Question(1, (RUNNING,), ONE))
    qtbot.waitUntil(lambda: bool(ear.answers))
    assert ear.answers[0].answers == {}


def test_without_torch_a_sentence_says_so_and_the_desk_closes(qtbot, open_desk):
    desk, ear = open_desk(Stock(prepare_error=InstallError("PyTorch is not installed.", "Install it.")))
    qtbot.waitUntil(lambda: bool(ear.troubles) and desk.isFinished())
    assert ear.troubles == [Trouble("", "PyTorch is not installed.", "Install it.")]
    desk.ask(Question(1, ("a",), ONE))  # a pen that goes on costs nothing


def test_a_desk_can_be_closed_in_the_middle_of_a_round(qtbot, open_desk):
    desk, ear = open_desk(Stock())
    qtbot.waitUntil(lambda: bool(ear.devices))
    desk.ask_others(Question(1, tuple("abcdefgh"), ONE))
    desk.stop()
    assert desk.wait(60_000)


def test_the_pad_goes_before_a_round_that_is_under_way(qtbot, open_desk):
    gate = threading.Event()
    desk, ear = open_desk(Stock(held=gate))
    desk.ask_others(Question(1, ("a", "b", "c"), ONE))
    qtbot.waitUntil(lambda: ear.loaded == ["a"])
    desk.ask(Question(2, ("z",), DASH))
    gate.set()
    qtbot.waitUntil(lambda: bool(ear.rounds) and bool(ear.answers))
    assert ear.loaded.index("z") < ear.loaded.index("b")
    assert set(ear.rounds[0].answers) == {"a", "b", "c"}, "and the round is finished all the same"

"""The inference thread: the newest drawing is read first and off the window's thread, and nothing is left running."""

import threading

import numpy as np
from PySide6.QtCore import QCoreApplication

from digitpad.core.errors import InstallError
from digitpad.ink.glyph import Screen, Switches, glyph
from digitpad.ink.ink import Ink
from digitpad.ink.subject import Subject
from digitpad.jobs.inference_thread import ModelProblem, Request
from tests.jobs.fake_models import DASH, ONE, FakeModels


def test_a_drawing_is_answered_off_the_windows_thread_and_told_on_it(qtbot, open_inference):
    models = FakeModels()
    inference, spy = open_inference(models)
    inference.ask(Request(("a",), Subject(number=1, ink=ONE)))
    qtbot.waitUntil(lambda: bool(spy.answers))
    assert spy.answers[0].answers["a"].digit == 1
    assert spy.answers[0].glyph.shape == (28, 28)
    assert threading.main_thread() not in models.threads
    assert spy.threads == {QCoreApplication.instance().thread()}
    assert spy.devices == [["cpu"]]


def test_while_the_thread_is_busy_only_the_newest_drawing_waits(qtbot, open_inference):
    gate = threading.Event()
    inference, spy = open_inference(FakeModels(held=gate))
    inference.ask(Request(("a",), Subject(number=1, ink=ONE)))
    qtbot.waitUntil(lambda: "a" in spy.loaded)
    for number in range(2, 500):
        inference.ask(Request(("a",), Subject(number=number, ink=DASH)))
    gate.set()
    qtbot.waitUntil(lambda: len(spy.answers) == 2)
    assert [reply.request.subject.number for reply in spy.answers] == [1, 499]


def test_a_picture_is_read_as_the_glyph_that_it_is(qtbot, open_inference):
    inference, spy = open_inference(FakeModels())
    picture = glyph(DASH)
    inference.ask(Request(("a",), Subject(number=1, glyph=picture)))
    qtbot.waitUntil(lambda: bool(spy.answers))
    assert spy.answers[0].answers["a"].digit == 0
    assert spy.answers[0].glyph is picture


def test_all_models_answer_the_same_drawing(qtbot, open_inference):
    inference, spy = open_inference(FakeModels())
    inference.ask_others(Request(("a", "b", "c"), Subject(number=1, ink=ONE)))
    qtbot.waitUntil(lambda: bool(spy.rounds))
    assert {key: answer.digit for key, answer in spy.rounds[0].answers.items()} == {"a": 1, "b": 1, "c": 1}


def test_digits_side_by_side_are_answered_as_a_number_with_the_newest_one_in_view(qtbot, open_inference):
    inference, spy = open_inference(FakeModels())
    lying = Ink.from_strokes([[(100, 20), (190, 25), (185, 80), (102, 78), (100, 20)]])
    beside = Ink((*ONE.strokes, *lying.strokes))
    inference.ask(Request(("a",), Subject(number=1, ink=beside, numbers=True)))
    qtbot.waitUntil(lambda: bool(spy.answers))
    reply = spy.answers[0]
    assert reply.reading.text == "10"
    assert reply.answers["a"].digit == 0
    assert np.array_equal(reply.glyph, glyph(lying))
    assert len(reply.focus.ink.strokes) == 1


def test_what_is_tiny_on_its_canvas_is_too_small_and_a_figure_elsewhere(qtbot, open_inference):
    inference, spy = open_inference(FakeModels())
    tiny = ONE.moved(np.eye(2) * 0.2)  # 15 pixels high
    for number, side in ((1, 300), (2, 400)):
        for numbers_too in (False, True):
            subject = Subject(number=number, ink=tiny, numbers=numbers_too, screen=Screen(side, 1000, 10))
            inference.ask(Request(("a",), subject))
            qtbot.waitUntil(lambda: bool(spy.answers))
            answer = spy.answers.pop().answers["a"]
            expected = (None, 1, 1) if number == 1 else ("too small", None, 1)
            assert (answer.refused, answer.digit, answer.nearest) == expected


def test_switches_and_threshold_reach_every_model(qtbot, open_inference):
    models = FakeModels()
    inference, spy = open_inference(models)
    switches, screen = Switches(fit=False), Screen(1000, 1000, 55)
    subject = Subject(number=1, ink=ONE, threshold=0.7, switches=switches, screen=screen)
    inference.ask_others(Request(("a", "b"), subject))
    qtbot.waitUntil(lambda: bool(spy.rounds))
    reply = spy.rounds[0]
    assert np.count_nonzero(reply.glyph) < 0.5 * np.count_nonzero(glyph(ONE))
    assert [models.opened[name].thresholds for name in "ab"] == [[0.7], [0.7]]
    assert np.array_equal(reply.steps.centred, reply.glyph)


def test_without_torch_a_sentence_says_so_and_the_thread_ends(qtbot, open_inference):
    inference, spy = open_inference(FakeModels(prepare_error=InstallError("PyTorch is not installed.", "Install it.")))
    qtbot.waitUntil(lambda: bool(spy.troubles) and inference.isFinished())
    assert spy.troubles == [ModelProblem("", "PyTorch is not installed.", "Install it.")]
    inference.ask(Request(("a",), Subject(number=1, ink=ONE)))  # a pen that goes on costs nothing


def test_the_thread_can_be_ended_in_the_middle_of_a_round(qtbot, open_inference):
    inference, spy = open_inference(FakeModels())
    qtbot.waitUntil(lambda: bool(spy.devices))
    inference.ask_others(Request(tuple("abcdefgh"), Subject(number=1, ink=ONE)))
    inference.stop()
    assert inference.wait(60_000)


def test_the_pad_goes_before_a_round_that_is_under_way(qtbot, open_inference):
    gate = threading.Event()
    inference, spy = open_inference(FakeModels(held=gate))
    inference.ask_others(Request(("a", "b", "c"), Subject(number=1, ink=ONE)))
    qtbot.waitUntil(lambda: spy.loaded == ["a"])
    inference.ask(Request(("z",), Subject(number=2, ink=DASH)))
    gate.set()
    qtbot.waitUntil(lambda: bool(spy.rounds) and bool(spy.answers))
    assert spy.loaded.index("z") < spy.loaded.index("b")
    assert set(spy.rounds[0].answers) == {"a", "b", "c"}, "and the round is finished all the same"

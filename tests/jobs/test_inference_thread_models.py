"""The inference thread's models: loaded ahead, each once; a broken one costs no other anything; a training's newest."""

import numpy as np

from digitpad.core.records import RUNNING, Card, SnapshotTaken
from digitpad.ink.subject import Subject
from digitpad.jobs.inference_thread import InferenceThread, ModelProblem, Request
from tests.jobs.fake_models import ONE, PLAN, FakeModels, Upright


def test_a_broken_model_is_told_once_and_costs_the_others_nothing(qtbot, open_inference):
    inference, spy = open_inference(FakeModels())
    for number in (1, 2):
        inference.ask_others(Request(("a", "broken", "breaks", "c"), Subject(number=number, ink=ONE)))
        qtbot.waitUntil(lambda number=number: len(spy.rounds) == number)
        assert sorted(spy.rounds[-1].answers) == ["a", "c"]
    assert spy.troubles == [
        ModelProblem("broken", "The model 'broken' has no weights.", "Delete it."),
        ModelProblem("breaks", "The model says NaN.", "Train it anew."),
    ]


def test_models_are_loaded_ahead_the_chosen_one_first_each_once(qtbot, open_inference):
    models = FakeModels()
    inference, spy = open_inference(models)
    inference.set_models(("b", "a", "c"))
    qtbot.waitUntil(lambda: len(spy.loaded) == 3)
    inference.ask(Request(("c",), Subject(number=1, ink=ONE)))
    qtbot.waitUntil(lambda: bool(spy.answers))
    assert models.loads == ["b", "a", "c"]
    assert "Loading models …" in spy.words
    assert spy.words[-1] == ""


class Asking(FakeModels):
    """While the first model is loaded, somebody asks both: the second is loaded for the question, not in its turn."""

    inference: InferenceThread

    def load(self, model: str) -> Upright:
        if model == "a":
            self.inference.ask_others(Request(("a", "b"), Subject(number=1, ink=ONE)))
        return super().load(model)


def test_the_word_of_loading_ends_when_a_question_has_brought_the_last_model(qtbot, open_inference):
    models = Asking()
    models.inference, spy = open_inference(models)
    models.inference.set_models(("a", "b"))
    qtbot.waitUntil(lambda: len(spy.rounds) == 1)
    qtbot.waitUntil(lambda: spy.words[-1] == "")
    assert "Loading models …" in spy.words and models.loads == ["a", "b"]


def test_a_model_that_was_broken_is_tried_anew_after_the_library_changed(qtbot, open_inference):
    models = FakeModels()
    inference, spy = open_inference(models)
    inference.set_models(("broken",))
    qtbot.waitUntil(lambda: len(spy.troubles) == 1)
    inference.set_models(("broken", "a"))
    qtbot.waitUntil(lambda: len(spy.troubles) == 2 and "a" in spy.loaded)
    assert models.loads == ["broken", "broken", "a"]


def test_a_running_training_answers_with_its_newest_snapshot(qtbot, open_inference):
    inference, spy = open_inference(FakeModels())
    inference.set_models(("a", RUNNING))
    inference.ask(Request((RUNNING,), Subject(number=1, ink=ONE)))
    qtbot.waitUntil(lambda: len(spy.answers) == 1)
    assert spy.answers[0].answers == {}, "before the first snapshot there is no answer, and no error either"
    assert spy.troubles == []
    for name in ("early", "late"):
        inference.set_running_model(SnapshotTaken(Card(name, PLAN, ("0", "1"), 1, "w", 1), {"w": np.zeros(1)}))
        qtbot.waitUntil(lambda: RUNNING in spy.loaded)
        spy.loaded.clear()
    inference.ask(Request((RUNNING,), Subject(number=2, ink=ONE)))
    qtbot.waitUntil(lambda: len(spy.answers) == 2)
    assert spy.answers[1].answers[RUNNING].model == "late"


def test_an_ended_training_answers_no_more(qtbot, open_inference):
    inference, spy = open_inference(FakeModels())
    inference.set_models((RUNNING,))
    inference.set_running_model(SnapshotTaken(Card("run", PLAN, ("0", "1"), 1, "w", 1), {"w": np.zeros(1)}))
    qtbot.waitUntil(lambda: RUNNING in spy.loaded)
    inference.set_models(("a",))
    qtbot.waitUntil(lambda: "a" in spy.loaded)
    inference.ask(Request((RUNNING,), Subject(number=1, ink=ONE)))
    qtbot.waitUntil(lambda: bool(spy.answers))
    assert spy.answers[0].answers == {}

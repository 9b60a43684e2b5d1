"""A model that answers: what it says, what it refuses, and which models it does not accept."""

import dataclasses
import threading

import numpy as np
import pytest
import torch

from digitpad.core.errors import ModelError, UnknownNameError
from digitpad.core.plans import Plan
from digitpad.core.records import Card
from digitpad.ink.ink import Ink
from digitpad.learn import networks
from digitpad.learn.card_recognizer import CardRecognizer, is_too_small
from digitpad.learn.dataset import Dataset
from digitpad.learn.training_run import Training

ONE = Ink.from_strokes([[(100, 20 + 3 * step) for step in range(40)]])


@pytest.fixture(scope="module")
def trained(small: Dataset) -> tuple[Card, dict[str, np.ndarray]]:
    plan = Plan("mlp-256-128", "mlp-256-128", "mnist", "standard", "adam", 0.002, epochs=4, seed=1, device="cpu")
    training = Training(plan, small)
    list(training.events())
    return dataclasses.replace(training.card, id="mine"), training.weights()


def rejecting(probability: float, threshold: float) -> CardRecognizer:
    """A net that gives "not a digit" this probability, and class 3 nearly all of the rest, whatever it sees."""
    plan = Plan("mlp-256", "mlp-256", "mnist")
    weights = {
        name: torch.zeros_like(v).numpy() for name, v in networks.build("mlp-256", outputs=11).state_dict().items()
    }
    shares = np.full(11, 0.0001)
    shares[10], shares[3] = probability, 1 - probability - 0.0009
    weights["body.3.bias"] = np.log(shares).astype(np.float32)
    return CardRecognizer(Card("r", plan, tuple("0123456789"), 1, "", 1, reject=True, threshold=threshold), weights)


def test_it_reads_digits(trained: tuple[Card, dict[str, np.ndarray]], small: Dataset) -> None:
    recognizer = CardRecognizer(*trained)
    pictures = small.test.x.numpy().astype(np.float32) / 255
    answers = recognizer.recognize_glyphs(pictures)
    assert np.mean([answer.digit == int(y) for answer, y in zip(answers, small.test.y, strict=True)]) > 0.75
    for answer in answers:
        assert sum(answer.probabilities) == pytest.approx(1) and len(answer.probabilities) == 10
        assert answer.confidence == max(answer.probabilities) == answer.probabilities[answer.digit]
        assert answer.nearest == answer.digit and answer.refused is None and answer.model == "mine"
    alone = recognizer.recognize_glyph(pictures[3])
    assert alone.digit == answers[3].digit and alone.probabilities == pytest.approx(answers[3].probabilities, abs=1e-5)
    table, answered = recognizer.probabilities(pictures)
    assert table[5].tolist() == pytest.approx(answers[5].probabilities) and answered.all()


def test_it_reads_ink(trained: tuple[Card, dict[str, np.ndarray]]) -> None:
    answer = CardRecognizer(*trained).recognize(ONE)
    assert answer.digit == 1 and answer.label == "1"


def test_empty_ink_has_no_answer(trained: tuple[Card, dict[str, np.ndarray]]) -> None:
    recognizer = CardRecognizer(*trained)
    for answer in (recognizer.recognize(Ink()), recognizer.recognize_glyph(np.zeros((28, 28)))):
        assert (answer.digit, answer.nearest, answer.refused, answer.label) == (None, None, "empty", "")
        assert answer.probabilities == pytest.approx((0.1,) * 10)
    assert not recognizer.probabilities(np.zeros((1, 28, 28)))[1][0]
    assert recognizer.recognize_glyphs(np.zeros((0, 28, 28))) == []


@pytest.mark.parametrize(
    "strokes",
    [
        [[(50, 60)]],
        [[(50, 60), (50, 60), (50, 60)]],
        [[(50, 60), (52, 63), (53, 64)]],
        [[(50.5, 60), (52, 63.25)]],
    ],
)
def test_dots_and_slips_of_the_pen_are_too_small(trained: tuple[Card, dict[str, np.ndarray]], strokes: list) -> None:
    answer = CardRecognizer(*trained).recognize(Ink.from_strokes(strokes))
    assert answer.digit is None and answer.refused == "too small" and answer.nearest is not None


def test_small_units_are_no_slip() -> None:
    share = ONE.moved(np.eye(2) / 200.0)
    assert share.extent < 1 and not is_too_small(share)
    assert not is_too_small(ONE) and not is_too_small(Ink())
    coarse = Ink.from_strokes([[(step % 5, step % 7) for step in range(20)]])  # a coarse tablet, many points
    assert not is_too_small(coarse)
    one = Ink.from_strokes([[(4, 0), (4, 2), (5, 5), (5, 8), (4, 10)]])  # as a coarse tablet has it
    assert not is_too_small(one)
    long = Ink.from_strokes([[(0, 0), (5, 0), (0, 2), (5, 4)]])  # a two, say, five units wide
    assert not is_too_small(long)


@pytest.mark.parametrize(
    ("probability", "threshold", "refused"), [(0.4, 0.5, False), (0.6, 0.5, True), (0.6, 0.3, False), (0.9, 0.0, False)]
)
def test_not_a_digit_is_refused_below_the_threshold(probability: float, threshold: float, refused: bool) -> None:
    answer = rejecting(probability, threshold).recognize(ONE)
    assert answer.nearest == 3 and sum(answer.probabilities) == pytest.approx(1) and len(answer.probabilities) == 10
    assert answer.probabilities[3] > 0.99  # over the digits alone
    assert (answer.digit, answer.refused) == ((None, "not a digit") if refused else (3, None))


def test_other_nets_say_what_they_are_unsure_of(trained: tuple[Card, dict[str, np.ndarray]], small: Dataset) -> None:
    card, weights = trained
    picture = small.test.x[8].numpy() / 255
    sure = CardRecognizer(card, weights).recognize_glyph(picture).confidence
    above = CardRecognizer(dataclasses.replace(card, threshold=sure + 1e-6), weights).recognize_glyph(picture)
    below = CardRecognizer(dataclasses.replace(card, threshold=sure - 1e-6), weights).recognize_glyph(picture)
    assert (above.digit, above.refused, above.in_doubt) == (below.digit, None, True)
    assert (below.refused, below.in_doubt) == (None, False)


def test_temperature_softens_and_changes_no_answer(trained: tuple[Card, dict[str, np.ndarray]], small: Dataset) -> None:
    card, weights = trained
    pictures = small.test.x.numpy() / 255
    plain, _ = CardRecognizer(card, weights).probabilities(pictures)
    soft, _ = CardRecognizer(dataclasses.replace(card, temperature=2.0), weights).probabilities(pictures)
    assert (soft.argmax(axis=1) == plain.argmax(axis=1)).all() and (soft.max(axis=1) <= plain.max(axis=1)).all()
    for wrong in (0.0, -1.0, float("nan")):
        with pytest.raises(ModelError):
            CardRecognizer(dataclasses.replace(card, temperature=wrong), weights)


def test_a_threshold_of_the_users_goes_before_the_cards(
    trained: tuple[Card, dict[str, np.ndarray]], small: Dataset
) -> None:
    recognizer = CardRecognizer(*trained)
    assert recognizer.recognize(ONE, threshold=1.1).in_doubt
    assert recognizer.recognize(ONE, threshold=0.0).digit == 1
    assert recognizer.recognize(ONE).sure == pytest.approx(recognizer.recognize(ONE).confidence)
    assert rejecting(0.3, 0.5).recognize(ONE).sure == pytest.approx(0.7)


def test_digits_side_by_side_are_a_number(trained: tuple[Card, dict[str, np.ndarray]]) -> None:
    reading = CardRecognizer(*trained).read(Ink((*ONE.strokes, ONE.strokes[0] + (90, 0), ONE.strokes[0] + (190, 5))))
    assert reading.text == "111"
    assert [digit.strokes for digit in reading.digits] == [(0,), (1,), (2,)]
    assert 0 < reading.confidence <= min(digit.answer.confidence for digit in reading.digits)


def test_a_counter_that_was_written_as_an_array_of_one_is_read(trained: tuple[Card, dict[str, np.ndarray]]) -> None:
    plan = Plan("padnet", "padnet", "mnist+ink")
    weights = {name: v.numpy() for name, v in networks.build("padnet", outputs=11).state_dict().items()}
    written = {name: value.reshape(1) if value.ndim == 0 else value for name, value in weights.items()}
    card = Card("p", plan, tuple("0123456789"), 1, "", 1, reject=True)
    assert CardRecognizer(card, written).recognize(ONE).probabilities == pytest.approx(
        CardRecognizer(card, weights).recognize(ONE).probabilities
    )


def test_models_that_do_not_fit_are_refused_in_a_sentence(trained: tuple[Card, dict[str, np.ndarray]]) -> None:
    card, weights = trained
    first = "body.1.weight"
    nan = weights[first].copy()
    nan[3, 4] = np.nan
    cases = [
        ({name: value for name, value in weights.items() if name != first}, "lack 'body.1.weight'"),
        (weights | {"extra": np.zeros(3)}, "unknown 'extra'"),
        (weights | {first: weights[first].T}, r"\(784, 256\)"),
        (weights | {first: nan}, "no numbers"),
        ({}, "lack"),
    ]
    for spoilt, words in cases:
        with pytest.raises(ModelError, match=words) as caught:
            CardRecognizer(card, spoilt)
        assert "'mine'" in caught.value.message and caught.value.hint
    with pytest.raises(UnknownNameError):
        CardRecognizer(dataclasses.replace(card, plan=dataclasses.replace(card.plan, architecture="mlp-999")), weights)
    with pytest.raises(ModelError):
        CardRecognizer(dataclasses.replace(card, reject=True), weights)


def test_glyphs_of_another_kind_are_refused(trained: tuple[Card, dict[str, np.ndarray]]) -> None:
    recognizer = CardRecognizer(*trained)
    for wrong in (np.zeros((20, 28)), np.zeros((28, 28, 1)), np.full((28, 28), 255), np.full((28, 28), np.nan)):
        with pytest.raises(ModelError):
            recognizer.recognize_glyph(wrong)


def test_weights_may_be_changed_afterwards(trained: tuple[Card, dict[str, np.ndarray]]) -> None:
    card, weights = trained
    mine = {name: value.copy() for name, value in weights.items()}
    recognizer = CardRecognizer(card, mine)
    before = recognizer.recognize(ONE)
    for value in mine.values():
        value[...] = np.nan
    assert recognizer.recognize(ONE) == before


def test_answering_on_one_thread_leaves_another_threads_count_alone(
    trained: tuple[Card, dict[str, np.ndarray]],
) -> None:
    recognizer, counts = CardRecognizer(*trained), []
    ready, asked = threading.Event(), threading.Event()

    def training() -> None:
        torch.set_num_threads(2)
        ready.set()
        asked.wait(60)
        counts.append(torch.get_num_threads())

    other = threading.Thread(target=training)
    other.start()
    assert ready.wait(60)
    before = torch.get_num_threads()
    recognizer.recognize(ONE)
    assert torch.get_num_threads() == before
    asked.set()
    other.join()
    assert counts == [2]

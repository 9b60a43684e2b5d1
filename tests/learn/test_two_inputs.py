"""A model of two inputs: glyph and path where there is ink, the glyph branch alone where there is a picture."""

import dataclasses

import numpy as np
import pytest

from digitpad.core import path_layers
from digitpad.core.errors import InkError, ModelError
from digitpad.core.layer_trace import BOTH, OUTPUT, PATH_OUTPUT, output_place
from digitpad.core.path_layers import layers, multiply_adds
from digitpad.core.records import GLYPH, PATH, Card, Rules
from digitpad.ink.glyph import glyph
from digitpad.ink.ink import Ink
from digitpad.ink.path import path
from digitpad.learn.card_recognizer import CardRecognizer
from digitpad.learn.path_network import build
from tests.small_models import card_of, two_weights_of, weights_of

FOUR = Ink.from_strokes([[(10, 0), (0, 60), (60, 60)], [(40, 0), (40, 120)]])
OTHER_WAY = Ink(tuple(stroke[::-1] for stroke in reversed(FOUR.strokes)))
CARD = card_of("two", "mlp-256", inputs=(GLYPH, PATH), reject=True)


def two(**values: object) -> CardRecognizer:
    card: Card = dataclasses.replace(CARD, **values)  # type: ignore[arg-type]
    return CardRecognizer(card, two_weights_of(card.plan))


def alone() -> CardRecognizer:
    return CardRecognizer(dataclasses.replace(CARD, inputs=(GLYPH,)), weights_of(CARD.plan, 11))


def log_softmax(logits: np.ndarray) -> np.ndarray:
    return np.asarray(logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)))


def test_a_picture_is_read_by_the_glyph_branch_alone() -> None:
    seen = glyph(FOUR)
    both, single = two(), alone()
    assert both.recognize_glyph(seen).probabilities == single.recognize_glyph(seen).probabilities
    np.testing.assert_array_equal(both.logits(seen[None]), single.logits(seen[None]))
    assert both.recognize(FOUR, with_path=False).probabilities == single.recognize(FOUR).probabilities


@pytest.mark.parametrize("weight", [0.0, 0.3, 0.5, 1.0])
def test_ink_is_read_by_the_mean_of_both_branches(weight: float) -> None:
    reader, seen, walked = two(fusion=weight), glyph(FOUR)[None], path(FOUR)[None]
    wanted = (1 - weight) * log_softmax(reader.logits(seen)) + weight * log_softmax(reader.path_logits(walked))
    np.testing.assert_allclose(reader.logits(seen, walked), wanted, atol=1e-5)
    table, _ = reader.probabilities(seen, walked)
    assert reader.recognize(FOUR).probabilities == pytest.approx(tuple(table[0]))


def test_what_the_picture_does_not_show_reaches_the_answer() -> None:
    np.testing.assert_allclose(glyph(OTHER_WAY), glyph(FOUR), atol=1e-5)
    assert two().recognize(OTHER_WAY).probabilities != pytest.approx(two().recognize(FOUR).probabilities)
    assert alone().recognize(OTHER_WAY).probabilities == pytest.approx(alone().recognize(FOUR).probabilities, abs=1e-5)


def test_pictures_have_rules_of_their_own() -> None:
    reader = two(threshold=0.0, picture=Rules(temperature=2.0, threshold=1.0))
    assert reader.recognize(FOUR).refused is None
    assert reader.recognize_glyph(glyph(FOUR)).refused == "not a digit"
    plain = two().recognize_glyph(glyph(FOUR))
    assert reader.recognize_glyph(glyph(FOUR)).confidence < plain.confidence


def test_a_model_in_doubt_says_its_likeliest_class_and_the_next() -> None:
    answer = two(doubt=1.0).recognize(FOUR)
    assert answer.in_doubt and answer.refused is None and answer.digit == answer.nearest
    second = sorted(range(10), key=lambda digit: -answer.probabilities[digit])[1]
    assert answer.rival == str(second)
    assert not two(doubt=0.0).recognize(FOUR).in_doubt
    assert not two(threshold=1.0, doubt=1.0).recognize(FOUR).in_doubt  # it is refused


def test_digits_side_by_side_are_read_with_their_paths() -> None:
    page = Ink((*FOUR.strokes, *(stroke + np.array([150.0, 0.0]) for stroke in FOUR.strokes)))
    for digit in two().read(page).digits:
        part = Ink(tuple(page.strokes[number] for number in digit.strokes))
        assert digit.answer.probabilities == pytest.approx(two().recognize(part).probabilities, abs=1e-5)


def test_what_does_not_fit_is_said() -> None:
    reader, seen = two(), glyph(FOUR)[None]
    with pytest.raises(ModelError, match="1 glyphs and 2 paths"):
        reader.logits(seen, np.stack([path(FOUR)] * 2))
    with pytest.raises(InkError, match="should be"):
        reader.logits(seen, np.zeros((1, 72, 9), np.float32))
    with pytest.raises(ModelError, match="does not look at the pen's path"):
        alone().path_logits(path(FOUR)[None])
    weights = two_weights_of(CARD.plan)
    for wrong in (weights_of(CARD.plan, 11), weights | {"path.extra": np.zeros(1, np.float32)}):
        with pytest.raises(ModelError, match="weights of the model"):
            CardRecognizer(CARD, wrong)
    with pytest.raises(ModelError, match="weights of the model"):
        CardRecognizer(dataclasses.replace(CARD, inputs=(GLYPH,)), weights)


def test_a_model_without_a_path_branch_ignores_paths() -> None:
    seen = glyph(FOUR)[None]
    np.testing.assert_array_equal(alone().logits(seen, path(FOUR)[None]), alone().logits(seen))


def test_the_path_branch_costs_what_is_said() -> None:
    products = []
    net = build(11).eval()
    for module in net.body:
        if hasattr(module, "weight") and module.weight.dim() > 1:
            hook = module.register_forward_hook(
                lambda layer, _, out: products.append(layer.weight.numel() * (out.shape[-1] if out.dim() == 4 else 1))
            )
            assert hook
    import torch

    with torch.inference_mode():
        net(torch.zeros(1, 9, 72))
    assert multiply_adds(11) == sum(products) and path(FOUR).shape == (path_layers.CHANNELS, path_layers.POINTS)


def test_the_layers_of_the_path_s_network_follow_those_of_the_picture_s_and_both_are_what_is_answered() -> None:
    reader, seen, walked = two(fusion=0.3), glyph(FOUR), path(FOUR)[None]
    trace = reader.traced(seen, ink=FOUR)
    end = output_place(trace)
    assert [layer.words for layer in trace[: end + 1]] == [layer.words for layer in reader.traced(seen)]
    assert trace[end].words == OUTPUT
    along = trace[end + 1 :]
    assert (along[0].words, along[-2].words, along[-1].words) == (PATH, PATH_OUTPUT, BOTH)
    np.testing.assert_array_equal(along[0].values, walked[0])
    described = layers(11)
    assert [layer.values.shape for layer in along[1:-1]] == [layer.shape for layer in described]
    assert [layer.words for layer in along[1:-2]] == [f"{layer.name}, relu" for layer in described[:-1]]
    for layer, logits in ((along[-2], reader.path_logits(walked)), (along[-1], reader.logits(seen[None], walked))):
        np.testing.assert_allclose(layer.values, np.exp(log_softmax(logits))[0], atol=1e-5)
    assert [layer.words for layer in alone().traced(seen, ink=FOUR)][-1] == OUTPUT

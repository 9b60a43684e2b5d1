"""What a threshold costs and brings, and how sure a model may sound: fitted, stored, and added to older models."""

import json

import numpy as np
import pytest

from digitpad.core.records import GLYPH, PATH, Card
from digitpad.core.typed_json import from_json, to_json
from digitpad.evaluation import calibration, test_sets
from digitpad.ink.files import Drawing
from digitpad.ink.ink import Ink
from digitpad.ink.scribbles import scribble
from tests.small_models import card_of, two_weights_of, weights_of

STEM = Ink.from_strokes([[(50, y) for y in range(10, 90, 5)]])
SCRIBBLES = [scribble(np.random.default_rng(n)) for n in range(6)]
DRAWINGS = [
    *(Drawing(STEM.moved(np.eye(2), (n, 0)), "1", f"d{n}", extra={"source": "numberpad"}) for n in range(12)),
    *(Drawing(ink, "x", f"s{n}", extra={"source": "numberpad"}) for n, ink in enumerate(SCRIBBLES)),
]


def rejecting(**values: object) -> Card:
    return card_of("judge", "mlp-256", reject=True, **values)


def test_rows_go_from_refusing_nothing_to_refusing_much() -> None:
    digits, others = np.linspace(0.5, 1, 1001), np.linspace(0, 1, 101)
    rows = calibration.tradeoff(digits, others, own=0.505)
    assert rows[0] == (0.0, 1.0, 1.0)
    thresholds, answered, accepted = (list(column) for column in zip(*rows, strict=True))
    assert 0.505 in thresholds
    assert thresholds == sorted(thresholds)
    assert answered == sorted(answered, reverse=True) and answered[-1] == pytest.approx(0.9, abs=0.002)
    assert accepted == sorted(accepted, reverse=True)
    row = rows[thresholds.index(0.505)]
    assert row[1:] == (pytest.approx(0.99, abs=0.002), pytest.approx(0.5, abs=0.02))


def test_a_new_model_gets_the_trade_off_with_its_threshold() -> None:
    card, weights = rejecting(), weights_of(rejecting().plan, 11)
    ink = test_sets.of_drawings("ink", DRAWINGS)
    fitted = calibration.calibrated(card, weights, [ink])
    assert fitted.threshold in [row[0] for row in fitted.tradeoff]
    assert from_json(Card, json.loads(json.dumps(to_json(fitted)))) == fitted


def test_without_other_drawings_there_is_no_trade_off() -> None:
    card, weights = rejecting(), weights_of(rejecting().plan, 11)
    ink = test_sets.of_drawings("ink", DRAWINGS[:12])
    assert calibration.calibrated(card, weights, [ink]).tradeoff == ()
    plain = card_of("plain")
    assert calibration.calibrated(plain, weights_of(plain.plan), [ink]) == plain


def test_pictures_are_refused_less_readily_than_the_same_drawings_by_a_model_of_glyphs_alone() -> None:
    slanted = (STEM.moved(np.array([[1, n / 9], [0, 1]]), (0, 0)) for n in range(12))
    ink = test_sets.of_drawings("ink", [Drawing(one, "1", f"d{n}", extra={}) for n, one in enumerate(slanted)])
    both = rejecting(inputs=(GLYPH, PATH))
    pictures = calibration.calibrated(both, two_weights_of(both.plan), [ink]).picture
    alone = calibration.calibrated(rejecting(), weights_of(rejecting().plan, 11), [ink])  # the same glyph branch
    assert pictures is not None and alone.picture is None
    assert pictures.threshold < alone.threshold
    assert (pictures.temperature, pictures.doubt) == (alone.temperature, alone.doubt)

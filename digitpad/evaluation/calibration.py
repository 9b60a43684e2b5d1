"""How sure a new model may sound, and below what it refuses: fitted on held-out writers. Imports learn and test sets.

A few numbers are fitted on a few thousand drawings of writers that the model never saw, so there is little to overfit:
the temperature (Guo et al. 2017, "On Calibration of Modern Neural Networks"); the threshold below which a drawing is no
digit, set so that 99 % of those writers' digits are answered; and the probability below which a prediction is in doubt,
set so that of those above it 0.2 % are wrong. A model of two inputs has them also for its glyph branch alone, which
reads pictures.
"""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from digitpad.core.records import NO_CLASS, Card, Rules
from digitpad.evaluation import measure
from digitpad.evaluation.test_sets import TestSet
from digitpad.learn.card_recognizer import CardRecognizer

ANSWERED = 0.99
ANSWERED_BY_BOTH = 0.993  # by a model that sees the path too, which refuses doodles far better
# By its glyph branch, which is asked about pictures alone: they are poorer than ink, so at one threshold more of their
# digits are refused, and few people photograph a doodle. Chosen on the pictures of tests/benchmarks/picture_kinds.py
# that are not kept back.
ANSWERED_ON_PICTURES = 0.995
SURELY_WRONG = 0.002  # share of the sure predictions that may be wrong
MOST_DOUBTED = 0.03  # share of digits
SHARES = (0.9995, 0.999, 0.998, 0.9965, 0.995, 0.9925, 0.99, 0.985, 0.98, 0.97, 0.96, 0.95, 0.925, 0.9)  # of digits
TEMPERATURES = np.geomspace(0.2, 5.0, 200)


def calibrated(card: Card, weights: Mapping[str, NDArray[np.generic]], sets: Sequence[TestSet]) -> Card:
    """The card with temperature and threshold, fitted on the set called "ink"; as it is where there is none."""
    ink = next((rows for rows in sets if rows.name == "ink"), None)
    if ink is None or not card.reject:
        return card
    digits = (ink.labels != NO_CLASS) & ~ink.refused
    if not digits.any():
        return card
    recognizer, glyphs = CardRecognizer(card, weights), ink.glyphs[digits].astype(np.float32)
    seen, labels = recognizer.logits(glyphs).astype(np.float64), ink.labels[digits]
    paths = measure.paths_of(card, ink)
    if paths is None:
        return with_tradeoff(ruled(card, fitted(seen, labels, ANSWERED)), weights, ink)
    both = fitted(recognizer.logits(glyphs, paths[digits]).astype(np.float64), labels, ANSWERED_BY_BOTH)
    pictures = fitted(seen, labels, ANSWERED_ON_PICTURES)
    return with_tradeoff(dataclasses.replace(ruled(card, both), picture=pictures), weights, ink)


def ruled(card: Card, rules: Rules) -> Card:
    """The card with these rules for all that it is shown."""
    return dataclasses.replace(
        card, temperature=rules.temperature, threshold=rules.threshold, doubt=rules.doubt, picture=None
    )


def fitted(logits: NDArray[np.float64], labels: NDArray[np.int64], answered: float) -> Rules:
    """The rules for a net whose last output is "not a digit": logits (N, classes + 1) of digits, labels (N,).

    `answered`: the share of these digits that shall not be refused.
    """
    soft = temperature(logits[:, :-1], labels)
    scaled = logits[:, :-1] / soft
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    confidence = powers.max(axis=1) / powers.sum(axis=1)
    return Rules(
        temperature=soft,
        threshold=float(np.quantile(digit_scores(logits), 1 - answered)),
        doubt=doubt(confidence, logits[:, :-1].argmax(axis=1) == labels),
    )


def doubt(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """The probability from which on SURELY_WRONG of the predictions are wrong at most: confidence (N,), right (N,).

    At most MOST_DOUBTED of them lie below it.
    """
    order = np.argsort(-confidence, kind="stable")
    wrong = np.cumsum(~right[order]) / np.arange(1, len(order) + 1)
    kept = np.flatnonzero(wrong <= SURELY_WRONG)
    least = int(np.ceil((1 - MOST_DOUBTED) * len(order))) - 1
    return float(confidence[order[max(int(kept[-1]) if len(kept) else 0, least)]])


def with_tradeoff(card: Card, weights: Mapping[str, NDArray[np.generic]], ink: TestSet) -> Card:
    """The card with what each threshold costs in digits and brings in other drawings, counted on this set."""
    sure = CardRecognizer(card, weights).sureness(ink.glyphs.astype(np.float32), measure.paths_of(card, ink))
    sure = np.where(ink.refused, -1.0, sure)  # what is too small is refused at any threshold
    digits = ink.labels != NO_CLASS
    if not card.reject or not digits.any() or digits.all():
        return card
    return dataclasses.replace(card, tradeoff=tradeoff(sure[digits], sure[~digits], card.threshold))


def tradeoff(
    digits: NDArray[np.float64], others: NDArray[np.float64], own: float
) -> tuple[tuple[float, float, float], ...]:
    """Rows of (threshold, share of digits answered, share of others accepted), from refusing nothing to one in ten.

    digits (N,), others (M,): how surely each drawing is a digit. `own` is one of the thresholds.
    """
    places = {0.0, own, *(float(np.quantile(digits, 1 - share)) for share in SHARES)}
    return tuple((place, float((digits >= place).mean()), float((others >= place).mean())) for place in sorted(places))


def temperature(logits: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """The temperature from 0.2 to 5 that makes the labels likeliest. logits (N, classes), labels (N,)."""
    losses = []
    for trial in TEMPERATURES:
        scaled = logits / trial
        top = scaled.max(axis=1, keepdims=True)
        norm = np.log(np.exp(scaled - top).sum(axis=1)) + top[:, 0]
        losses.append(float((norm - scaled[np.arange(len(labels)), labels]).mean()))
    return float(TEMPERATURES[int(np.argmin(losses))])


def digit_scores(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """How surely each row is a digit: 1 minus the softmax of the last output. logits (N, classes + 1)."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(1 - powers[:, -1] / powers.sum(axis=1))

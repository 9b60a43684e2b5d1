"""How sure a new model may sound, and below what it refuses: fitted on held-out writers. Imports learn and test sets.

Two numbers are fitted on a few thousand drawings of writers that the model never saw, so there is nothing to overfit:
the temperature (Guo et al. 2017, "On Calibration of Modern Neural Networks"), and the threshold below which a drawing
is no digit, set so that 99 % of those writers' digits are answered.
"""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from digitpad.core.records import NO_CLASS, Card
from digitpad.evaluation.test_sets import TestSet
from digitpad.learn.card_recognizer import CardRecognizer

ANSWERED = 0.99
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
    logits = CardRecognizer(card, weights).logits(ink.glyphs[digits].astype(np.float32)).astype(np.float64)
    classes = len(card.classes)
    fitted = dataclasses.replace(
        card,
        temperature=temperature(logits[:, :classes], ink.labels[digits]),
        threshold=float(np.quantile(digit_scores(logits), 1 - ANSWERED)),
    )
    return with_tradeoff(fitted, weights, ink)


def with_tradeoff(card: Card, weights: Mapping[str, NDArray[np.generic]], ink: TestSet) -> Card:
    """The card with what each threshold costs in digits and brings in other drawings, counted on this set."""
    sure = CardRecognizer(card, weights).sureness(ink.glyphs.astype(np.float32))
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

"""What stands behind one accuracy, counted by hand: digits, sources, writers, refusals, calibration."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from digitpad.evaluation import measure, test_sets
from digitpad.evaluation.breakdown import breakdown, calibration_error, of_writers, reliability
from digitpad.evaluation.test_sets import TestSet as Rows
from digitpad.ink.files import Drawing
from digitpad.learn import metrics
from tests.ink.sample import drawings
from tests.small_models import card_of

CARD = card_of("mine")
RIGHT = np.array([True] * 3 + [False] + [True, False] + [True] * 2)
WRITERS = ("a",) * 4 + ("b",) * 2 + ("c",) * 2


def ink_set() -> Rows:
    """Eight drawings: source x by writers a and b, source y by another a; the last is a letter."""
    some = drawings()[:8]
    words = ["0", "0", "1", "1", "2", "2", "3", "k"]
    sources, writers = "xxxxxxyy", "aaaabbaa"
    return test_sets.of_drawings(
        "ink",
        [
            Drawing(drawing.ink, word, extra={"source": source, "writer": writer})
            for drawing, word, source, writer in zip(some, words, sources, writers, strict=True)
        ],
    )


def judged(answers: list[int], answered: list[bool]) -> dict[str, object]:
    rows = ink_set()
    table = np.full((8, 10), 0.01)
    table[range(8), answers] = 0.91
    return breakdown(measure.judged(CARD, rows, table, np.array(answered)), rows)


def test_each_digit_and_source_is_counted_with_its_interval() -> None:
    made = judged([0, 5, 1, 1, 2, 7, 3, 9], [True, False, True, True, True, True, True, False])
    assert {digit: (row["n"], row["accuracy"], row["answered"]) for digit, row in made["by_digit"].items()} == {
        "0": (2, 0.5, 0.5), "1": (2, 1.0, 1.0), "2": (2, 0.5, 1.0), "3": (1, 1.0, 1.0),
    }  # fmt: skip
    x, y = made["by_source"]["x"], made["by_source"]["y"]
    assert (x["n"], x["accuracy"], x["writers"], x["writer_mean"]) == (6, 4 / 6, 2, pytest.approx((0.75 + 0.5) / 2))
    interval = stats.binomtest(4, 6).proportion_ci(method="wilson")
    assert x["ci95"] == pytest.approx([interval.low, interval.high])
    assert (y["n"], y["accuracy"], y["others"], y["others_answered"]) == (1, 1.0, 1, 0.0)
    assert made["refusals"] == {"slips": 0, "not_a_digit": 1}
    assert made["others_by_source"] == {"y": {"others": 1, "others_answered": 0.0}}


def test_a_source_of_letters_alone_stands_among_the_others_and_not_with_no_digits_at_all() -> None:
    words = {"digits": "0123", "letters": "kmAE"}
    listed = [Drawing(drawings()[0].ink, word, extra={"source": name}) for name in words for word in words[name]]
    rows = test_sets.of_drawings("ink", listed)
    made = breakdown(measure.judged(CARD, rows, np.full((8, 10), 0.1), np.array([True] * 5 + [False] * 3)), rows)
    assert {name: figures["n"] for name, figures in made["by_source"].items()} == {"digits": 4}
    assert made["others_by_source"] == {"letters": {"others": 4, "others_answered": 0.25}}


def test_writers_of_one_name_in_two_sources_are_two() -> None:
    made = judged([0, 5, 1, 1, 2, 7, 3, 9], [True] * 8)
    assert made["writers"] == 3
    assert made["writer_mean"] == pytest.approx((0.75 + 0.5 + 1) / 3)
    assert made["writer_worst"] == {"writer": "x/b", "n": 2, "accuracy": 0.5}


def test_the_mean_over_writers_has_the_normal_interval_of_that_mean() -> None:
    rows = ink_set()
    found = measure.judged(CARD, rows, np.full((8, 10), 0.1), np.ones(8, bool))
    found = dataclasses.replace(found, best=np.where(RIGHT, found.labels, 9).astype(np.int16))
    made = of_writers(found, WRITERS, np.ones(8, bool))
    shares = [0.75, 0.5, 1.0]
    half = stats.norm.ppf(0.975) * np.std(shares, ddof=1) / np.sqrt(3)
    assert made["writer_ci95"] == pytest.approx([0.75 - half, min(0.75 + half, 1)])


def test_a_set_that_names_neither_source_nor_writer_has_only_digits() -> None:
    rows = test_sets.of_drawings("mine", [Drawing(drawing.ink, drawing.word) for drawing in drawings()[:4]])
    made = breakdown(measure.judged(CARD, rows, np.full((4, 10), 0.1), np.ones(4, bool)), rows)
    assert set(made) == {"by_digit", "refusals", "calibration"}


@given(st.lists(st.tuples(st.floats(0.1, 1), st.booleans()), min_size=1, max_size=60))
def test_the_bins_error_is_the_expected_calibration_error(pairs: list[tuple[float, bool]]) -> None:
    confidence, right = np.array([c for c, _ in pairs]), np.array([r for _, r in pairs])
    table = np.column_stack([confidence, np.zeros(len(pairs))])
    assert calibration_error(reliability(confidence, right)) == pytest.approx(
        metrics.ece(table, np.where(right, 0, 1)), abs=1e-9
    )

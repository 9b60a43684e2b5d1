"""Figures of merit, against scipy and against examples that can be worked out by hand."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from digitpad.analysis import differences
from digitpad.learn import accuracy, metrics, networks
from digitpad.learn.dataset import Dataset


@given(st.integers(1, 20_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_is_scipys(pair: tuple[int, int]) -> None:
    k, n = pair
    wanted = stats.binomtest(k, n).proportion_ci(0.95, method="wilson")
    assert accuracy.wilson(k, n) == pytest.approx((wanted.low, wanted.high), abs=1e-9)


def test_wilson_knows_nothing_of_nothing() -> None:
    assert accuracy.wilson(0, 0) == (0.0, 1.0)


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 50), st.integers(0, 50))
def test_mcnemar_is_the_exact_binomial_test(only_a: int, only_b: int, both: int, none: int) -> None:
    a = np.repeat([True, False, True, False], [only_a, only_b, both, none])
    b = np.repeat([False, True, True, False], [only_a, only_b, both, none])
    wanted = stats.binomtest(only_a, only_a + only_b).pvalue if only_a + only_b else 1.0
    assert differences.mcnemar(a, b) == pytest.approx(wanted, rel=1e-7, abs=1e-300)
    assert differences.mcnemar(b, a) == differences.mcnemar(a, b)


def test_mcnemar_with_thousands_of_rows_is_quick_and_refuses_other_rows() -> None:
    a = np.arange(10_000) < 5200
    assert differences.mcnemar(a, ~a) == pytest.approx(stats.binomtest(5200, 10_000).pvalue, rel=1e-7)
    with pytest.raises(ValueError, match="same rows"):
        differences.mcnemar(a, a[1:])


def test_ece_by_hand() -> None:
    sure = np.array([[0.9, 0.1]] * 10)
    assert metrics.ece(sure, [0] * 9 + [1]) == pytest.approx(0.0)
    assert metrics.ece(sure, [0] * 4 + [1] * 6) == pytest.approx(0.5)
    two = np.array([[0.95, 0.05]] * 4 + [[0.45, 0.55]] * 6)
    assert metrics.ece(two, [0, 0, 1, 1] + [1] * 6) == pytest.approx(0.4 * 0.45 + 0.6 * 0.45)
    assert metrics.ece(np.empty((0, 10)), []) == 0.0


@given(st.integers(0, 2**32 - 1))
def test_ece_is_the_definition(seed: int) -> None:
    rng = np.random.default_rng(seed)
    table = rng.dirichlet(np.full(10, 0.2), 200)
    labels = rng.integers(0, 10, 200)
    confidence, right = table.max(axis=1), table.argmax(axis=1) == labels
    edges = np.linspace(0, 1, 16)
    wanted = 0.0
    for low, high in itertools.pairwise(edges):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            wanted += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    assert metrics.ece(table, labels) == pytest.approx(wanted, abs=1e-12)


def test_score_counts_refused_rows_by_their_best_class() -> None:
    table = np.full((4, 10), 0.05)
    table[range(4), [3, 3, 7, 1]] = 0.55
    made = metrics.score("mine", table, [3, 3, 7, 2], [True, False, False, True])
    assert (made.on, made.n, made.accuracy, made.answered) == ("mine", 4, 0.75, 0.5)
    assert made.ci95 == accuracy.wilson(3, 4)
    assert metrics.score("none", np.empty((0, 10)), []).ci95 == (0.0, 1.0)


def test_logits_are_the_nets_own_whatever_the_batch(small: Dataset) -> None:
    net = networks.build("mlp-256-128", "standard", seed=1).train()
    whole = metrics.logits(net, small.test.x)
    assert whole.shape == (300, 10) and whole.dtype == torch.float32
    torch.testing.assert_close(metrics.logits(net, small.test.x, batch=37), whole)
    torch.testing.assert_close(metrics.logits(net, small.test.x.float() / 255), whole)
    assert net.training

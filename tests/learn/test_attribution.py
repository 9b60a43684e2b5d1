"""The maps and features behind an answer: checked against what they are by definition."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch

from digitpad.core import plans
from digitpad.learn import attribution, networks
from digitpad.learn.dataset import Dataset

NETS = ("mlp-256-128", "cnn-5x5", "padnet")
THREADS, ROUNDS = 3, 40


def net(name: str) -> networks.Net:
    return networks.build(name, "unit", 10, seed=3).eval().requires_grad_(False)


@pytest.fixture
def glyph(small: Dataset) -> np.ndarray:
    return small.test.x[0].numpy().astype(np.float32) / 255


def margin_of(net: torch.nn.Module, glyph: np.ndarray, target: int) -> float:
    with torch.inference_mode():
        return float(attribution.margin(net(torch.from_numpy(glyph)[None, None]), target))


def test_the_margin_is_the_log_odds() -> None:
    logits = torch.tensor([[1.0, 3.0, -2.0], [0.0, 0.0, 0.0]])
    share = torch.softmax(logits, 1)[:, 1]
    torch.testing.assert_close(attribution.margin(logits, 1), torch.log(share / (1 - share)))


@pytest.mark.parametrize("name", NETS)
def test_occlusion_says_what_covering_a_square_costs(name: str, glyph: np.ndarray) -> None:
    made = net(name)
    whole = attribution.occlusion(made, glyph, 7, patch=4, stride=4)  # squares that touch but never overlap
    rows, columns = np.nonzero(glyph)
    top, left = (rows[0] - 1) // 4 * 4 + 1, (columns[0] - 1) // 4 * 4 + 1
    covered = glyph.copy()
    covered[top : top + 4, left : left + 4] = 0
    assert covered.sum() < glyph.sum()
    fall = margin_of(made, glyph, 7) - margin_of(made, covered, 7)
    assert whole[rows[0], columns[0]] == pytest.approx(fall, abs=1e-4)
    assert whole[0, 0] == 0  # nothing is drawn there


@pytest.mark.parametrize("name", NETS)
def test_the_gradient_is_the_slope_of_the_margin(name: str) -> None:
    made = net(name).double()
    glyph = np.random.default_rng(1).random((28, 28))  # on flat black the nets have kinks, and no slope
    pull = attribution.gradient_in(made, glyph, 7)
    step = 1e-6
    for row, column in ((10, 14), (3, 3), (20, 9)):
        up, down = glyph.copy(), glyph.copy()
        up[row, column] += step
        down[row, column] -= step
        slope = (margin_of(made, up, 7) - margin_of(made, down, 7)) / (2 * step)
        assert pull[row, column] == pytest.approx(slope, rel=1e-3, abs=1e-7)


@pytest.mark.parametrize("name", plans.ARCHITECTURES)
def test_features_are_what_the_last_layer_is_given(name: str, small: Dataset) -> None:
    made = net(name)
    glyphs = small.test.x[:7].numpy().astype(np.float32) / 255
    described = torch.from_numpy(attribution.features(made, glyphs))
    last = [module for module in made.modules() if isinstance(module, torch.nn.Linear)][-1]
    with torch.inference_mode():
        torch.testing.assert_close(last(described), made(torch.from_numpy(glyphs)[:, None]), atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("name", plans.ARCHITECTURES)
def test_threads_that_ask_one_net_at_once_each_get_their_own_rows(name: str, small: Dataset) -> None:
    made = net(name)
    parts = [small.test.x[n * 8 : n * 8 + 5 + n].numpy().astype(np.float32) / 255 for n in range(THREADS)]
    alone = [attribution.features(made, part) for part in parts]
    together = threading.Barrier(THREADS)

    def ask(number: int) -> None:
        together.wait()
        for _ in range(ROUNDS):
            np.testing.assert_allclose(attribution.features(made, parts[number]), alone[number], atol=1e-5)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(ask, range(THREADS)))


def test_an_empty_glyph_has_an_empty_occlusion_map() -> None:
    assert not attribution.occlusion(net("mlp-256-128"), np.zeros((28, 28), np.float32), 3).any()


def test_main_directions_are_orthonormal_and_those_of_the_largest_variance() -> None:
    rng = np.random.default_rng(1)
    rows = (rng.standard_normal((300, 90)) * np.geomspace(5, 0.01, 90)).astype(np.float32)
    mean, directions = attribution.principal(rows, 8)
    np.testing.assert_allclose(mean, rows.mean(axis=0), atol=1e-6)
    np.testing.assert_allclose(directions.T @ directions, np.eye(8), atol=1e-4)
    _, sizes, _ = np.linalg.svd(rows - mean, full_matrices=False)
    np.testing.assert_allclose(np.square((rows - mean) @ directions).sum(axis=0), np.square(sizes[:8]), rtol=1e-3)


def test_few_features_are_kept_as_they_are() -> None:
    rows = np.random.default_rng(1).standard_normal((20, 6)).astype(np.float32)
    mean, directions = attribution.principal(rows, 8)
    np.testing.assert_allclose((rows - mean) @ directions, rows - rows.mean(axis=0), atol=1e-6)

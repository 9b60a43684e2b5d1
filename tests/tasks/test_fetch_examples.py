"""A test digit for the pad: any, or any of one class."""

import pytest

from digitpad.evaluation.eval_set_cache import EvalSetCache
from digitpad.tasks.fetch_examples import picked_any


@pytest.mark.usefixtures("small_mnist")
def test_a_test_digit_of_a_class_is_of_that_class_and_another_one_each_time(home) -> None:
    sets = EvalSetCache(home)
    rows = sets.load("mnist")
    sevens = rows.glyphs[rows.labels == 7].reshape(-1, 784) / 255
    seen = set()
    for _ in range(8):
        (found,) = picked_any(sets, "7")
        assert (abs(sevens - found.glyph.reshape(784)).max(axis=1) < 0.01).any()
        seen.add(found.glyph.tobytes())
    assert len(seen) > 1

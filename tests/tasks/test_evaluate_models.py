"""Models on a set: measured once, kept, and the net built no more often than something is asked of it."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from numpy.typing import ArrayLike

from digitpad.core.records import Card
from digitpad.evaluation import test_sets
from digitpad.evaluation.evaluations import Evaluation
from digitpad.learn.card_recognizer import CardRecognizer
from digitpad.tasks import evaluate_models
from digitpad.tasks.measure_times import Timed
from tests import tiny_mnist
from tests.small_models import empty_library, saved


def test_one_build_serves_the_time_and_the_figures_and_what_is_kept_needs_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = empty_library(tmp_path)
    saved(library, "mine")
    monkeypatch.setenv("DIGITPAD_DATA", str(tiny_mnist.write(tmp_path / "data", train=20, test=120)))
    rows = test_sets.load("mnist", library.home)
    built: list[str] = []
    build = CardRecognizer.__init__

    def counted(self: CardRecognizer, card: Card, weights: Mapping[str, ArrayLike]) -> None:
        built.append(card.id)
        build(self, card, weights)

    monkeypatch.setattr(CardRecognizer, "__init__", counted)
    for builds in (["mine"], []):
        built.clear()
        events = list(evaluate_models.evaluated(library, ["mine"], rows, library.home, timing=True))
        assert [type(event) for event in events if isinstance(event, Timed | Evaluation)] == [Timed, Evaluation]
        assert built == builds

"""The path branch learns from ink, and a run that goes on ends bit for bit as one that was never interrupted."""

import numpy as np
import pytest
import torch

from digitpad.core.errors import RunError
from digitpad.core.records import DIGITS
from digitpad.ink.corpus import Corpus
from digitpad.ink.files import Drawing
from digitpad.ink.ink import Ink
from digitpad.learn import padnet_data, path_data
from digitpad.learn.dataset import finished
from digitpad.learn.path_training import PathEpochDone, PathProgress, PathTraining

SHAPES = {
    "0": [[(30 + 25 * np.cos(turn), 40 + 35 * np.sin(turn)) for turn in np.linspace(0, 6.28, 30)]],
    "1": [[(50, y) for y in range(10, 90, 5)]],
    "7": [[(20, 14), (48, 14), (80, 14), (62, 50), (42, 92)]],
}


@pytest.fixture
def ink(monkeypatch: pytest.MonkeyPatch) -> Corpus:
    """Three digits, forty times, and few scribbles beside them."""
    for name, count in (("SCRIBBLES", 40), ("PAIRS", 10), ("TURNED", 5)):
        monkeypatch.setattr(padnet_data, name, count)
    digits = [Drawing(ink=Ink.from_strokes(SHAPES[word]), key_id=word, word=word) for word in SHAPES for _ in range(40)]
    return Corpus(tuple(digits), (), (), ())


def trained(ink: Corpus, **how: object) -> PathTraining:
    training = PathTraining(ink, len(DIGITS) + 1, 3, epochs=3, **how)  # type: ignore[arg-type]
    with torch.random.fork_rng():
        list(training.events())
    return training


def test_it_learns_and_tells_how_far_it_is(ink: Corpus) -> None:
    events = list(PathTraining(ink, 11, 3, epochs=3).events())
    epochs = [event for event in events if isinstance(event, PathEpochDone)]
    assert [event.epoch for event in epochs] == [1, 2, 3]
    assert epochs[-1].train_loss < epochs[0].train_loss and epochs[-1].train_accuracy > 0.6
    shares = [event.share for event in events if isinstance(event, PathProgress) and event.epoch == 2]
    assert shares == sorted(shares) and all(0 <= share <= 1 for share in shares)


def test_a_run_that_goes_on_ends_as_one_that_never_stopped(ink: Corpus) -> None:
    whole = trained(ink)
    begun = PathTraining(ink, 11, 3, epochs=3)
    for event in begun.events():
        if isinstance(event, PathEpochDone):
            break
    resumed = trained(ink, resume=begun.tensors())
    assert resumed.done == 3
    for name, value in whole.weights().items():
        np.testing.assert_array_equal(resumed.weights()[name], value)


def test_what_another_network_left_is_refused(ink: Corpus) -> None:
    left = PathTraining(ink, 5, 3, epochs=3).tensors()
    with pytest.raises(RunError, match="not of this path branch"):
        PathTraining(ink, 11, 3, epochs=3, resume=left)


def test_an_epoch_s_paths_follow_from_seed_and_epoch(ink: Corpus) -> None:
    first, again, other = (finished(path_data.epoch_rows(ink, 3, epoch)) for epoch in (1, 1, 2))
    np.testing.assert_array_equal(first[0], again[0])
    assert first[0].shape == other[0].shape and not np.array_equal(first[0], other[0])
    assert sorted(set(first[1].tolist())) == [0, 1, 7, padnet_data.NOT_A_DIGIT]

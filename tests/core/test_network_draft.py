"""A draft says what each of its layers comes to, and what is wrong at the layer where it is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core import layer_spec
from digitpad.core.architectures import LAYERS
from digitpad.core.layer_spec import ConvLayer
from digitpad.core.network_draft import (
    NEW_LAYERS,
    History,
    draft,
    examined,
    inserted,
    moved,
    removed,
    replaced,
    spec,
    with_kernel,
)


@pytest.mark.parametrize("text", LAYERS.values())
def test_every_recipe_opens_with_the_costs_of_its_network(text) -> None:
    words, known = draft(text), layer_spec.rows(layer_spec.parse(text))
    found = examined(words)
    assert spec(words) == text
    assert found.problem == ""
    assert [row.place for row in found.rows if row.place is not None] == list(range(len(words)))
    assert (found.rows[0].shape, found.rows[-1].shape) == ((1, 28, 28), (10,))
    assert [(row.shape, row.weights, row.multiply_adds) for row in found.rows[1:]] == [
        (row.shape, row.weights, row.multiply_adds) for row in known
    ]
    assert found.weights == sum(row.weights for row in known)


@pytest.mark.parametrize(
    ("text", "place"),
    [("dense64,conv8x3", 1), ("conv8x3,relu,pool9,pool9,dense9", 3), ("conv8x4,relu", 0), ("relu,dens,relu", 1),
     ("conv8x3,,relu", 1), ("dense9000,dense9000,relu", 1)],
)  # fmt: skip
def test_what_cannot_be_built_is_said_at_its_layer_and_the_layers_before_keep_their_figures(text, place) -> None:
    found = examined(draft(text))
    by_place = {row.place: row for row in found.rows if row.place is not None}
    assert found.problem.startswith(("Layer ", "This network "))
    assert [at for at, row in by_place.items() if row.problem] == [place]
    assert by_place[place].problem == found.problem
    assert all((row.shape is not None) == (at < place) for at, row in by_place.items())
    assert len(by_place) == len(draft(text))


def test_layers_that_are_too_many_weights_without_the_one_that_has_the_most_are_said_too() -> None:
    found = examined(draft("conv1024x27,conv1024x27,dense1000"))
    assert "most of them in layer 3" in found.problem
    assert [row.title for row in found.rows][-1] == "Output, 10 classes" and len(found.rows) == 5
    assert found.rows[1].weights == 747_520 and found.rows[3].problem and not found.rows[2].weights


def test_no_layer_at_all_is_written_as_flatten_and_too_many_are_said() -> None:
    assert spec(()) == "flatten"
    assert draft("flatten") == draft(" ") == ()
    assert examined(()).weights == 7850
    assert "65 layers" in examined(("relu",) * 65).problem


@given(st.lists(st.sampled_from(list(NEW_LAYERS)), min_size=1, max_size=6), st.integers(0, 5), st.integers(-2, 9))
def test_moving_keeps_the_layers_and_undo_brings_each_draft_back(words, place, to) -> None:
    words, place = tuple(words), place % len(words)
    there = moved(words, place, to)
    assert sorted(there) == sorted(words)
    assert there[min(max(to, 0), len(words) - 1)] == words[place]
    assert removed(inserted(words, place, "relu"), place) == words
    assert replaced(words, place, words[place]) == words
    walked = History((words,)).then((*words, "tanh")).then((*words, "gelu"))
    assert walked.stepped(-1).stepped(-1).now == words
    assert walked.stepped(-1).stepped(1) == walked == walked.then(walked.now)
    assert len(walked.stepped(-1).then(("relu",)).drafts) == 3


def test_a_padded_kernel_is_odd() -> None:
    layer = ConvLayer(channels=4, kernel=5)
    assert with_kernel(layer, 6, padded=True).kernel == 7
    assert with_kernel(layer, 6, padded=False) == ConvLayer(channels=4, kernel=6, padded=False)

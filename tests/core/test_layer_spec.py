"""Layers in words: what is read is what was written, and what cannot be built is said at the layer where it is."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core import layer_spec
from digitpad.core.errors import PlanError
from digitpad.core.layer_spec import (
    ACTIVATIONS,
    ActivationLayer,
    BatchNormLayer,
    ConvLayer,
    DenseLayer,
    DropoutLayer,
    FlattenLayer,
    FoldLayer,
    LayerError,
    PoolLayer,
)

ODD = st.integers(0, 13).map(lambda half: 2 * half + 1)
PICTURES = st.one_of(
    st.builds(ConvLayer, channels=st.integers(1, 1024), kernel=ODD, stride=st.integers(1, 27), padded=st.booleans()),
    st.builds(PoolLayer, side=st.integers(2, 14)),
    st.builds(FoldLayer, side=st.integers(2, 14)),
    st.builds(FlattenLayer, by_place=st.booleans()),
)
ANYWHERE = st.one_of(
    st.builds(DropoutLayer, share=st.floats(0.001, 0.999)),
    st.just(BatchNormLayer()),
    st.builds(ActivationLayer, kind=st.sampled_from(ACTIVATIONS)),
    st.builds(DenseLayer, neurons=st.integers(1, 10_000)),
)


@given(st.lists(PICTURES | ANYWHERE, min_size=1, max_size=12))
def test_what_is_written_is_read_again(layers: list[layer_spec.LayerSpec]) -> None:
    text = layer_spec.written(layers)
    assert layer_spec.parse(text) == tuple(layers)
    assert layer_spec.parse(f" {text.upper().replace(',', ' , ')} ") == tuple(layers)


@given(st.lists(PICTURES | ANYWHERE, max_size=8), st.integers(2, 11))
def test_every_network_that_is_no_error_ends_in_its_outputs_and_fits_layer_to_layer(layers, outputs: int) -> None:
    try:
        rows = layer_spec.rows(layers, outputs)
    except LayerError as error:
        assert error.place is not None and 0 <= error.place <= len(layers)
        assert error.message and error.hint
        return
    assert rows[0].before == (1, 28, 28) and rows[-1].shape == (outputs,)
    assert all(one.shape == two.before for one, two in itertools.pairwise(rows))
    assert all(min(row.shape) >= 1 and row.weights >= 0 and row.multiply_adds >= 0 for row in rows)


@given(st.text(alphabet="convpldenstu0123456789x., _", max_size=40))
def test_whatever_is_typed_is_layers_or_a_sentence(text: str) -> None:
    try:
        layer_spec.check(text)
    except LayerError as error:
        assert error.message.endswith(".") and error.hint.endswith((".", "?"))


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        ("relu,conv0x3", 1, "Layer 2, conv0x3, has 0 channels.", "From 1 to 1024"),
        ("conv99999999999999999999x3", 0, "has so many channels", "From 1 to 1024"),
        ("conv8x4", 0, "Layer 1, conv8x4, has an even kernel", "conv8x5, or no padding: conv8x4p0"),
        ("conv8x29", 0, "has a kernel of 29", "From 1 to 27"),
        ("conv16", 0, "Layer 1, conv16, is not written as conv should be.", "conv16x5"),
        ("pool2,pool2,pool2,pool2,pool2", 4, "Layer 5, pool2, finds a picture of only 1x1.", "Remove it"),
        ("pool14,conv4x3p0", 1, "has a kernel larger than the picture, 2x2 there", "smaller kernel"),
        ("dense64,conv8x3", 1, "Layer 2, conv8x3, needs pictures", "before the first dense"),
        ("flatten,pool2", 1, "needs pictures", "before the first dense"),
        ("relux", 0, "Layer 1, relux, is no layer.", "Did you mean relu?"),
        ("dens12", 0, "is no layer", "Did you mean dense128?"),
        ("wobble", 0, "is no layer", "Known: conv16x5, pool2"),
        ("relu,,relu", 1, "Layer 2 is empty.", "single commas"),
        ("dropout0", 0, "leaves out all or nothing", "dropout0.2"),
        ("dropout1.0", 0, "leaves out all or nothing", "dropout0.2"),
        ("fold3", 0, "does not divide a picture of 28x28", "divisor"),
        ("dense10000,dense10000", 1, "107,960,010 weights, most of them in layer 2, dense10000", "At most 30,000,000"),
        (",".join(["relu"] * 65), None, "A network of 65 layers is too long.", "at most 64"),
    ],
)  # fmt: skip
def test_what_cannot_be_built_is_said_where_it_is(text: str, place: int | None, message: str, hint: str) -> None:
    with pytest.raises(PlanError) as caught:
        layer_spec.check(text)
    assert isinstance(caught.value, LayerError) and caught.value.place == place
    assert message in caught.value.message and hint in caught.value.hint


def test_each_layer_says_its_shape_its_weights_and_its_multiply_adds() -> None:
    rows = layer_spec.rows(layer_spec.parse("conv16x5,relu,pool2,batchnorm,dense32,tanh,dropout0.1"), 10)
    found = [(str(row.layer), row.shape, row.weights, row.multiply_adds) for row in rows]
    assert found == [
        ("conv16x5", (16, 28, 28), 416, 400 * 784),
        ("relu", (16, 28, 28), 0, 0),
        ("pool2", (16, 14, 14), 0, 0),
        ("batchnorm", (16, 14, 14), 32, 0),
        ("flatten", (3136,), 0, 0),
        ("dense32", (32,), 3136 * 32 + 32, 3136 * 32),
        ("tanh", (32,), 0, 0),
        ("dropout0.1", (32,), 0, 0),
        ("dense10", (10,), 330, 320),
    ]


def test_a_stride_halves_a_bare_convolution_cuts_and_batch_norm_takes_the_bias() -> None:
    one, two, three, *_ = layer_spec.rows(layer_spec.parse("conv4x3s2,conv8x3p0,batchnorm"), 10)
    assert (one.shape, one.bias) == ((4, 14, 14), True)
    assert (two.shape, two.bias, two.weights) == ((8, 12, 12), False, 4 * 8 * 9)
    assert three.weights == 16


def test_memory_grows_with_the_batch_and_with_what_layers_make() -> None:
    thin, wide = (layer_spec.rows(layer_spec.parse(text)) for text in ("conv4x3,relu", "conv64x3,relu"))
    assert layer_spec.training_bytes(thin, 64) < layer_spec.training_bytes(thin, 128)
    assert layer_spec.training_bytes(thin, 64) < layer_spec.training_bytes(wide, 64)
    assert layer_spec.training_bytes(wide, 1000) > 1000 * 2 * 4 * 2 * 64 * 784


def test_where_batch_normalisation_sees_one_number_a_picture_it_needs_a_second_picture() -> None:
    needy = [
        spec
        for spec in ("dense5,batchnorm", "pool14,pool2,batchnorm", "batchnorm,dense5", "relu")
        if layer_spec.needs_pairs(spec)
    ]
    assert needy == ["dense5,batchnorm", "pool14,pool2,batchnorm"]


def test_dropout_is_found() -> None:
    assert layer_spec.drops_out("dense10,dropout0.5,relu") and not layer_spec.drops_out("dense10,relu")

"""The known networks as SPECs, which `layer_spec` explains, and what weights start from. Imports language alone."""

from digitpad.core.language import mark

LAYERS = {
    "mlp-256": "dense256,relu",
    "mlp-120-84": "dense120,relu,dense84,relu",
    "cnn-5x5": "conv16x5,relu,pool2,conv32x5,relu,conv32x5,relu,pool2,conv64x5,relu",
    "mlp-256-128": "dense256,relu,dropout0.2,dense128,relu",
    "mlp-512": "dense512,relu,dense256,relu,dense128,relu,dense64,relu",
    # The full resolution is left early, by a stride of 2: most of the time of such nets goes into their 28x28 part. The
    # output layer sees all 7x7 places: where a stroke ends tells a four from a nine.
    "padnet": "conv32x3,batchnorm,relu,conv48x3s2,batchnorm,relu,conv48x3,batchnorm,relu,conv48x3,batchnorm,relu,pool2,"
    "conv96x3,batchnorm,relu,conv96x3,batchnorm,relu,flatten,dropout0.3",
    # Made to be multiplied fast: pixels are folded before anything is computed, pooling comes before the ReLU and at
    # once, the second convolution leaves the rim out, and without batch normalisation a batch can be cut in parts.
    "sprint": "fold2,conv16x3,pool2,relu,conv64x3p0,relu,flatten_places",
}
INITS = {
    "torch": mark("torch's default"), "normal:0.01": "N(0, 0.01)", "xavier": mark("Xavier"), "kaiming": mark("Kaiming"),
    "zeros": mark("zeros"),
}  # fmt: skip
OWN_INITS = {"mlp-256": "normal:0.01"}  # of architectures whose tutorial does not start as torch would

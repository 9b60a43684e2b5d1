"""Real digits for the tests: sixty drawings from three sources (see README.md), and MNIST's bundled test digits."""

import functools
import gzip
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitpad.core import paths
from digitpad.ink.files import Drawing, read

SAMPLE = Path(__file__).with_name("sample.ndjson")


@functools.cache
def drawings() -> tuple[Drawing, ...]:
    """The sixty drawings of sample.ndjson."""
    return tuple(read(SAMPLE))


@functools.cache
def mnist_test() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """MNIST's 10,000 test digits, (10000, 28, 28), and their classes, without the app's own reader."""
    folder = paths.resources() / "data" / "mnist"
    pixels = gzip.decompress((folder / "t10k-images-idx3-ubyte.gz").read_bytes())
    labels = gzip.decompress((folder / "t10k-labels-idx1-ubyte.gz").read_bytes())
    return np.frombuffer(pixels, np.uint8, offset=16).reshape(-1, 28, 28), np.frombuffer(labels, np.uint8, offset=8)

"""A small MNIST in MNIST's own files, for tests that train for real: the first pictures of the bundled set."""

import gzip
import struct
from pathlib import Path

import numpy as np

from digitpad.core import paths

NAMES = {"train": "train", "test": "t10k"}


def write(folder: Path, train: int = 1200, test: int = 300) -> Path:
    """Writes `folder/mnist` with so many pictures of each part; gives `folder`, for DIGITPAD_DATA."""
    (folder / "mnist").mkdir(parents=True)
    for part, count in (("train", train), ("test", test)):
        _cut(folder, f"{NAMES[part]}-images-idx3-ubyte.gz", 16, count * 784, struct.pack(">IIII", 2051, count, 28, 28))
        _cut(folder, f"{NAMES[part]}-labels-idx1-ubyte.gz", 8, count, struct.pack(">II", 2049, count))
    return folder


def _cut(folder: Path, name: str, header: int, length: int, new_header: bytes) -> None:
    with gzip.open(paths.resources() / "data" / "mnist" / name) as source:
        source.read(header)
        content = np.frombuffer(source.read(length), np.uint8)
    with gzip.open(folder / "mnist" / name, "wb", compresslevel=1) as target:
        target.write(new_header + content.tobytes())

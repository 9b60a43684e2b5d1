"""IDX, the file format of MNIST and Fashion-MNIST, read by a parser of our own. Imports numpy and errors.

The format (http://yann.lecun.com/exdb/mnist): two zero bytes, a type byte (8: unsigned byte), the number of
dimensions, each dimension as a big-endian 32-bit integer, then the bytes; here always inside gzip or bare.
"""

import math
from io import BufferedIOBase
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitpad.core.errors import DatasetError
from digitpad.core.language import mark, tr
from digitpad.core.limits import IDX_BYTES
from digitpad.core.storage import BLOCK, DamagedError, open_unpacked

_UNSIGNED_BYTE = 8
_HINT = mark("Delete the file and fetch the dataset again: `digitpad data fetch NAME`.")


def read(path: Path, dimensions: int) -> NDArray[np.uint8]:
    """The array in an IDX file, plain or gzip, writable, so that a tensor can stand on it without a copy.

    Raises DatasetError if it is broken; nothing is unpacked beyond what its head promises.
    """
    try:
        with open_unpacked(path) as file:
            return _array(path, file, dimensions)
    except DamagedError as error:
        raise DatasetError(tr("{path} is broken: {error}.", path=path, error=error), _HINT) from error
    except OSError as error:
        raise DatasetError(
            tr("{path} could not be read: {strerror}.", path=path, strerror=error.strerror),
            tr("Check that you may read it."),
        ) from error


def _array(path: Path, file: BufferedIOBase, dimensions: int) -> NDArray[np.uint8]:
    head = file.read(4 + 4 * dimensions)
    if len(head) < 4 + 4 * dimensions or head[:4] != bytes((0, 0, _UNSIGNED_BYTE, dimensions)):
        raise DatasetError(
            tr("{path} is not an IDX file with {dimensions} dimensions.", path=path, dimensions=dimensions), _HINT
        )
    shape = tuple(int(size) for size in np.frombuffer(head[4:], ">u4"))
    wanted = math.prod(shape)
    if wanted > IDX_BYTES:
        raise DatasetError(
            tr(
                "{path} promises {wanted:,} bytes; up to {idx_bytes:,} are read.",
                path=path,
                wanted=wanted,
                idx_bytes=IDX_BYTES,
            ),
            _HINT,
        )
    content = bytearray()  # grows with what is there: a promise costs nothing
    while block := file.read(min(BLOCK, wanted - len(content))):
        content += block
    if len(content) < wanted:
        raise DatasetError(
            tr(
                "{path} is cut short: it promises {wanted} bytes and holds {count}.",
                path=path,
                wanted=wanted,
                count=len(content),
            ),
            _HINT,
        )
    if file.read(1):
        raise DatasetError(
            tr("{path} is broken: it holds more than the {wanted} bytes that it promises.", path=path, wanted=wanted),
            _HINT,
        )
    return np.frombuffer(content, np.uint8).reshape(shape)


def looks_right(path: Path, dimensions: int) -> bool:
    """Whether the file's first bytes are those of an IDX file: a quick look that reads no further."""
    try:
        with open_unpacked(path) as file:
            return file.read(4) == bytes((0, 0, _UNSIGNED_BYTE, dimensions))
    except (OSError, DamagedError):
        return False

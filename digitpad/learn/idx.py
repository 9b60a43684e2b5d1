"""IDX, the file format of MNIST and Fashion-MNIST, read by a parser of our own. Imports numpy and errors.

The format (http://yann.lecun.com/exdb/mnist): two zero bytes, a type byte (8: unsigned byte), the number of
dimensions, each dimension as a big-endian 32-bit integer, then the bytes; here always inside gzip or bare.
"""

import gzip
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitpad.errors import DatasetError

_UNSIGNED_BYTE = 8
_HINT = "Delete the file and fetch the dataset again: `digitpad data fetch NAME`."


def read(path: Path, dimensions: int) -> NDArray[np.uint8]:
    """The array in an IDX file, gzipped if its name ends in .gz. Raises DatasetError if it is broken."""
    data = _bytes(path)
    start = 4 + 4 * dimensions
    if len(data) < start or data[:2] != b"\0\0" or data[2] != _UNSIGNED_BYTE or data[3] != dimensions:
        raise DatasetError(f"{path} is not an IDX file with {dimensions} dimensions.", _HINT)
    shape = tuple(int(size) for size in np.frombuffer(data[4:start], ">i4"))
    wanted = int(np.prod(shape, dtype=np.int64))
    if min(shape) < 0 or len(data) - start != wanted:
        raise DatasetError(f"{path} is cut short: it promises {wanted} bytes and holds {len(data) - start}.", _HINT)
    return np.frombuffer(data, np.uint8, offset=start).reshape(shape)


def looks_right(path: Path, dimensions: int) -> bool:
    """Whether the file's first bytes are those of an IDX file: a quick look that reads no further."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            return file.read(4) == bytes((0, 0, _UNSIGNED_BYTE, dimensions))
    except (OSError, EOFError, zlib.error):
        return False


def _bytes(path: Path) -> bytearray:
    """The unpacked content, writable, so that a tensor can stand on it without a copy."""
    try:
        content = path.read_bytes()
        return bytearray(gzip.decompress(content) if path.suffix == ".gz" else content)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DatasetError(f"{path} is broken: it cannot be unpacked ({error}).", _HINT) from error
    except OSError as error:
        raise DatasetError(f"{path} could not be read: {error.strerror}.", "Check that you may read it.") from error

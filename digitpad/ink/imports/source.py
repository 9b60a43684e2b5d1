"""A file to be imported: its bytes and text, and errors that name it and the line. Imports numpy, ink and errors."""

import gzip
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import numpy as np

from digitpad.errors import InkError
from digitpad.ink.files import FARTHEST, GZIP_MAGIC
from digitpad.ink.ink import Points

COMPRESS_MAGIC = b"\x1f\x9d"  # of the Unix program compress, which the UCI originals were packed with
HINT = "Download the original again, or leave this file out."


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it lies on the disk, unpacked where it is gzip."""

    path: Path
    content: bytes

    @classmethod
    def load(cls, path: Path) -> "Source":
        """Reads a file. Raises InkError."""
        try:
            content = path.read_bytes()
            if content.startswith(GZIP_MAGIC):
                content = gzip.decompress(content)
        except FileNotFoundError:
            raise InkError(f"There is no file {path}.", "Check the name and the folder.") from None
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise InkError(f"{path}: the gzip data break off or are damaged.", HINT) from error
        except OSError as error:
            raise InkError(f"{path} could not be read: {error.strerror}.", "Check the name and the rights.") from error
        if content.startswith(COMPRESS_MAGIC):
            raise InkError(f"{path} is packed with compress.", f"Unpack it first: gzip -d {path.name}")
        return cls(path, content)

    @property
    def text(self) -> str:
        """The content as UTF-8, or as Latin-1 where it is none: the originals are older than UTF-8 is common."""
        try:
            return self.content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return self.content.decode("latin-1")

    def lines(self) -> Iterator[tuple[int, str]]:
        """The lines that hold something, without the space around them, numbered from 1."""
        for number, line in enumerate(self.text.split("\n"), 1):
            if line.strip():
                yield number, line.strip()

    def fail(self, number: int, what: str, hint: str = HINT) -> NoReturn:
        """Raises InkError naming the file and the line."""
        raise InkError(f"{self.path}, line {number}: {what}", hint)

    def numbers(self, number: int, words: Sequence[str]) -> list[float]:
        """The words of a line as finite numbers. Raises InkError."""
        try:
            values = [float(word) for word in words]
        except ValueError:
            self.fail(number, "there is a word where a coordinate should be.")
        if not np.isfinite(values).all() or max(map(abs, values), default=0.0) > FARTHEST:
            self.fail(number, "a coordinate is out of reach.")
        return values


def points(values: Sequence[Sequence[float]]) -> Points:
    """Rows of coordinates as (n, 2) points: the first two of each row."""
    return np.asarray([row[:2] for row in values], np.float64).reshape(-1, 2)

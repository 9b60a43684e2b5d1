"""A file to be imported: its bytes and text, and errors that name it and the line. Imports numpy, ink and errors."""

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from digitpad.core.errors import InkError
from digitpad.core.language import mark, tr
from digitpad.core.limits import HEAD_BYTES, ORIGINAL_BYTES, ORIGINAL_LINE_CHARS, ORIGINAL_LINES
from digitpad.core.storage import DamagedError, TooLargeError, open_unpacked, read_unpacked
from digitpad.ink.file_size import SPLIT_HINT
from digitpad.ink.files import FARTHEST

COMPRESS_MAGIC = b"\x1f\x9d"  # of the Unix program compress, which the UCI originals were packed with
_LINE = re.compile(r"[^\n]+")
MOST_SAID = 200  # characters of what is wrong, which may hold a word of the file
HINT = mark("Download the original again, or leave this file out.")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it lies on the disk, unpacked where it is gzip."""

    path: Path
    content: bytes

    @classmethod
    def load(cls, path: Path, most: int = ORIGINAL_BYTES) -> "SourceFile":
        """Reads a file of at most so many bytes, unpacked. Raises InkError."""
        try:
            content = read_unpacked(path, most)
        except FileNotFoundError:
            raise InkError(tr("There is no file {path}.", path=path), tr("Check the name and the folder.")) from None
        except TooLargeError as error:
            raise InkError(tr("{path} cannot be imported: {error}.", path=path, error=error), SPLIT_HINT) from error
        except DamagedError as error:
            raise InkError(f"{path}: {error}.", HINT) from error
        except OSError as error:
            raise InkError(
                tr("{path} could not be read: {strerror}.", path=path, strerror=error.strerror),
                tr("Check the name and the rights."),
            ) from error
        if content.startswith(COMPRESS_MAGIC):
            raise InkError(
                tr("{path} is packed with compress.", path=path), tr("Unpack it first: gzip -d {name}", name=path.name)
            )
        return cls(path, _as_utf8(content))

    @classmethod
    def head(cls, path: Path) -> "SourceFile | None":
        """The beginning of a file, by which its format is recognised; None where it cannot be read or unpacked."""
        try:
            with open_unpacked(path) as file:
                return cls(path, _as_utf8(file.read(HEAD_BYTES)))
        except (OSError, DamagedError):
            return None

    @property
    def text(self) -> str:
        """The content as UTF-8, or as Latin-1 where it is none: the originals are older than UTF-8 is common."""
        try:
            return self.content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return self.content.decode("latin-1")

    def lines(self) -> Iterator[tuple[int, str]]:
        """The lines that hold something, without the space around them, numbered from 1. Raises InkError."""
        text, number, counted = self.text, 1, 0
        if text.count("\n") > ORIGINAL_LINES:
            said = tr(
                "{path} has more than {original_lines:,} lines, which is too much for one file.",
                path=self.path,
                original_lines=ORIGINAL_LINES,
            )
            raise InkError(said, SPLIT_HINT)
        for found in _LINE.finditer(text):
            number += text.count("\n", counted, found.start())
            counted = found.start()
            if len(line := found[0].strip()) > ORIGINAL_LINE_CHARS:
                self.fail(
                    number,
                    tr(
                        "the line has more than {original_line_chars:,} characters.",
                        original_line_chars=ORIGINAL_LINE_CHARS,
                    ),
                )
            if line:
                yield number, line

    def fail(self, number: int, what: str, hint: str = HINT) -> NoReturn:
        """Raises InkError naming the file and the line."""
        said = what if len(what) <= MOST_SAID else f"{what[:MOST_SAID]} ..."
        raise InkError(tr("{path}, line {number}: {said}", path=self.path, number=number, said=said), hint)

    def numbers(self, number: int, words: Sequence[str]) -> list[float]:
        """The words of a line as finite numbers. Raises InkError."""
        try:
            values = [float(word) for word in words]
        except ValueError:
            self.fail(number, tr("there is a word where a coordinate should be."))
        if any("_" in word or not word.isascii() for word in words):  # Python reads 1_000 as a thousand, nobody else
            self.fail(number, tr("there is a word where a coordinate should be."))
        self.check_reach(number, values)
        return values

    def check_reach(self, number: int, values: Sequence[float] | NDArray[np.float64]) -> None:
        """Raises InkError where a coordinate is no finite number that a drawing can have."""
        if not bool((np.abs(values) <= FARTHEST).all()):  # nor is what is no number
            self.fail(number, tr("a coordinate is out of reach."))


def whole(text: str, most: int = 10**9) -> int:
    """The number that these decimal digits are, or `most` where it is larger, however many they are."""
    return most if len(text) > len(str(most)) else min(int(text), most)


def _as_utf8(content: bytes) -> bytes:
    """UTF-16, which Windows programs write, as UTF-8; all else as it is."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace").encode()
    return content

"""`.npz` files read with suspicion: plain values alone, bounded before they are unpacked. Imports numpy alone.

numpy's own reader takes pickles, believes any size that a header claims, and lets out whatever zipfile, tokenize and
the unpackers raise. Here a member's header is held against limits and against the member's own size before any memory
is taken, and there is one error for a file of which that cannot be said.
"""

import io
import math
import os
import struct
import tokenize
import warnings
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, BinaryIO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from digitpad.core import limits
from digitpad.core.language import tr
from digitpad.core.storage import BLOCK, open_regular

KINDS = "biufU"  # truth values, numbers and texts of a fixed length; no records, no objects
END = struct.Struct("<4s4H2LH")  # of a zip file: the signature, four counts, the directory's size and place, a comment
END_MARK, MOST_COMMENT = b"PK\x05\x06", 65_535
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # what numpy writes; the others unpack without bounds
# What is raised below for a file that is broken or hostile; every call below is one of zipfile's or numpy's.
UNREADABLE = (
    ValueError, KeyError, IndexError, TypeError, AttributeError, SyntaxError, RuntimeError, ArithmeticError, EOFError,
    OSError, struct.error, zlib.error, zipfile.BadZipFile, tokenize.TokenError,
)  # fmt: skip


class BrokenNpzError(ValueError):
    """A file is no .npz of plain values, or larger than the limits; the message says why, as half a sentence."""


def read(path: Path, names: Mapping[str, bool], most_bytes: int) -> dict[str, NDArray[Any]]:
    """The arrays of these names (name -> whether the file must have it), of at most `most_bytes` together.

    Raises OSError where there is no such file or it may not be read, BrokenNpzError for all else.
    """
    with open_regular(path) as file:
        try:
            _check_end(file, most_bytes)
            with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(file) as archive:
                return _arrays(archive, names, most_bytes)
        except BrokenNpzError:
            raise
        except UNREADABLE as error:
            raise BrokenNpzError(tr("it is no .npz file, or it is damaged")) from error


def _check_end(file: BinaryIO, most_bytes: int) -> None:
    """A directory of millions of members would fill the memory before anybody could look at it."""
    size = os.fstat(file.fileno()).st_size
    if size > most_bytes + limits.NPZ_DIRECTORY_BYTES:
        raise BrokenNpzError(tr("it is larger than {most_bytes:,} bytes", most_bytes=most_bytes))
    file.seek(max(size - END.size - MOST_COMMENT, 0))
    tail = file.read()
    at = tail.rfind(END_MARK)
    if at < 0 or len(tail) - at < END.size:
        raise BrokenNpzError(tr("it is no .npz file, or it is cut short"))
    directory = END.unpack_from(tail, at)[5]
    if directory > limits.NPZ_DIRECTORY_BYTES or tail[:at].rfind(b"PK\x06\x07") == at - 20 >= 0:
        raise BrokenNpzError(tr("it has more members than an .npz file needs"))
    file.seek(0)


def _arrays(archive: zipfile.ZipFile, names: Mapping[str, bool], most_bytes: int) -> dict[str, NDArray[Any]]:
    members = {info.filename: info for info in archive.infolist()}
    found: dict[str, NDArray[Any]] = {}
    for name, needed in names.items():
        info = members.get(f"{name}.npy", members.get(name))
        if info is None and needed:
            raise BrokenNpzError(tr("it lacks an array ({name})", name=name))
        if info is not None:
            found[name] = _array(archive, info, name, most_bytes)
            most_bytes -= found[name].nbytes
    return found


def _array(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, most_bytes: int) -> NDArray[Any]:
    """One member. Its header, its own size and the limit must agree before memory is taken."""
    if info.flag_bits & 1:
        raise BrokenNpzError(tr("the array {name} is encrypted", name=name))
    if info.compress_type not in PACKINGS:
        raise BrokenNpzError(tr("the array {name} is packed in a way that is not read", name=name))
    with archive.open(info) as member:
        shape, by_columns, dtype, head_size = _described(member, name)
        if dtype.kind not in KINDS:
            raise BrokenNpzError(
                tr("the array {name} holds other things than numbers ({dtype})", name=name, dtype=dtype)[:120]
            )
        if dtype.kind == "U" and dtype.itemsize > 4 * limits.NAME_CHARS:
            raise BrokenNpzError(
                tr("the texts in {name} have more than {most:,} characters", name=name, most=limits.NAME_CHARS)
            )
        size = math.prod(shape) * dtype.itemsize
        if size > most_bytes:
            raise BrokenNpzError(tr("the array {name} takes {size:,} bytes, more than are read", name=name, size=size))
        if len(shape) > limits.NPZ_DIMENSIONS or head_size + size != info.file_size:
            raise BrokenNpzError(tr("the array {name} is not of the size that it claims", name=name))
        content = bytearray(size)
        _fill(memoryview(content), member, name)
    made = np.frombuffer(content, np.uint8 if dtype.kind == "b" else dtype)
    made = made != 0 if dtype.kind == "b" else made  # a byte of 7 is no truth value
    if dtype.kind == "U" and not _whole_characters(made):
        raise BrokenNpzError(tr("the texts in {name} are none", name=name))
    return made.reshape(shape, order="F" if by_columns else "C")


def _whole_characters(texts: NDArray[Any]) -> bool:
    """Whether what should be texts holds characters alone, which numpy takes on trust."""
    codes = texts.view(np.dtype(np.uint32).newbyteorder(texts.dtype.byteorder))
    return bool(((codes < 0xD800) | ((codes > 0xDFFF) & (codes <= 0x10FFFF))).all())


def _described(member: IO[bytes], name: str) -> tuple[tuple[int, ...], bool, np.dtype[Any], int]:
    """Shape, whether it goes by columns, kind of numbers, and how many bytes the description of these took."""
    head = member.read(npy.MAGIC_LEN + 2)
    if head[: len(npy.MAGIC_PREFIX)] != npy.MAGIC_PREFIX:
        raise BrokenNpzError(tr("{name} is no array", name=name))
    version = tuple(head[len(npy.MAGIC_PREFIX) : npy.MAGIC_LEN])
    if version not in ((1, 0), (2, 0)):  # 3.0 is for records with names beyond Latin-1
        raise BrokenNpzError(tr("the array {name} is in a version of the format that is not read", name=name))
    head += member.read(2) if version == (2, 0) else b""
    length = int.from_bytes(head[npy.MAGIC_LEN :], "little")
    if length > limits.NPZ_HEADER_LENGTH:
        raise BrokenNpzError(tr("the array {name} has a description of {length:,} bytes", name=name, length=length))
    head += member.read(length)
    read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    try:
        return *read(io.BytesIO(head[npy.MAGIC_LEN :]), max_header_size=limits.NPZ_HEADER_LENGTH), len(head)
    except MemoryError as error:  # of Python's parser, of what is nested too deeply: there is memory enough
        raise BrokenNpzError(tr("the description of the array {name} is damaged", name=name)) from error


def _fill(content: memoryview, member: IO[bytes], name: str) -> None:
    """Unpacks block by block, never more than is awaited; one byte more is asked for, so that the checksum is too."""
    at = 0
    while block := member.read(min(BLOCK, len(content) + 1 - at)):
        if at + len(block) > len(content):
            raise BrokenNpzError(tr("the array {name} is longer than it claims", name=name))
        content[at : at + len(block)] = block
        at += len(block)
    if at < len(content):
        raise BrokenNpzError(tr("the array {name} is cut short", name=name))

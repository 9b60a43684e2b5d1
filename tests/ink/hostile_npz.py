"""`.npz` files as nobody's program writes them: each broken, lying or boundless in its own way."""

import io
import struct
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

PIXELS = np.zeros((3, 4, 4), np.uint8)


def npy(array: np.ndarray) -> bytes:
    """The bytes of an array as numpy writes it."""
    content = io.BytesIO()
    np.lib.format.write_array(content, array, allow_pickle=True)
    return content.getvalue()


def claimed(header: str, data: bytes = b"", version: bytes = b"\x01\x00") -> bytes:
    """An array whose description is this text, whatever follows."""
    text = header.encode("latin-1")
    length = struct.pack("<H" if version == b"\x01\x00" else "<I", len(text))
    return b"\x93NUMPY" + version + length + text + data


def of_shape(shape: str, data: bytes = b"", kind: str = "|u1") -> bytes:
    return claimed(f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}\n", data)


def packed(path: Path, x: bytes, compression: int = zipfile.ZIP_DEFLATED) -> None:
    with zipfile.ZipFile(path, "w", compression) as archive:
        archive.writestr("x.npy", x)


def _encrypted(path: Path) -> None:
    packed(path, npy(PIXELS), zipfile.ZIP_STORED)
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    path.write_bytes(content)


def _packed_by(method: int) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        packed(path, npy(PIXELS), zipfile.ZIP_STORED)
        content = bytearray(path.read_bytes())
        for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
            content[content.index(mark) + offset] = method
        path.write_bytes(content)

    return write


def _many_members(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(30_000):
            archive.writestr(f"{number}.npy", b"")


def _twice(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive, warnings.catch_warnings(action="ignore"):
        archive.writestr("x.npy", npy(PIXELS))
        archive.writestr("x.npy", b"other")


def _overlapping(path: Path) -> None:
    packed(path, npy(PIXELS), zipfile.ZIP_STORED)
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 42 : at + 46] = struct.pack("<I", 0xFFFFFF)  # where the member is said to begin
    path.write_bytes(content)


def _with(x: bytes, compression: int = zipfile.ZIP_DEFLATED) -> Callable[[Path], None]:
    return lambda path: packed(path, x, compression)


HOSTILE: dict[str, Callable[[Path], None]] = {
    "a member that is no array": _with(b"hello"),
    "an empty member": _with(b""),
    "encrypted": _encrypted,
    "an unknown packing": _packed_by(97),
    "LZMA that is none": _packed_by(14),
    "bzip2 that is none": _packed_by(12),
    "LZMA": _with(npy(PIXELS), zipfile.ZIP_LZMA),
    "a description that breaks off": _with(claimed("{'descr': '|u1', 'shape': (3, ")),
    "a description in three quotes": _with(claimed("'''")),
    "a description that is a number": _with(claimed("7\n")),
    "a description nested deeply": _with(claimed("(" * 5000 + "\n")),
    "a description of minus signs": _with(claimed("-" * 9000 + "1\n")),
    "texts of a million characters": _with(of_shape("(1,)", bytes(4_000_000), "<U1000000")),
    "texts that are none": _with(of_shape("(1,)", b"\xff\xff\xff\x7f", "<U1")),
    "texts of half characters": _with(of_shape("(1,)", b"\x00\x00\xd8\x00", ">U1")),
    "a description of ten megabytes": _with(claimed(" " * 10_000_000, version=b"\x02\x00")),
    "an escape that is none": _with(claimed("{'descr': '\\d', 'fortran_order': False, 'shape': (1,)}\n")),
    "a million million pictures": _with(of_shape("(1000000000000, 28, 28)")),
    "a size beyond 64 bits": _with(of_shape(f"({10**30}, 1, 1)")),
    "nothing by a size beyond 64 bits": _with(of_shape(f"(0, {10**30}, 1)")),
    "a negative size": _with(of_shape("(-1, -1, 1)", b"a")),
    "more data than claimed": _with(of_shape("(1, 1, 1)", b"ab")),
    "less data than claimed": _with(of_shape("(2, 2, 2)", b"ab")),
    "a hundred dimensions": _with(of_shape("(" + "1, " * 100 + ")", b"a")),
    "a kind that is none": _with(of_shape("(1, 1, 1)", b"a", "|z9")),
    "texts": _with(npy(np.array(["a"]))),
    "records": _with(npy(np.zeros(1, [("a", "i4"), ("b", "i4")]))),
    "objects": _with(npy(np.array([{}], dtype=object))),
    "a later version": _with(claimed("{}", version=b"\x09\x00")),
    "thirty thousand members": _many_members,
    "two of one name": _twice,
    "a member beyond the end": _overlapping,
}  # fmt: skip

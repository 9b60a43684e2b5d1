"""A file is what its content says; what is not read is named with the way out."""

import gzip
import io
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from digitpad.core.errors import DigitpadError
from digitpad.ink import file_kinds


def zipped(**members: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return held.getvalue()


def office() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    return held.getvalue()


def as_file(image_format: str) -> bytes:
    held = io.BytesIO()
    Image.new("L", (9, 9)).save(held, image_format)
    return held.getvalue()


def box(brand: bytes) -> bytes:
    return b"\0\0\0\x1cftyp" + brand + b"\0\0\0\0" + b"mif1" + b"\0" * 40


NOT_READ = {
    "page.pdf": (b"%PDF-1.7\n%\xe2\xe3", "PDF", "PNG"),
    "letter.docx": (office(), "office", "PNG"),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "office", "PNG"),
    "film.mp4": (box(b"isom").replace(b"mif1", b"mp42"), "video", "PNG"),
    "film.avi": (b"RIFF\0\0\0\0AVI LIST", "video", "PNG"),
    "film.webm": (b"\x1a\x45\xdf\xa3" + b"\x01" * 30, "video", "PNG"),
    "voice.wav": (b"RIFF\0\0\0\0WAVEfmt ", "sound", ""),
    "notes.txt": (b"the digit is seven\n", "text", ""),
    "notes.md": ("# N\u00f6tes\n".encode(), "text", ""),
    "scan.jp2": (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000", "PNG"),
    "scan.jxl": (b"\xff\x0a" + b"\x01\xfe" * 20, "JPEG XL", "PNG"),
    "art.psd": (b"8BPS\0\x01" + b"\0" * 30, "Photoshop", "PNG"),
    "raw.dng": (b"II*\0\x08\0\0\0" + b"\0" * 30, "raw", "JPEG"),
    "files.zip": (zipped(a_png=b"1", b_txt=b"2"), "archive", "Unpack"),
    "files.tar.gz": (gzip.compress(b"a" * 257 + b"ustar\0" + b"\0" * 300), "archive", "Unpack"),
    "files.7z": (b"7z\xbc\xaf\x27\x1c\0\x04", "archive", "Unpack"),
    "array.npy": (b"\x93NUMPY\x01\0", "numpy", "npz"),
    "train-images-idx3-ubyte.gz": (gzip.compress(b"\0\0\x08\x03" + b"\0" * 50), "IDX", "mnist"),
    "page.html": (b"<!DOCTYPE html><html><svg></svg></html>", "web page", ""),
    "table.csv": (b"label,pixel0\n7,0\n", "table", "npz"),
    "traces.inkml": (b'<?xml version="1.0"?><ink xmlns="x"><trace>1 2</trace></ink>', "InkML", "data import"),
    "unipen.dat": (b".VERSION 1.0\n.PEN_DOWN\n1 2\n", "UNIPEN", "data import"),
    "packed.png.gz": (gzip.compress(as_file("PNG")), "PNG picture packed", "Unpack"),
    "empty.png": (b"", "empty", ""),
    "text.jpg": (b"hello", "text", ""),
    "noise": (bytes(range(256)), "does not know", "PNG"),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_READ)
def test_what_is_not_read_is_named_with_the_way_out(tmp_path: Path, name: str) -> None:
    content, called, way = NOT_READ[name]
    for path in (tmp_path / name, tmp_path / "without-a-suffix"):
        path.write_bytes(content)
        if path.suffix == "" and name in ("raw.dng", "table.csv", "empty.png"):
            continue  # the bytes alone do not tell
        kind = file_kinds.kind_of(path)
        said = file_kinds.unread(path, kind)
        assert kind.family in (file_kinds.OTHER, file_kinds.PEN)
        assert str(path) in said.message and called in said.message and way in said.hint and said.hint


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP", "PPM", "ICO"])
@pytest.mark.parametrize("name", ["right", "wrong.ndjson", "wrong.pdf", "wrong.npz", "none"])
def test_a_picture_is_one_whatever_it_is_called(tmp_path: Path, image_format: str, name: str) -> None:
    (tmp_path / name).write_bytes(as_file(image_format))
    assert file_kinds.kind_of(tmp_path / name).family == file_kinds.PICTURE


def test_ink_and_image_sets_are_known_by_their_content(tmp_path: Path) -> None:
    line = b'{"drawing": []}\n'
    held = io.BytesIO()
    np.savez(held, x=np.zeros((1, 2, 2), np.uint8))
    for content, family in ((line, "ink"), (gzip.compress(line), "ink"), (held.getvalue(), "image set")):
        for name in ("plain", "wrong.png", "wrong.pdf"):
            (tmp_path / name).write_bytes(content)
            assert file_kinds.kind_of(tmp_path / name).family == family
    for name, family in (("broken.ndjson", "ink"), ("broken.ndjson.gz", "ink"), ("broken.npz", "image set")):
        (tmp_path / name).write_bytes(b"\x01\x02\x03")
        assert file_kinds.kind_of(tmp_path / name).family == family, "its reader says what is broken"


def test_text_that_begins_like_something_else_is_text(tmp_path: Path) -> None:
    for text in ("BMW is a car", "P4 it is", "MZ", "PK is what it says", "IIUM"):
        (tmp_path / "notes").write_text(text + " and more of it\n")
        assert file_kinds.kind_of(tmp_path / "notes").family == file_kinds.OTHER


@pytest.mark.parametrize("name", ["absent", "folder", "pipe", "zero\0byte"])
def test_what_is_no_file_is_a_sentence_and_never_waited_for(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DigitpadError) as caught:
        file_kinds.kind_of(tmp_path / name)
    assert caught.value.hint

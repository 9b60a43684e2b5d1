"""What kind of file one is: by its first bytes, and where they say nothing by its name. Standard library and errors.

The one table of what digitpad reads, and of what it does not read but can name, with the way out. Nothing is decoded
here: a file of a kind that is read may still be damaged, which its own reader says.
"""

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from digitpad.core.errors import UnreadableFileError
from digitpad.core.language import mark, tr
from digitpad.core.storage import GZIP_MAGIC, NotRegularError, open_regular

HEAD_BYTES = 4096  # of a file, are looked at
UNPACKED_BYTES = 512  # of a gzip file's content
PICTURE, INK, SET, PEN, OTHER = "picture", "ink", "image set", "pen strokes", "other"

INK_SUFFIXES = (".ndjson", ".ndjson.gz", ".jsonl", ".jsonl.gz")
SET_SUFFIXES = (".npz",)
PICTURE_SUFFIXES = (
    ".png", ".jpg", ".jpeg", ".jfif", ".mpo", ".bmp", ".dib", ".gif", ".webp", ".tif", ".tiff", ".pgm", ".ppm", ".pbm",
    ".pnm", ".ico", ".avif", ".heic", ".heif", ".svg", ".svgz",
)  # fmt: skip
READ = INK_SUFFIXES + SET_SUFFIXES + PICTURE_SUFFIXES  # what is taken of a folder
READ_HINT = mark("Pictures (PNG, JPEG, SVG and more), ink files (.ndjson) and image sets (.npz) are read.")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what reads it, what it is called in a sentence, and what to do where nothing reads it."""

    family: str
    name: str
    hint: str = READ_HINT


_EXPORT = mark("Export the page as a PNG picture first.")
_SAVE = mark("Save the picture as PNG or JPEG first.")
_UNPACK = mark("Unpack it first, and name the files or the folder that were in it.")
_FRAME = mark("Save one picture of it as PNG first.")
_ARRAY = mark("Save the pictures with numpy.savez as an image set (.npz), with the array x.")
_MODEL = mark("Models are asked with --model; FILE is what they shall read.")
_IDX = mark("The sets of MNIST are named: evaluate --on mnist. Save single pictures as PNG.")

UNKNOWN = Kind(OTHER, mark("a file of a kind that digitpad does not know"))
TEXT = Kind(OTHER, mark("a text file"))
EMPTY = Kind(OTHER, mark("an empty file"), mark("Copy or save it again."))
INK_FILE = Kind(INK, mark("an ink file"))
IMAGE_SET = Kind(SET, mark("an image set"), mark("Image sets are read by: digitpad predict, digitpad evaluate --on"))
INKML = Kind(PEN, mark("an InkML file"))
SVG = Kind(PICTURE, mark("an SVG picture"))
HEIC = Kind(PICTURE, mark("a HEIC picture"), _SAVE)
AVIF = Kind(PICTURE, mark("an AVIF picture"), _SAVE)
_OFFICE = Kind(OTHER, mark("an office document"), _EXPORT)
_VIDEO = Kind(OTHER, mark("a video"), _FRAME)
_SOUND = Kind(OTHER, mark("a sound file"))
_RAW = Kind(OTHER, mark("a camera's raw picture"), _SAVE)
_ARCHIVE = Kind(OTHER, mark("an archive"), _UNPACK)


def _picture(name: str) -> Kind:
    return Kind(PICTURE, name)


def _closed(name: str, hint: str = _SAVE) -> Kind:
    return Kind(OTHER, name, hint)


# the first bytes of a file; longer ones before their own beginnings
_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"\x89PNG", _picture(mark("a PNG picture"))),
    (b"\xff\xd8\xff", _picture(mark("a JPEG picture"))),
    (b"GIF8", _picture(mark("a GIF picture"))),
    (b"FUJIFILMCCD-RAW", _RAW), (b"IIRO", _RAW), (b"IIU\0", _RAW),
    (b"II*\0", _picture(mark("a TIFF picture"))),
    (b"MM\0*", _picture(mark("a TIFF picture"))),
    (b"II+\0", _picture(mark("a TIFF picture"))),
    (b"\0\0\x01\0", _picture(mark("an ICO picture"))),
    (b"%PDF-", _closed(mark("a PDF document"), _EXPORT)), (b"%!PS", _closed(mark("a PostScript document"), _EXPORT)),
    (b"\xc5\xd0\xd3\xc6", _closed(mark("a PostScript document"), _EXPORT)),
    (b"8BPS", _closed(mark("a Photoshop file"))), (b"gimp xcf", _closed(mark("a GIMP file"))),
    (b"\0\0\0\x0cJXL ", _closed(mark("a JPEG XL picture"))), (b"\xff\x0a", _closed(mark("a JPEG XL picture"))),
    (b"\0\0\0\x0cjP  ", _closed(mark("a JPEG 2000 picture"))),
    (b"\xff\x4f\xff\x51", _closed(mark("a JPEG 2000 picture"))),
    (b"DDS ", _closed(mark("a DDS texture"))), (b"qoif", _closed(mark("a QOI picture"))),
    (b"icns", _closed(mark("a Mac icon"))),
    (b"\xd7\xcd\xc6\x9a", _closed(mark("a Windows metafile"))),
    (b"\x01\0\0\0l\0\0\0", _closed(mark("a Windows metafile"))),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OFFICE), (b"{\\rtf", _OFFICE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE), (b"Rar!\x1a", _ARCHIVE), (b"\xfd7zXZ\0", _ARCHIVE), (b"BZh", _ARCHIVE),
    (b"\x28\xb5\x2f\xfd", _ARCHIVE), (b"\x1f\x9d", _ARCHIVE),
    (b"\x1a\x45\xdf\xa3", _VIDEO), (b"\0\0\x01\xba", _VIDEO), (b"\0\0\x01\xb3", _VIDEO), (b"FLV\x01", _VIDEO),
    (b"0&\xb2u\x8ef\xcf\x11", _VIDEO), (b"OggS", _SOUND), (b"ID3", _SOUND), (b"fLaC", _SOUND), (b"MThd", _SOUND),
    (b"\x93NUMPY", _closed(mark("a numpy array"), _ARRAY)), (b"\0\0\x08\x01", _closed(mark("an IDX file"), _IDX)),
    (b"\0\0\x08\x03", _closed(mark("an IDX file"), _IDX)), (b"\x89HDF", _closed(mark("an HDF5 file"), _ARRAY)),
    (b"\x7fELF", _closed(mark("a program"), READ_HINT)),
    (b"SQLite format 3\0", _closed(mark("a database"), READ_HINT)),
)  # fmt: skip
_PORTABLE = re.compile(rb"P[1-6]\s+[#\d]")
_BRANDS = {b"avif": AVIF, b"avis": AVIF, b"crx ": _RAW, b"M4A ": _SOUND} | dict.fromkeys(
    (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"), HEIC
)
# names that decide where the bytes say nothing, or only what they are packed in
_NAMES: dict[str, Kind] = (
    dict.fromkeys(INK_SUFFIXES, INK_FILE)
    | dict.fromkeys(SET_SUFFIXES, IMAGE_SET)
    | dict.fromkeys((".inkml",), INKML)
    | dict.fromkeys((".tra", ".tes", ".unp", ".unipen"), Kind(PEN, mark("a file of pen strokes")))
    | dict.fromkeys((".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".odt", ".ods", ".odp", ".odg"), _OFFICE)
    | dict.fromkeys((".pages", ".numbers", ".key", ".one", ".rtf", ".epub"), _OFFICE)
    | dict.fromkeys((".mp4", ".mov", ".avi", ".mkv", ".webm", ".m4v", ".mpg", ".mpeg", ".wmv", ".3gp"), _VIDEO)
    | dict.fromkeys((".mp3", ".wav", ".flac", ".ogg", ".m4a", ".aac"), _SOUND)
    | dict.fromkeys((".dng", ".nef", ".cr2", ".cr3", ".arw", ".raf", ".orf", ".rw2", ".pef", ".srw"), _RAW)
    | dict.fromkeys((".zip", ".tar", ".tgz", ".7z", ".rar", ".xz", ".bz2", ".zst"), _ARCHIVE)
    | dict.fromkeys((".pt",
        ".pth",
        ".safetensors",
        ".onnx",
        ".h5",
        ".keras"), _closed(mark("a model's weights"), _MODEL))
    | {
        ".pdf": _closed(mark("a PDF document"), _EXPORT), ".eps": _closed(mark("a PostScript document"), _EXPORT),
        ".html": _closed(mark("a web page"), mark("Save the pictures that are on it, and name those.")),
        ".csv": _closed(
            mark("a table"), mark("Ink is read from .ndjson files, pictures from an image set (.npz) or PNG files.")
        ),
        ".tga": _closed(mark("a TGA picture")), ".pcx": _closed(mark("a PCX picture")),
        ".jp2": _closed(mark("a JPEG 2000 picture")),
        ".jxl": _closed(mark("a JPEG XL picture")), ".xcf": _closed(mark("a GIMP file")),
        ".psd": _closed(mark("a Photoshop file")),
        ".wmf": _closed(mark("a Windows metafile")), ".emf": _closed(mark("a Windows metafile")),
    }
)  # fmt: skip
_TARS = (".tar.gz", ".tgz")
_MARKUP = ((r"<html|<!doctype html", _NAMES[".html"]), (r"<(\w+:)?svg[\s>]", SVG), (r"<(\w+:)?ink[\s>]", INKML))
_UNIPEN = (".VERSION", ".PEN_DOWN", ".SEGMENT", ".COORD", ".DATA_SOURCE")


def kind_of(path: Path) -> Kind:
    """What this file is: by its first bytes, and where they do not tell by its name. Raises UnreadableFileError.

    A file named as one of ours whose bytes say nothing counts as what it is named: its reader says what is broken.
    """
    head = _head(path)
    named = _named(path.name.lower())
    if not head:
        return named if named.family in (INK, SET) else EMPTY
    found = _by_content(head, path)
    if found is TEXT and named.family in (PICTURE, SET):  # a name that is not kept is worth no more than the bytes
        return TEXT
    if found in (UNKNOWN, TEXT):
        return found if named is UNKNOWN else named
    if found.family == PICTURE and named is _RAW:  # raw pictures are TIFF on the outside
        return _RAW
    return found


def is_picture(path: Path) -> bool:
    """Whether it is a file of a kind of picture that is read."""
    try:
        return kind_of(path).family == PICTURE
    except UnreadableFileError:
        return False


def of_content(content: bytes) -> Kind:
    """What these first bytes are the beginning of; UNKNOWN or TEXT where they do not tell."""
    for magic, kind in _MAGIC:
        if content.startswith(magic):
            return kind
    return _boxed(content) or _written(content)


def unread(path: Path, kind: Kind) -> UnreadableFileError:
    """The sentence for a file of a kind that nothing here reads, with the way out."""
    if kind.family == PEN:
        hint = tr("Make it an ink file first: digitpad data import {name} --to INK.ndjson.gz", name=path.name)
        return UnreadableFileError(
            tr("{path} is {name}, which has to be imported.", path=path, name=tr(kind.name)), hint
        )
    return UnreadableFileError(
        tr("{path} is {name}, which cannot be read here.", path=path, name=tr(kind.name)), kind.hint
    )


def _head(path: Path) -> bytes:
    try:
        with open_regular(path) as file:
            return file.read(HEAD_BYTES)
    except FileNotFoundError:
        raise UnreadableFileError(
            tr("There is no file {path}.", path=path), tr("Check the name and the folder.")
        ) from None
    except IsADirectoryError:
        raise UnreadableFileError(tr("{path} is a folder.", path=path), tr("Name a file in it.")) from None
    except NotRegularError as error:
        said = tr("{path} is a device or a pipe, not a file.", path=path)
        raise UnreadableFileError(said, tr("Save its content as a file first.")) from error
    except OSError as error:
        said = tr("{path} could not be read: {strerror}.", path=path, strerror=error.strerror)
        raise UnreadableFileError(said, tr("Check the name and the rights.")) from error


def _named(name: str) -> Kind:
    if name.endswith(PICTURE_SUFFIXES):
        return SVG if name.endswith((".svg", ".svgz")) else _picture(name.rsplit(".", 1)[1].upper())
    endings = [ending for ending in _NAMES if name.endswith(ending)]
    return _NAMES[max(endings, key=len)] if endings else UNKNOWN


def _by_content(head: bytes, path: Path) -> Kind:
    if head.startswith(GZIP_MAGIC):
        return _packed(head, path.name.lower())
    if head.startswith(b"PK"):
        return _zipped(path)
    return of_content(head)


def _boxed(head: bytes) -> Kind | None:
    """Kinds whose mark does not stand first, or is too short to be trusted alone."""
    if head[4:8] == b"ftyp":
        brands = [head[8:12], *(head[at : at + 4] for at in range(16, min(head[3] or 64, 64), 4))]
        return next((_BRANDS[brand] for brand in brands if brand in _BRANDS and brand != b"mif1"), None) or (
            HEIC if b"mif1" in brands else _VIDEO
        )
    if head[:4] == b"RIFF":
        return {b"WEBP": _picture(mark("a WebP picture")), b"AVI ": _VIDEO, b"WAVE": _SOUND}.get(head[8:12])
    if head[:2] == b"BM" and (head[6:10] == bytes(4) or len(head) < 10):
        return _picture(mark("a BMP picture"))
    if _PORTABLE.match(head):
        return _picture(mark("a PGM picture"))
    if head[:2] == b"MZ" and b"\0" in head:
        return _closed(mark("a program"), READ_HINT)
    if head[257:262] == b"ustar":
        return _ARCHIVE
    if b"%PDF-" in head[:1024]:
        return _closed(tr("a PDF document"), _EXPORT)
    return _SOUND if head[:2] in (b"\xff\xfb", b"\xff\xf3") else None


def _written(head: bytes) -> Kind:
    """Text, and what kind of text."""
    text = _text(head)
    if text is None:
        return UNKNOWN
    start = text.lstrip().lstrip("\ufeff")
    if start[:1] in ("{", "["):
        return INK_FILE
    if start[:1] == "<":
        for mark, kind in _MARKUP:
            if re.search(mark, start, re.IGNORECASE):
                return kind
    if any(line.startswith(_UNIPEN) for line in text.splitlines()):
        return Kind(PEN, tr("a UNIPEN file"))
    if start.startswith("WORD ") and "NUMSTROKES" in start:
        return Kind(PEN, tr("a file of UJI Pen Characters"))
    return TEXT


def _text(head: bytes) -> str | None:
    """The bytes as text, or None where they are none."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    if b"\0" in head or sum(byte < 32 and byte not in b"\t\n\r\f\x1a\x1b" for byte in head):
        return None
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(head) - 3:  # cut within a letter
            return head[: error.start].decode("utf-8")
    high = sum(byte > 127 for byte in head)
    return head.decode("latin-1") if high < len(head) / 10 else None


def _packed(head: bytes, name: str) -> Kind:
    """What is in a gzip file, of which a little is unpacked."""
    try:
        inner = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, UNPACKED_BYTES)
    except zlib.error:
        return _ARCHIVE if name.endswith(_TARS) else UNKNOWN
    found = of_content(inner)
    if name.endswith(_TARS) or found in (UNKNOWN, _ARCHIVE):
        return _ARCHIVE
    if found.family == PICTURE and found is not SVG:
        return Kind(OTHER, tr("{name} packed with gzip", name=found.name), _UNPACK)
    return found if found is not TEXT else UNKNOWN


def _zipped(path: Path) -> Kind:
    """What is in a ZIP file: an image set, an office document, a model, or files to be unpacked."""
    try:
        with zipfile.ZipFile(path) as content:
            names = content.namelist()
            first = b""
            if names and names[0] == "mimetype":
                with content.open(names[0]) as member:
                    first = member.read(200)
    except (OSError, ValueError, NotImplementedError, RuntimeError, EOFError, zlib.error, zipfile.BadZipFile):
        return UNKNOWN
    if b"opendocument" in first or b"epub" in first or "[Content_Types].xml" in names:
        return _OFFICE
    if any(name.endswith("data.pkl") for name in names):
        return _NAMES[".pt"]
    return IMAGE_SET if names and all(name.endswith(".npy") for name in names) else _ARCHIVE

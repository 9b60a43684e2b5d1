"""Picture files as arrays: PNG, JPEG, BMP and their like, decoded by Pillow. Imports numpy, Pillow and ink.

What is in the picture is not decided here: `ink.pictures.pipeline` finds the digit in the array. What Pillow does
not decode (SVG, and HEIC on some systems) is left to a decoder that the caller brings: this package knows no Qt.
"""

import importlib
import re
import struct
import warnings
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digitpad.core import limits, storage
from digitpad.core.errors import ImageError
from digitpad.core.language import mark, tr
from digitpad.ink import file_kinds
from digitpad.ink.file_kinds import Kind
from digitpad.ink.pictures import safe_svg
from digitpad.ink.pictures.colour import plain

Decoder = Callable[[bytes, Kind], NDArray[np.uint8] | None]  # a file's content to (H, W, 4) RGBA; None: cannot be

# no format here starts another program
FORMATS = ("PNG", "JPEG", "MPO", "BMP", "DIB", "GIF", "WEBP", "TIFF", "PPM", "ICO", "AVIF", "HEIF")
PACKED = ("WEBP", "AVIF", "HEIF")
WIDE = ("I", "F")  # modes of 32 bits a pixel, which numpy copies
LARGEST_SIDE = 1024  # a digit in a photo is still some hundred pixels high at this size, and a glyph has 28
_HINT = mark("Copy or save it again, or save the picture as PNG or JPEG in another program.")
_HEIC_HINT = mark("Save it as JPEG or PNG first, or install what reads it: pip install pillow-heif")
# What Pillow raises for files that are broken or hostile, found by changing bytes of each format at random.
_BROKEN = (
    OSError, SyntaxError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RuntimeError, EOFError,
    struct.error, zlib.error,
)  # fmt: skip
# Pillow refuses twice of this, also where it first sees the size while it unpacks, as of a PNG inside an icon.
Image.MAX_IMAGE_PIXELS = limits.PICTURE_PIXELS // 2
ORIENTATION = 0x0112  # in EXIF
_TURNS = dict(
    zip(
        range(2, 9),
        (
            Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_180, Image.Transpose.FLIP_TOP_BOTTOM,
            Image.Transpose.TRANSPOSE, Image.Transpose.ROTATE_270, Image.Transpose.TRANSVERSE,
            Image.Transpose.ROTATE_90,
        ),
        strict=True,
    )
)  # fmt: skip
_COUNTED = re.compile(r"\(([0-9]+) pixels\)")  # in Pillow's words


def load(path: Path, decoder: Decoder | None = None) -> NDArray[np.uint8]:
    """The picture as bytes, upright, no side over LARGEST_SIDE: (H, W), or (H, W, 3) with colours. Raises ImageError.

    decoder: is asked about what Pillow does not decode. Of pictures of several frames or pages the first is taken.
    """
    kind = _kind(path)
    with _worded(path, kind), _opened(path, kind, decoder) as image:
        most = limits.PACKED_PIXELS if image.format in PACKED or image.mode in WIDE else limits.PICTURE_PIXELS
        if image.width * image.height > most:
            raise _too_large(path, f"{image.width * image.height:,}", most)
        return _pixels(image)


def longer_side(path: Path, decoder: Decoder | None = None) -> int:
    """The longer side of a picture's own pixels, from its head alone: `load` may have shrunk it. Raises ImageError."""
    kind = _kind(path)
    with _worded(path, kind), _opened(path, kind, decoder) as image:
        return max(image.size)


def shrunk(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A picture as `load` makes it, (H, W) or (H, W, 3), no side over LARGEST_SIDE."""
    image = Image.fromarray(picture)
    image.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    return np.array(image, dtype=np.uint8)


def _kind(path: Path) -> Kind:
    kind = file_kinds.kind_of(path)
    if kind.family != file_kinds.PICTURE:
        raise file_kinds.unread(path, kind)
    return kind


def _opened(path: Path, kind: Kind, decoder: Decoder | None) -> Image.Image:
    """The picture, of which Pillow has read the head. Raises what _worded puts into words."""
    if kind is file_kinds.SVG or (kind is file_kinds.HEIC and not _reads_heic()):
        return _decoded(path, kind, decoder)
    Image.init()
    return Image.open(path, formats=[name for name in FORMATS if name in Image.OPEN])


def _reads_heic() -> bool:
    """Whether pillow-heif is installed; Pillow reads HEIC from then on."""
    try:
        pillow_heif = importlib.import_module("pillow_heif")
    except ImportError:
        return False
    pillow_heif.register_heif_opener()
    return True


def _decoded(path: Path, kind: Kind, decoder: Decoder | None) -> Image.Image:
    content = storage.read_bounded(path, limits.SVG_BYTES if kind is file_kinds.SVG else limits.DECODED_BYTES)
    try:
        content = safe_svg.safe(content) if kind is file_kinds.SVG else content
    except ImageError as error:
        raise ImageError(f"{path}: {error.message}", error.hint) from error
    found = decoder(content, kind) if decoder is not None else None
    if found is None and kind is file_kinds.HEIC:
        raise ImageError(tr("{path} is {name}, which cannot be read here.", path=path, name=tr(kind.name)), _HEIC_HINT)
    if found is None:
        raise ImageError(
            tr("{path} is {name} that cannot be drawn here, or it is damaged.", path=path, name=tr(kind.name)), _HINT
        )
    return Image.fromarray(found)


@contextmanager
def _worded(path: Path, kind: Kind) -> Iterator[None]:
    """What goes wrong in decoding, as a sentence that names the file and its kind."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of odd metadata, which do not matter here
            yield
    except PermissionError as error:
        raise ImageError(
            tr("{path} cannot be read: {strerror}.", path=path, strerror=error.strerror),
            tr("Check the name and the rights."),
        ) from error
    except Image.DecompressionBombError as error:
        counted = _COUNTED.search(str(error))
        raise _too_large(path, f"{int(counted[1]):,}" if counted else tr("too many"), limits.PICTURE_PIXELS) from error
    except _BROKEN as error:
        raise ImageError(
            tr("{path} is {name} that is damaged or cut short.", path=path, name=tr(kind.name)), _HINT
        ) from error


def _too_large(path: Path, pixels: str, most: int) -> ImageError:
    return ImageError(
        tr("{path} has {pixels} pixels; up to {most:.0f} million are read.", path=path, pixels=pixels, most=most / 1e6),
        tr("Shrink it first."),
    )


def _pixels(image: Image.Image) -> NDArray[np.uint8]:
    """Made small before anything else: a photograph of 80 megapixels has 320 MB, and each copy has them again."""
    if image.mode.startswith(("I", "F")):  # 16 bits and more: Pillow's own conversion to 8 would cut, not scale
        small = Image.fromarray(_scaled(_averaged(np.asarray(image), 2 * LARGEST_SIDE)))
        small.info.update(image.info)
    else:
        small = _with_colours(image)
    small.thumbnail((LARGEST_SIDE, LARGEST_SIDE))  # a JPEG is not even unpacked in full for it
    upright = _upright(small)
    if upright.mode == "L":
        return np.array(upright, dtype=np.uint8)
    return plain(np.array(upright if upright.mode == "RGBA" else upright.convert("RGB"), dtype=np.uint8))


def _upright(image: Image.Image) -> Image.Image:
    """Turned as the camera says it was held; what else it wrote into the file may be wrong and does not matter."""
    image.load()  # what is wrong with the picture itself does matter
    try:
        turn = _TURNS.get(image.getexif().get(ORIENTATION, 1))
    except _BROKEN:
        turn = None
    return image if turn is None else image.transpose(turn)


def _with_colours(image: Image.Image) -> Image.Image:
    """In a mode whose pixels can be averaged, which numbers of a palette cannot."""
    if image.has_transparency_data:
        return image if image.mode == "RGBA" else image.convert("RGBA")
    return image if image.mode in ("L", "RGB", "CMYK") else image.convert("L" if image.mode == "1" else "RGB")


def _averaged(values: NDArray[Any], side: int) -> NDArray[np.float64]:
    """Blocks of pixels averaged, row by row, so that no side is over twice `side`."""
    step = -(-max(values.shape) // side)
    down, across = (min(step, length) for length in values.shape)
    made = np.empty((values.shape[0] // down, values.shape[1] // across))
    for number, row in enumerate(made):
        strip = values[number * down : (number + 1) * down, : across * len(row)].astype(np.float64)
        row[:] = np.nan_to_num(strip).reshape(down, -1, across).mean(axis=(0, 2))
    return made


def _scaled(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Any range of grey brought to 0-255."""
    low, high = float(values.min()), float(values.max())
    return ((values - low) * (255.0 / max(high - low, 1e-9))).astype(np.uint8)

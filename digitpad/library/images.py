"""Picture files as grey arrays: PNG, JPEG, BMP and their like, decoded by Pillow. Imports numpy, Pillow and errors.

What is in the picture is not decided here: `digitpad.ink.pictures` finds the digit in the grey array.
"""

import struct
import warnings
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from digitpad.errors import ImageError

SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff")
FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF")  # no format here starts another program
MAX_PIXELS = 80_000_000
LARGEST_SIDE = 1024  # a digit in a photo is still some hundred pixels high at this size, and a glyph has 28
_HINT = "Use a PNG, JPEG or BMP file with one digit in it."


def load(path: Path) -> NDArray[np.uint8]:
    """The picture as a grey (H, W) uint8 array, upright, no side over LARGEST_SIDE. Raises ImageError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of odd metadata, which do not matter here
            with Image.open(path, formats=FORMATS) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise ImageError(f"{path} has {image.width} x {image.height} pixels, too many.", "Shrink it first.")
                return _grey(image)
    except FileNotFoundError:
        raise ImageError(f"There is no file {path}.", "Check the name and the folder.") from None
    except (IsADirectoryError, PermissionError) as error:
        raise ImageError(f"{path} cannot be read: {error.strerror}.", _HINT) from error
    except (
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        struct.error,
        zlib.error,
        Image.DecompressionBombError,
    ) as error:
        raise ImageError(f"{path} is no picture that can be read, or it is cut short.", _HINT) from error


def longer_side(path: Path) -> int:
    """The longer side of a picture's own pixels, from its head alone: `load` may have shrunk it. Raises ImageError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=FORMATS) as image:
                return max(image.size)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ImageError(f"{path} is no picture that can be read.", _HINT) from error


def _grey(image: Image.Image) -> NDArray[np.uint8]:
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith(("I", "F")):  # 16 bits and more: Pillow's own conversion to 8 would cut, not scale
        return _shrunk(Image.fromarray(_scaled(np.asarray(image, dtype=np.float64))))
    if image.has_transparency_data:
        return _shrunk(_flattened(image.convert("RGBA")))
    return _shrunk(image.convert("L"))


def _scaled(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Any range of grey brought to 0-255."""
    values = np.nan_to_num(values)
    low, high = float(values.min()), float(values.max())
    return ((values - low) * (255.0 / max(high - low, 1e-9))).astype(np.uint8)


def _flattened(image: Image.Image) -> Image.Image:
    """Transparency laid on the ground that the drawing stands out from: white under dark ink, black under light."""
    grey = np.asarray(image.convert("RGB").convert("L"), dtype=np.float64)
    alpha = np.asarray(image.getchannel("A"), dtype=np.float64) / 255
    seen = float((grey * alpha).sum() / max(alpha.sum(), 1e-9))
    ground = 255.0 if seen < 128 else 0.0
    return Image.fromarray((grey * alpha + ground * (1 - alpha)).astype(np.uint8))


def _shrunk(image: Image.Image) -> NDArray[np.uint8]:
    image.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    return np.array(image, dtype=np.uint8)

"""What scanners, web canvases, pages and cameras make of a digit: pictures for the tests of the picture pipeline."""

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.float32]


def crop(digit: Picture) -> Picture:
    """The digit without the black around it."""
    rows, columns = np.nonzero(digit.max(axis=1))[0], np.nonzero(digit.max(axis=0))[0]
    return digit[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def resized(picture: Picture, height: int, width: int) -> Picture:
    """The picture at another size, by the area that each new pixel covers (enlarged: smoothed by one old pixel)."""
    return np.asarray(_areas(len(picture), height) @ picture @ _areas(picture.shape[1], width).T, np.float32)


def _areas(old: int, new: int) -> Picture:
    half = max(old / new, 1.0) / 2
    middles, pixels = (np.arange(new)[:, None] + 0.5) * old / new, np.arange(old)[None, :]
    overlap = np.clip(np.minimum(middles + half, pixels + 1) - np.maximum(middles - half, pixels), 0, None)
    return np.asarray(overlap / overlap.sum(axis=1, keepdims=True), np.float32)


def scanned(digit: Picture, rng: np.random.Generator) -> NDArray[np.uint8]:
    """16x16, white on black, the digit touching the borders, as envelopes' digits were scanned."""
    return _placed(digit, 16, 16 / max(crop(digit).shape), rng)


def web_canvas(digit: Picture, rng: np.random.Generator) -> NDArray[np.uint8]:
    """28x28, white on black, the digit anywhere and of any size that fits."""
    return _placed(digit, 28, rng.uniform(0.7, 1.3), rng)


def _placed(digit: Picture, size: int, scale: float, rng: np.random.Generator) -> NDArray[np.uint8]:
    height, width = (max(round(length * scale), 2) for length in crop(digit).shape)
    canvas = np.zeros((size, size), np.float32)
    y, x = rng.integers(0, size + 1 - height), rng.integers(0, size + 1 - width)
    canvas[y : y + height, x : x + width] = resized(crop(digit), height, width)
    return (canvas * 255).round().astype(np.uint8)


def page(digit: Picture, rng: np.random.Generator, light: float, ink: float) -> Picture:
    """300x300: the digit, 100 to 200 pixels large, anywhere on a page of one level, in ink of another."""
    return _laid(digit, rng, (300, 300), (100, 200)) * np.float32(ink - light) + np.float32(light)


def shot(digit: Picture, rng: np.random.Generator) -> NDArray[np.uint8]:
    """480x640: pen on paper in slanting light that falls off to the corners, with the camera's noise."""
    share = _laid(digit, rng, (480, 640), (100, 200))
    y, x = np.mgrid[:480, :640] / 640
    angle = rng.uniform(0, 2 * np.pi)
    light = (
        0.6 + 0.4 * (np.cos(angle) * (x - 0.5) + np.sin(angle) * (y - 0.4)) - 0.3 * ((x - 0.5) ** 2 + (y - 0.4) ** 2)
    )
    picture = light * (1 - 0.7 * share) + rng.normal(0, 0.025, share.shape)
    return (picture.clip(0, 1) * 255).round().astype(np.uint8)


def _laid(digit: Picture, rng: np.random.Generator, shape: tuple[int, int], sizes: tuple[int, int]) -> Picture:
    """How much ink each pixel of a page holds."""
    scale = rng.integers(*sizes) / max(crop(digit).shape)
    height, width = (round(length * scale) for length in crop(digit).shape)
    share = np.zeros(shape, np.float32)
    y, x = rng.integers(15, shape[0] - height - 15), rng.integers(15, shape[1] - width - 15)
    share[y : y + height, x : x + width] = resized(crop(digit), height, width)
    return share

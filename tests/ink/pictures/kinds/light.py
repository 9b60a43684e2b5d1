"""Glare, shadows, and ink as bright as its paper."""

import numpy as np

from tests.ink.pictures.picture_maker import Made, Maker, array, digit_page, kind, mask_of, painted


@kind
def glare(maker: Maker) -> Made:
    image, label = digit_page(maker, 400, (0.5, 0.7))
    pixels = array(image).astype(np.float32)
    dim = maker.among(0.72, 0.85)
    y, x = np.mgrid[:400, :400]
    corner = maker.rng.uniform(60, 340, 2) if maker.rng.random() < 0.3 else np.where(maker.rng.random(2) < 0.5, 75, 325)
    spot = np.exp(-(((x - corner[0]) / maker.among(45, 90)) ** 2 + ((y - corner[1]) / maker.among(35, 70)) ** 2))
    bright = pixels * dim + maker.among(70, 140) * spot[..., None]
    return (bright + maker.rng.normal(0, maker.among(0, 2), (400, 400, 1))).clip(0, 255).astype(np.uint8), label


@kind
def clear_shadow(maker: Maker) -> Made:
    page, label = digit_page(maker, 400, (0.45, 0.7))
    edge, size = int(maker.among(20, 60)), 400
    pixels = np.zeros((size + 2 * edge, size + 2 * edge, 4), np.uint8)
    pixels[edge:-edge, edge:-edge, :3] = np.asarray(page)
    pixels[edge:-edge, edge:-edge, 3] = 255
    y, x = np.mgrid[: size + 2 * edge, : size + 2 * edge]
    far = np.hypot(*(np.maximum(edge - v, v - (size + edge - 1)).clip(0) for v in (x, y)))
    shade = maker.among(50, 130) * np.exp(-far / maker.among(5, 16))
    pixels[..., 3] = np.where(far > 0, shade, pixels[..., 3]).astype(np.uint8)
    return pixels, label


@kind
def equal_grey(maker: Maker) -> Made:
    while True:
        paper, ink = maker.rng.integers(0, 256, (2, 3))
        weights = np.array([0.299, 0.587, 0.114])
        ink[1] = np.clip(ink[1] + round(((paper - ink) @ weights) / 0.587), 0, 255)
        if abs((paper - ink) @ weights) < 4 and np.abs(paper - ink).max() > 90:
            break
    label = maker.label()
    extent = maker.among(150, 280)
    mask = mask_of(maker, label, (400, 400), extent, extent * maker.among(0.05, 0.12))
    return array(
        painted(mask, tuple(paper.tolist()), tuple(ink.tolist())),
        maker,
        maker.among(0, 2),
        jpeg=maker.rng.random() < 0.3,
    ), label

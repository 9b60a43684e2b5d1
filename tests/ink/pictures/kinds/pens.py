"""Pens of every kind: weak, dotted, hollow, small soft print."""

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from tests.ink.pictures.picture_maker import BOX, Made, Maker, array, digit_page, kind, mask_of, painted, print_of


@kind
def pressure(maker: Maker) -> Made:
    image, label = digit_page(maker, 400, (0.5, 0.7))
    pixels = np.asarray(image, np.float32)
    paper = np.median(pixels, axis=(0, 1))
    y, x = np.mgrid[:400, :400]
    angle = maker.rng.uniform(0, 2 * np.pi)
    along = (x - 200) * np.cos(angle) + (y - 200) * np.sin(angle)
    weak = maker.among(0.25, 0.45)
    share = weak + (1 - weak) / (1 + np.exp(-along / maker.among(15, 50)))
    return (paper - (paper - pixels) * share[..., None]).clip(0, 255).astype(np.uint8), label


@kind
def dotted(maker: Maker) -> Made:
    label = maker.label()
    paper, ink = maker.papers()
    image = Image.new("RGB", (400, 400), paper)
    draw = ImageDraw.Draw(image)
    extent = maker.among(190, 300)
    radius = extent * maker.among(0.02, 0.035)
    step = radius * maker.among(3.2, 4.6)
    dashes = maker.rng.random() < 0.3
    span = np.concatenate(strokes := maker.strokes(label)).max(axis=0)
    for stroke in strokes:
        path = (stroke - span / 2) * extent + 200
        lengths = np.hypot(*np.diff(path, axis=0).T) if len(path) > 1 else np.zeros(0)
        along = np.concatenate([[0.0], np.cumsum(lengths)])
        for at in np.arange(0, along[-1] + 1e-6, step * (1.6 if dashes else 1)):
            ends = [
                [float(np.interp(t, along, path[:, k])) for k in (0, 1)]
                for t in (at, at + (step * 0.8 if dashes else 0))
            ]
            draw.line([tuple(end) for end in ends], fill=ink, width=round(2 * radius))
            for x, y in ends:
                draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=ink)
    return array(image, maker, 1), label


@kind
def hollow(maker: Maker) -> Made:
    label = maker.label()
    paper, ink = maker.papers()
    extent = maker.among(210, 320)
    pen = extent * maker.among(0.12, 0.2)
    line = maker.among(3, 7)
    state = maker.rng.bit_generator.state
    outer = mask_of(maker, label, (400, 400), extent, pen)
    maker.rng.bit_generator.state = state
    inner = mask_of(maker, label, (400, 400), extent - 2 * line, pen - 2 * line)
    if maker.rng.random() < 0.5:
        outer = print_of(maker, label, (400, 400), extent * 0.8, 8)
        inner = outer.filter(ImageFilter.MinFilter(2 * round(line / 2) + 1))
    return array(painted(ImageChops.subtract(outer, inner), paper, ink), maker, 1), label


@kind
def small_soft_print(maker: Maker) -> Made:
    label = maker.label()
    size = int(maker.rng.integers(26, 56))
    mask = print_of(maker, label, (400, 400), maker.among(150, 230), int(maker.one(0, 2, 4)))  # type: ignore[call-overload]
    paper, ink = int(maker.among(140, 240)), int(maker.among(30, 95))
    image = painted(mask, (paper,) * 3, (ink,) * 3).filter(ImageFilter.GaussianBlur(maker.among(0.9, 1.4) * 400 / size))
    return array(image.resize((size, size), BOX), maker, maker.among(0, 2)), label

"""Ruled and squared paper, and sheets with a table or a window around them."""

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from tests.ink.pictures.picture_maker import BICUBIC, Made, Maker, array, digit_page, kind, line_colour, mask_of


def _ruled(maker: Maker, squares: bool) -> Made:
    side = int(maker.one(240, 400, 640))  # type: ignore[call-overload]
    paper, ink = maker.papers()
    line = line_colour(maker, ink, paper, 0.35, 0.75)
    image = Image.new("RGB", (side, side), paper)
    draw = ImageDraw.Draw(image)
    step, width = side * maker.among(0.07, 0.16), max(round(side * maker.among(0.003, 0.007)), 1)
    for y in np.arange(maker.among(0, step), side, step):
        draw.line((0, y, side, y), fill=line, width=width)
        if squares:
            draw.line((y, 0, y, side), fill=line, width=width)
    label = maker.label()
    extent = side * maker.among(0.28, 0.6)
    pen = max(extent * maker.among(0.035, 0.08), width * 1.2)
    image.paste(Image.new("RGB", image.size, ink), mask=mask_of(maker, label, image.size, extent, pen))
    if maker.rng.random() < 0.5:
        image = image.rotate(maker.rng.uniform(-2, 2), BICUBIC, fillcolor=paper).crop((16, 16, side - 16, side - 16))
    return array(image, maker, 1.5), label


@kind
def ruled_paper(maker: Maker) -> Made:
    return _ruled(maker, squares=False)


@kind
def squared_paper(maker: Maker) -> Made:
    return _ruled(maker, squares=True)


def _sheet(maker: Maker, table: Image.Image) -> Made:
    note, label = digit_page(maker, 300, (0.45, 0.65))
    if maker.rng.random() < 0.35:
        tint = maker.one((245, 225, 110), (250, 170, 190), (170, 225, 160))
        note = ImageChops.multiply(note, Image.new("RGB", note.size, tint))  # type: ignore[arg-type]
    width, height = (round(table.width * maker.among(0.45, 0.72)) for _ in "wh")
    note = note.resize((width, height))
    turned = note.rotate(maker.rng.uniform(-8, 8), BICUBIC, expand=True)
    mask = Image.new("L", note.size, 255).rotate(0)
    angle = maker.rng.uniform(-8, 8)
    turned, mask = (one.rotate(angle, BICUBIC, expand=True) for one in (note, mask))
    x, y = (int(maker.rng.integers(4, max(table.width - side - 4, 5))) for side in turned.size)
    table.paste(turned, (x, y), mask)
    return array(table, maker, maker.among(0, 4)), label


@kind
def note_on_even_table(maker: Maker) -> Made:
    side = int(maker.one(320, 500, 700))  # type: ignore[call-overload]
    grey = maker.among(40, 150)
    table = tuple(int(np.clip(grey + v, 0, 255)) for v in maker.rng.normal(0, 14, 3))
    return _sheet(maker, Image.new("RGB", (side, side), table))


@kind
def note_on_wood(maker: Maker) -> Made:
    side = int(maker.one(400, 600))  # type: ignore[call-overload]
    y, x = np.mgrid[:side, :side]
    waves = np.sin(y / maker.among(3, 9) + 4 * np.sin(x / maker.among(90, 200)) + 2 * np.sin(y / 37.0))
    grain = waves * maker.among(6, 18) + maker.rng.normal(0, 4, (side, 1)) + maker.rng.normal(0, 2, (side, side))
    wood = np.array([150, 105, 65]) * maker.among(0.6, 1.05) + grain[..., None]
    return _sheet(maker, Image.fromarray(wood.clip(0, 255).astype(np.uint8)))


@kind
def panel_in_window(maker: Maker) -> Made:
    page, label = digit_page(maker, 300, (0.5, 0.75))
    dark = maker.rng.random() < 0.6
    if dark:
        share = 1 - np.asarray(page.convert("L"), np.float32) / np.asarray(page.convert("L")).max()
        page = Image.fromarray((share / share.max() * 255).astype(np.uint8)).convert("RGB")
    side = round(maker.among(180, 340))
    level = int(maker.among(205, 255)) if dark or maker.rng.random() < 0.5 else int(maker.among(30, 90))
    window = Image.new("RGB", (640, 480), (level,) * 3)
    x, y = maker.rng.integers(10, 640 - side - 10), maker.rng.integers(10, 480 - side - 10)
    window.paste(page.resize((side, side)), (int(x), int(y)))
    return array(window), label

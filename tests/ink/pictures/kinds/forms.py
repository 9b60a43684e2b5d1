"""Digits beside and on the lines of a form that do not reach the picture's border."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from tests.ink.pictures.picture_maker import BOX, Colour, Made, Maker, array, kind, line_colour, mask_of, painted


def _form(maker: Maker) -> tuple[Image.Image, ImageDraw.ImageDraw, int, Colour, int, float]:
    side = int(maker.one(160, 280, 400, 600))  # type: ignore[call-overload]
    label = maker.label()
    paper, ink = maker.papers()
    extent = side * maker.among(0.34, 0.56)
    mask = mask_of(maker, label, (side, side), extent, extent * maker.among(0.04, 0.11))
    image = painted(mask, paper, ink)
    line = line_colour(maker, ink, paper)
    return image, ImageDraw.Draw(image), label, line, max(round(side * maker.among(0.006, 0.014)), 1), extent


@kind
def box_inside(maker: Maker) -> Made:
    image, draw, label, line, width, extent = _form(maker)
    reach_x, reach_y = (extent / 2 * maker.among(1.2, 1.6) for _ in "xy")
    middle = image.width / 2
    box = (middle - reach_x, middle - reach_y, middle + reach_x, middle + reach_y)
    draw.rectangle(tuple(float(np.clip(v, 8, image.width - 9)) for v in box), outline=line, width=width)
    return array(image, maker, 1.0), label


@kind
def frame_inside(maker: Maker) -> Made:
    image, draw, label, line, width, _ = _form(maker)
    inset = maker.among(4, 14)
    draw.rectangle((inset, inset, image.width - 1 - inset, image.height - 1 - inset), outline=line, width=width)
    return array(image, maker, 1.0), label


@kind
def corner_marks(maker: Maker) -> Made:
    image, draw, label, line, width, extent = _form(maker)
    reach, arm = extent / 2 * maker.among(1.25, 1.6), extent * maker.among(0.1, 0.25)
    middle = image.width / 2
    for sx in (-1, 1):
        for sy in (-1, 1):
            x, y = middle + sx * reach, middle + sy * reach
            draw.line((x, y, x - sx * arm, y), fill=line, width=width)
            draw.line((x, y, x, y - sy * arm), fill=line, width=width)
    return array(image, maker, 1.0), label


@kind
def base_line(maker: Maker) -> Made:
    image, draw, label, line, width, extent = _form(maker)
    y = image.height / 2 + extent / 2 * maker.among(0.95, 1.5)
    reach = min(extent * maker.among(0.75, 1.4), image.width / 2 - 12)
    tilt = maker.rng.uniform(-0.02, 0.02) * reach
    draw.line((image.width / 2 - reach, y - tilt, image.width / 2 + reach, y + tilt), fill=line, width=width)
    return array(image, maker, 1.0), label


@kind
def comb(maker: Maker) -> Made:
    image, draw, label, line, width, extent = _form(maker)
    reach, y = extent / 2 * maker.among(1.05, 1.5), image.height / 2 + extent / 2 * maker.among(1.1, 1.35)
    tooth, middle = extent * maker.among(0.12, 0.35), image.width / 2
    for x in (middle - reach, middle + reach):
        draw.line((x, y - tooth, x, y), fill=line, width=width)
    draw.line((middle - reach, y, middle + reach, y), fill=line, width=width)
    return array(image, maker, 1.0), label


@kind
def touched_line(maker: Maker) -> Made:
    """The digit's foot or head lies on the form's line, as hurried people write."""
    side = int(maker.one(48, 72, 110, 180))  # type: ignore[call-overload]
    label, (paper, ink) = maker.label(), maker.papers()
    extent = side * maker.among(0.5, 0.6)
    mask = mask_of(maker, label, (side, side), extent, max(extent * maker.among(0.06, 0.11), 2))
    left, top, right, bottom = mask.getbbox() or (0, 0, side, side)
    over = side * maker.among(0, 0.05)
    y = bottom - over if maker.rng.random() < 0.7 else top + over
    ends = (
        (0.0, float(side))
        if maker.rng.random() < 0.6
        else (min(left - 0.08 * side, 6), max(right + 0.08 * side, side - 6))
    )
    line = Image.new("L", (4 * side, 4 * side), 0)
    width = round(4 * max(side * maker.among(0.01, 0.02), 1))
    ImageDraw.Draw(line).line((4 * ends[0], 4 * y, 4 * ends[1], 4 * y), fill=255, width=width)
    image = painted(line.resize((side, side), BOX), paper, line_colour(maker, ink, paper))
    image.paste(Image.new("RGB", image.size, ink), mask=mask)
    return array(image.filter(ImageFilter.GaussianBlur(0.4)), maker, 1.0), label

"""Digits of which no part must be taken for a form's line."""

from PIL import Image, ImageDraw

from tests.ink.pictures.picture_maker import BOX, Made, Maker, array, kind, mask_of, painted


@kind
def tight_crop(maker: Maker) -> Made:
    """A digit that fills its picture to the edges, as segmenters cut it out."""
    label = maker.label()
    mask = mask_of(maker, label, (500, 500), 320, maker.among(28, 48))
    mask = mask.crop(mask.getbbox())
    paper, ink = maker.papers()
    scale = maker.among(18, 60) / max(mask.size)
    size = [max(round(side * scale), 3) for side in mask.size]
    return array(painted(mask, paper, ink).resize((size[0], size[1]), BOX)), label


@kind
def zero_with_box(maker: Maker) -> Made:
    """A zero with a small box in it is still a zero."""
    paper, ink = maker.papers()
    mask = Image.new("L", (400, 400), 0)
    draw = ImageDraw.Draw(mask)
    rx, ry, pen = maker.among(80, 120), maker.among(120, 160), round(maker.among(16, 30))
    draw.ellipse((200 - rx, 200 - ry, 200 + rx, 200 + ry), outline=255, width=pen)
    size = maker.among(8, 24)
    draw.rectangle((200 - size, 200 - size, 200 + size, 200 + size), outline=255, width=3)
    return array(painted(mask, paper, ink)), 0

"""Pictures of digits as people have them, made from scratch: a kind each, in many sizes, colours and hands.

`KINDS[name](maker) -> (array, label)`: uint8 (H, W, 3) or, with transparency, (H, W, 4); label None: no digit.
`python -m tests.benchmarks.picture_kinds` measures them all.
"""

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from tests.ink.picture_maker import (
    BICUBIC,
    BOX,
    KINDS,
    Colour,
    Made,
    Maker,
    array,
    digit_page,
    kind,
    line_colour,
    lit,
    mask_of,
    painted,
    print_of,
)

__all__ = ["KINDS", "Maker"]


def _form(maker: Maker) -> tuple[Image.Image, ImageDraw.ImageDraw, int, Colour, int, float]:
    side = int(maker.one(160, 280, 400, 600))  # type: ignore[call-overload]
    label = maker.label()
    paper, ink = maker.papers()
    extent = side * maker.among(0.34, 0.56)
    mask = mask_of(maker, label, (side, side), extent, extent * maker.among(0.04, 0.11))
    image = painted(mask, paper, ink)
    line = line_colour(maker, ink, paper)
    return image, ImageDraw.Draw(image), label, line, max(round(side * maker.among(0.006, 0.014)), 1), extent


# plain: what must stay as good as it was


@kind
def plain_page(maker: Maker) -> Made:
    image, label = digit_page(maker, int(maker.one(200, 400, 800)))  # type: ignore[call-overload]
    return array(image, maker, 2.0), label


@kind
def plain_photo(maker: Maker) -> Made:
    image, label = digit_page(maker, 480, (0.25, 0.5))
    image = image.filter(ImageFilter.GaussianBlur(maker.among(0.5, 2)))
    return lit(maker, array(image, maker, maker.among(2, 7), jpeg=True), 0.5), label


@kind
def plain_dark_canvas(maker: Maker) -> Made:
    label = maker.label()
    side = int(maker.one(28, 64, 200, 400))  # type: ignore[call-overload]
    big = mask_of(maker, label, (400, 400), maker.among(160, 330), maker.among(18, 55))
    return array(painted(big, (0, 0, 0), (255, 255, 255)).resize((side, side), BOX)), label


@kind
def plain_print(maker: Maker) -> Made:
    label = maker.label()
    paper, ink = maker.papers()
    mask = print_of(maker, label, (400, 400), maker.among(120, 260))
    side = int(maker.one(48, 100, 400))  # type: ignore[call-overload]
    return array(painted(mask, paper, ink).resize((side, side), BOX), maker, 2), label


# form lines that do not reach the border


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


# cells


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


def _edged(maker: Maker, image: Image.Image, edges: str, line: Colour, width: float) -> Image.Image:
    draw = ImageDraw.Draw(image)
    side = image.width
    for edge in edges:
        w, t = width * maker.rng.uniform(0.5, 1.2), maker.rng.uniform(-0.6, 0.6) * width
        if edge == "l":
            draw.polygon([(0, 0), (w + t, 0), (w - t, side), (0, side)], fill=line)
        elif edge == "r":
            draw.polygon([(side, 0), (side - w - t, 0), (side - w + t, side), (side, side)], fill=line)
        elif edge == "t":
            draw.polygon([(0, 0), (0, w + t), (side, w - t), (side, 0)], fill=line)
        else:
            draw.polygon([(0, side), (0, side - w - t), (side, side - w + t), (side, side)], fill=line)
    return image


def _cell(maker: Maker, edges: str, empty: bool = False) -> Made:
    paper, ink = maker.papers()
    label = None if empty else maker.label()
    if label is None:
        image = Image.new("RGB", (440, 440), paper)
    else:
        at = (220 + maker.rng.uniform(-30, 30), 220 + maker.rng.uniform(-30, 30))
        mask = mask_of(maker, label, (440, 440), maker.among(210, 310), maker.among(18, 38), at)
        image = painted(mask, paper, ink)
    line = line_colour(maker, ink, paper, 0.3)
    image = _edged(maker, image, edges, line, maker.among(10, 30))
    size = int(maker.rng.integers(20, 65))
    soft = image.filter(ImageFilter.GaussianBlur(maker.among(2, 7))).resize((size, size), BOX)
    return array(soft, maker, maker.among(0, 3)), label


@kind
def cell_one_line(maker: Maker) -> Made:
    return _cell(maker, str(maker.one(*"lrtb")))


@kind
def cell_two_lines(maker: Maker) -> Made:
    return _cell(maker, str(maker.one("lt", "tr", "rb", "lb", "lr", "tb")))


@kind
def cell_frame(maker: Maker) -> Made:
    return _cell(maker, "lrtb")


@kind
def cell_empty_with_lines(maker: Maker) -> Made:
    return _cell(maker, str(maker.one("l", "r", "t", "b", "tr", "lb", "lr", "tb", "lrt", "lrtb", "lrtb")), empty=True)


@kind
def cell_empty_bare(maker: Maker) -> Made:
    pixels, _ = _cell(maker, "", empty=True)
    return lit(maker, pixels, maker.among(0, 0.3)), None


def _form_cell(maker: Maker, empty: bool = False) -> Made:
    """A handwritten digit in a printed cell, as a scan cuts it out: lines at the edges, bits of neighbours."""
    paper, ink = maker.papers()
    label = None if empty else maker.label()
    side = 600
    mask = Image.new("L", (side, side), 0)
    if label is not None:
        at = (300 + maker.rng.uniform(-35, 35), 300 + maker.rng.uniform(-35, 35))
        mask = mask_of(maker, label, (side, side), maker.among(230, 370), maker.among(16, 36), at)
    lines = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(lines)
    near, width = maker.among(60, 100), round(maker.among(6, 18))
    wide = near if maker.rng.random() < 0.5 else maker.among(20, 100)
    for x in (wide, side - wide):
        draw.line((x, -50, x, side + 50), fill=255, width=width)
    for y in (near, side - near):
        draw.line((-50, y, side + 50, y), fill=255, width=width)
    lines = lines.rotate(maker.rng.uniform(-2, 2), BICUBIC)
    cut = maker.among(0, 70)
    line = line_colour(maker, ink, paper, 0.3)
    image = painted(lines, paper, line)
    image.paste(Image.new("RGB", image.size, ink), mask=mask)
    dx, dy = maker.rng.uniform(-25, 25, 2)
    image = image.crop((cut + dx, cut + dy, side - cut + dx, side - cut + dy)).crop(
        (30, 30, side - 2 * cut - 30, side - 2 * cut - 30)
    )
    size = int(maker.rng.integers(28, 160))
    image = image.filter(ImageFilter.GaussianBlur(maker.among(1, 5))).resize((size, size), BOX)
    return array(image, maker, maker.among(0, 4), jpeg=maker.rng.random() < 0.5), label


@kind
def form_cell(maker: Maker) -> Made:
    return _form_cell(maker)


@kind
def form_cell_empty(maker: Maker) -> Made:
    return _form_cell(maker, empty=True)


def _sudoku(maker: Maker, empty: bool, lines: bool) -> Made:
    """A printed cell of a puzzle in a newspaper, photographed by hand: soft, turned, lit from one side."""
    grey = maker.among(120, 225)
    paper = tuple(int(grey + v) for v in maker.rng.normal(0, 4, 3))
    dark = grey * maker.among(0.15, 0.45)
    ink = (int(dark),) * 3
    label = None if empty else int(maker.rng.integers(1, 10))
    side, cell = 900, 300
    mask = Image.new("L", (side, side), 0)
    if label is not None:
        mask.paste(print_of(maker, label, (cell, cell), maker.among(120, 190), int(maker.one(0, 0, 3))), (cell, cell))  # type: ignore[call-overload]
    for x, y in ((0, 1), (2, 1), (1, 0), (1, 2)):
        if maker.rng.random() < 0.4:
            mask.paste(print_of(maker, maker.label(), (cell, cell), 160), (x * cell, y * cell))
    draw = ImageDraw.Draw(mask)
    thin, fat = round(maker.among(5, 14)), round(maker.among(14, 30))
    for k in range(4):
        for box in ((k * cell, 0, k * cell, side), (0, k * cell, side, k * cell)):
            draw.line(box, fill=255, width=fat if maker.rng.random() < 0.33 else thin)
    image = painted(mask, paper, ink)  # type: ignore[arg-type]
    image = image.rotate(maker.rng.uniform(-4, 4), BICUBIC, fillcolor=paper)
    share = maker.among(0.92, 1.06) if lines else 0.8
    dx, dy = maker.rng.uniform(-0.06, 0.06, 2) * cell * (1 if lines else 0.6)
    half = cell * share / 2
    image = image.crop((450 + dx - half, 450 + dy - half, 450 + dx + half, 450 + dy + half))
    size = int(maker.rng.integers(22, 90))
    blur = maker.among(0.4, 1.1) * image.width / size
    image = image.filter(ImageFilter.GaussianBlur(blur)).resize((size, size), BOX)
    return lit(maker, array(image, maker, maker.among(0.5, 5), jpeg=True), maker.among(0, 0.35)), label


@kind
def sudoku_inner(maker: Maker) -> Made:
    return _sudoku(maker, empty=False, lines=False)


@kind
def sudoku_with_lines(maker: Maker) -> Made:
    return _sudoku(maker, empty=False, lines=True)


@kind
def sudoku_empty_inner(maker: Maker) -> Made:
    return _sudoku(maker, empty=True, lines=False)


@kind
def sudoku_empty_with_lines(maker: Maker) -> Made:
    return _sudoku(maker, empty=True, lines=True)


# paper


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


# what lies around the paper


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


# light


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


# pens


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


# what must not be taken for a form's line


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

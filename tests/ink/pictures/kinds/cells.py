"""Cells as a scan cuts them out of forms and puzzles: lines at the edges, empty ones too."""

from PIL import Image, ImageDraw, ImageFilter

from tests.ink.pictures.picture_maker import (
    BICUBIC,
    BOX,
    Colour,
    Made,
    Maker,
    array,
    kind,
    line_colour,
    lit,
    mask_of,
    painted,
    print_of,
)


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

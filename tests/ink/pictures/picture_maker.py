"""What pictures of digits are made of: chance, hands, fonts, colours, masks of strokes and print, light.

A `Maker` is a source of chance with its own hands (strokes) and fonts, so that what is tuned on and what is only
measured on can be kept apart. A kind of picture is a function of a maker (see `picture_kinds`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Colour = tuple[int, int, int]
Points = Sequence[tuple[float, float]]
Made = tuple[NDArray[np.uint8], int | None]
Kind = Callable[["Maker"], Made]
KINDS: dict[str, Kind] = {}
BOX = Image.Resampling.BOX
BICUBIC = Image.Resampling.BICUBIC

# A hand of our own, in a box of 100 x 160, for where no recorded ink is at hand.
HAND: dict[int, Sequence[Points]] = {
    0: [[(50, 0), (18, 20), (2, 70), (8, 125), (45, 158), (85, 135), (98, 80), (85, 25), (50, 0)]],
    1: [[(20, 35), (55, 0), (55, 160)]],
    2: [[(8, 40), (30, 6), (75, 4), (95, 40), (75, 85), (5, 158), (100, 155)]],
    3: [[(10, 15), (50, 0), (88, 22), (80, 60), (42, 76), (88, 92), (98, 130), (55, 160), (5, 140)]],
    4: [[(62, 0), (3, 105), (98, 105)], [(72, 60), (70, 160)]],
    5: [[(90, 3), (22, 3), (12, 68), (55, 58), (92, 82), (96, 125), (60, 158), (5, 145)]],
    6: [[(78, 2), (32, 40), (6, 100), (20, 148), (62, 158), (95, 125), (78, 88), (40, 85), (10, 115)]],
    7: [[(2, 5), (98, 3), (66, 70), (40, 160)]],
    8: [
        [(85, 22), (50, 0), (16, 25), (30, 62), (80, 98), (92, 135), (50, 160), (8, 135), (22, 95), (80, 50), (85, 22)]
    ],
    9: [[(90, 40), (60, 2), (18, 12), (8, 55), (45, 78), (88, 50), (90, 20), (84, 100), (60, 160)]],
}


@dataclass(slots=True)
class Maker:
    """Chance, hands and fonts. `hands[digit]` are drawings, each a sequence of strokes of points in any unit."""

    rng: np.random.Generator
    hands: Sequence[Sequence[Sequence[Points]]] = ()
    fonts: Sequence[str] = ()  # files; none: Pillow's own
    wide: float = 0.0  # how much further than usual the parameters go, 0 to 1

    def among(self, low: float, high: float) -> float:
        """A number between these, or a little beyond them where the maker goes wide."""
        more = self.wide * 0.1 * (high - low)
        return float(self.rng.uniform(low - more if low > more else low, high + more))

    def one(self, *choices: object) -> object:
        """One of these."""
        return choices[int(self.rng.integers(len(choices)))]

    def label(self) -> int:
        """A digit."""
        return int(self.rng.integers(10))

    def strokes(self, label: int) -> list[NDArray[np.float64]]:
        """A drawing of the digit, its longer side 1, from (0, 0), trembling a little where it is our own hand's."""
        hand = self.hands[label] if self.hands else [HAND[label]]
        chosen = [np.array(stroke, float) for stroke in hand[int(self.rng.integers(len(hand)))]]
        if not self.hands:
            slant = np.array([[1, self.rng.uniform(-0.15, 0.1)], [0, 1]])
            chosen = [stroke * [self.rng.uniform(0.85, 1.1), 1] @ slant.T for stroke in chosen]
        every = np.concatenate(chosen)
        low, high = every.min(axis=0), every.max(axis=0)
        return [(stroke - low) / max(float((high - low).max()), 1e-6) for stroke in chosen]

    def font(self, size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
        """A font of about so many pixels."""
        if not self.fonts:
            return ImageFont.load_default(size=size)
        return ImageFont.truetype(self.fonts[int(self.rng.integers(len(self.fonts)))], round(size))

    def papers(self) -> tuple[Colour, Colour]:
        """Paper and ink of the day: light paper with dark ink, sometimes coloured."""
        light = self.among(190, 250)
        paper = np.clip(light + self.rng.normal(0, 5, 3), 0, 255)
        dark = self.among(20, 85)
        tint = np.array(self.one((0, 0, 0), (0, 0, 0), (-10, 0, 70), (90, -10, -10))) * self.rng.uniform(0.3, 1)
        ink = np.clip(dark + tint, 0, 150)
        return tuple(int(v) for v in paper), tuple(int(v) for v in ink)  # type: ignore[return-value]


def kind(make: Kind) -> Kind:
    """Enters a kind under its function's name."""
    KINDS[make.__name__] = make
    return make


# parts


def mask_of(
    maker: Maker, label: int, size: tuple[int, int], extent: float, pen: float, at: tuple[float, float] | None = None
) -> Image.Image:
    """(L) 255 where the strokes are; `extent` pixels long (pen included), in the middle or with the middle at `at`."""
    mask = Image.new("L", size, 0)
    draw = ImageDraw.Draw(mask)
    strokes = maker.strokes(label)
    span = np.concatenate(strokes).max(axis=0)
    corner = np.array(at if at is not None else (size[0] / 2, size[1] / 2)) - span * (extent - pen) / 2
    for stroke in strokes:
        points = [(float(x), float(y)) for x, y in stroke * (extent - pen) + corner]
        if len(points) > 1:
            draw.line(points, fill=255, width=max(round(pen), 1), joint="curve")
        for x, y in points:
            draw.ellipse((x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2), fill=255)
    return mask


def print_of(maker: Maker, label: int, size: tuple[int, int], height: float, bold: int = 0) -> Image.Image:
    """(L) 255 where a printed digit is, about so high, in the middle."""
    mask = Image.new("L", size, 0)
    draw = ImageDraw.Draw(mask)
    middle = (size[0] / 2, size[1] / 2)
    font = maker.font(height * 1.36)
    draw.text(middle, str(label), fill=255, font=font, anchor="mm", stroke_width=bold)
    return mask


def painted(mask: Image.Image, paper: Colour, ink: Colour) -> Image.Image:
    """The mask in ink on paper."""
    return Image.composite(Image.new("RGB", mask.size, ink), Image.new("RGB", mask.size, paper), mask)


def digit_page(maker: Maker, side: int = 400, share: tuple[float, float] = (0.4, 0.6)) -> tuple[Image.Image, int]:
    """A page with a digit in the middle part."""
    label = maker.label()
    paper, ink = maker.papers()
    extent = side * maker.among(*share)
    pen = extent * maker.among(0.05, 0.1)
    room = max((side - extent) / 2 - 0.12 * side, 0)
    at = (side / 2 + maker.rng.uniform(-room, room), side / 2 + maker.rng.uniform(-room, room))
    return painted(mask_of(maker, label, (side, side), extent, pen, at), paper, ink), label


def array(image: Image.Image, maker: Maker | None = None, noise: float = 0.0, jpeg: bool = False) -> NDArray[np.uint8]:
    """The image as an array, with noise and JPEG's own marks where wanted."""
    pixels = np.asarray(image, np.float32)
    if maker is not None and noise:
        pixels = pixels + maker.rng.normal(0, noise, pixels.shape[:2])[..., None]
    whole = pixels.clip(0, 255).round().astype(np.uint8)
    if not (maker is not None and jpeg):
        return whole
    import io

    with io.BytesIO() as file:
        Image.fromarray(whole).save(file, "JPEG", quality=int(maker.rng.integers(45, 92)))
        return np.asarray(Image.open(file).convert("RGB"))


def lit(maker: Maker, pixels: NDArray[np.uint8], strength: float = 0.25) -> NDArray[np.uint8]:
    """Light that comes from one side."""
    height, width = pixels.shape[:2]
    y, x = np.mgrid[:height, :width] / max(height, width) - 0.5
    angle = maker.rng.uniform(0, 2 * np.pi)
    light = 1 - strength / 2 + strength * (np.cos(angle) * x + np.sin(angle) * y)
    shaded: NDArray[np.uint8] = (pixels * light[..., None]).clip(0, 255).astype(np.uint8)
    return shaded


def line_colour(maker: Maker, ink: Colour, paper: Colour, low: float = 0.45, high: float = 1.0) -> Colour:
    share = maker.among(low, high)
    return tuple(int(min(max(p + (i - p) * share, 0), 255)) for p, i in zip(paper, ink, strict=True))  # type: ignore[return-value]

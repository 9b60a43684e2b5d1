"""Digits on plain paper, photographed, on a dark canvas and printed: what must stay as good as it was."""

from PIL import ImageFilter

from tests.ink.pictures.picture_maker import BOX, Made, Maker, array, digit_page, kind, lit, mask_of, painted, print_of


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

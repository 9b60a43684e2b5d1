"""Picture files become the same grey picture whatever their format, and broken ones a sentence."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digitpad.errors import ImageError
from digitpad.library import images


def page(mode: str = "L", ink: object = 0, paper: object = 255, size: tuple[int, int] = (90, 60)) -> Image.Image:
    image = Image.new(mode, size, paper)
    ImageDraw.Draw(image).line([(20, 10), (20, 50)], fill=ink, width=8)
    return image


@pytest.mark.parametrize("name", ["a.png", "a.bmp", "a.gif", "a.webp", "a.tiff", "a.jpg", "A.PNG", "no-suffix"])
def test_every_format_gives_the_same_grey_picture(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    page().save(path, format=None if "." in name else "PNG")
    grey = images.load(path)
    assert grey.shape == (60, 90) and grey.dtype == np.uint8
    assert np.abs(grey.astype(int) - np.asarray(page()).astype(int)).mean() < 4


@pytest.mark.parametrize(
    "image",
    [
        page("RGB", (0, 0, 0), (255, 255, 255)),
        page("RGBA", (0, 0, 0, 255), (255, 255, 255, 255)),
        page("RGBA", (0, 0, 0, 255), (0, 0, 0, 0)),
        page("LA", (0, 255), (0, 0)),
        page().convert("1"),
        page().convert("P"),
        page().convert("CMYK"),
        Image.fromarray(np.asarray(page()).astype(np.uint16) * 257),
    ],
    ids=["rgb", "rgba", "transparent", "grey+alpha", "bits", "palette", "cmyk", "16 bit"],
)
def test_every_mode_gives_dark_ink_on_light_paper(tmp_path: Path, image: Image.Image) -> None:
    path = tmp_path / "a.tiff"
    image.save(path)
    grey = images.load(path)
    assert grey[30, 20] < 40
    assert grey[30, 60] > 215


def test_light_ink_on_transparency_is_seen(tmp_path: Path) -> None:
    page("RGBA", (255, 255, 255, 255), (255, 255, 255, 0)).save(tmp_path / "a.png")
    grey = images.load(tmp_path / "a.png")
    assert int(grey[30, 20]) - int(grey[30, 60]) > 200


def test_a_photo_held_on_its_side_is_turned_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise to see it upright
    page().save(tmp_path / "a.jpg", exif=exif)
    assert images.load(tmp_path / "a.jpg").shape == (90, 60)


def test_a_large_photo_is_made_smaller_and_keeps_its_aspect(tmp_path: Path) -> None:
    page(size=(4000, 2000)).save(tmp_path / "a.png")
    assert images.load(tmp_path / "a.png").shape == (512, 1024)


def broken(tmp_path: Path, name: str) -> Path:
    path = tmp_path / name
    page().save(tmp_path / "whole.png")
    page().save(tmp_path / "whole.jpg")
    page().save(tmp_path / "whole.bmp")
    whole = (tmp_path / f"whole{path.suffix}").read_bytes() if path.suffix in (".png", ".jpg", ".bmp") else b""
    content = {"cut": whole[: len(whole) * 2 // 3], "head": whole[:20], "empty": b"", "text": b"hello " * 20}
    if path.stem in content:
        path.write_bytes(content[path.stem])
    elif path.stem == "folder":
        path.mkdir()
    elif path.stem == "flipped":
        path.write_bytes(whole[:45] + bytes(255 - byte for byte in whole[45:60]) + whole[60:])
    return path


NAMES = [
    "cut.png", "cut.jpg", "cut.bmp", "head.png", "head.jpg", "head.bmp", "empty.png", "text.png", "folder.png",
    "flipped.png", "absent.png",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_broken_picture_is_a_sentence_that_names_it(tmp_path: Path, name: str) -> None:
    path = broken(tmp_path, name)
    with pytest.raises(ImageError) as caught:
        images.load(path)
    assert str(path) in caught.value.message
    assert caught.value.hint


def test_a_picture_of_absurd_size_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    page(size=(8, 8)).save(path)
    content = bytearray(path.read_bytes())
    content[16:24] = (60_000).to_bytes(4, "big") * 2
    import zlib

    content[29:33] = zlib.crc32(bytes(content[12:29])).to_bytes(4, "big")
    path.write_bytes(content)
    with pytest.raises(ImageError):
        images.load(path)

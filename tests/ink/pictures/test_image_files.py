"""Picture files become the same grey picture whatever their format, and broken ones a sentence."""

import io
import struct
import sys
import zlib
from pathlib import Path
from random import Random

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps

from digitpad.core.errors import ImageError
from digitpad.ink.pictures import image_files
from tests.peak import cost_of


def page(mode: str = "L", ink: object = 0, paper: object = 255, size: tuple[int, int] = (90, 60)) -> Image.Image:
    image = Image.new(mode, size, paper)
    ImageDraw.Draw(image).line([(20, 10), (20, 50)], fill=ink, width=8)
    return image


NAMED = ["a.png", "a.bmp", "a.gif", "a.webp", "a.tiff", "a.jpg", "a.pgm", "a.ppm", "a.pbm", "A.PNG", "no-suffix"]


@pytest.mark.parametrize("name", NAMED)
def test_every_format_gives_the_same_grey_picture(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    page("1" if name == "a.pbm" else "L").save(path, format=None if "." in name else "PNG")
    grey = image_files.load(path)
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
    grey = image_files.load(path)
    assert grey[30, 20] < 40
    assert grey[30, 60] > 215


def test_light_ink_on_transparency_is_seen(tmp_path: Path) -> None:
    page("RGBA", (255, 255, 255, 255), (255, 255, 255, 0)).save(tmp_path / "a.png")
    grey = image_files.load(tmp_path / "a.png")
    assert int(grey[30, 20]) - int(grey[30, 60]) > 200


def test_a_photo_held_on_its_side_is_turned_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise to see it upright
    page().save(tmp_path / "a.jpg", exif=exif)
    assert image_files.load(tmp_path / "a.jpg").shape == (90, 60)


def test_a_large_photo_is_made_smaller_and_keeps_its_aspect(tmp_path: Path) -> None:
    page(size=(4000, 2000)).save(tmp_path / "a.png")
    assert image_files.load(tmp_path / "a.png").shape == (512, 1024)


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
        image_files.load(path)
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
        image_files.load(path)


def test_avif_is_read_where_pillow_has_it(tmp_path: Path) -> None:
    Image.init()
    if "AVIF" not in Image.SAVE:
        pytest.skip("this Pillow has no AVIF")
    page().save(tmp_path / "a.avif")
    grey = image_files.load(tmp_path / "a.avif")
    assert grey.shape == (60, 90) and grey[30, 20] < 60 and grey[30, 60] > 200


def test_an_icon_and_a_picture_of_two_are_read(tmp_path: Path) -> None:
    page(size=(64, 64)).save(tmp_path / "a.ico", sizes=[(64, 64)])
    assert image_files.load(tmp_path / "a.ico")[30, 20] < 40
    page("RGB", (0, 0, 0), (255, 255, 255)).save(
        tmp_path / "a.mpo", "MPO", save_all=True, append_images=[Image.new("RGB", (90, 60), "white")]
    )
    assert image_files.load(tmp_path / "a.mpo")[30, 20] < 40, "as some phones save photographs"


@pytest.mark.parametrize("name", ["a.gif", "a.tiff", "a.webp"])
def test_of_several_frames_the_first_is_read(tmp_path: Path, name: str) -> None:
    white = Image.new("L", (90, 60), 255)
    page().save(tmp_path / name, save_all=True, append_images=[white, white])
    assert image_files.load(tmp_path / name)[30, 20] < 40


def test_heic_is_named_with_what_reads_it_unless_a_decoder_can(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "pillow_heif", None)  # as where it is not installed
    path = tmp_path / "a.heic"
    path.write_bytes(b"\0\0\0\x1cftypheic\0\0\0\0mif1heic" + b"\0" * 40)
    with pytest.raises(ImageError, match="HEIC") as caught:
        image_files.load(path)
    assert "pillow-heif" in caught.value.hint and "JPEG" in caught.value.hint
    pixels = np.asarray(page("RGBA", (0, 0, 0, 255), (255, 255, 255, 255)))
    found = image_files.load(path, lambda _content, _kind: pixels)
    assert found[30, 20] < 40 < 215 < found[30, 60]


@pytest.mark.parametrize("name", ["a.png", "a.svg"])
def test_a_device_is_never_opened(tmp_path: Path, name: str) -> None:
    if not Path("/dev/zero").exists():
        pytest.skip("this system has no /dev/zero")
    (tmp_path / name).symlink_to("/dev/zero")
    with pytest.raises(ImageError, match="device"):
        image_files.load(tmp_path / name)


@pytest.mark.parametrize("mode", ["RGBA", "I;16", pytest.param("F", marks=pytest.mark.long)])
def test_the_largest_picture_that_is_read_leaves_room_for_others(tmp_path: Path, mode: str) -> None:
    path = tmp_path / ("a.tif" if mode == "F" else "a.png")
    side = 7700 if mode == "F" else 8900
    Image.new(mode, (side, side), (0, 0, 0, 9) if mode == "RGBA" else 9).save(path, compress_level=1)
    code = f"""
from pathlib import Path
from digitpad.ink.pictures import image_files
from tests.peak import cost_of
assert image_files.load(Path({str(path)!r})).shape == (1024, 1024)
"""
    assert cost_of(code).megabytes < 1000


def test_a_larger_one_is_refused_with_its_size(tmp_path: Path) -> None:
    Image.new("1", (9000, 9000)).save(tmp_path / "a.png")
    with pytest.raises(ImageError, match=r"81,000,000 pixels; up to 80 million") as caught:
        image_files.load(tmp_path / "a.png")
    assert caught.value.hint


@pytest.mark.parametrize("side", [9_000, 14_200, 30_000], ids=["81", "202", "900"])
def test_a_picture_beyond_the_limit_is_said_to_be_large_not_damaged(tmp_path: Path, side: int) -> None:
    """Telephones make pictures of 200 million pixels."""
    (tmp_path / "a.png").write_bytes(png_of(side))
    with pytest.raises(ImageError, match=rf"has {side * side:,} pixels; up to 80 million are read") as caught:
        image_files.load(tmp_path / "a.png")
    assert caught.value.hint == "Shrink it first."


def test_an_icon_cannot_hide_a_picture_beyond_the_limit(tmp_path: Path) -> None:
    hidden = png_of(13_000)
    head = struct.pack("<3H", 0, 1, 1) + struct.pack("<4B2H2I", 16, 16, 0, 0, 1, 32, len(hidden), 22)
    (tmp_path / "a.ico").write_bytes(head + hidden)
    with pytest.raises(ImageError, match=r"has 169,000,000 pixels"):
        image_files.load(tmp_path / "a.ico")


def png_of(side: int) -> bytes:
    """The head of a picture of side x side pixels, and some of what it says it holds."""
    parts = (b"IHDR" + struct.pack(">2I5B", side, side, 8, 6, 0, 0, 0), b"IDAT" + zlib.compress(bytes(1000)), b"IEND")
    chunks = (struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize("kind", ["AVIF", "TIFF", "JPEG", "WEBP", "GIF", "BMP", "PNG", "ICO", "PPM"])
def test_changed_picture_files_are_read_or_said_to_be_damaged(tmp_path: Path, kind: str) -> None:
    """Pillow lets out TypeError, OverflowError and RuntimeError of broken heads and of what a camera wrote in them."""
    Image.init()
    if kind not in image_files.FORMATS or kind not in Image.SAVE:
        pytest.skip("this Pillow does not write it")
    noted = Image.Exif()
    noted[0x0112], noted[0x010E], noted.get_ifd(0x8825)[2] = 6, "a note", (1.0, 2.0, 3.0)
    made = io.BytesIO()
    page("RGB", (0, 0, 0), (255, 255, 255)).save(made, kind, **({"exif": noted} if kind in WITH_EXIF else {}))
    random, path = Random(kind), tmp_path / "a"
    for _ in range(150):
        content = bytearray(made.getvalue())
        for _ in range(random.randint(1, 4)):
            at = random.randrange(min(len(content), random.choice((60, 400, 10**9))))
            content[at : at + 4] = random.choice((b"\xff" * 4, bytes(4), b"\x7f\xff\xff\xff", random.randbytes(1)))
        path.write_bytes(content)
        try:
            assert image_files.load(path).size
        except ImageError as error:
            assert "\n" not in error.message


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_photograph_is_turned_as_the_camera_was_held(tmp_path: Path, turn: int) -> None:
    noted = Image.Exif()
    noted[0x0112] = turn
    page().save(tmp_path / "a.jpg", exif=noted)
    with Image.open(tmp_path / "a.jpg") as image:
        expected = np.asarray(ImageOps.exif_transpose(image))
    assert np.array_equal(image_files.load(tmp_path / "a.jpg"), expected)


def test_a_camera_that_writes_nonsense_costs_no_photograph(tmp_path: Path) -> None:
    """A place written as text: Pillow cannot write such a note again, and nobody asked it to."""
    noted = Image.Exif()
    noted[0x0112], noted[0x8825] = 6, {2: (1.0, 2.0, 3.0)}
    made = io.BytesIO()
    page().save(made, "JPEG", exif=noted)
    assert made.getvalue().count(b"\0\x02\0\x05") == 1
    (tmp_path / "a.jpg").write_bytes(made.getvalue().replace(b"\0\x02\0\x05", b"\0\x02\0\x02"))
    assert image_files.load(tmp_path / "a.jpg").shape == (90, 60)


WITH_EXIF = ("AVIF", "TIFF", "JPEG", "WEBP", "PNG")

"""An SVG from anywhere is drawn as a viewer draws it, and reaches no file, no address and no end of memory."""

import gzip
import http.server
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from digitpad.core.errors import ImageError
from digitpad.ink.pictures import image_files, safe_svg
from digitpad.ui.common import qt_pictures

SPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
SEVEN = '<path d="M25 20 L75 20 L40 85" stroke="black" fill="none" stroke-width="8"/>'


def svg(inside: str, attributes: str = 'viewBox="0 0 100 100"', before: str = "") -> str:
    return f"{before}<svg {SPACES} {attributes}>{inside}</svg>"


def load(tmp_path: Path, text: str | bytes, name: str = "a.svg") -> np.ndarray:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return image_files.load(path, qt_pictures.decode)


DTD = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" '
DRAWN = {
    "a path": svg(SEVEN),
    "lines": svg('<polyline points="25,20 75,20 40,85" fill="none" stroke="#000" stroke-width="8"/>'),
    "a style sheet": svg(
        "<style>.a{fill:none;stroke:#000;stroke-width:8px}</style><path class='a' d='M25 20H75L40 85'/>"
    ),
    "a part that is used": svg(f'<defs><g id="p">{SEVEN}</g></defs><use xlink:href="#p"/>'),
    "white on black": svg('<rect width="100" height="100"/>' + SEVEN.replace("black", "white")),
    "an old document type": svg(SEVEN, before='<?xml version="1.0"?>' + DTD + '[<!ENTITY ns "http://x/"> ]>'),
    "an editor's own elements": svg('<sodipodi:namedview xmlns:sodipodi="x"><a/></sodipodi:namedview>' + SEVEN),
    "a page in millimetres": svg(SEVEN, 'viewBox="0 0 100 100" width="210mm" height="210mm"'),
    "a prefix": svg(SEVEN, 'xmlns:s="http://www.w3.org/2000/svg" viewBox="0 0 100 100"')
    .replace("<svg", "<s:svg")
    .replace("</svg", "</s:svg")
    .replace("<path", "<s:path"),
}


@pytest.mark.parametrize("kind", DRAWN)
def test_a_drawing_is_drawn(tmp_path: Path, kind: str) -> None:
    grey = load(tmp_path, DRAWN[kind])
    side = len(grey)
    ink, paper = int(grey[side // 5, side // 2]), int(grey[side // 2, side // 10])
    assert grey.shape == (side, side) and abs(ink - paper) > 200
    assert grey[int(side * 0.85) - 4, int(side * 0.4)] == pytest.approx(ink, abs=60)


def test_text_is_drawn_and_so_is_a_packed_drawing_and_one_without_a_page(tmp_path: Path) -> None:
    text = load(tmp_path, svg('<text x="25" y="85" font-size="90" font-family="sans-serif">7</text>'))
    assert (text < 128).mean() > 0.02
    assert np.array_equal(load(tmp_path, svg(SEVEN)), load(tmp_path, gzip.compress(svg(SEVEN).encode()), "packed.svgz"))
    pageless = load(tmp_path, svg(SEVEN, ""))
    assert pageless[0].min() == pageless[:, 0].min() == 255, "there is paper around the ink"


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """The address of a server that notes what it is asked for."""
    seen: list[str] = []

    class Noting(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Noting)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", seen
    server.shutdown()
    thread.join()
    server.server_close()


def test_nothing_is_fetched_from_files_or_addresses(tmp_path: Path, asked: tuple[str, list[str]]) -> None:
    address, seen = asked
    secret = tmp_path / "secret.png"
    Image.new("L", (50, 50), 0).save(secret)
    (tmp_path / "secret.svg").write_text(svg('<rect id="r" width="100" height="100"/>'))
    places = [str(secret), secret.as_uri(), "secret.png", f"{address}/a.png"]
    tries = [f'<image {key}="{place}" width="100" height="100"/>' for place in places for key in ("href", "xlink:href")]
    tries += [f'<use xlink:href="{place}#r"/>' for place in (f"{address}/a.svg", "secret.svg")]
    tries += [f'<rect width="90" height="90" fill="url({place}#r)" stroke="none"/>' for place in places]
    tries += [f"<style>@import url({address}/a.css);</style>", f"<style>@import '{address}/b.css';</style>"]
    tries += [f'<script href="{address}/a.js"/>', f'<foreignObject><img src="{address}/c.png"/></foreignObject>']
    tries += [f"<style>rect{{fill:u\\72l({address}/d.png)}}</style>", f'<feImage href="{address}/e.png"/>']
    for each in tries:
        grey = load(tmp_path, svg(SEVEN + each))
        assert np.array_equal(
            grey,
            load(tmp_path, svg(SEVEN + ("<rect width='90' height='90' stroke='none'/>" if "<rect w" in each else ""))),
        ), each
    assert seen == []
    for where in (secret.as_uri(), f"{address}/x"):
        with pytest.raises(ImageError, match="entities"):
            load(tmp_path, svg("<text>&a;</text>", before=f'<!DOCTYPE svg [<!ENTITY a SYSTEM "{where}">]>'))
    assert seen == []


def nested(levels: int, uses: int) -> str:
    groups = "".join(f'<g id="a{n}">' + f'<use href="#a{n - 1}"/>' * uses + "</g>" for n in range(1, levels))
    return f'<g id="a0"><rect width="9" height="9"/></g>{groups}'


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 20))
HOSTILE = {
    "uses of uses": svg(nested(30, 10)),
    "a use of itself": svg(f'{SEVEN}<use href="#s"/>', 'viewBox="0 0 9 9" id="s"'),
    "a long chain of uses": svg(nested(1000, 1)),
    "entities of entities": svg("<text>&l19;</text>", before=f'<!DOCTYPE svg [<!ENTITY l0 "l">{LAUGHS}]>'),
    "nested too deep": svg("<g>" * 5000 + "</g>" * 5000),
    "too many elements": svg('<rect width="1" height="1"/>' * 20_000),
    "a packed bomb": gzip.compress(svg("<!--" + " " * 30_000_000 + "-->").encode()),
    "cut short": svg(SEVEN)[:-20],
    "no drawing": '<svg xmlns="x"',
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_hostile_or_broken_is_a_sentence_at_once(tmp_path: Path, kind: str) -> None:
    start = time.perf_counter()
    with pytest.raises(ImageError) as caught:
        load(tmp_path, HOSTILE[kind])
    assert "a.svg" in caught.value.message and caught.value.hint
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    "drawing",
    [
        '<path d="M0 0L9e6 9e6" stroke="black" stroke-dasharray="0.0001"/>',
        '<g style="stroke-dasharray: .0001 .0001; stroke: red"><path d="M0 0L9e6 9e6"/></g>',
        "<style>path{stroke-dasharray:.0001;stroke:red}</style><path d='M0 0L9e6 9e6'/>",
        '<rect width="1e300" height="1e300"/>',
        '<circle r="1e7" stroke="black" stroke-dasharray="1e-6"/>',
    ],
)
def test_a_drawing_that_would_take_for_ever_is_drawn_without_what_takes_it(tmp_path: Path, drawing: str) -> None:
    start = time.perf_counter()
    load(tmp_path, svg(drawing))
    assert time.perf_counter() - start < 5


def test_honest_dashes_are_kept(tmp_path: Path) -> None:
    plain, dotted = (
        load(tmp_path, svg(SEVEN.replace("/>", f' stroke-linecap="round"{more}/>')))
        for more in ("", ' stroke-dasharray="0.1,14"')
    )
    assert 0.2 < (dotted < 128).sum() / (plain < 128).sum() < 0.8


def test_without_a_decoder_an_svg_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(svg(SEVEN))
    with pytest.raises(ImageError, match="SVG"):
        image_files.load(tmp_path / "a.svg")


def test_a_safe_drawing_is_safe_already() -> None:
    once = safe_svg.safe(DRAWN["a style sheet"].encode())
    assert safe_svg.safe(once) == once


@pytest.mark.parametrize(
    "inside",
    [
        SEVEN.replace('"black"', f'"url({" " * 3_000_000}#a)"'),
        f"<style>{'/* ' * 1_000_000}</style>{SEVEN}",
        f"<style>{'/*' * 1_000_000}{' ' * 1_000_000}</style>{SEVEN}",
    ],
    ids=["blanks in an address", "comments without an end", "comments in comments"],
)
def test_a_drawing_is_gone_through_once(inside: str) -> None:
    assert len(safe_svg.safe(svg(inside).encode())) < 4_000_000  # it took hours

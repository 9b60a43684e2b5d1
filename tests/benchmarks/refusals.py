"""How many symbols and doodles that nobody here drew a model takes for a digit.

    python -m tests.benchmarks.refusals FOLDER... [--model padnet --every 1 --sheet accepted.png]

A folder holds icons drawn in strokes as SVG files, such as those of the packages lucide-static (ISC), feather-icons
(MIT) and @tabler/icons (MIT, its folder `icons/outline`), which `npm pack` brings; the package svgelements reads them.
Icons that are digits or look exactly like one (a plain ring, an upright line) are left out by name. Prints one JSON
object a folder: how many, how many were accepted, which, and beside it the share that the ten classes' softmax alone
would have let pass at 0.9. The model's own threshold decides: `digitpad evaluate --on ink` says how many digits it
answers.
"""

import argparse
import json
import re
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from digitpad.core.records import Answer
from digitpad.evaluation.named_recognizer import Recognizer
from digitpad.ink.glyph import glyph
from digitpad.ink.ink import Ink

STEP = 0.5  # between the points of a stroke, in the icon's own pixels (24 a side)
LOOKS_LIKE_ONE = re.compile(
    r"\d|number|letter|^(circle|circle-small|oval|oval-vertical|ellipse|ellipse-vertical|egg|octagon|hexagon|point|"
    r"percentage|player-record|slash|minus-vertical|line|tally|brand-medium|shape-2)$"
)
COLUMNS, SIDE = 12, 84


def strokes(path: Path) -> list[np.ndarray]:
    """The icon's strokes as points (n, 2), y down."""
    from svgelements import SVG, Path as Outline, Shape  # noqa: I001  an optional package

    found = []
    for element in SVG.parse(str(path)).elements():
        if not isinstance(element, Shape) or element.values.get("stroke") == "none":
            continue
        for part in Outline(element).as_subpaths():
            line = Outline(part)
            length = line.length(error=1e-2)
            if length > 0:
                shares = np.linspace(0, 1, max(int(length / STEP), 2) + 1)
                found.append(np.array([[at.x, at.y] for at in map(line.point, shares)]))
    return found


def main() -> None:
    """Prints a line a folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--model", default="padnet")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--every", type=int, default=1, help="only every so many icons, by name")
    parser.add_argument("--sheet", type=Path, help="a picture of those accepted")
    chosen = parser.parse_args()
    recognizer = Recognizer(chosen.model, chosen.home)
    accepted: list[tuple[str, Answer, Ink]] = []
    for folder in chosen.folders:
        inks = drawings(folder, chosen.every)
        answers = {name: recognizer.recognize(ink) for name, ink in inks.items()}
        taken = [name for name, answer in answers.items() if answer.digit is not None]
        accepted += [(name, answers[name], inks[name]) for name in taken]
        by_softmax = sum(max(answer.probabilities) >= 0.9 for answer in answers.values())
        row = {
            "folder": str(folder),
            "model": chosen.model,
            "n": len(inks),
            "accepted": len(taken),
            "share": round(len(taken) / max(len(inks), 1), 4),
            "softmax_alone": round(by_softmax / max(len(inks), 1), 4),
            "names": taken,
        }
        print(json.dumps(row), flush=True)
    if chosen.sheet:
        sheet(accepted).save(chosen.sheet)


def drawings(folder: Path, every: int) -> dict[str, Ink]:
    """The folder's icons as ink, by name; what looks exactly like a digit is left out."""
    found = {}
    paths = [path for path in sorted(folder.glob("*.svg")) if not LOOKS_LIKE_ONE.search(path.stem)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of icons that are not quite SVG
        for path in paths[::every]:
            parts = strokes(path)
            if parts:
                found[path.stem] = Ink(tuple(parts))
    return found


def sheet(accepted: list[tuple[str, Answer, Ink]]) -> Image.Image:
    """The accepted ones as the model saw them, with their names and what they were taken for."""
    rows = max(-(-len(accepted) // COLUMNS), 1)
    page = Image.new("L", (COLUMNS * (SIDE + 8), rows * (SIDE + 30)), 255)
    pen = ImageDraw.Draw(page)
    for place, (name, answer, ink) in enumerate(accepted):
        x, y = place % COLUMNS * (SIDE + 8), place // COLUMNS * (SIDE + 30)
        picture = Image.fromarray(np.uint8(255 - 255 * glyph(ink))).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
        page.paste(picture, (x, y))
        pen.text((x, y + SIDE), name[:14], fill=0)
        pen.text((x, y + SIDE + 12), f"{answer.digit} {100 * answer.confidence:.0f} %", fill=110)
    return page


if __name__ == "__main__":
    main()

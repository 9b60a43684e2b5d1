"""The contact sheet of what a model still gets wrong on held-out writers' ink.

    python -m tests.benchmarks.mistakes [--model padnet] [--to resources/pictures/mistakes.png]

Prints one JSON object: the model, how many drawings, how many mistakes, and each kind of them with its count.
"""

import argparse
import collections
import json
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from digitpad.evaluation.named_recognizer import Recognizer
from digitpad.ink import corpus
from digitpad.ink.glyph import glyph

COLUMNS, SIDE, CAPTION = 8, 112, 34  # pictures a row; pixels
PAPER, INK, FAINT = 255, 0, 110


def main() -> None:
    """Draws the sheet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="padnet")
    parser.add_argument("--to", type=Path, default=Path("resources/pictures/mistakes.png"))
    arguments = parser.parse_args()
    recognizer = Recognizer(arguments.model)
    drawings = corpus.load().held_out
    answers = [recognizer.recognize(drawing.ink) for drawing in drawings]
    wrong = [at for at, answer in enumerate(answers) if str(answer.nearest) != drawings[at].word]
    rows = -(-len(wrong) // COLUMNS)
    sheet = Image.new("L", (COLUMNS * (SIDE + 8), rows * (SIDE + CAPTION)), PAPER)
    pen = ImageDraw.Draw(sheet)
    for place, at in enumerate(wrong):
        x, y = place % COLUMNS * (SIDE + 8), place // COLUMNS * (SIDE + CAPTION)
        picture = Image.fromarray(np.uint8(255 - 255 * glyph(drawings[at].ink)))
        sheet.paste(picture.resize((SIDE, SIDE), Image.Resampling.BICUBIC), (x, y))
        answer, drawing = answers[at], drawings[at]
        said = f"{drawing.word} read as {answer.nearest}, {100 * answer.confidence:.0f} %"
        pen.text((x + 6, y + SIDE + 2), said, fill=INK)
        pen.text(
            (x + 6, y + SIDE + 15), f"{drawing.extra.get('source')} {drawing.extra.get('writer')}"[:19], fill=FAINT
        )
    arguments.to.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(arguments.to, optimize=True)
    kinds = collections.Counter(f"{drawings[at].word} as {answers[at].nearest}" for at in wrong)
    found = {"model": arguments.model, "n": len(drawings), "mistakes": len(wrong), "kinds": dict(kinds.most_common())}
    print(json.dumps(found))


if __name__ == "__main__":
    main()

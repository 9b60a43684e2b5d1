"""How many pictures of each kind are read right: what was tuned on, and what is only measured on.

    python -m tests.benchmarks.picture_kinds [--model padnet --pictures 100 --part tuned,kept --kinds a,b]

`tuned` draws from half of the held-out writers and one set of fonts, `kept` from the other half, from other fonts and
from wider parameters. A refusal counts as wrong; for an empty cell it is right. Prints one JSON object a kind.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from digitpad.core.errors import ImageError
from digitpad.evaluation.named_recognizer import Recognizer
from digitpad.ink import corpus
from digitpad.ink.pictures import pipeline
from tests.ink.pictures.kinds import KINDS, Maker

FONTS = Path("/usr/share/fonts/truetype")
TUNED_FONTS = (
    "dejavu/DejaVuSans.ttf",
    "dejavu/DejaVuSerif.ttf",
    "liberation/LiberationSans-Regular.ttf",
    "lato/Lato-Bold.ttf",
)
KEPT_FONTS = (
    "freefont/FreeSans.ttf",
    "freefont/FreeSerif.ttf",
    "freefont/FreeSansBold.ttf",
    "liberation/LiberationSerif-Regular.ttf",
    "lato/Lato-Regular.ttf",
    "liberation/LiberationSansNarrow-Regular.ttf",
)


def hands(part: str) -> list[list[list[list[tuple[float, float]]]]]:
    """The drawings of half of the held-out writers, by digit."""
    found: list[list[list[list[tuple[float, float]]]]] = [[] for _ in range(10)]
    writers = sorted({str(drawing.extra.get("writer")) for drawing in corpus.load().held_out})
    chosen = set(writers[::2] if part == "tuned" else writers[1::2])
    for drawing in corpus.load().held_out:
        if str(drawing.extra.get("writer")) in chosen:
            found[int(drawing.word or 0)].append(drawing.ink.strokes)  # type: ignore[arg-type]
    return found


def fonts(part: str) -> Sequence[str]:
    """Those of the part's fonts that this machine has."""
    return [str(FONTS / name) for name in (TUNED_FONTS if part == "tuned" else KEPT_FONTS) if (FONTS / name).exists()]


def main() -> None:
    """Prints a line a kind and part."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="padnet")
    parser.add_argument("--pictures", type=int, default=100)
    parser.add_argument("--part", default="tuned")
    parser.add_argument("--kinds", default=",".join(KINDS))
    chosen = parser.parse_args()
    recognizer = Recognizer(chosen.model)
    for part in chosen.part.split(","):
        written, printed = hands(part), fonts(part)
        for name in chosen.kinds.split(","):
            rng = np.random.default_rng([17 if part == "tuned" else 99991, sorted(KINDS).index(name)])
            maker = Maker(rng, written, printed, wide=float(part != "tuned"))
            print(
                json.dumps({"kind": name, "part": part} | judged(recognizer, maker, name, chosen.pictures)), flush=True
            )


def judged(recognizer: Recognizer, maker: Maker, name: str, count: int) -> dict[str, float]:
    """The share that is read right, refused, or without a glyph."""
    right = refused = nothing = 0
    for _ in range(count):
        picture, label = KINDS[name](maker)
        try:
            answer = recognizer.recognize_glyph(pipeline.from_array(picture))
        except ImageError:
            nothing += 1
            right += label is None
            continue
        right += answer.digit == label
        refused += answer.digit is None
    return {"n": count, "right": round(right / count, 4), "refused": refused / count, "nothing": nothing / count}


if __name__ == "__main__":
    main()

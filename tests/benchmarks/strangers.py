"""The bundled padnet and its branches on what the glyph branch did not learn from: fold 0, and two whole sources.

    python -m tests.benchmarks.crossvalidate FOLDER --train path
    python -m tests.benchmarks.strangers FOLDER

The glyph branch is older than the sources lipitk (digits) and omniglot (characters that are none), and never met their
writers; of fold 0's writers neither branch met any. The path branch of each writer's own fold answers for them. Of
omniglot it has met the characters, by other hands; the glyph branch has not, so that set favours the path.

Temperature and threshold are fitted on fold 0, so that SHARE of its digits are answered whichever branch is asked: what
is accepted elsewhere can then be compared. One JSON object a row: what (glyph, path, both with the card's weight),
where, and either accuracy and answered (digits) or accepted (others), with 95 % intervals by bootstrap over writers; at
last what both gain over the glyph branch.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from digitpad.core import paths
from digitpad.core.records import DIGITS, NO_CLASS
from digitpad.evaluation import calibration
from digitpad.ink import corpus
from digitpad.ink.files import Drawing
from digitpad.ink.glyph import glyph
from digitpad.learn.card_recognizer import CardRecognizer, fusion, is_too_small
from digitpad.models.library import open_library
from tests.benchmarks.crossvalidate import FOLDS, held_out, interval

SHARE = calibration.ANSWERED_BY_BOTH
NEW = ("lipitk", "omniglot")  # sources

Floats = NDArray[np.float64]


def folds(folder: Path) -> list[int]:
    """The folds whose path branch is there."""
    return [fold for fold in FOLDS if (folder / f"path-{fold}.npz").exists()]


def rows(folder: Path) -> tuple[list[tuple[Drawing, int]], NDArray[np.float32]]:
    """The drawings with their folds, and the logits (N, 11) of the path branch that did not meet their writers."""
    drawings, walked = [], []
    for fold in folds(folder):
        logits = np.load(folder / f"path-{fold}.npz")["logits"]
        for drawing, row in zip(held_out(fold), logits, strict=True):
            if fold == corpus.HELD_OUT or drawing.extra.get("source") in NEW:
                drawings.append((drawing, fold))
                walked.append(row)
    return drawings, np.stack(walked)


def main() -> None:
    """Prints the rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    reader = CardRecognizer.of(open_library(paths.home()).open("padnet"))
    drawings, walked = rows(chosen.folder)
    inks = [drawing.ink for drawing, _ in drawings]
    seen = reader.logits(np.stack([glyph(ink) for ink in inks]))
    labels = np.array([DIGITS.index(one.word) if one.word in DIGITS else NO_CLASS for one, _ in drawings])
    sources = np.array([str(one.extra.get("source")) for one, _ in drawings])
    writers = np.array([f"{one.extra.get('source')}/{one.extra.get('writer')}" for one, _ in drawings])
    digits, first = labels != NO_CLASS, np.array([fold == corpus.HELD_OUT for _, fold in drawings])
    slips, known = np.array([is_too_small(ink) for ink in inks]), ~np.isin(sources, NEW)
    right: dict[str, Floats] = {}
    for what, logits in {"glyph": seen, "path": walked, "both": fusion(seen, walked, reader.card.fusion)}.items():
        table = logits.astype(np.float64)
        right[what] = (table[:, :-1].argmax(axis=1) == labels).astype(np.float64)
        fit = first & digits & ~slips
        rules = calibration.fitted(table[fit], labels[fit], SHARE)
        said = ((calibration.digit_scores(table) >= rules.threshold) & ~slips).astype(np.float64)
        places = {"fold 0": first & known, "lipitk": sources == "lipitk", "omniglot": sources == "omniglot"}
        for where, some in places.items():
            row: dict[str, object] = {"what": what, "where": where}
            for name, values, mine in (
                ("accuracy", right[what], some & digits),
                ("answered", said, some & digits),
                ("accepted", said, some & ~digits),
            ):
                if mine.any():
                    counts = {"n": int(mine.sum()), "writers": len(np.unique(writers[mine]))}
                    shares = {"share": values[mine].mean(), "ci95": interval(values[mine], writers[mine])}
                    row[name] = counts | shares | {"of": int(values[mine].sum())}
            print(json.dumps(row | {"threshold": rules.threshold}), flush=True)
    gain = (right["both"] - right["glyph"])[digits]
    found = {"gain": gain.mean(), "ci95": interval(gain, writers[digits]), "fusion": reader.card.fusion}
    changes = {"mended": int((gain > 0).sum()), "broken": int((gain < 0).sum()), "folds": folds(chosen.folder)}
    print(json.dumps(found | changes))


if __name__ == "__main__":
    main()

"""What a model of own classes gets right of writers it has not seen, beside three simpler ways.

    python -m tests.benchmarks.own_classes --writers val-01 art-02

The twelve letters of the development ink, A E H K M N R W X k m w. Without `--writers` all writers but those of fold 0
are trained on, and these are the test; with it, up to 20 drawings of each letter by these writers, and all others are
the test. padnet's layers have seen these letters (not fold 0's) as "not a digit", never which is which. One JSON object
a line and way, with accuracy as labelled and without regard to case: drawn alone and scaled to one size, K and k, M and
m, W and w are often the same drawing. `nine`: trained with K, M, W and k, m, w as one class each. Ways: neighbours (the
nearest drawing by what the last layers are given, cosine), means (the nearest mean of a class), linear (the last layer
alone is trained), taught (the last two, as `digitpad teach` does it; also what it answers, and what it takes for a
letter of Omniglot's characters and of digits). cpu_seconds: of training once, without leaving parts out.
"""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  as everybody calls it
from numpy.typing import NDArray

from digitpad.core.records import Card
from digitpad.ink import corpus, files
from digitpad.ink.files import Drawing
from digitpad.ink.glyph import glyph
from digitpad.ink.path import path
from digitpad.learn import card_recognizer, class_examples, datasets, rehearsal
from digitpad.learn.card_recognizer import CardRecognizer
from digitpad.learn.class_teaching import PATH_SHARE, ClassDose, ClassTeaching
from digitpad.learn.dataset import finished
from digitpad.models.cards import OpenModel
from digitpad.models.library import open_library
from digitpad.tasks import teach_classes

EACH = 20  # drawings of a letter, where writers are named
THRESHOLD = teach_classes.MOST_REFUSED_OF_ONE_HAND
SMALL = {"k": "K", "m": "M", "w": "W"}  # the letters whose capital is the same drawing, but for its size
Rows = tuple[NDArray[np.float32], NDArray[np.float32]]  # glyphs (N, 28, 28), paths (N, 9, 72)


def drawings(name: str, every: int = 1) -> list[Drawing]:
    """Those of one of the development files that hold something."""
    path_of = next(found for found in corpus.files() if found.name.startswith(name))
    return [one for one in files.every_nth(path_of, every) if one.ink]


def parted(letters: Sequence[Drawing], writers: Sequence[str]) -> tuple[list[Drawing], list[Drawing]]:
    """What is trained on, and the test: other writers."""
    if not writers:
        held_out = [corpus.is_held_out(one) for one in letters]
        pairs = list(zip(letters, held_out, strict=True))
        return [one for one, out in pairs if not out], [one for one, out in pairs if out]
    chosen: list[Drawing] = []
    for word in sorted({one.word or "" for one in letters}):
        hands = [[one for one in letters if one.word == word and one.extra["writer"] == hand] for hand in writers]
        taken, left = [], list(hands)
        while len(taken) < EACH and any(left):  # in turn, as evenly as can be
            taken += [hand[0] for hand in left if hand][: EACH - len(taken)]
            left = [hand[1:] for hand in left]
        chosen += taken
    return chosen, [one for one in letters if one.extra["writer"] not in writers]


def shown(some: Sequence[Drawing]) -> Rows:
    """Their glyphs and paths."""
    return np.stack([glyph(one.ink) for one in some]), np.stack([path(one.ink) for one in some])


def described(model: OpenModel, rows: Rows) -> torch.Tensor:
    """What both branches' last layers are given, each of length 1."""
    glyph_net = card_recognizer.checked_net(model.card, model.weights)
    path_net = card_recognizer.checked_path_net(model.card, model.weights)
    with torch.no_grad():
        seen = glyph_net.described(torch.from_numpy(rows[0])[:, None])
        walked = path_net.body[:-1](torch.from_numpy(rows[1]).unsqueeze(2))
    return torch.cat([F.normalize(some.flatten(1)) for some in (seen, walked)], dim=1)


def simple(model: OpenModel, own: Rows, labels: NDArray[np.int64], rest: Rows) -> dict[str, NDArray[np.int64]]:
    """What the nearest drawing and the nearest mean of a class say, (N,) each."""
    near, far, y = described(model, own), described(model, rest), torch.from_numpy(labels)
    means = torch.stack([F.normalize(near[y == label].mean(0), dim=0) for label in range(int(y.max()) + 1)])
    return {
        "neighbours": labels[(far @ near.T).argmax(1).numpy()],
        "means": (far @ means.T).argmax(1).numpy(),
    }


def trained(
    model: OpenModel, own: Sequence[Drawing], labels: NDArray[np.int64], classes: Sequence[str], dose: ClassDose
) -> tuple[CardRecognizer, float]:
    """A model, and the CPU seconds that it took."""
    begun = time.process_time()
    times, steps = teach_classes.amount(len(own))
    given = finished(class_examples.rendered(own, labels, times, len(classes), 1))
    digits = rehearsal.sampled(datasets.load("mnist").train, teach_classes.DIGITS_SHOWN, 1)
    teaching = ClassTeaching(model, len(classes), given, dose, 1, digits)
    finished(teaching.taught(np.ones(len(given.varied), bool), steps))
    card: Card = replace(
        model.card, classes=tuple(classes), reject=True, fusion=PATH_SHARE, temperature=1.0, threshold=THRESHOLD
    )
    return CardRecognizer(card, teaching.weights()), time.process_time() - begun


def figures(said: Sequence[str], words: Sequence[str]) -> dict[str, float]:
    """Accuracy as labelled, and without regard to case."""
    free = [SMALL.get(one, one) == SMALL.get(other, other) for one, other in zip(said, words, strict=True)]
    same = [one == other for one, other in zip(said, words, strict=True)]
    return {"accuracy": round(float(np.mean(same)), 4), "without_case": round(float(np.mean(free)), 4)}


def measured(model: OpenModel, own: Sequence[Drawing], rest: Sequence[Drawing], head: dict[str, object]) -> None:
    """Prints a line a way."""
    classes = sorted({one.word or "" for one in own})
    labels = np.array([classes.index(one.word or "") for one in own], np.int64)
    words, sight = [one.word or "" for one in rest], shown(rest)
    head |= {"classes": len(classes), "drawings": len(own), "n": len(rest)}
    for way, best in simple(model, shown(own), labels, sight).items():
        print(json.dumps(head | {"way": way} | figures([classes[int(at)] for at in best], words)), flush=True)
    strange = {"omniglot": shown(drawings("omniglot", 4)), "digits": shown(drawings("pendigits", 25))}
    for way, dose in (("linear", ClassDose(layers=1)), ("taught", ClassDose())):
        asked, seconds = trained(model, own, labels, classes, dose)
        table, answered = asked.probabilities(*sight)
        row: dict[str, object] = dict(figures([classes[int(at)] for at in table.argmax(axis=1)], words))
        row |= {"answered": round(float(answered.mean()), 4), "cpu_seconds": round(seconds, 1)}
        row |= {
            f"accepts_{name}": round(float(asked.probabilities(*some)[1].mean()), 3) for name, some in strange.items()
        }
        print(json.dumps(head | {"way": way} | row), flush=True)


def main() -> None:
    """Prints a line a way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--writers", nargs="+", default=[])
    parser.add_argument("--nine", action="store_true", help="letters without regard to case")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    letters = drawings("letters")
    if chosen.nine:
        letters = [replace(one, word=SMALL.get(one.word or "", one.word)) for one in letters]
    own, rest = parted(letters, chosen.writers)
    head: dict[str, object] = {"writers": chosen.writers or len({str(one.extra["writer"]) for one in own})}
    measured(open_library().open("padnet"), own, rest, head)


if __name__ == "__main__":
    main()

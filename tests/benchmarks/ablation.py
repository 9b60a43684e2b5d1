"""What each ingredient of padnet brings on writers it has not seen, and what is left of it on a source it has not seen.

    python -m tests.benchmarks.ablation [--epochs 2] [--seeds 3 --first 1] [--threads 1] [--only NAME]

Each row leaves one thing out of the recipe, trained for a few epochs only: the differences are what counts, not the
height. The rows of one seed are trained in turn, so that a run that is ended early still compares like with like.
Prints one JSON object a line: what, seed, and per set of held-out ink the accuracy; letters accepted where 99 % of the
held-out digits are answered; MNIST's test set; seconds. Ink comes from DIGITPAD_DATA.
"""

import argparse
import dataclasses
import functools
import json
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from digitpad.core import recipes
from digitpad.core.plans import Augmentation, Plan
from digitpad.evaluation.calibration import digit_scores
from digitpad.ink import corpus
from digitpad.ink.corpus import Corpus
from digitpad.ink.files import Drawing
from digitpad.ink.glyph import glyph
from digitpad.ink.perturb import Variation
from digitpad.learn import datasets, device, padnet_data, picture_data
from digitpad.learn.card_recognizer import CardRecognizer
from digitpad.learn.dataset import Dataset, Split
from digitpad.learn.training_run import Training

ANSWERED = 0.99
STILL = Variation(**{item.name: 0.0 for item in dataclasses.fields(Variation)})
Built = tuple[Plan, Dataset]
Judged = tuple[NDArray[np.float32], NDArray[np.int64]]


@functools.cache
def material() -> tuple[Dataset, Corpus, Split]:
    """MNIST, the training writers' ink, and pictures that came through the picture pipeline: loaded once."""
    mnist, ink = datasets.load("mnist"), corpus.load()
    return mnist, ink, datasets.finished(picture_data.entering(mnist.train, ink, padnet_data.COMMON_SEED))


@functools.cache
def mixed(variation: Variation) -> Dataset:
    """padnet's data with the strokes varied in this way; what an epoch needs is drawn once for rows that share it."""
    mnist, ink, entered = material()
    renew = padnet_data.EpochSampler(mnist.train, ink, entered, variation)
    return Dataset("mnist+ink", mnist.classes, renew(1, 1), mnist.test, "", reject=True, renew=renew)


def whole(plan: Plan) -> Built:
    """padnet's recipe as it is."""
    return plan, mixed(Variation())


def with_variation(variation: Variation) -> Callable[[Plan], Built]:
    """The recipe with the strokes varied otherwise."""
    return lambda plan: (plan, mixed(variation))


def without(**changes: object) -> Callable[[Plan], Built]:
    """The recipe with other augmentation of the pictures."""
    return lambda plan: whole(dataclasses.replace(plan, augmentation=dataclasses.replace(plan.augmentation, **changes)))


def without_pictures(plan: Plan) -> Built:
    """The recipe without pictures that came through the picture pipeline."""
    mnist, ink, entered = material()
    renew = padnet_data.EpochSampler(mnist.train, ink, Split(entered.x[:0], entered.y[:0]), Variation())
    return plan, Dataset("mnist+ink", mnist.classes, renew(1, 1), mnist.test, "", reject=True, renew=renew)


VARIANTS: dict[str, Callable[[Plan], Built]] = {
    "padnet": whole,
    "no real ink (MNIST alone)": lambda plan: (plan, material()[0]),
    "no picture pipeline": without_pictures,
    "strokes not varied": with_variation(STILL),
    "no styles added (bars, slashes, noses)": with_variation(Variation(style_chance=0.0)),
    "one pen width": with_variation(Variation(pen=0.0)),
    "pictures not augmented": lambda plan: whole(dataclasses.replace(plan, augmentation=Augmentation())),
    "no pixel noise": without(noise=0.0),
    "not eased off": without(ease=0.0),  # tells only from three epochs on
    "weights not averaged": lambda plan: whole(dataclasses.replace(plan, average=0.0)),
    "labels not smoothed": lambda plan: whole(dataclasses.replace(plan, label_smoothing=0.0)),
}
LEFT_OUT = "without "  # and a source: judged on all that source's drawings, since none of its writers is known
for _source in ("pendigits", "unipen1a", "ujipen"):
    VARIANTS[LEFT_OUT + _source] = lambda plan, source=_source: (
        plan,
        padnet_data.load(datasets.load("mnist"), leave_out=source),
    )


def judged(left_out: str = "") -> dict[str, Judged]:
    """Held-out ink by source, as glyphs and labels; "letters" have the label -1. All drawings of a source left out."""
    ink = corpus.load(leave_out=left_out)
    sets: dict[str, list[Drawing]] = {"letters": list(ink.held_out_other)}
    for drawing in ink.held_out:
        sets.setdefault(str(drawing.extra.get("source")), []).append(drawing)
    return {
        name: (
            np.stack([glyph(drawing.ink) for drawing in rows]),
            np.array([-1 if name == "letters" else int(drawing.word or 0) for drawing in rows]),
        )
        for name, rows in sets.items()
    }


def main() -> None:
    """Trains and judges, row after row."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    device.import_torch()
    sets = judged()
    for seed in range(arguments.first, arguments.first + arguments.seeds):
        for name, built in VARIANTS.items():
            if arguments.only in name:
                plan = dataclasses.replace(recipes.recipe("padnet"), epochs=arguments.epochs, seed=seed)
                known = judged(name.removeprefix(LEFT_OUT)) if name.startswith(LEFT_OUT) else sets
                print(json.dumps(row(name, *built(plan), known, arguments.threads)), flush=True)


def row(
    name: str,
    plan: Plan,
    dataset: Dataset,
    sets: dict[str, Judged],
    threads: int,
) -> dict[str, object]:
    """Trains one variant and judges it."""
    began = time.perf_counter()
    training = Training(dataclasses.replace(plan, dataset=dataset.name), dataset)
    training.threads = threads
    for _ in training.events():
        pass
    recognizer = CardRecognizer(training.card, training.weights())
    logits = {kind: recognizer.logits(glyphs) for kind, (glyphs, _) in sets.items()}
    found: dict[str, object] = {"what": name, "seed": plan.seed, "epochs": plan.epochs}
    for kind, (_, labels) in sets.items():
        if kind != "letters":
            found[kind] = float((logits[kind][:, :10].argmax(axis=1) == labels).mean())
    if dataset.reject:
        digits = np.concatenate([table for kind, table in logits.items() if kind not in ("letters", corpus.SMOKE_TEST)])
        threshold = np.quantile(digit_scores(digits.astype(np.float64)), 1 - ANSWERED)
        accepted = digit_scores(logits["letters"].astype(np.float64)) >= threshold
        found["letters accepted"] = float(accepted.mean())
    return found | {"mnist": training.history[-1].test_accuracy, "seconds": round(time.perf_counter() - began)}


if __name__ == "__main__":
    main()

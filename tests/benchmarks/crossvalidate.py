"""padnet on writers that it was not trained on: six folds over writers, every writer held out once.

    python -m tests.benchmarks.crossvalidate FOLDER --train path --folds 0-5
    python -m tests.benchmarks.crossvalidate FOLDER --train glyph --folds 0-5
    python -m tests.benchmarks.crossvalidate FOLDER --report

FOLDER keeps what each fold's training has come to: a call that was broken off goes on where it was, to the same end. A
path fold takes 8 CPU-minutes on one thread, a glyph fold as long as `digitpad train padnet`. Fold 0's writers are those
that the bundled padnet was not trained on: `--bundled` takes its glyph branch for that fold instead of training.

The report pools the logits of all folds that are there, and says with which. Temperature, thresholds and the path's
weight are fitted for each fold on the other ones. Intervals are 95 %, by bootstrap over writers: the drawings of one
hand are much alike, so that an interval over drawings would be far too narrow. One JSON object a row and line: what
(glyph, path, both), where (all, or a source), accuracy of the best class, answered, writer_mean, and others_accepted.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file as write_arrays
from safetensors.torch import load_file as tensors_in
from safetensors.torch import save_file as write_tensors

from digitpad.core import paths, recipes
from digitpad.core.errors import DatasetError
from digitpad.core.records import DIGITS, GLYPH, NO_CLASS, PATH, PATH_PREFIX, Card, EpochDone, Rules
from digitpad.evaluation import calibration
from digitpad.ink import corpus
from digitpad.ink.files import Drawing
from digitpad.ink.glyph import glyph
from digitpad.ink.path import path
from digitpad.learn import card_recognizer, checkpoint, datasets, device, networks, padnet_data, resume
from digitpad.learn.card_recognizer import CardRecognizer
from digitpad.learn.dataset import finished
from digitpad.learn.path_training import PathEpochDone, PathTraining, epochs_of
from digitpad.models.library import open_library

FOLDS = range(corpus.ONE_IN)
PLAN = replace(recipes.recipe("padnet"), seed=1, device="cpu")
CARD = Card("fold", PLAN, DIGITS, 1, "", 1, reject=True)
WEIGHTS = np.round(np.arange(0.3, 0.75, 0.05), 2)  # of the path's branch, that are tried
RESAMPLES = 2000
SHARES = {"glyph": calibration.ANSWERED, "path": calibration.ANSWERED_BY_BOTH, "both": calibration.ANSWERED_BY_BOTH}

Floats = NDArray[np.float64]


def held_out(fold: int) -> list[Drawing]:
    """The drawings of a fold's writers, digits first."""
    found = corpus.load(fold=fold)
    return [one for one in (*found.held_out, *found.held_out_other) if one.extra.get("source") != corpus.SMOKE_TEST]


def train_path(folder: Path, fold: int) -> None:
    """Trains the path branch on the other folds, or goes on with it, and keeps its logits."""
    state = folder / f"path-{fold}.state"
    ink = corpus.load(fold=fold)
    kept = tensors_in(state) if state.exists() else None
    training = PathTraining(ink, len(DIGITS) + 1, PLAN.seed, epochs=epochs_of(PLAN), resume=kept)
    for event in training.events():
        if isinstance(event, PathEpochDone):
            write_tensors(training.tensors(), state)
            said = {"branch": "path", "fold": fold, "epoch": event.epoch, "of": event.epochs}
            print(json.dumps(said | {"train_loss": event.train_loss}), flush=True)
    weights = training.weights()
    write_arrays(weights, folder / f"path-{fold}.safetensors")
    keep_path_logits(folder, fold, weights)


def keep_path_logits(folder: Path, fold: int, weights: dict[str, NDArray[np.generic]]) -> None:
    """What a path branch with these weights makes of the fold's drawings."""
    blank = networks.build_for(PLAN, len(DIGITS) + 1).state_dict()
    both = {name: value.numpy() for name, value in blank.items()}
    both |= {f"{PATH_PREFIX}{name}": value for name, value in weights.items()}
    reader = CardRecognizer(replace(CARD, inputs=(GLYPH, PATH)), both)
    shown = np.stack([path(drawing.ink) for drawing in held_out(fold)])
    np.savez(folder / f"path-{fold}.npz", logits=reader.path_logits(shown))


def train_glyph(folder: Path, fold: int) -> None:
    """Trains the glyph branch on the other folds, or goes on with it, and keeps its logits."""
    own = folder / f"glyph-{fold}"
    own.mkdir(exist_ok=True)
    dataset = finished(padnet_data.loading(datasets.load("mnist"), fold=fold))
    training, _, _ = resume.resumed(PLAN, dataset, own)
    for event in training.events():
        if isinstance(event, EpochDone):
            checkpoint.save(training.checkpoint(), own)
            said = {"branch": "glyph", "fold": fold, "epoch": event.epoch, "of": event.epochs}
            print(json.dumps(said | {"test_accuracy": event.test_accuracy}), flush=True)
    weights = training.weights()
    write_arrays(weights, folder / f"glyph-{fold}.safetensors")
    keep_glyph_logits(folder, fold, CardRecognizer(CARD, weights))


def keep_glyph_logits(folder: Path, fold: int, reader: CardRecognizer) -> None:
    """What a glyph branch makes of the fold's drawings."""
    shown = np.stack([glyph(drawing.ink) for drawing in held_out(fold)])
    np.savez(folder / f"glyph-{fold}.npz", logits=reader.logits(shown))


class Pool:
    """The logits (N, 11) of branches over the drawings of all folds that have them, row by row."""

    def __init__(self, folder: Path, branches: tuple[str, ...]) -> None:
        self.folds = [fold for fold in FOLDS if all((folder / f"{name}-{fold}.npz").exists() for name in branches)]
        if not self.folds:
            raise DatasetError(f"{folder} holds no fold of {' and '.join(branches)}.", "Train some: --train path")
        drawings = [(drawing, fold) for fold in self.folds for drawing in held_out(fold)]
        self.fold = np.array([fold for _, fold in drawings])
        self.labels = np.array(
            [DIGITS.index(one.word) if one.word in DIGITS else NO_CLASS for one, _ in drawings], np.int64
        )
        self.sources = np.array([str(one.extra.get("source", "")) for one, _ in drawings])
        self.writers = np.array([f"{one.extra.get('source', '')}/{one.extra.get('writer', '')}" for one, _ in drawings])
        self.slips = np.array([card_recognizer.is_too_small(one.ink) for one, _ in drawings])
        self.logits = {
            name: np.concatenate([np.load(folder / f"{name}-{fold}.npz")["logits"] for fold in self.folds])
            for name in branches
        }

    @property
    def digits(self) -> NDArray[np.bool_]:
        """Which rows are digits, (N,)."""
        return np.asarray(self.labels != NO_CLASS)


def fused(pool: Pool, weight: float) -> Floats:
    """Both branches' logits with this weight of the path's."""
    return card_recognizer.fusion(pool.logits["glyph"], pool.logits["path"], weight).astype(np.float64)


def loss(logits: Floats, labels: NDArray[np.int64]) -> float:
    """The mean cross-entropy over all eleven outputs: what is no digit counts too."""
    top = logits.max(axis=1, keepdims=True)
    norm = np.log(np.exp(logits - top).sum(axis=1)) + top[:, 0]
    return float((norm - logits[np.arange(len(labels)), labels]).mean())


def out_of_fold(pool: Pool, what: str) -> tuple[Floats, NDArray[np.bool_], dict[str, object]]:
    """The logits (N, 11) of a row of the report, which rows are answered, and what was fitted for each fold."""
    made, answered, chosen = np.zeros((len(pool.labels), 11)), np.zeros(len(pool.labels), bool), []
    targets = np.where(pool.digits, pool.labels, 10)
    for fold in pool.folds:
        here = pool.fold == fold
        others = ~here if len(pool.folds) > 1 else here  # of a single fold all is fitted on itself, which is said
        if what == "both":
            losses = [loss(fused(pool, weight)[others], targets[others]) for weight in WEIGHTS]
            weight = float(WEIGHTS[int(np.argmin(losses))])
            logits = fused(pool, weight)
        else:
            weight, logits = None, pool.logits[what].astype(np.float64)
        fit = others & pool.digits & ~pool.slips
        rules: Rules = calibration.fitted(logits[fit], pool.labels[fit], SHARES[what])
        made[here] = logits[here]
        answered[here] = (calibration.digit_scores(logits[here]) >= rules.threshold) & ~pool.slips[here]
        chosen.append({"fold": fold, "weight": weight, "temperature": rules.temperature, "threshold": rules.threshold})
    return made, answered, {"out_of_fold": len(pool.folds) > 1, "fitted": chosen}


def interval(values: Floats, writers: NDArray[np.str_]) -> tuple[float, float]:
    """The 95 % interval of the mean of (N,) values, by bootstrap over writers."""
    _, numbers = np.unique(writers, return_inverse=True)
    sums, counts = np.bincount(numbers, weights=values), np.bincount(numbers)
    picks = np.random.default_rng(3).integers(len(counts), size=(RESAMPLES, len(counts)))
    means = sums[picks].sum(axis=1) / counts[picks].sum(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return float(low), float(high)


def figures(pool: Pool, made: Floats, answered: NDArray[np.bool_], chosen: NDArray[np.bool_]) -> dict[str, object]:
    """The figures of chosen rows (N,) that are digits."""
    right = (made[:, :-1].argmax(axis=1) == pool.labels).astype(np.float64)[chosen]
    said, writers = answered.astype(np.float64)[chosen], pool.writers[chosen]
    each = [right[writers == name].mean() for name in np.unique(writers)]
    return {
        "n": len(right), "writers": len(each), "wrong": int((1 - right).sum()),
        "accuracy": float(right.mean()), "ci95": interval(right, writers),
        "answered": float(said.mean()), "answered_ci95": interval(said, writers),
        "writer_mean": float(np.mean(each)),
    }  # fmt: skip


def report(folder: Path) -> Iterator[dict[str, object]]:
    """The rows: glyph alone, path alone and both, over all and by source, on the folds that all have."""
    known = [name for name in ("glyph", "path") if list(folder.glob(f"{name}-*.npz"))]
    pool = Pool(folder, tuple(known))
    for what in (*known, *(["both"] if len(known) > 1 else [])):
        made, answered, about = out_of_fold(pool, what)
        row = {"what": what, "where": "all", "folds": pool.folds} | figures(pool, made, answered, pool.digits) | about
        others = ~pool.digits
        row["others_accepted"] = {
            name: {"n": int((others & (pool.sources == name)).sum()), "share": float(answered[mine].mean())}
            for name in np.unique(pool.sources[others])
            for mine in [others & (pool.sources == name)]
        }
        yield row
        for name in np.unique(pool.sources[pool.digits]):
            own = pool.digits & (pool.sources == name)
            yield {"what": what, "where": str(name)} | figures(pool, made, answered, own)


def numbers(text: str) -> list[int]:
    """Folds as they are written: "0", "0,2", "0-5"."""
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def main() -> None:
    """Trains what is asked for, then prints the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--train", choices=("path", "glyph"))
    parser.add_argument("--folds", type=numbers, default=list(FOLDS))
    parser.add_argument("--bundled", action="store_true", help="the bundled padnet's glyph branch stands for fold 0")
    parser.add_argument("--report", action="store_true")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1 if chosen.train == "path" else device.threads())
    if chosen.bundled:
        model = open_library(paths.home()).open("padnet")
        keep_glyph_logits(chosen.folder, corpus.HELD_OUT, CardRecognizer.of(model))
    for fold in chosen.folds if chosen.train else ():
        done = chosen.folder / f"{chosen.train}-{fold}.npz"
        if not done.exists():
            (train_path if chosen.train == "path" else train_glyph)(chosen.folder, fold)
    if chosen.report:
        for row in report(chosen.folder):
            print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()

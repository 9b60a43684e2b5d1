"""A model of two inputs from a glyph branch that is there and a path branch that was trained beside it.

    python -m tests.benchmarks.crossvalidate FOLDER --train path --folds 0
    python -m tests.benchmarks.add_path_branch FOLDER --model padnet --fusion 0.45 --into resources/models

The branches share nothing, so a glyph branch that took hours need not be trained again: the model may have a path
branch already, which the new one replaces. Both must have been trained without fold 0's writers: temperature and
thresholds are fitted on their ink, as for every new model, and the card's scores are of it. `--fusion` is the path's
weight. Without a folder the branch that is there stays, and what is fitted is fitted again. Prints one JSON object:
the model, its scores on MNIST and on that ink, before and after.
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

from safetensors.numpy import load_file

from digitpad.core import paths
from digitpad.core.records import GLYPH, PATH_PREFIX, Card
from digitpad.core.typed_json import to_json
from digitpad.evaluation import calibration, measure, test_sets
from digitpad.ink import corpus
from digitpad.models.cards import OpenModel, Weights
from digitpad.models.library import open_library, save_into
from digitpad.tasks.train_path_branch import is_trained, with_branch, without_branch

ADDED = ", then python -m tests.benchmarks.add_path_branch"
NAME = f"path-{corpus.HELD_OUT}.safetensors"


def own_branch(model: OpenModel) -> Weights:
    """The path branch that a model has, by its weights' own names."""
    named = {name: array for name, array in model.weights.items() if name.startswith(PATH_PREFIX)}
    return {name.removeprefix(PATH_PREFIX): array for name, array in named.items()}


def glyph_alone(model: OpenModel) -> Card:
    """The card of a model's glyph branch, whose scores are those of the model that it was; its own where it has one."""
    if not model.card.takes_path:
        return model.card
    path = sum(array.size for name, array in model.weights.items() if is_trained(name) and name.startswith(PATH_PREFIX))
    command = model.card.command.partition(ADDED)[0]
    return replace(model.card, inputs=(GLYPH,), parameters=model.card.parameters - path, command=command)


def joined(card: Card, weights: Weights, branch: Weights, fusion: float) -> tuple[Card, Weights]:
    """The model of both, calibrated and scored. `branch`: a path branch's weights by their own names."""
    named = {f"{PATH_PREFIX}{name}": array for name, array in branch.items()}
    both = weights | named
    sets = [test_sets.load("mnist"), test_sets.load("ink")]
    made = calibration.calibrated(replace(with_branch(card, named), fusion=fusion), both, sets)
    return replace(made, scores=measure.test_scores(made, both, sets)), both


def main() -> None:
    """Writes the model and prints what it reaches."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--model", default="padnet")
    parser.add_argument("--fusion", type=float, default=0.5)
    parser.add_argument("--into", type=Path, required=True)
    chosen = parser.parse_args()
    opened = open_library(paths.home()).open(chosen.model)
    branch = own_branch(opened) if chosen.folder is None else load_file(chosen.folder / NAME)
    card, weights = joined(glyph_alone(opened), without_branch(opened), branch, chosen.fusion)
    command = f"{card.command}{ADDED} --fusion {chosen.fusion:g}"
    saved = save_into(chosen.into, replace(card, command=command), weights, over=True)
    before, after = ([to_json(score) for score in each.scores] for each in (opened.card, saved))
    print(json.dumps({"model": saved.id, "before": before, "after": after, "threshold": saved.threshold}))


if __name__ == "__main__":
    main()

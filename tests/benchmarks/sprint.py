"""Trains the recipe `sprint` from several seeds: its accuracy on MNIST's test set, and the CPU seconds that it takes.

    python -m tests.benchmarks.sprint [--seeds 10]

The seconds are those of the whole process, on all cores, from the files of the dataset to the last epoch's test pass;
importing torch is apart. The accuracy is the last epoch's, whatever came before. JSON: a line a seed, then the summary.
"""

import argparse
import dataclasses
import json
import os
import statistics
import sys
import time

from digitpad.__main__ import OPENMP

os.environ.update(OPENMP | os.environ)  # as the program itself does

from digitpad.core import recipes
from digitpad.core.records import EpochDone
from digitpad.learn import datasets
from digitpad.learn.training_run import Training

ACCURACY, CPU_SECONDS = 0.99, 6.0


def main() -> int:
    """Prints the lines; exit 1 where the mean accuracy or the median of the seconds falls short."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--recipe", default="sprint")
    chosen = parser.parse_args()
    rows = []
    for seed in range(1, chosen.seeds + 1):
        rows.append(trained(chosen.recipe, seed))
        print(json.dumps({"seed": seed} | rows[-1]), flush=True)
    accuracies = [row["accuracy"] for row in rows]
    mean, seconds = statistics.mean(accuracies), statistics.median(row["cpu_seconds"] for row in rows)
    summary = {
        "recipe": chosen.recipe,
        "seeds": chosen.seeds,
        "accuracy": round(mean, 5),
        "least": min(accuracies),
        "most": max(accuracies),
        "cpu_seconds": seconds,
        "seconds": statistics.median(row["seconds"] for row in rows),
        "load": round(os.getloadavg()[0], 1),
    }
    print(json.dumps(summary))
    return 0 if mean >= ACCURACY and seconds <= CPU_SECONDS else 1


def trained(recipe: str, seed: int) -> dict[str, float]:
    """One run from one seed."""
    begun, begun_cpu = time.perf_counter(), time.process_time()
    plan = dataclasses.replace(recipes.recipe(recipe), seed=seed, device="cpu")
    done = [event for event in Training(plan, datasets.load(plan.dataset)).events() if isinstance(event, EpochDone)]
    return {
        "accuracy": done[-1].test_accuracy,
        "cpu_seconds": round(time.process_time() - begun_cpu, 2),
        "seconds": round(time.perf_counter() - begun, 2),
    }


if __name__ == "__main__":
    sys.exit(main())

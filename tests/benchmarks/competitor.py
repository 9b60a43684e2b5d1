"""Times training steps on an idle machine and beside one busy program: how much slower does the run become?

    python -m tests.benchmarks.competitor [RECIPE ...] [--seconds 6 --rounds 3]

The competitor is a process that multiplies numbers on one core without end. Slices without and with it take turns; each
takes the run up where the one before left it. Prints the pictures a second and their ratio as JSON, a line a recipe.
The machine should be idle otherwise; its load at the beginning is printed too.
"""

import argparse
import dataclasses
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

from digitpad.__main__ import OPENMP

os.environ.update(OPENMP | os.environ)  # as the program itself does

from digitpad.core import recipes
from digitpad.core.records import StepDone
from digitpad.learn import datasets
from digitpad.learn.training_run import Training

RECIPES = ("mlp-256-128", "mlp-512", "cnn-5x5", "sprint")
MOST = 2.0  # times slower
WARM_SECONDS = 2.0
BUSY = "while True: sum(range(100_000))"


def main() -> int:
    """Prints a line for each recipe; exit 1 where one becomes slower than it may."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recipes", nargs="*", default=list(RECIPES))
    parser.add_argument("--seconds", type=float, default=6.0, help="of each slice")
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    load = round(os.getloadavg()[0], 1)
    good = True
    for name in chosen.recipes:
        row = measured(name, chosen.seconds, chosen.rounds) | {"load_before": load}
        print(json.dumps(row), flush=True)
        good = good and row["slower"] <= MOST
    return 0 if good else 1


def measured(name: str, seconds: float, rounds: int) -> dict[str, object]:
    """One recipe's speeds without and with the competitor."""
    plan = dataclasses.replace(recipes.recipe(name), epochs=1000, device="cpu")
    steps = (event for event in Training(plan, datasets.load(plan.dataset)).events() if isinstance(event, StepDone))
    idle: list[float] = []
    busy: list[float] = []
    for _ in range(rounds):
        speed(steps, WARM_SECONDS, plan.batch_size)
        idle.append(speed(steps, seconds, plan.batch_size))
        competitor = subprocess.Popen([sys.executable, "-c", BUSY])
        try:
            busy.append(speed(steps, seconds, plan.batch_size))
        finally:
            competitor.kill()
            competitor.wait()
    ratios = [one / two for one, two in zip(idle, busy, strict=True)]
    return {
        "recipe": name,
        "slower": round(statistics.median(ratios), 2),
        "ratios": [round(ratio, 2) for ratio in ratios],
        "idle": [round(value) for value in idle],
        "busy": [round(value) for value in busy],
    }


def speed(steps: Iterator[StepDone], seconds: float, batch: int) -> float:
    """Pictures a second over so many seconds, test passes included."""
    begun = time.perf_counter()
    first = last = next(steps).step
    while time.perf_counter() - begun < seconds:
        last = next(steps).step
    return (last - first) * batch / (time.perf_counter() - begun)


if __name__ == "__main__":
    sys.exit(main())

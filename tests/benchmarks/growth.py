"""How times grow with what is worked on: training, library, drawing, curves. JSON on stdout, one object.

    python -m tests.benchmarks.growth [--only weights batch ...] [--times 3] [--picture FILE.svg]

Milliseconds of this process's CPU time, one thread, medians: unlike wall time they can be compared on a machine that
others use too. `growth` is the steepest exponent between two neighbouring sizes of which the larger takes LEAST_MS or
more: 1 is linear, 2 quadratic; below that time the clock and what happens once are all there is to see. `--picture`
draws the table. The baseline is the straight line: exit 1 where something grows faster than MOST.
"""

import argparse
import dataclasses
import itertools
import json
import math
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from digitpad.__main__ import OPENMP

os.environ.update(OPENMP | os.environ)  # as the program itself does

import numpy as np
import torch

from digitpad import Ink, app
from digitpad.controllers.library_model import LibraryModel
from digitpad.core import recipes
from digitpad.core.records import EpochDone, RunStarted, StepDone
from digitpad.evaluation.named_recognizer import Recognizer
from digitpad.ink.glyph import glyph
from digitpad.learn import datasets
from digitpad.learn.dataset import Dataset, Split
from digitpad.learn.training_run import Training
from digitpad.models.library import open_library
from digitpad.ui.compare.compare_panel import ComparePanel
from digitpad.ui.train.chart_row import ChartRow
from digitpad.ui.train.curves import RunCurves

LEAST_MS = 20.0
MOST = 1.2  # an exponent, with room for noise
PICTURES = 6000  # an epoch of the rows that do not vary it
Measured = Iterator[tuple[int, float]]  # sizes and milliseconds


def timed(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return 1000 * (time.process_time() - began)


def repeated(work: Callable[[], object], times: int) -> float:
    """The median of some calls, after one that warms up."""
    work()
    return median(timed(work) for _ in range(times))


def cut(data: Dataset, size: int) -> Dataset:
    return dataclasses.replace(
        data, train=Split(data.train.x[:size], data.train.y[:size]), test=Split(data.test.x[:100], data.test.y[:100])
    )


def epoch(size: int, times: int, **changes: object) -> float:
    """An epoch of `mlp-256-128` with these changes."""
    plan = dataclasses.replace(recipes.recipe("mlp-256-128"), epochs=times + 1, device="cpu", **changes)
    events = Training(plan, cut(datasets.load("mnist"), size)).events()
    return repeated(lambda: next(event for event in events if isinstance(event, EpochDone)), times)


def weights(times: int) -> Measured:
    """The largest network sees a tenth of the pictures, and its time is taken tenfold."""
    for count, layers in ((10**4, "dense13"), (10**5, "dense126"), (10**6, "dense1258")):
        yield count, epoch(PICTURES, times, layers=layers)
    yield 10**7, 10 * epoch(PICTURES // 10, times, layers="dense2794,dense2794")


def batch(times: int) -> Measured:
    """Falls: a large batch does in one call what small ones do in many."""
    for size in (1, 4, 16, 64, 256, 1024, 4096):
        yield size, epoch(PICTURES, times, batch_size=size)


def training_set(times: int) -> Measured:
    for size in (1000, 4000, 15_000, 60_000):
        yield size, epoch(size, times)


def library_rows(what: str, times: int) -> Measured:
    for count in (10, 100, 1000):
        with tempfile.TemporaryDirectory() as folder:
            library = open_library(Path(folder))
            bundled = [library.folder(card.id) for card in library.cards()]
            for number, source in zip(range(count), itertools.cycle(bundled), strict=False):
                made = library.models / f"{source.name}-{number}"
                shutil.copytree(source, made)
                os.utime(made / "card.json", (1.7e9, 1.7e9))
            model = LibraryModel(library)
            model.refresh()
            works = {
                "start": lambda folder=folder: LibraryModel(open_library(Path(folder))).refresh(),
                "refresh": model.refresh,
                "compare": lambda model=model: compared(model),
            }
            yield count, repeated(works[what], times)


def compared(model: LibraryModel) -> None:
    """The comparison opens with these models, is painted and goes."""
    panel = ComparePanel()
    panel.show_models(model.cards)
    panel.resize(840, 780)
    panel.show()
    app.application().processEvents()
    panel.close()
    panel.deleteLater()
    app.application().processEvents()


def drawing(count: int) -> Ink:
    """An eight of so many points."""
    turn = np.linspace(0, 2 * np.pi, count)
    return Ink.from_strokes([np.stack([100 * np.sin(2 * turn), 150 * np.cos(turn)], axis=1)])


def points(work: Callable[[Ink], object], times: int) -> Measured:
    for count in (10, 100, 1000, 10_000, 100_000):
        ink = drawing(count)
        yield count, repeated(lambda ink=ink: work(ink), times)


def curves(times: int) -> Measured:
    """Taking in one more step and drawing the charts again."""
    row = ChartRow()
    row.resize(800, 400)
    row.show()
    row.make()
    for count in (10**3, 10**4, 10**5, 10**6):
        plan = dataclasses.replace(recipes.recipe("mlp-256-128"), epochs=1000)
        run = RunCurves(RunStarted("run", plan, tuple("0123456789"), 1, count, 1, count // 10, 1, "cpu", 1))
        for step in range(1, count + 1):
            run.add_step(StepDone(1, step, count, 1 / (1 + step), 0.001, 1e4, 1.0))

        def redraw(run: RunCurves = run) -> None:
            run.add_step(StepDone(1, run.step + 1, run.step + 2, 0.5, 0.001, 1e4, 1.0))
            row.draw(run)
            app.application().processEvents()

        yield count, repeated(redraw, 3 * times)
    row.close()


def rows() -> dict[str, Callable[[int], Measured]]:
    padnet = Recognizer()
    return {
        "weights": weights,
        "batch": batch,
        "training set": training_set,
        "library: start": lambda times: library_rows("start", times),
        "library: refresh": lambda times: library_rows("refresh", times),
        "library: compare": lambda times: library_rows("compare", times),
        "points: glyph": lambda times: points(glyph, times),
        "points: prediction": lambda times: points(padnet.recognize, times),
        "curve": curves,
    }


def steepest(found: dict[int, float]) -> float:
    """The largest exponent between neighbours, of those that take long enough to be told from the clock."""
    pairs = itertools.pairwise(found.items())
    return max((math.log(b / a) / math.log(n / m) for (m, a), (n, b) in pairs if b >= LEAST_MS), default=0.0)


COLOURS = ("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#17becf")
WIDTH, HEIGHT, LEFT, BOTTOM = 540, 400, 60, 350
ACROSS, UP, FASTEST = 62, 45, -3  # pixels a decade; the exponent of the least time


def picture(found: dict[str, dict[int, float]]) -> str:
    """The rows as lines on log scales, each beginning at size 1 and time 1; the dashed line is linear growth."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        f'font-size="12"><rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
    ]
    for decade in range(5):
        at = LEFT + decade * ACROSS
        parts.append(f'<path d="M{at} 30V{BOTTOM}" stroke="#ddd"/>')
        parts.append(f'<text x="{at}" y="{BOTTOM + 16}" text-anchor="middle">x{10**decade:,}</text>')
    for decade in range(FASTEST, 5):
        at = BOTTOM - (decade - FASTEST) * UP
        parts.append(f'<path d="M{LEFT} {at}H{LEFT + 4 * ACROSS}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{at + 4}" text-anchor="end">x{10.0**decade:,g}</text>')
    base = BOTTOM + FASTEST * UP
    parts.append(f'<path d="M{LEFT} {base}l{4 * ACROSS} {-4 * UP}" stroke="#000" stroke-dasharray="5 4"/>')
    parts.append(f'<text x="{LEFT + 2 * ACROSS}" y="{BOTTOM + 38}" text-anchor="middle">size, smallest = 1</text>')
    for number, (name, values) in enumerate(found.items()):
        (size, least), colour = next(iter(values.items())), COLOURS[number % len(COLOURS)]
        spots = [
            f"{LEFT + ACROSS * math.log10(n / size):.1f} {base - UP * math.log10(max(ms / least, 10**FASTEST)):.1f}"
            for n, ms in values.items()
        ]
        parts.append(f'<path d="M{"L".join(spots)}" fill="none" stroke="{colour}" stroke-width="2"/>')
        y = 40 + 20 * number
        label = LEFT + 4 * ACROSS + 30
        parts.append(f'<path d="M{label} {y - 4}h20" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{label + 26}" y="{y}">{name}</text>')
    parts.append(f'<text x="{LEFT}" y="14">CPU time, that of the smallest = 1</text></svg>\n')
    return "".join(parts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", default=None, help="rows whose names begin so")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--picture", type=Path, help="where to draw the table, as SVG")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    app.application()
    known = rows()
    names = [name for name in known if chosen.only is None or name.startswith(tuple(chosen.only))]
    found = {name: {size: round(ms, 3) for size, ms in known[name](chosen.times)} for name in names}
    growth = {name: round(steepest(values), 2) for name, values in found.items()}
    print(json.dumps({"milliseconds": found, "growth": growth, "times": chosen.times, "torch": torch.__version__}))
    if chosen.picture is not None:
        chosen.picture.write_text(picture(found), encoding="utf-8")
    return int(max(growth.values()) > MOST)


if __name__ == "__main__":
    sys.exit(main())

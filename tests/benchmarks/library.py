"""What a look at the library costs the window: LibraryModel.refresh with 40 own models. JSON on stdout, medians of 20.

    python -m tests.benchmarks.library [--models 40] [--times 20]

Milliseconds. `unchanged` is the look at each activation of the window, `one_changed` the one after a rename, `open` one
model with its weights. Baseline of the same run, in turn with it: `parsed` reads and parses every card once, and
`parsed_twice` is what a look cost before cards were kept.
"""

import argparse
import itertools
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from digitpad.controllers.library_model import LibraryModel
from digitpad.models.cards import read_card
from digitpad.models.library import Library, open_library


def filled(home: Path, count: int) -> Library:
    """A library of so many own models beside the bundled ones, whose copies they are, made a while ago."""
    library = open_library(home)
    bundled = [library.folder(card.id) for card in library.cards()]
    for number, folder in zip(range(count), itertools.cycle(bundled), strict=False):
        shutil.copytree(folder, library.models / f"{folder.name}-{number}")
        os.utime(library.models / f"{folder.name}-{number}" / "card.json", (1.7e9, 1.7e9))
    return library


def milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def measured(library: Library, times: int) -> dict[str, list[float]]:
    model = LibraryModel(library)
    model.refresh()
    own = [card.id for card in model.cards if not card.bundled]
    every = [library.folder(card.id) for card in model.cards]
    found: dict[str, list[float]] = {"parsed": [], "unchanged": [], "one_changed": [], "open": []}
    for number in range(times):
        found["parsed"].append(milliseconds(lambda: [read_card(folder, bundled=False) for folder in every]))
        found["unchanged"].append(milliseconds(model.refresh))
        library.note(own[0], f"look {number}")
        found["one_changed"].append(milliseconds(model.refresh))
        found["open"].append(milliseconds(lambda: library.open(own[1])))
        time.sleep(0.05)
        model.refresh()  # what was written a moment ago is parsed once more
    found["parsed_twice"] = [2 * each for each in found["parsed"]]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=int, default=40)
    parser.add_argument("--times", type=int, default=20)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measured(filled(Path(folder), arguments.models), arguments.times)
    print(json.dumps({"models": arguments.models} | {name: round(median(each), 3) for name, each in found.items()}))


if __name__ == "__main__":
    main()

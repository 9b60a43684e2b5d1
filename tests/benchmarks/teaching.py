"""What teaching a copy of padnet does for writers whom no training has seen, beside three baselines.

    python -m tests.benchmarks.teaching --writers 12 --drawings 1 2 5

The writers are those of fold 0, which the bundled padnet has not learned from, and all of `lipitk`, the hardest
first: most errors of the untaught model. Each teaches so many drawings of every digit, and is judged on all others.
taught_wrong_labels: one label in 25 is that of another digit, two in fifty.
One JSON object a way and line: errors of `n` drawings over all writers, accuracy on MNIST (2,000 pictures) and on ink
of held-out writers (among whom the taught one may have a few drawings), CPU seconds of one teaching. Ways: none (the
model as it is), taught, without_rehearsal, neighbours (the nearest of the drawings by the last layer's features,
cosine; it has no figure for others).
"""

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import torch

from digitpad.core.records import DIGITS
from digitpad.ink import corpus, files
from digitpad.ink.files import Drawing
from digitpad.learn import card_recognizer
from digitpad.learn.dataset import finished
from digitpad.learn.rehearsal import Known, known
from digitpad.learn.teaching import Dose, Examples, Teaching, rendered, right
from digitpad.models.cards import OpenModel
from digitpad.models.library import open_library

SOURCES = ("unipen1a", "pendigits", "ujipen", "lipitk")
MOST, LEAST = 150, 18  # drawings of a writer that are looked at; with fewer nobody is judged
TIMES, RENDERED = 24, 600  # as the task has it
ONE_WRONG_IN = 25


def hands() -> list[list[Drawing]]:
    """The drawings of each writer."""
    found: dict[tuple[str, str], list[Drawing]] = defaultdict(list)
    for path in corpus.files():
        if not path.name.startswith(SOURCES):
            continue
        for one in files.read(path):
            source, writer = str(one.extra.get("source", "")), str(one.extra.get("writer", ""))
            if one.word in DIGITS and one.ink and (source == "lipitk" or corpus.held_out(writer)):
                found[source, writer].append(one)
    return [drawings[:MOST] for drawings in found.values() if len(drawings) >= LEAST]


def shown(drawings: list[Drawing], times: int = 0) -> Examples:
    """The drawings as they are, or each varied so many times."""
    inks, words = [one.ink for one in drawings], [one.word or "" for one in drawings]
    work = rendered(inks, [DIGITS.index(word) for word in words], words if times else None, times, 1)
    for _ in work:
        pass
    assert work.examples is not None
    return work.examples


def parted(drawings: list[Drawing], each: int) -> tuple[list[int], list[int]]:
    """The rows that are taught, `each` of every digit but never all of one, and the others."""
    taught: list[int] = []
    left = {word: [at for at, one in enumerate(drawings) if one.word == word] for word in DIGITS}
    for rows in left.values():
        taught += rows[: min(each, max(len(rows) - 1, 0))]
    return taught, sorted(set(range(len(drawings))) - set(taught))


def neighbours(model: OpenModel, own: Examples, rest: Examples) -> int:
    """Errors of the nearest drawing by what the last layer of the glyph branch is given."""
    net = card_recognizer.checked_net(model.card, model.weights)
    with torch.no_grad():
        seen = [net.described(torch.from_numpy(some.glyphs)[:, None]).flatten(1) for some in (own, rest)]
    own_rows, rest_rows = (torch.nn.functional.normalize(rows) for rows in seen)
    return int((own.labels[(rest_rows @ own_rows.T).argmax(1).numpy()] != rest.labels).sum())


def mislabelled(drawings: list[Drawing]) -> list[Drawing]:
    """The drawings, of which one in ONE_WRONG_IN has the label of the next digit."""
    rows = np.random.default_rng(1).permutation(len(drawings))[: round(len(drawings) / ONE_WRONG_IN)]
    following = dict(zip(DIGITS, (*DIGITS[1:], DIGITS[0]), strict=True))
    return [replace(one, word=following[one.word or ""]) if at in rows else one for at, one in enumerate(drawings)]


def measured(
    model: OpenModel, chosen: list[list[Drawing]], each: int, dose: Dose, samples: Known, *, wrongly: bool = False
) -> dict[str, object]:
    """A way of teaching over all chosen writers; `wrongly`: with some wrong labels."""
    errors, seconds, pictures, ink = 0, [], [], []
    for drawings in chosen:
        own, rest = parted(drawings, each)
        taught = [drawings[at] for at in own]
        examples = shown(mislabelled(taught) if wrongly else taught, max(1, min(TIMES, RENDERED // len(own))))
        begun = time.process_time()
        guard = samples.guard if dose.rehearsed else None
        teaching = Teaching(model, examples, samples.rehearsal, samples.drawn, dose, 1, guard)
        for _ in teaching.taught(np.ones(len(examples), bool)):
            pass
        seconds.append(time.process_time() - begun)
        errors += wrong(model, teaching.weights(), shown([drawings[at] for at in rest]))
        pictures.append(right(model.card, teaching.weights(), samples.tested).mean())
        ink.append(right(model.card, teaching.weights(), samples.ink).mean() if samples.ink is not None else np.nan)
    figures = {"mnist": pictures, "others": ink, "cpu_seconds": seconds}
    worst = {f"{name}_worst": round(float(np.min(rows)), 4) for name, rows in figures.items() if name != "cpu_seconds"}
    return {"errors": errors} | {name: round(float(np.mean(rows)), 4) for name, rows in figures.items()} | worst


def wrong(model: OpenModel, weights: dict[str, np.ndarray], examples: Examples) -> int:
    """How many the model gets wrong with these weights."""
    return int((~right(model.card, weights, examples)).sum())


def hardest(model: OpenModel, found: Iterable[list[Drawing]], count: int) -> list[list[Drawing]]:
    """The writers of whom the model gets most wrong."""
    return sorted(found, key=lambda drawings: -wrong(model, model.weights, shown(drawings)))[:count]


def main() -> None:
    """Prints a line a way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="padnet")
    parser.add_argument("--writers", type=int, default=12)
    parser.add_argument("--drawings", type=int, nargs="+", default=[1, 2, 5], help="of each digit")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    model = open_library().open(chosen.model)
    samples = finished(known(model.card, None, 1, leave_out="lipitk"))
    writers = hardest(model, hands(), chosen.writers)
    for each in chosen.drawings:
        parts = [(drawings, *parted(drawings, each)) for drawings in writers]
        pairs = [(shown([d[at] for at in own]), shown([d[at] for at in rest])) for d, own, rest in parts]
        head = {"each": each, "writers": len(writers), "n": sum(len(rest) for _, rest in pairs)}
        untaught = [right(model.card, model.weights, some).mean() for some in (samples.tested, samples.ink) if some]
        none = {"errors": sum(wrong(model, model.weights, rest) for _, rest in pairs)}
        none |= {name: round(float(share), 4) for name, share in zip(("mnist", "others"), untaught, strict=False)}
        print(json.dumps(head | {"way": "none"} | none), flush=True)
        print(
            json.dumps(head | {"way": "neighbours", "errors": sum(neighbours(model, *pair) for pair in pairs)}),
            flush=True,
        )
        ways = [("taught", Dose(), False), ("without_rehearsal", replace(Dose(), rehearsed=0), False)]
        if each * len(DIGITS) >= ONE_WRONG_IN:
            ways.append(("taught_wrong_labels", Dose(), True))
        for way, dose, wrongly in ways:
            figures = measured(model, writers, each, dose, samples, wrongly=wrongly)
            print(json.dumps(head | {"way": way} | figures), flush=True)


if __name__ == "__main__":
    main()

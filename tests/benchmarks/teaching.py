"""What teaching a copy of a model does for writers whom no training has seen, beside three baselines.

    python -m tests.benchmarks.teaching --drawings 1 2 5
    python -m tests.benchmarks.teaching --model cnn-5x5 --writers 30 --drawings 5

The writers are those that the model has not learned from: for padnet those of fold 0, all of `lipitk` and the one of
`numberpad`; for a tutorial's model everybody. Of them the hardest, as many as `--writers` says, and none of whom the
untaught model reads everything. Each teaches so many drawings of every digit, and is judged on all others.
taught_wrong_labels: one label in 25 is that of another digit, two in fifty.
One JSON object a way and line: of the `n` other drawings over all writers `wrong` ones by the best class, and `missed`
ones, wrong or refused; `mnist_lost`: how many more of MNIST's 10,000 test pictures the copy gets wrong, mean and worst
over the writers, and the 95 % interval of the worst, in points; `others`: wrong drawings of held-out writers (among
whom the taught one may have a few), CPU seconds of one teaching. Ways: none (the model as it is), taught,
without_rehearsal, neighbours (the nearest of the drawings by the last layer's features, cosine; it refuses nothing and
has no figure for others).
"""

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import torch

from digitpad.core import statistics
from digitpad.core.records import DIGITS
from digitpad.ink import corpus, files
from digitpad.ink.files import Drawing
from digitpad.learn import card_recognizer, datasets
from digitpad.learn.card_recognizer import CardRecognizer
from digitpad.learn.dataset import finished
from digitpad.learn.rehearsal import Known, known
from digitpad.learn.teaching import Dose, Examples, Teaching, rendered
from digitpad.models.cards import OpenModel, Weights
from digitpad.models.library import open_library

SOURCES = ("unipen1a", "pendigits", "ujipen", "lipitk", "numberpad")
APART = ("lipitk", "numberpad")  # of which padnet has learned nothing, whoever wrote it
MOST, LEAST = 1000, 18  # drawings of a writer that are looked at; with fewer nobody is judged
TIMES, RENDERED = 24, 600  # as the task has it
ONE_WRONG_IN = 25


def hands(model: OpenModel) -> list[list[Drawing]]:
    """The drawings of each writer that the model has not learned from."""
    found: dict[tuple[str, str], list[Drawing]] = defaultdict(list)
    everybody = model.card.plan.dataset != "mnist+ink"
    for path in corpus.files():
        if not path.name.startswith(SOURCES):
            continue
        for one in files.read(path):
            source, writer = str(one.extra.get("source", "")), str(one.extra.get("writer", ""))
            if one.word in DIGITS and one.ink and (everybody or source in APART or corpus.held_out(writer)):
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


def mistakes(model: OpenModel, weights: Weights, examples: Examples) -> tuple[int, int]:
    """How many the model gets wrong with these weights, and how many it gets wrong or refuses."""
    asked = CardRecognizer(model.card, weights)
    table, answered = asked.probabilities(examples.glyphs, examples.paths if model.card.takes_path else None)
    wrong = table.argmax(axis=1) != examples.labels
    return int(wrong.sum()), int((wrong | ~answered).sum())


def measured(
    model: OpenModel, chosen: list[list[Drawing]], each: int, dose: Dose, samples: Known, *, wrongly: bool = False
) -> dict[str, object]:
    """A way of teaching over all chosen writers; `wrongly`: with some wrong labels."""
    counts, seconds, ink, lost = np.zeros(2, int), [], [], []
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
        counts += mistakes(model, teaching.weights(), shown([drawings[at] for at in rest]))
        before, after = teaching.compared(samples.tested)
        lost.append((int((before & ~after).sum()), int((after & ~before).sum())))
        ink.append(mistakes(model, teaching.weights(), samples.ink)[0] if samples.ink is not None else np.nan)
    worst = max(lost, key=lambda pair: pair[0] - pair[1])
    low, high = statistics.difference_interval(worst[1], worst[0], len(samples.tested))
    return {
        "wrong": int(counts[0]), "missed": int(counts[1]),
        "mnist_lost": round(float(np.mean([first - second for first, second in lost])), 2),
        "mnist_lost_worst": worst[0] - worst[1], "worst_ci95_points": [round(100 * low, 3), round(100 * high, 3)],
        "others": round(float(np.mean(ink)), 2), "cpu_seconds": round(float(np.mean(seconds)), 2),
    }  # fmt: skip


def hardest(model: OpenModel, found: Iterable[list[Drawing]], count: int) -> list[list[Drawing]]:
    """The writers of whom the model misses most, and none of whom it misses nothing."""
    missed = [(mistakes(model, model.weights, shown(drawings))[1], drawings) for drawings in found]
    return [drawings for number, drawings in sorted(missed, key=lambda row: -row[0]) if number][:count]


def main() -> None:
    """Prints a line a way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="padnet")
    parser.add_argument("--writers", type=int, default=100)
    parser.add_argument("--drawings", type=int, nargs="+", default=[1, 2, 5], help="of each digit")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    model = open_library().open(chosen.model)
    samples = finished(known(model.card, None, 1, leave_out="lipitk"))
    test = datasets.load("mnist").test
    every = Examples(glyphs=test.x.float().div(255).numpy(), labels=test.y.numpy())
    samples = replace(samples, tested=every)
    writers = hardest(model, hands(model), chosen.writers)
    for each in chosen.drawings:
        told(model, writers, each, samples)


def told(model: OpenModel, writers: list[list[Drawing]], each: int, samples: Known) -> None:
    """Prints the lines of so many drawings of a digit."""
    parts = [(drawings, *parted(drawings, each)) for drawings in writers]
    pairs = [(shown([d[at] for at in own]), shown([d[at] for at in rest])) for d, own, rest in parts]
    head = {"model": model.card.id, "each": each, "writers": len(writers), "n": sum(len(rest) for _, rest in pairs)}
    wrong, missed = np.sum([mistakes(model, model.weights, rest) for _, rest in pairs], axis=0)
    others = None if samples.ink is None else mistakes(model, model.weights, samples.ink)[0]
    none = {"way": "none", "wrong": int(wrong), "missed": int(missed), "others": others}
    print(json.dumps(head | none), flush=True)
    near = {"way": "neighbours", "wrong": sum(neighbours(model, *pair) for pair in pairs)}
    print(json.dumps(head | near), flush=True)
    ways = [("taught", Dose(), False), ("without_rehearsal", replace(Dose(), rehearsed=0), False)]
    if each * len(DIGITS) >= ONE_WRONG_IN:
        ways.append(("taught_wrong_labels", Dose(), True))
    for way, dose, wrongly in ways:
        figures = measured(model, writers, each, dose, samples, wrongly=wrongly)
        print(json.dumps(head | {"way": way} | figures), flush=True)


if __name__ == "__main__":
    main()

"""How well whole numbers are read: real digits of one held-out writer beside each other. Prints one JSON object a line.

    DIGITPAD_DATA=... python -m tests.benchmarks.reading_numbers [--model padnet] [--count 300] [--digits 2 3 4 5 6]

A number is composed of drawings of one writer: scaled to about one height, a little off the line, with gaps as shares
of that height. "spaced" digits stand 0.15 to 0.6 apart, "tight" ones from 0.06 apart to overlapping by 0.08, "overlap"
ones lie 0.05 to 0.2 over each other. With "late bars" the later strokes of all digits come at the very end, as of one
who crosses the sevens when the number is written. A number counts as right when every digit is, refused or not.
"""

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from digitpad.ink import corpus
from digitpad.ink.files import Drawing
from digitpad.ink.ink import Ink

GAPS = {"spaced": (0.15, 0.6), "tight": (-0.08, 0.06), "overlap": (-0.2, -0.05)}
FLOORS = {"spaced": 0.97, "tight": 0.90}  # for four digits
LEFT_OUT = "numberpad"  # drawn for another purpose: cut at the pad's edge


@dataclass(frozen=True, slots=True)
class Number:
    """What was written, its ink, and the strokes of each digit."""

    text: str
    ink: Ink
    parts: tuple[tuple[int, ...], ...]


def by_writer(drawings: Sequence[Drawing]) -> list[list[Drawing]]:
    """The drawings of each writer, of writers with enough of them."""
    hands: dict[str, list[Drawing]] = {}
    for drawing in drawings:
        if drawing.extra.get("source") != LEFT_OUT:
            hands.setdefault(str(drawing.extra.get("writer")), []).append(drawing)
    return [hand for hand in hands.values() if len(hand) >= 10]


def composed(
    hand: Sequence[Drawing], count: int, gaps: tuple[float, float], rng: np.random.Generator, late: bool = False
) -> Number:
    """A number of `count` digits of one hand; `late`: second and later strokes are written at the end."""
    chosen = [hand[int(at)] for at in rng.integers(len(hand), size=count)]
    edge, first, rest = 0.0, [], []
    for place, drawing in enumerate(chosen):
        left, top, right, bottom = drawing.ink.box
        scale = rng.normal(1.0, 0.08) / max(bottom - top, 0.5 * (right - left), 1e-6)
        shift = np.array([edge - left * scale, -(top + bottom) / 2 * scale + rng.normal(0, 0.05)])
        strokes = [(place, stroke * scale + shift) for stroke in drawing.ink.strokes]
        first += strokes[:1] if late else strokes
        rest += strokes[1:] if late else []
        edge += (right - left) * scale + rng.uniform(*gaps)
    written = [*first, *rest]
    parts = tuple(tuple(n for n, (of, _) in enumerate(written) if of == place) for place in range(count))
    return Number("".join(drawing.word or "" for drawing in chosen), Ink(tuple(s * 100 for _, s in written)), parts)


def numbers(
    hands: Sequence[Sequence[Drawing]], digits: int, how: str, count: int, seed: int = 1, late: bool = False
) -> Iterator[Number]:
    """`count` numbers, the hands in turn."""
    rng = np.random.default_rng([seed, digits])
    for n in range(count):
        yield composed(hands[n % len(hands)], digits, GAPS[how], rng, late)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="padnet")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--digits", type=int, nargs="+", default=[2, 3, 4, 5, 6])
    chosen = parser.parse_args()
    from digitpad.evaluation.named_recognizer import Recognizer

    recognizer, hands = Recognizer(chosen.model), by_writer(corpus.load().held_out)
    for how in GAPS:
        for digits in chosen.digits:
            for late in (False, True):
                row = measured(recognizer, list(numbers(hands, digits, how, chosen.count, late=late)))
                setting = {"model": chosen.model, "gaps": how, "digits": digits, "late_bars": late}
                print(json.dumps(setting | {"writers": len(hands)} | row), flush=True)


def measured(recognizer: object, written: Sequence[Number]) -> dict[str, float]:
    """Shares of numbers read exactly, split rightly, and of digits read where the split was right."""
    exact = split = digits = right = 0
    start = time.perf_counter()
    for number in written:
        reading = recognizer.read(number.ink)  # type: ignore[attr-defined]
        best = "".join(str(digit.answer.nearest) for digit in reading.digits)
        same = tuple(digit.strokes for digit in reading.digits) == number.parts
        exact, split = exact + (best == number.text), split + same
        if same:
            digits += len(number.text)
            right += sum(a == b for a, b in zip(best, number.text, strict=True))
    seconds = time.perf_counter() - start
    return {
        "n": len(written),
        "exact": exact / len(written),
        "split": split / len(written),
        "digits_right": right / max(digits, 1),
        "milliseconds": 1000 * seconds / len(written),
    }


if __name__ == "__main__":
    main()

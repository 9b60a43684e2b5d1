"""Files as they come from broken disks and from enemies: a good one changed in a few places, always in the same."""

import random
import re
from collections.abc import Iterator, Sequence

import pytest

NUMBERS = (
    b"-1", b"0", b"1e999", b"-1e300", b"NaN", b"Infinity", b"9" * 25, b"9" * 400, b"9" * 5000, b"65536", b"2147483648",
    b"1_0", b"0x10", b"1.5.2", b"",
)  # fmt: skip
TEXTS = (
    b"\\ud800",
    b"\x00",
    b"\xff\xfe",
    b"\n",
    b" " * 50,
    b"\xef\xbb\xbf",
    b"\xe2\x80\xae",
    b"true",
    b"null",
    b'"',
    b"7",
)
COUNTS = [200, pytest.param(5000, marks=[pytest.mark.long, pytest.mark.timeout(1800)])]


def mutants(content: bytes, count: int, words: Sequence[bytes] = ()) -> Iterator[bytes]:
    """`count` variants: numbers replaced, words of the format put in, bytes flipped, parts cut, doubled or moved."""
    for seed in range(count):
        yield mutant(content, random.Random(seed), words)


def mutant(content: bytes, chance: random.Random, words: Sequence[bytes] = ()) -> bytes:
    """One of them."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        _change(changed, chance, words)
    return bytes(changed)


def _change(content: bytearray, chance: random.Random, words: Sequence[bytes]) -> None:
    at = chance.randrange(len(content) + 1)
    end = min(at + chance.choice((0, 1, 2, 4, 20, 200)), len(content))
    way = chance.randrange(7)
    if way == 0 and (found := list(re.finditer(rb"-?\d+(?:\.\d+)?", bytes(content)))):
        number = chance.choice(found)
        content[number.start() : number.end()] = chance.choice(NUMBERS)
    elif way == 1:
        content[at:end] = chance.choice((*words, *TEXTS, *NUMBERS))
    elif way == 2:
        content[at:end] = chance.randbytes(end - at)
    elif way == 3:
        del content[at:end]
    elif way == 4:
        content[at:at] = content[at:end] * chance.choice((1, 2, 50))
    elif way == 5 and content:
        content[at % len(content)] ^= 1 << chance.randrange(8)
    elif way == 6 and chance.random() < 0.3:
        del content[at:]

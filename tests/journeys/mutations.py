"""Changes to real files of a home, as accidents, other programs and malice make them; each follows from a Random."""

import copy
import io
import json
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

DEEP = "a list in a list, a hundred thousand times"  # stands for what json cannot write
ODD: tuple[object, ...] = (
    None, True, False, 0, -1, 1, 7, 1.5, -0.5, 2**31, 2**53 + 1, 2**63, -(2**63), int("1" + "0" * 400), 1e308, -1e308,
    5e-324, float("nan"), float("inf"), float("-inf"), "", " ", "a", "\ud800", "x\udfff",
    "\x1b[31m\x07\0\r\n", "\u202e",
    "<img src=x onerror=alert(1)>", "=1+1", "../../elsewhere", "9" * 5000, "x" * 100_000, "-7", "nan", "2026-99-99",
    "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", [], {}, [[]], [None], [0.9], [0.9, 0.1], ["a", "b"],
    [1, 2, 3], [[1, 2], [3]], {"a": 1}, {"": None}, [0] * 5000, DEEP,
)  # fmt: skip

Parent = tuple[Any, Any]  # a list or an object, and where in it


def places(value: object) -> Iterator[Parent]:
    """Every place in a JSON value that can hold another one."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(pairs):
        yield value, key
        yield from places(inner)


def changed_json(content: bytes, random: Random) -> bytes:
    """A JSON text in which a value is another one, or a key is gone or has another name."""
    value = [json.loads(content)]
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        found = list(places(value))
        if not found:
            break
        parent, key = random.choice(found)
        action = random.choice(("odd", "odd", "odd", "delete", "rename", "double"))
        if action == "odd" or not isinstance(parent, dict):
            parent[key] = copy.deepcopy(random.choice(ODD))  # or one list would come to lie within itself
        elif action == "delete":
            del parent[key]
        elif action == "rename":
            parent[random.choice(("", "other", "\ud800", "x" * 5000, f"{key}2"))] = parent.pop(key)
        else:
            parent[key] = [parent[key]] * random.choice((2, 2000))
            break  # doubled once more, it would be millions
    text = json.dumps(value[0] if value else None)
    return text.replace(json.dumps(DEEP), "[" * 100_000).encode()


def changed_bytes(content: bytes, random: Random) -> bytes:
    """Cut short, some bytes other ones, some more or fewer."""
    made = bytearray(content)
    action = random.choice(("cut", "flip", "flip", "insert", "remove", "zero", "empty"))
    at = random.randrange(len(made) + 1)
    if action == "cut":
        del made[at:]
    elif action == "flip":
        for _ in range(random.choice((1, 1, 10))):
            made[random.randrange(len(made))] ^= 1 << random.randrange(8)
    elif action == "insert":
        made[at:at] = random.choice((b"\0", b"[" * 100_000, b"\xff\xfe", b'"', b"}", b"9" * 5000, bytes(200)))
    elif action == "remove":
        del made[at : at + random.choice((1, 7, 1000))]
    elif action == "zero":
        made[at:] = bytes(len(made) - at)
    else:
        made.clear()
    return bytes(made)


OTHER_ROWS: tuple[Callable[[Any], Any], ...] = (
    lambda rows: np.atleast_1d(rows)[:-1], lambda rows: rows[None], lambda rows: np.atleast_1d(rows)[:0],
    lambda rows: rows.size, lambda rows: rows.astype(np.float64), lambda rows: rows.astype("U9"),
    lambda rows: rows.astype(bool), lambda rows: np.full(rows.shape, 30_000), lambda rows: np.full(rows.shape, -30_000),
    lambda rows: np.full(rows.shape, 2**62), lambda rows: np.full(9 + rows.ndim, 99),
    lambda rows: np.full(rows.shape, np.nan), lambda rows: np.full(rows.shape, np.inf, np.float32),
    lambda rows: rows.astype(">i8"), lambda rows: rows + 10,
)  # fmt: skip


def changed_npz(content: bytes, random: Random) -> bytes:
    """A file that is kept about a model, with other words about itself, or other rows."""
    with np.load(io.BytesIO(content)) as file:
        arrays: dict[str, Any] = dict(file)
    name = random.choice((*arrays, *(["meta", "meta"] if "meta" in arrays else [])))
    if name == "meta":
        arrays["meta"] = np.frombuffer(changed_json(arrays["meta"].tobytes(), random), np.uint8)
    else:
        with warnings.catch_warnings(action="ignore"):  # what is no number becomes some whole number
            try:
                arrays[name] = random.choice(OTHER_ROWS)(arrays[name])
            except (ValueError, TypeError):  # a text cannot be all of them
                del arrays[name]
    made = io.BytesIO()
    np.savez_compressed(made, **arrays)
    return made.getvalue()


def changed_weights(content: bytes, random: Random) -> bytes:
    """A safetensors file whose header promises something else."""
    length = int.from_bytes(content[:8], "little")
    head = changed_json(content[8 : 8 + length], random)
    claimed = random.choice((len(head), len(head), len(head), 2**63, 2**40, 0, length))
    return claimed.to_bytes(8, "little") + head + content[8 + length :]


def changed(path: Path, content: bytes, random: Random) -> bytes:
    """The content of such a file, changed by its format or as mere bytes."""
    by_format: dict[str, Callable[[bytes, Random], bytes]] = {
        ".json": changed_json,
        ".npz": changed_npz,
        ".safetensors": changed_weights,
    }
    change = changed_bytes if random.randrange(4) == 0 else by_format[path.suffix]
    return change(content, random)

"""Evaluations kept on disk: what a model said of every row of a set, by the contents of both. numpy, no torch.

A file is named by the fingerprint of the model (its weights and all else that its answers follow from) and that of the
set, so that it can never be taken for another one's: a model trained anew or a set that changed is measured anew. The
files hold plain arrays and JSON, never a pickle. A file that cannot be read counts as absent, and is written again.
The figures that stand in it are never believed: they are reckoned again from its rows.
"""

import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core import limits
from digitpad.core.records import NO_CLASS, Classes, Score
from digitpad.core.storage import parse_json, write_atomic
from digitpad.core.typed_json import Name, from_json, to_json
from digitpad.evaluation.evaluations import Evaluation, score_of
from digitpad.ink import npz_files

FOLDER = "evaluations"
FORMAT = 1
MOST_FILES = 600  # the oldest beyond these are removed: models that were deleted leave theirs behind
ROWS: dict[str, Any] = {"labels": np.int16, "best": np.int16, "confidence": np.float32, "answered": np.bool_}
_NAME = re.compile(r"([0-9a-f]{24})-([0-9a-f]+)\.npz")


def keep(home: Path, found: Evaluation) -> None:
    """Writes one evaluation, whole or not at all. Raises StorageError."""
    meta = {
        "format": FORMAT, "weights": found.weights, "data": found.data, "score": to_json(found.score),
        "classes": found.classes, "measured": found.measured,
    }  # fmt: skip
    content = io.BytesIO()
    np.savez_compressed(
        content,
        meta=np.frombuffer(json.dumps(meta).encode(), np.uint8),
        **{name: getattr(found, name).astype(kind) for name, kind in ROWS.items()},
    )
    write_atomic(_path(home, found.weights, found.data), content.getvalue())
    _thin_out(home / FOLDER)


def kept(home: Path, model: str, weights: str, data: str) -> Evaluation | None:
    """The evaluation of these weights on this data, under the id of a model that has them; None where there is none."""
    found = _read(_path(home, weights, data), model)
    return found if found is not None and (found.weights, found.data) == (weights, data) else None


def recalled(home: Path, models: Mapping[str, str]) -> list[Evaluation]:
    """All that is kept of these models (id -> fingerprint), the newest of each model and set."""
    files = _files(home / FOLDER)
    newest: dict[tuple[str, str], Evaluation] = {}
    for model, weights in models.items():
        for path in files:
            if not path.name.startswith(weights):
                continue
            found = _read(path, model)
            if found is None:
                continue
            before = newest.get((model, found.on))
            if before is None or before.measured <= found.measured:
                newest[model, found.on] = found
    return list(newest.values())


def named(found: Evaluation, on: str) -> Evaluation:
    """The same under another name of the set: the same drawings may lie in two files."""
    return found if found.on == on else replace(found, score=replace(found.score, on=on))


def _path(home: Path, weights: str, data: str) -> Path:
    return home / FOLDER / f"{weights}-{data}.npz"


def _files(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if _NAME.fullmatch(path.name)]
    except OSError:
        return []  # nothing was ever kept, or it cannot be read: it is measured again


def _read(path: Path, model: str) -> Evaluation | None:
    """One file; None where it is absent, cut short, of another version, or does not fit itself."""
    try:
        arrays = npz_files.read(path, dict.fromkeys(("meta", *ROWS), True), limits.CACHE_BYTES)
        meta = from_json(_Meta, parse_json(arrays.pop("meta").tobytes()))
        return _checked(model, meta, arrays)
    except (OSError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class _Meta:
    """What stands in a file beside the rows."""

    format: int
    weights: Name
    data: Name
    score: Score
    classes: Classes
    measured: Name


def _checked(model: str, meta: _Meta, arrays: dict[str, NDArray[Any]]) -> Evaluation:
    """Raises ValueError for anything that `keep` would not have written."""
    if meta.format != FORMAT:
        raise ValueError("another version's")
    shape = arrays["labels"].shape
    if any(
        arrays[name].dtype.kind != np.dtype(kind).kind or arrays[name].shape != shape for name, kind in ROWS.items()
    ):
        raise ValueError("arrays of other kinds or lengths")
    last = len(meta.classes) - 1
    if len(shape) != 1 or not (_within(arrays["labels"], NO_CLASS, last) and _within(arrays["best"], 0, last)):
        raise ValueError("classes that cannot be")
    if meta.score.n > shape[0] or not _within(arrays["confidence"], 0.0, 1.001):  # a sum of roundings may be above 1
        raise ValueError("figures that do not fit the rows")
    rows = {name: arrays[name].astype(kind, copy=False) for name, kind in ROWS.items()}
    score = score_of(meta.score.on, **rows)
    said = rows["labels"], rows["best"], rows["confidence"], rows["answered"]
    return Evaluation(model, meta.weights, meta.data, score, meta.classes, *said, meta.measured)


def _within(values: NDArray[Any], low: float, high: float) -> bool:
    """Whether all lie from `low` to `high`; nothing that is no number does."""
    return bool(((values >= low) & (values <= high)).all())


def _thin_out(folder: Path) -> None:
    """Removes the oldest files beyond MOST_FILES."""
    files = _files(folder)
    if len(files) <= MOST_FILES:
        return
    for path in _by_age(files)[: len(files) - MOST_FILES]:
        path.unlink(missing_ok=True)


def _by_age(files: Iterable[Path]) -> list[Path]:
    ages = []
    for path in files:
        try:
            ages.append((path.stat().st_mtime, path))
        except OSError:
            continue  # somebody else has removed it meanwhile
    return [path for _, path in sorted(ages)]

"""`digitpad predict`: what the drawings of files are, a line each. Imports tasks, and late a decoder of ui."""

from argparse import Namespace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitpad.cli import output
from digitpad.cli.batch import Batch
from digitpad.core.language import tr
from digitpad.core.records import Answer, Reading, Refusal
from digitpad.ink.file_kinds import Kind
from digitpad.ink.numbers import UNREADABLE
from digitpad.models.library import open_library
from digitpad.tasks import predict_drawings
from digitpad.tasks.predict_drawings import Predicted


def predict(chosen: Namespace) -> int:
    """Prints a line for each drawing as it is read; what cannot be read is reported in its turn, and costs no other."""
    table, batch = _Table(chosen), Batch()
    paths = [Path(name) for name in batch.named(chosen.files)]
    work = predict_drawings.predicted(open_library(), chosen.model, paths, _decoded, numbers=chosen.numbers)
    for found in batch.results(work):
        table.show(found)
    return batch.code


def _decoded(content: bytes, kind: Kind) -> NDArray[np.uint8] | None:
    from digitpad.ui.common import qt_pictures  # Qt comes with it, which few files need

    return qt_pictures.decode(content, kind)


class _Table:
    """The answers as they come: JSON objects, or a table whose first column is as wide as the files' names."""

    def __init__(self, chosen: Namespace) -> None:
        self._json = chosen.json
        self._width = 0 if chosen.json else max(len(Path(name).name) for name in chosen.files)
        self._begun = False

    def show(self, found: Predicted) -> None:
        if self._json:
            reading = found.reading
            output.json_line(
                row(found.key, found.answer) if reading is None else number_row(found.key, found.answer, reading)
            )
            return
        if not self._begun:
            self._width = max(self._width, len(found.key))
            heads = tr("drawing"), tr("answer"), tr("confidence"), tr("next")
            output.line(output.laid_out((-self._width, -6, 10, -1), heads))
            self._begun = True
        words = in_words(found.answer) if found.reading is None else number_in_words(found.reading)
        output.line(f"{found.key.ljust(self._width)}  {words}")


def row(key: str, answer: Answer) -> dict[str, object]:
    """One answer under the contract's names: `answer` is null where the drawing is not a digit.

    `sure` is false there, and where it looks like a digit but which one is in doubt: `answer` is then the likeliest.
    """
    return {
        "key_id": key,
        "answer": answer.label or None,
        "sure": answer.digit is not None and not answer.in_doubt,
        "confidence": round(answer.confidence, 6),
        "probabilities": [round(share, 6) for share in answer.probabilities],
        "nearest": None if answer.nearest is None else answer.classes[answer.nearest],
        "refused": answer.refused,
        "model": answer.model,
    }


def number_row(key: str, answer: Answer, reading: Reading) -> dict[str, object]:
    """A number under the contract's names: `answer` is null where one of its digits was refused, `text` has "?" there.

    `probabilities` are those of the drawing taken as one digit; each of `digits` has its own, and its box (left, top,
    right, bottom) in the drawing's unit.
    """
    digits = [
        row(key, digit.answer) | {"box": [round(edge, 3) for edge in digit.box], "strokes": list(digit.strokes)}
        for digit in reading.digits
    ]
    for digit in digits:
        del digit["key_id"], digit["model"]
    whole = bool(digits) and UNREADABLE not in reading.text
    return row(key, answer) | {
        "answer": reading.text if whole else None,
        "sure": whole and all(digit["sure"] for digit in digits),
        "confidence": round(reading.confidence, 6),
        "nearest": "".join(str(digit["nearest"]) for digit in digits) or None,
        "refused": None if whole else next((digit["refused"] for digit in digits if digit["refused"]), answer.refused),
        "text": reading.text,
        "digits": digits,
    }


def number_in_words(reading: Reading) -> str:
    """A number as the columns answer, confidence, next: its digits one by one."""
    each = ", ".join(
        f"{digit.answer.label or UNREADABLE} {output.percent(digit.answer.confidence, 1)}" for digit in reading.digits
    )
    return f"{reading.text or '-':6}  {output.percent(reading.confidence, 1):>10}  {each}"


def in_words(answer: Answer) -> str:
    """One answer as the columns answer, confidence, next: the refusal's reason, or the second likeliest class."""
    if answer.refused is Refusal.SEVERAL:
        said = tr("{refused}; --numbers reads them as one number", refused=tr(answer.refused))
        return f"{'-':6}  {'':10}  {said}"
    if answer.digit is None:
        likeliest = (
            "" if answer.nearest is None else tr("; nearest is {classes}", classes=answer.classes[answer.nearest])
        )
        return f"{'-':6}  {output.percent(answer.confidence, 1):>10}  {tr(answer.refused or '')}{likeliest}"
    second = int(np.argsort(answer.probabilities)[-2])
    rest = f"{answer.classes[second]} {output.percent(answer.probabilities[second], 1)}"
    label = f"{answer.label}{UNREADABLE}" if answer.in_doubt else answer.label
    return f"{label:6}  {output.percent(answer.confidence, 1):>10}  {rest}"

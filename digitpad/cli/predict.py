"""`digitpad predict`: what the drawings of files are, a line each. Imports ink, library and learn."""

from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitpad.cli import output
from digitpad.cli.batch import Batch
from digitpad.core.errors import ImageError, InkError
from digitpad.core.records import DIGITS, Answer, Reading, Refusal
from digitpad.evaluation.named_recognizer import Recognizer
from digitpad.ink import input_files
from digitpad.ink.file_kinds import Kind
from digitpad.ink.ink import Ink
from digitpad.ink.input_files import Member, Shown
from digitpad.ink.numbers import UNREADABLE, Box


def predict(chosen: Namespace) -> int:
    """Prints a line for each drawing as it is read; what cannot be read is reported in its turn, and costs no other."""
    recognizer = Recognizer(chosen.model)
    table, batch = _Table(chosen, recognizer), Batch()
    paths = [Path(name) for name in batch.named(chosen.files)]
    digits = recognizer.card.classes == DIGITS
    for member in batch.good(input_files.read_all(paths, digits=digits, decoder=_decoded)):
        with batch.attempt():
            try:
                table.show(member)
            except InkError as error:  # of which drawing it speaks, only the file's reader knows
                raise InkError(f"{member.key}: {error.message}", error.hint) from error
    return batch.code


def _decoded(content: bytes, kind: Kind) -> NDArray[np.uint8] | None:
    from digitpad.ui.common import qt_pictures  # Qt comes with it, which few files need

    return qt_pictures.decode(content, kind)


class _Table:
    """The answers as they come: JSON objects, or a table whose first column is as wide as the files' names."""

    def __init__(self, chosen: Namespace, recognizer: Recognizer) -> None:
        self._chosen, self._recognizer = chosen, recognizer
        self._width = 0 if chosen.json else max(len(Path(name).name) for name in chosen.files)
        self._begun = chosen.json

    def show(self, member: Member) -> None:
        key = member.key
        if not self._begun:
            self._width = max(self._width, len(key))
            output.line(f"{'drawing'.ljust(self._width)}  answer  confidence  next")
            self._begun = True
        key = key.ljust(self._width)
        if self._chosen.numbers:
            _print_number(self._chosen, self._recognizer, key, member.drawn)
            return
        drawn = member.drawn
        answer = (
            self._recognizer.recognize(drawn)
            if isinstance(drawn, Ink)
            else self._recognizer.recognize_glyph(drawn.glyph, drawn.line)
        )
        if self._chosen.json:
            output.json_line(row(member.key, answer))
        else:
            output.line(f"{key}  {in_words(answer)}")


def row(key: str, answer: Answer) -> dict[str, object]:
    """One answer under the contract's names: `answer` is null where the drawing is not a digit."""
    return {
        "key_id": key,
        "answer": answer.label or None,
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
        "confidence": round(reading.confidence, 6),
        "nearest": "".join(str(digit["nearest"]) for digit in digits) or None,
        "refused": None if whole else next((digit["refused"] for digit in digits if digit["refused"]), answer.refused),
        "text": reading.text,
        "digits": digits,
    }


def _print_number(chosen: Namespace, recognizer: Recognizer, key: str, drawn: Ink | Shown) -> None:
    """A drawing or a picture read as a number, digits side by side; boxes in the ink's unit or the file's pixels."""
    if isinstance(drawn, Ink):
        answer, reading = recognizer.recognize(drawn), recognizer.read(drawn)
    else:
        answer = recognizer.recognize_glyph(drawn.glyph)
        reading = _number(recognizer, drawn)
    if chosen.json:
        output.json_line(number_row(key, answer, reading))
        return
    each = ", ".join(
        f"{digit.answer.label or UNREADABLE} {output.percent(digit.answer.confidence, 1)}" for digit in reading.digits
    )
    output.line(f"{key}  {reading.text or '-':6}  {output.percent(reading.confidence, 1):>10}  {each}")


def in_words(answer: Answer) -> str:
    """One answer as the columns answer, confidence, next: the refusal's reason, or the second likeliest class."""
    if answer.refused is Refusal.SEVERAL:
        return f"{'-':6}  {'':10}  {answer.refused}; --numbers reads them as one number"
    if answer.digit is None:
        likeliest = "" if answer.nearest is None else f"; nearest is {answer.classes[answer.nearest]}"
        return f"{'-':6}  {output.percent(answer.confidence, 1):>10}  {answer.refused}{likeliest}"
    second = int(np.argsort(answer.probabilities)[-2])
    rest = f"{answer.classes[second]} {output.percent(answer.probabilities[second], 1)}"
    return f"{answer.label:6}  {output.percent(answer.confidence, 1):>10}  {rest}"


def _number(recognizer: Recognizer, shown: Shown) -> Reading:
    """The number on a picture; no digits where nothing is on it."""
    try:
        found = recognizer.read_picture(shown.grey, shown.light_ink)
    except ImageError:  # an image set may hold blank pictures, which have a line all the same
        return Reading()
    return replace(found, digits=tuple(replace(one, box=_scaled(one.box, shown.scale)) for one in found.digits))


def _scaled(box: Box, by: float) -> Box:
    left, top, right, bottom = box
    return by * left, by * top, by * right, by * bottom

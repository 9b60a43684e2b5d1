"""`digitpad predict`: what the drawings of files are, a line each. Imports ink, library and learn."""

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitpad.cli import output
from digitpad.errors import ImageError, InkError
from digitpad.ink import files, pictures
from digitpad.ink.glyph import Picture
from digitpad.ink.ink import Ink
from digitpad.ink.numbers import UNREADABLE, Box
from digitpad.library import image_sets, images
from digitpad.library.recognizer import Recognizer
from digitpad.records import DIGITS, Answer, Reading

INK_SUFFIXES = (".ndjson", ".jsonl", ".gz")
IN_FOLDERS = (".ndjson", ".ndjson.gz", ".jsonl", ".jsonl.gz", ".npz", *images.SUFFIXES)


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A picture: the glyph found in it, its grey pixels, and how many of the file's own pixels one of them is."""

    glyph: Picture
    grey: NDArray[np.uint8]
    scale: float = 1.0
    light_ink: bool | None = None


def predict(chosen: Namespace) -> int:
    """Reads all files first, so that a broken one costs no half of an answer; then prints a line for each drawing."""
    recognizer = Recognizer(chosen.model)
    digits = recognizer.card.classes == DIGITS
    drawings = [drawing for name in chosen.files for drawing in drawings_of(Path(name), digits)]
    if not chosen.json:
        width = max(len(key) for key, _ in drawings)
        output.line(f"{'drawing'.ljust(width)}  answer  confidence  next")
    for key, drawn in drawings:
        if chosen.numbers:
            _print_number(chosen, recognizer, key.ljust(0 if chosen.json else width), drawn)
            continue
        answer = recognizer.recognize(drawn) if isinstance(drawn, Ink) else recognizer.recognize_glyph(drawn.glyph)
        if chosen.json:
            output.json_line(row(key, answer))
        else:
            output.line(f"{key.ljust(width)}  {in_words(answer)}")
    return 0


def drawings_of(path: Path, digits: bool = True) -> Iterator[tuple[str, Ink | Shown]]:
    """A file's drawings as (key_id, ink), its pictures as (file name, Shown); all of a folder's files, by name.

    digits: what the model knows; one of other things is shown an image set's 28x28 pictures as they stand.
    Raises InkError, ImageError, DatasetError.
    """
    if path.is_dir():
        for file in _in_folder(path):
            yield from drawings_of(file, digits)
    elif path.suffix.lower() == ".npz":
        found = image_sets.read(path)
        for number, picture in enumerate(found.x):
            glyph = image_sets.glyph(picture) if digits or found.plain is None else picture / np.float32(255)
            yield f"{path.name}:{number}", Shown(glyph, picture, light_ink=True)
    elif _holds_ink(path):
        for drawing in files.read(path):
            yield drawing.key_id, drawing.ink
    else:
        yield path.name, _shown(path)


def _in_folder(folder: Path) -> list[Path]:
    """Its ink files, pictures and image sets, in the order of their names; other files and folders are passed over."""
    try:
        found = [path for path in folder.iterdir() if path.name.lower().endswith(IN_FOLDERS) and path.is_file()]
    except OSError as error:
        raise ImageError(f"{folder} could not be read: {error.strerror}.", "Check the folder's rights.") from error
    if not found:
        raise ImageError(f"{folder} holds neither pictures nor ink files.", "Name a folder with PNG or ndjson files.")
    return sorted(path for path in found if not path.name.startswith("."))


def row(key: str, answer: Answer) -> dict[str, object]:
    """One answer under the contract's names: `answer` is null where the drawing is not a digit."""
    return {
        "key_id": key,
        "answer": answer.label or None,
        "confidence": round(answer.confidence, 6),
        "probabilities": [round(share, 6) for share in answer.probabilities],
        "nearest": None if answer.nearest is None else answer.classes[answer.nearest],
        "refused": answer.refused or None,
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


def _shown(path: Path) -> Shown:
    try:
        grey = images.load(path)
        return Shown(pictures.from_array(grey), grey, images.longer_side(path) / max(grey.shape))
    except ImageError as error:
        named = str(path) in error.message
        raise error if named else ImageError(f"{path}: {error.message}", error.hint) from error


def _holds_ink(path: Path) -> bool:
    """By the name, or where that says nothing, by the first bytes: gzip or a JSON object are ink."""
    if path.name.lower().endswith(INK_SUFFIXES):
        return True
    if path.suffix.lower() in images.SUFFIXES:
        return False
    try:
        with path.open("rb") as file:
            first = file.read(64).lstrip()
    except OSError as error:
        raise InkError(f"{path} could not be read: {error.strerror}.", "Check the name and the rights.") from error
    return first.startswith((b"{", files.GZIP_MAGIC))

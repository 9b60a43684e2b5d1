"""From ink or glyph to answer: one model, ready to be asked. Imports torch, ink, records and architectures.

Probabilities are the softmax over the classes' logits, divided by the card's temperature. A net with one output more
than classes knows "not a digit": then 1 minus that output's probability (softmax over all logits, temperature apart)
says how surely it is a digit, and below the card's threshold the drawing is refused. Other nets refuse as "unsure" what
their likeliest class is less probable for than the threshold.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from digitpad.core.errors import ModelError
from digitpad.core.records import Answer, Card, Reading, Refusal
from digitpad.ink import numbers, several_digits
from digitpad.ink.glyph import SIZE, glyph
from digitpad.ink.ink import Ink
from digitpad.ink.pictures import picture_numbers
from digitpad.ink.pictures.picture_numbers import DigitLine
from digitpad.learn import device, networks
from digitpad.learn.networks import Net, fused
from digitpad.models.cards import OpenModel

TICK_EXTENT = 12.0  # pixels of a canvas: a smaller drawing is a slip of the pen
TICK_POINTS = 12  # but ink in some other unit may be small and rich in points
BATCH = 500

Floats = NDArray[np.float64]


class CardRecognizer:
    """A model that answers. Thread-safe; each answer is made on the caller's thread, which needs no other.

    `weights` maps the net's names to arrays. Raises ModelError where they do not fit the card or are no numbers, and
    UnknownNameError for an unknown architecture.
    """

    def __init__(self, card: Card, weights: Mapping[str, ArrayLike]) -> None:
        self.card = card
        self._classes = len(card.classes)
        self._net = fused(checked_net(card, weights))

    @classmethod
    def of(cls, model: OpenModel) -> "CardRecognizer":
        """The recognizer of a model that was opened."""
        return cls(model.card, model.weights)

    def recognize(self, ink: Ink, picture: NDArray[np.float32] | None = None, threshold: float | None = None) -> Answer:
        """The answer to a drawing; refused if it is empty, a dot, a slip of the pen, or several digits side by side.

        `picture`: the ink's glyph, from whoever has made it already; asking six models then draws it once.
        `threshold`: refuses below this instead of the card's own.
        """
        drawn = glyph(ink) if picture is None else picture
        if is_too_small(ink):
            return self._answer(drawn[None], threshold, Refusal.TOO_SMALL)[0]
        answer = self._answer(drawn[None], threshold)[0]
        boxes = numbers.stroke_boxes(ink)
        return several_digits.unless_several(answer, boxes, lambda: self.read(ink, threshold=threshold))

    def read(
        self, ink: Ink, draw: Callable[[Ink], NDArray[np.float32]] = glyph, threshold: float | None = None
    ) -> Reading:
        """The number that an ink of digits side by side is. `draw` makes each digit's glyph."""

        def judge(pictures: list[NDArray[np.float32]]) -> list[Answer]:
            return self._answer(np.stack(pictures), threshold)

        return numbers.read(ink, judge, draw)

    def read_picture(
        self, picture: NDArray[Any], light_ink: bool | None = None, threshold: float | None = None
    ) -> Reading:
        """The number on a (height, width) picture with digits side by side. Raises ImageError for a blank one."""
        return self.read_line(picture_numbers.line_on(picture, light_ink=light_ink), threshold)

    def read_line(self, line: DigitLine, threshold: float | None = None) -> Reading:
        """The number that a picture's marks are, which `pictures_numbers.line_on` has found."""

        def judge(glyphs: list[NDArray[np.float32]]) -> list[Answer]:
            return self._answer(np.stack(glyphs), threshold)

        return picture_numbers.read_line(line, judge)

    def recognize_glyph(
        self, picture: ArrayLike, threshold: float | None = None, line: DigitLine | None = None
    ) -> Answer:
        """The answer to one (28, 28) glyph in [0, 1]. Raises ModelError for another shape or values.

        `line`: all that stands on the picture that the glyph was found on; several digits there are refused.
        """
        answer = self.recognize_glyphs(np.asarray(picture, np.float32)[None], threshold)[0]
        if line is None:
            return answer
        return several_digits.unless_several(answer, line.boxes, lambda: self.read_line(line, threshold))

    def recognize_glyphs(self, pictures: ArrayLike, threshold: float | None = None) -> list[Answer]:
        """The answers to (N, 28, 28) glyphs in [0, 1]. Raises ModelError for another shape or values."""
        return self._answer(_checked(pictures), threshold)

    def probabilities(self, pictures: ArrayLike) -> tuple[Floats, NDArray[np.bool_]]:
        """For (N, 28, 28) glyphs: the classes' probabilities (N, classes) and whether each is answered, (N,) bool."""
        batch = _checked(pictures)
        table, sure = self._read(batch)
        return table, (sure >= self.card.threshold) & batch.any(axis=(1, 2))

    def logits(self, pictures: ArrayLike) -> NDArray[np.float32]:
        """For (N, 28, 28) glyphs in [0, 1]: the net's raw outputs (N, classes), one more for "not a digit"."""
        return self._logits(_checked(pictures))

    def _logits(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        if not len(batch):
            return np.empty((0, self._classes + self.card.reject), np.float32)
        x = torch.from_numpy(batch).unsqueeze(1)
        with device.using_threads(1), torch.inference_mode():
            parts = [self._net(x[start : start + BATCH]).numpy() for start in range(0, len(x), BATCH)]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def sureness(self, pictures: ArrayLike) -> Floats:
        """For (N, 28, 28) glyphs: how surely each is of any class, (N,): what a threshold is compared with."""
        return self._read(_checked(pictures))[1]

    def _read(self, batch: NDArray[np.float32]) -> tuple[Floats, Floats]:
        """Probabilities (N, classes), and how surely each is of any class, (N,)."""
        logits = self._logits(batch).astype(np.float64)
        table = _softmax(logits[:, : self._classes] / self.card.temperature)
        sure = 1 - _softmax(logits)[:, self._classes] if self.card.reject else table.max(axis=1)
        return table, sure

    def _answer(
        self, batch: NDArray[np.float32], threshold: float | None, refusal: Refusal | None = None
    ) -> list[Answer]:
        """The answers to glyphs; all refused where there is a `refusal`."""
        table, sure = self._read(batch)
        refused = sure < (self.card.threshold if threshold is None else threshold)
        best, drawn = table.argmax(axis=1), np.asarray(batch.any(axis=(1, 2)))
        weak = Refusal.NOT_A_DIGIT if self.card.reject else Refusal.UNSURE
        answers = []
        for row in range(len(batch)):
            if not drawn[row]:
                answers.append(self._nothing())
                continue
            why = refusal or (weak if refused[row] else None)
            digit = int(best[row])
            answers.append(
                Answer(
                    None if why else digit, float(table[row, digit]), tuple(table[row].tolist()), digit, why,
                    self.card.classes, self.card.id, float(sure[row]),
                )
            )  # fmt: skip
        return answers

    def _nothing(self) -> Answer:
        """The answer to an empty drawing: no class is likelier than another."""
        share = 1 / self._classes
        return Answer(None, 0.0, (share,) * self._classes, None, Refusal.EMPTY, self.card.classes, self.card.id)


def is_too_small(ink: Ink) -> bool:
    """Whether the ink is a dot, or a tick of a few points within a few pixels of a canvas: a slip, not a digit.

    Ink in other units (a box of 1x1, say) may be as small and still a digit: its points are no whole, half or quarter
    pixels, or it has many of them.
    """
    if not ink:
        return False
    if ink.extent == 0:
        return True
    if ink.extent >= TICK_EXTENT or sum(map(len, ink.strokes)) > TICK_POINTS:
        return False
    return all(np.array_equal(stroke * 4, np.round(stroke * 4)) for stroke in ink.strokes)


def checked_net(card: Card, weights: Mapping[str, ArrayLike]) -> Net:
    """The card's net with these weights, checked."""
    net = networks.build_for(card.plan, len(card.classes) + card.reject)
    wanted = net.state_dict()
    wrong = sorted(set(wanted) ^ set(weights))
    if wrong:
        raise _misfit(card, f"{'lack' if wrong[0] in wanted else 'have an unknown'} {wrong[0]!r}")
    for name, value in weights.items():
        array = np.asarray(value)
        if array.shape == (1,) and wanted[name].ndim == 0:
            array = array.reshape(())  # as earlier versions wrote a single number
        if array.shape != tuple(wanted[name].shape):
            raise _misfit(card, f"have {name!r} of shape {array.shape} instead of {tuple(wanted[name].shape)}")
        if not np.isfinite(array).all():
            raise _misfit(card, f"have values in {name!r} that are no numbers")
        wanted[name].copy_(torch.from_numpy(np.array(array)))
    if not (np.isfinite(card.temperature) and card.temperature > 0):
        raise ModelError(f"The model {card.id!r} has the temperature {card.temperature}.", "It should be positive.")
    return net.eval().requires_grad_(False)


def _misfit(card: Card, what: str) -> ModelError:
    return ModelError(f"The weights of the model {card.id!r} {what}.", "Delete the model, or train it again.")


def _checked(pictures: ArrayLike) -> NDArray[np.float32]:
    batch = np.ascontiguousarray(pictures, np.float32)
    if batch.ndim != 3 or batch.shape[1:] != (SIZE, SIZE):
        raise ModelError(
            f"Glyphs should be ({SIZE}, {SIZE}), got an array of shape {batch.shape}.", "Make them by glyph()."
        )
    if batch.size and not (batch.min() >= 0 and batch.max() <= 1):  # NaN fails this as well
        raise ModelError("A glyph has values outside [0, 1].", "Divide bytes by 255.")
    return batch if batch.flags.writeable else batch.copy()


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float64)

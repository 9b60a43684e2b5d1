"""From ink or glyph to answer: one model, ready to be asked. Imports torch, ink, records and architectures.

A model may have two branches, for the glyph and for the pen's path; its logits are then the weighted mean of both
branches' log-softmaxes. A picture has no path, and is read by the glyph branch alone.

Probabilities are the softmax over the classes' logits, divided by the card's temperature. A net with one output more
than classes knows "not a digit": then 1 minus that output's probability (softmax over all logits, temperature apart)
says how surely it is a digit, and below the card's threshold the drawing is refused. A prediction is in doubt where its
class is less probable than the card's `doubt`; of other nets, than the threshold.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from digitpad.core.errors import ModelError
from digitpad.core.language import tr
from digitpad.core.layer_trace import BOTH, NONE_OFF, LayerTrace, Units
from digitpad.core.records import PATH_PREFIX, Answer, Card, Reading, Refusal
from digitpad.ink import numbers, several_digits
from digitpad.ink.glyph import SIZE, glyph, length
from digitpad.ink.ink import Ink
from digitpad.ink.path import Path, path
from digitpad.ink.path import checked as checked_paths
from digitpad.ink.pictures import picture_numbers
from digitpad.ink.pictures.picture_numbers import DigitLine
from digitpad.learn import activations, device, graph_net, networks, path_network
from digitpad.learn.fast.fused_net import fused, fused_path
from digitpad.learn.graph_net import GraphNet
from digitpad.learn.networks import Net
from digitpad.learn.path_network import PathNet
from digitpad.models.cards import OpenModel, layered

TICK_EXTENT = 6.0  # pixels of a canvas, the longer side of what may be a slip of the pen
TICK_LENGTH = 8.0  # pixels that the pen went at most: on a coarse tablet digits of ten units are written
TICK_POINTS = 12  # but ink in some other unit may be small and rich in points
BATCH = 500

Floats = NDArray[np.float64]
Sight = tuple[NDArray[np.float32], Path | None]  # a glyph, and the path of the ink that it was drawn from


class CardRecognizer:
    """A model that answers. Thread-safe; each answer is made on the caller's thread, which needs no other.

    `weights` maps the net's names to arrays. Raises ModelError where they do not fit the card or are no numbers, and
    UnknownNameError for an unknown architecture.
    """

    def __init__(self, card: Card, weights: Mapping[str, ArrayLike]) -> None:
        self.card = card
        self._classes = len(card.classes)
        self._net = fused(checked_net(card, weights)) if card.graph is None else GraphNet(card, weights)
        self._path_net = fused_path(checked_path_net(card, weights)) if card.takes_path else None

    @classmethod
    def of(cls, model: OpenModel) -> "CardRecognizer":
        """The recognizer of a model that was opened."""
        return cls(model.card, model.weights)

    def recognize(
        self,
        ink: Ink,
        picture: NDArray[np.float32] | None = None,
        threshold: float | None = None,
        *,
        with_path: bool = True,
    ) -> Answer:
        """The answer to a drawing; refused if it is empty, a dot, a slip of the pen, or several digits side by side.

        `picture`: the ink's glyph, from whoever has made it already; asking six models then draws it once.
        `threshold`: refuses below this instead of the card's own. `with_path`: off, the glyph alone is looked at.
        """
        drawn = glyph(ink) if picture is None else picture
        paths = path(ink)[None] if self.card.takes_path and with_path else None
        if is_too_small(ink):
            return self._answer(drawn[None], paths, threshold, Refusal.TOO_SMALL)[0]
        answer = self._answer(drawn[None], paths, threshold)[0]
        boxes = numbers.stroke_boxes(ink)
        return several_digits.unless_several(answer, boxes, lambda: self.read(ink, threshold=threshold))

    def read(
        self, ink: Ink, draw: Callable[[Ink], NDArray[np.float32]] = glyph, threshold: float | None = None
    ) -> Reading:
        """The number that an ink of digits side by side is. `draw` makes each digit's glyph."""

        def judge(sights: list[Sight]) -> list[Answer]:
            paths = [way for _, way in sights if way is not None]
            return self._answer(np.stack([seen for seen, _ in sights]), np.stack(paths) if paths else None, threshold)

        def shown(part: Ink) -> Sight:
            return draw(part), path(part) if self.card.takes_path else None

        return numbers.read(ink, judge, shown)

    def read_picture(
        self, picture: NDArray[Any], light_ink: bool | None = None, threshold: float | None = None
    ) -> Reading:
        """The number on a (height, width) picture with digits side by side. Raises ImageError for a blank one."""
        return self.read_line(picture_numbers.line_on(picture, light_ink=light_ink), threshold)

    def read_line(self, line: DigitLine, threshold: float | None = None) -> Reading:
        """The number that a picture's marks are, which `pictures_numbers.line_on` has found."""

        def judge(glyphs: list[NDArray[np.float32]]) -> list[Answer]:
            return self._answer(np.stack(glyphs), None, threshold)

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
        return self._answer(_checked(pictures), None, threshold)

    def probabilities(self, pictures: ArrayLike, paths: Path | None = None) -> tuple[Floats, NDArray[np.bool_]]:
        """For (N, 28, 28) glyphs: the classes' probabilities (N, classes) and whether each is answered, (N,) bool.

        `paths` (N, 9, 72): of the ink behind them; None: there are only pictures. A model that takes none ignores them.
        """
        batch = _checked(pictures)
        table, sure = self._read(batch, self._checked_paths(paths, len(batch)))
        answered = np.asarray(batch.any(axis=(1, 2)), np.bool_)
        if self.card.reject:
            answered &= sure >= self.card.rules(with_path=paths is not None).threshold
        return table, answered

    def logits(self, pictures: ArrayLike, paths: Path | None = None) -> NDArray[np.float32]:
        """For (N, 28, 28) glyphs in [0, 1]: the raw outputs (N, classes), one more for "not a digit".

        With (N, 9, 72) `paths`, a model of two inputs gives the mean of both branches' log-softmaxes.
        """
        batch = _checked(pictures)
        return self._logits(batch, self._checked_paths(paths, len(batch)))

    def traced(self, picture: ArrayLike, off: Units = NONE_OFF, ink: Ink | None = None) -> tuple[LayerTrace, ...]:
        """What each layer of the glyph's network makes of one (28, 28) glyph in [0, 1], with these units set to zero.

        `ink`: what the glyph is of; of a model of two inputs the layers of the path's network follow, and both.
        """
        glyph = _checked(np.asarray(picture, np.float32)[None])[0]
        if isinstance(self._net, GraphNet):
            return activations.ends(glyph, _softmax(self._logits(glyph[None], None).astype(np.float64))[0])
        seen = activations.traced(self._net, glyph, off)
        if self._path_net is None or ink is None:
            return seen
        walked = activations.path_traced(self._path_net, path(ink))
        logs = [graph_net.logits(each[-1].values[None], None, probabilities=True) for each in (seen, walked)]
        both = np.exp(_log_softmax(fusion(logs[0], logs[1], self.card.fusion)))[0]
        return (*seen, *walked, LayerTrace(words=BOTH, values=np.asarray(both, np.float32)))

    def path_logits(self, paths: Path) -> NDArray[np.float32]:
        """For (N, 9, 72) paths: the path branch's raw outputs, (N, classes + 1). Raises ModelError without one."""
        if self._path_net is None:
            raise ModelError(
                tr("The model {id!r} does not look at the pen's path.", id=self.card.id), tr("Ask one with two inputs.")
            )
        return _batched(self._path_net, checked_paths(paths))

    def _checked_paths(self, paths: Path | None, count: int) -> Path | None:
        """The paths, where there are any and the model looks at them. Raises ModelError for another number."""
        if paths is None or self._path_net is None:
            return None
        if len(paths) != count:
            raise ModelError(
                tr("There are {count} glyphs and {count_2} paths.", count=count, count_2=len(paths)),
                tr("Each drawing has one of both."),
            )
        return checked_paths(paths)

    def _logits(self, batch: NDArray[np.float32], paths: Path | None) -> NDArray[np.float32]:
        if not len(batch):
            return np.empty((0, self._classes + self.card.reject), np.float32)
        seen = _batched(self._net, batch[:, None])
        if paths is None or self._path_net is None:
            return seen
        return fusion(seen, _batched(self._path_net, paths), self.card.fusion)

    def sureness(self, pictures: ArrayLike, paths: Path | None = None) -> Floats:
        """For (N, 28, 28) glyphs: how surely each is of any class, (N,): what a threshold is compared with."""
        batch = _checked(pictures)
        return self._read(batch, self._checked_paths(paths, len(batch)))[1]

    def _read(self, batch: NDArray[np.float32], paths: Path | None) -> tuple[Floats, Floats]:
        """Probabilities (N, classes), and how surely each is of any class, (N,)."""
        logits = self._logits(batch, paths).astype(np.float64)
        table = _softmax(logits[:, : self._classes] / self.card.rules(with_path=paths is not None).temperature)
        sure = 1 - _softmax(logits)[:, self._classes] if self.card.reject else table.max(axis=1)
        return table, sure

    def _answer(
        self,
        batch: NDArray[np.float32],
        paths: Path | None,
        threshold: float | None,
        refusal: Refusal | None = None,
    ) -> list[Answer]:
        """The answers to glyphs; all refused where there is a `refusal`."""
        table, sure = self._read(batch, paths)
        rules = self.card.rules(with_path=paths is not None)
        least = rules.threshold if threshold is None else threshold
        refused = self.card.reject & (sure < least)
        doubted = table.max(axis=1) < (rules.doubt if self.card.reject else least)
        none = Refusal.NONE_OF_THESE if self.card.own_classes else Refusal.NOT_A_DIGIT
        best, drawn = table.argmax(axis=1), np.asarray(batch.any(axis=(1, 2)))
        answers = []
        for row in range(len(batch)):
            if not drawn[row]:
                answers.append(self._nothing())
                continue
            why = refusal or (none if refused[row] else None)
            digit = int(best[row])
            answers.append(
                Answer(
                    None if why else digit, float(table[row, digit]), tuple(table[row].tolist()), digit, why,
                    self.card.classes, self.card.id, float(sure[row]), in_doubt=not why and bool(doubted[row]),
                )
            )  # fmt: skip
        return answers

    def _nothing(self) -> Answer:
        """The answer to an empty drawing: no class is likelier than another."""
        share = 1 / self._classes
        return Answer(None, 0.0, (share,) * self._classes, None, Refusal.EMPTY, self.card.classes, self.card.id)


def is_too_small(ink: Ink) -> bool:
    """Whether the ink is a dot, or a short tick of a few points within a few pixels of a canvas: a slip, not a digit.

    Ink in other units (a box of 1x1, say) may be as small and still a digit: its points are no whole, half or quarter
    pixels, or it has many of them. Whoever knows the canvas can ask for more.
    """
    if not ink:
        return False
    if ink.extent == 0:
        return True
    if ink.extent >= TICK_EXTENT or sum(map(len, ink.strokes)) > TICK_POINTS:
        return False
    if sum(map(length, ink.strokes)) >= TICK_LENGTH:
        return False
    return all(np.array_equal(stroke * 4, np.round(stroke * 4)) for stroke in ink.strokes)


def fusion(glyph_logits: NDArray[np.float32], path_logits: NDArray[np.float32], weight: float) -> NDArray[np.float32]:
    """The mean of both branches' log-softmaxes, the path's with this weight: (N, outputs) each, and what comes out."""
    seen, walked = _log_softmax(glyph_logits), _log_softmax(path_logits)
    return np.asarray((1 - weight) * seen + weight * walked, np.float32)


def checked_net(card: Card, weights: Mapping[str, ArrayLike]) -> Net:
    """The card's net of the glyph with these weights, checked; of a model of two inputs, that branch."""
    layered(card)
    net = networks.build_for(card.plan, len(card.classes) + card.reject)
    _fill(card, net, {name: value for name, value in weights.items() if not _of_path(card, name)})
    for rules in (card.rules(with_path=True), card.rules(with_path=False)):
        if not (np.isfinite(rules.temperature) and rules.temperature > 0):
            raise ModelError(
                tr("The model {id!r} has the temperature {temperature}.", id=card.id, temperature=rules.temperature),
                tr("It should be positive."),
            )
    return net.eval().requires_grad_(False)


def checked_path_net(card: Card, weights: Mapping[str, ArrayLike]) -> PathNet:
    """The path branch of a card of two inputs with these weights, checked."""
    net = path_network.build(len(card.classes) + card.reject)
    own = {name.removeprefix(PATH_PREFIX): value for name, value in weights.items() if _of_path(card, name)}
    _fill(card, net, own)
    return net.eval().requires_grad_(False)


def _of_path(card: Card, name: str) -> bool:
    return card.takes_path and name.startswith(PATH_PREFIX)


def _fill(card: Card, net: Net | PathNet, weights: Mapping[str, ArrayLike]) -> None:
    """Gives the net these weights. Raises ModelError where they are another net's."""
    wanted = net.state_dict()
    wrong = sorted(set(wanted) ^ set(weights))
    if wrong:
        lacking, unknown = tr("lack {name!r}", name=wrong[0]), tr("have an unknown {name!r}", name=wrong[0])
        raise _misfit(card, lacking if wrong[0] in wanted else unknown)
    for name, value in weights.items():
        array = np.asarray(value)
        if array.shape == (1,) and wanted[name].ndim == 0:
            array = array.reshape(())  # as earlier versions wrote a single number
        if array.shape != tuple(wanted[name].shape):
            raise _misfit(
                card,
                tr(
                    "have {name!r} of shape {shape} instead of {wanted_shape}",
                    name=name,
                    shape=array.shape,
                    wanted_shape=tuple(wanted[name].shape),
                ),
            )
        if not np.isfinite(array).all():
            raise _misfit(card, tr("have values in {name!r} that are no numbers", name=name))
        wanted[name].copy_(torch.from_numpy(np.array(array)))


def _misfit(card: Card, what: str) -> ModelError:
    return ModelError(
        tr("The weights of the model {id!r} {what}.", id=card.id, what=what), tr("Delete the model, or train it again.")
    )


def _checked(pictures: ArrayLike) -> NDArray[np.float32]:
    batch = np.ascontiguousarray(pictures, np.float32)
    if batch.ndim != 3 or batch.shape[1:] != (SIZE, SIZE):
        raise ModelError(
            tr("Glyphs should be ({size}, {size}), got an array of shape {shape}.", size=SIZE, shape=batch.shape),
            tr("Make them by glyph()."),
        )
    if batch.size and not (batch.min() >= 0 and batch.max() <= 1):  # NaN fails this as well
        raise ModelError(tr("A glyph has values outside [0, 1]."), tr("Divide bytes by 255."))
    return batch if batch.flags.writeable else batch.copy()


def _batched(net: Net | PathNet | GraphNet, x: NDArray[np.float32]) -> NDArray[np.float32]:
    """What the net makes of (N, ...) inputs: (N, outputs)."""
    given = torch.from_numpy(x)
    with device.using_threads(1), torch.inference_mode():
        parts = [net(given[start : start + BATCH]).numpy() for start in range(0, max(len(given), 1), BATCH)]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _log_softmax(logits: NDArray[np.float32]) -> Floats:
    away = logits.astype(np.float64) - logits.max(axis=1, keepdims=True)
    return np.asarray(away - np.log(np.exp(away).sum(axis=1, keepdims=True)), np.float64)


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float64)

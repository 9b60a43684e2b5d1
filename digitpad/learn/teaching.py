"""Teaching: the last layers of a model's branches fine-tuned on somebody's drawings, with rehearsal. Imports torch.

Drawings are varied as in training. In each batch they stand beside examples of what the model knows already, on which
the copy shall say what the original says (rehearsal by distillation: Li & Hoiem 2016, Buzzega et al. 2020), so that it
forgets little. The first layers stay as they are: what they make of every example is worked out once, for all folds.
Batch normalisation keeps its statistics, and dropout is off. All randomness follows from the seed.
"""

import copy
import math
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  as everybody calls it
from numpy.typing import NDArray
from torch import Tensor, nn

from digitpad.core.records import PATH_PREFIX, Card
from digitpad.ink.glyph import PEN_WIDTH, glyphs
from digitpad.ink.ink import Ink
from digitpad.ink.path import Path, path
from digitpad.ink.perturb import Variation, varied
from digitpad.learn import card_recognizer, checkpoint, device
from digitpad.learn.fast import fused_net
from digitpad.learn.networks import Net
from digitpad.learn.path_network import PathNet
from digitpad.learn.seeds import derived
from digitpad.models.cards import OpenModel, Weights

BACK = (0.75, 0.5, 0.25, 0.0)  # of the way from the original's weights, that are tried where the whole forgets too much
FORGOTTEN = 0.002  # share of the guard that a copy may get wrong beyond the original
SLICE = 50  # drawings that are drawn at once
BATCH = 100  # examples that go through layers at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """How much is taught; tests/benchmarks/teaching.py measures it."""

    steps: int = 60
    rate: float = 1e-3  # of Adam, falling to 0 along a cosine
    own: int = 16  # drawings in a batch
    rehearsed: int = 48  # other examples in a batch
    layers: int = 2  # the last ones with weights, which learn
    smoothing: float = 0.05  # of the drawings' labels


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Examples:
    """Glyphs (N, 28, 28) float32 in [0, 1], their labels (N,) and, where all were drawn, their paths (N, 9, 72)."""

    glyphs: NDArray[np.float32]
    labels: NDArray[np.int64]
    paths: Path | None = None

    def __len__(self) -> int:
        return len(self.labels)

    def of(self, rows: NDArray[np.bool_]) -> "Examples":
        """Those of these rows."""
        paths = None if self.paths is None else self.paths[rows]
        return Examples(glyphs=self.glyphs[rows], labels=self.labels[rows], paths=paths)


def rendered(
    inks: Sequence[Ink], labels: Sequence[int], words: Sequence[str] | None, times: int, seed: int
) -> "Rendering":
    """Each ink varied `times` times, row by row: those of the first ink, then those of the next. No words: as it is."""
    if words is None:
        return Rendering([(ink, PEN_WIDTH) for ink in inks], np.asarray(labels, np.int64))
    rng = np.random.default_rng(derived(seed, "variations"))
    drawn = [varied(ink, rng, Variation(), word) for ink, word in zip(inks, words, strict=True) for _ in range(times)]
    return Rendering(drawn, np.repeat(np.asarray(labels, np.int64), times))


class Rendering:
    """Drawings that become examples slice by slice: iterate for the share done, then take `examples`."""

    def __init__(self, drawn: Sequence[tuple[Ink, float]], labels: NDArray[np.int64]) -> None:
        self._drawn, self._labels = drawn, labels
        self.examples: Examples | None = None

    def __iter__(self) -> Generator[float, None, None]:
        pictures, ways = [], []
        for start in range(0, len(self._drawn), SLICE):
            some = self._drawn[start : start + SLICE]
            pictures.append(glyphs([ink for ink, _ in some], [pen for _, pen in some]))
            ways += [path(ink) for ink, _ in some]
            yield min((start + SLICE) / len(self._drawn), 1.0)
        self.examples = Examples(glyphs=np.concatenate(pictures), labels=self._labels, paths=np.stack(ways))


class Teaching:
    """A copy of a model that can be taught again and again, each time from the original's weights.

    `own`: the varied drawings, `rehearsal`: what the model knows already; `drawn`: what of that has paths, for the path
    branch, which stays as it is where there is none. `guard`: more of what the glyph branch knows, never rehearsed:
    where the copy forgets too much of it, it goes back towards the original (Wortsman et al. 2022).
    """

    def __init__(
        self,
        model: OpenModel,
        own: Examples,
        rehearsal: Examples,
        drawn: Examples | None,
        dose: Dose,
        seed: int,
        guard: Examples | None = None,
    ) -> None:
        self._dose, self._seed = dose, seed
        self._labels = torch.from_numpy(own.labels)
        self._weights = dict(model.weights)
        card, glyph_net = model.card, card_recognizer.checked_net(model.card, model.weights)
        self._classes = len(card.classes)
        self._branches = [_Branch(glyph_net, "", own.glyphs[:, None], rehearsal.glyphs[:, None], dose, guard)]
        if card.takes_path and drawn is not None and drawn.paths is not None and own.paths is not None:
            path_net = card_recognizer.checked_path_net(card, model.weights)
            self._branches.append(_Branch(path_net, PATH_PREFIX, own.paths, drawn.paths, dose))

    def taught(self, rows: NDArray[np.bool_]) -> Generator[float, None, None]:
        """Teaches these rows of the own examples from the original on; gives the share done. `weights` has the end."""
        chosen = torch.from_numpy(np.flatnonzero(rows))
        for number, branch in enumerate(self._branches):
            for share in branch.learn(chosen, self._labels, derived(self._seed, "batches", number)):
                yield (number + share) / len(self._branches)

    def compared(self, examples: Examples) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which pictures (N,) of known classes the original gets right, and which the copy as it is now.

        As `right` has it, in half the time: the first layers are the same in both.
        """
        before, after = self._branches[0].compared(examples.glyphs[:, None])
        labels = torch.from_numpy(examples.labels)
        first, second = (logits[:, : self._classes].argmax(1) == labels for logits in (before, after))
        return first.numpy(), second.numpy()

    def weights(self) -> Weights:
        """The copy's weights as they are now, named as the model's."""
        made = dict(self._weights)
        for branch in self._branches:
            made |= branch.weights()
        return made


class _Branch:
    """One network with what its frozen layers make of all examples."""

    def __init__(
        self,
        net: Net | PathNet,
        prefix: str,
        own: NDArray[np.float32],
        known: NDArray[np.float32],
        dose: Dose,
        guard: Examples | None = None,
    ) -> None:
        self._net, self._prefix, self._dose = net, prefix, dose
        at = cut(net.body, dose.layers)
        self._head, self._tail = _frozen(net, at), net.body[at:]
        self._own, self._known = self._seen(own), self._seen(known)
        self._start = {name: value.clone() for name, value in self._tail.state_dict().items()}
        self._targets = self._logits(self._known).softmax(1)
        self._guard = None if guard is None else (self._seen(guard.glyphs[:, None]), torch.from_numpy(guard.labels))
        self._most_wrong = 0.0 if guard is None else self._wrong() + FORGOTTEN * len(guard)

    def learn(self, rows: Tensor, labels: Tensor, seed: int) -> Iterator[float]:
        dose = self._dose
        self._tail.load_state_dict(self._start)
        parameters = list(self._tail.parameters())
        for parameter in parameters:
            parameter.requires_grad_(True)
        optimizer = _Adam(parameters)
        generator = torch.Generator().manual_seed(seed)
        for step in range(dose.steps):
            with device.using_threads(1):  # with more, sums end in other digits
                own = rows[torch.randint(len(rows), (dose.own,), generator=generator)]
                known = torch.randint(len(self._known), (dose.rehearsed,), generator=generator)
                logits = self._tail(torch.cat([self._own[own], self._known[known]]))
                loss = _loss(logits, labels[own], self._targets[known], dose)
                gradients = torch.autograd.grad(loss, parameters)
                optimizer.step(gradients, dose.rate * 0.5 * (1 + math.cos(math.pi * step / dose.steps)))
            yield (step + 1) / dose.steps
        if self._guard is not None:
            self._go_back()

    @torch.no_grad()
    def _go_back(self) -> None:
        """Goes back towards the original, as little as keeps what the guard asks for."""
        taught = {name: value.clone() for name, value in self._tail.state_dict().items()}
        for share in BACK:
            if self._wrong() <= self._most_wrong:
                return
            mixed = {
                name: torch.lerp(self._start[name], value, share) if value.is_floating_point() else value
                for name, value in taught.items()
            }
            self._tail.load_state_dict(mixed)

    def _wrong(self) -> int:
        """How many of the guard's examples the network gets wrong now."""
        assert self._guard is not None  # noqa: S101  only asked where there is one
        seen, labels = self._guard
        return int((self._logits(seen).argmax(1) != labels).sum())

    def weights(self) -> Weights:
        return {
            f"{self._prefix}{name}": checkpoint.on_cpu(value).numpy() for name, value in self._net.state_dict().items()
        }

    @torch.no_grad()
    def _seen(self, x: NDArray[np.float32]) -> Tensor:
        """What the frozen layers make of it."""
        with device.using_threads(1):
            return torch.cat([self._head(some) for some in torch.split(torch.from_numpy(x), BATCH)])

    @torch.no_grad()
    def compared(self, x: NDArray[np.float32]) -> tuple[Tensor, Tensor]:
        """The logits (N, outputs) of the original, and of the copy as it is now."""
        seen, now = self._seen(x), {name: value.clone() for name, value in self._tail.state_dict().items()}
        self._tail.load_state_dict(self._start)
        before = self._logits(seen)
        self._tail.load_state_dict(now)
        return before, self._logits(seen)

    @torch.no_grad()
    def _logits(self, seen: Tensor) -> Tensor:
        with device.using_threads(1):
            return torch.cat([self._tail(some) for some in torch.split(seen, BATCH)])


def _frozen(net: Net | PathNet, at: int) -> Net | PathNet:
    """The layers below `at`, each batch normalisation worked into the convolution before it: a third faster."""
    if isinstance(net, Net):
        return fused_net.fused(Net(net.scale.kind, copy.deepcopy(net.body[:at])))
    return fused_net.fused_path(PathNet(copy.deepcopy(net.body[:at])))


class _Adam:
    """Adam (Kingma & Ba 2015) with the usual settings: torch's own loads its compiler first, for two CPU seconds."""

    def __init__(self, parameters: Sequence[Tensor]) -> None:
        self._parameters = parameters
        self._mean, self._square = ([torch.zeros_like(one) for one in parameters] for _ in range(2))
        self._steps = 0

    @torch.no_grad()
    def step(self, gradients: Sequence[Tensor], rate: float) -> None:
        """Moves the parameters by their gradients."""
        self._steps += 1
        once, twice = 1 - 0.9**self._steps, 1 - 0.999**self._steps
        for at, gradient, mean, square in zip(self._parameters, gradients, self._mean, self._square, strict=True):
            mean.lerp_(gradient, 0.1)
            square.mul_(0.999).addcmul_(gradient, gradient, value=0.001)
            at.addcdiv_(mean, square.div(twice).sqrt_().add_(1e-8), value=-rate / once)


def _loss(logits: Tensor, labels: Tensor, targets: Tensor, dose: Dose) -> Tensor:
    """Cross-entropy of the drawings, and of the rehearsal against what the original says, over all rows."""
    count = len(labels)
    own = F.cross_entropy(logits[:count], labels, label_smoothing=dose.smoothing, reduction="sum")
    if not len(targets):
        return own / count
    return (own + F.cross_entropy(logits[count:], targets, reduction="sum")) / (count + len(targets))


def cut(body: nn.Sequential, layers: int) -> int:
    """Where the last `layers` layers with weights of their own begin."""
    weighted = [at for at, module in enumerate(body) if isinstance(module, nn.Conv2d | nn.Linear)]
    return weighted[-min(layers, len(weighted))]


def right(card: Card, weights: Weights, examples: Examples) -> NDArray[np.bool_]:
    """Which examples (N,) a model with these weights gets right: its best class, or for "not a digit" its refusal."""
    if not len(examples):
        return np.zeros(0, bool)
    asked = card_recognizer.CardRecognizer(card, weights)
    table, answered = asked.probabilities(examples.glyphs, examples.paths if card.takes_path else None)
    other = examples.labels == len(card.classes)
    return np.asarray(np.where(other, ~answered, table.argmax(axis=1) == examples.labels), np.bool_)

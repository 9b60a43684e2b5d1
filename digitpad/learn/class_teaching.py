"""A model of somebody's own classes: a new last layer on a model's features, trained with the layer before it.

The first layers stay as they are: what they make of every example is worked out once, for all folds. Beside the
classes there is one output more, "none of these". It is taught with made drawings that look like none of the classes,
and with the mean of what two examples of different classes look like to the last layers: what lies between the classes
is none of them (Zhou et al. 2021, "Learning Placeholders for Open-Set Recognition"). Classes with few drawings are
shown more often than their share. From scratch, the network of the model's plan is trained whole, on glyphs alone: what
is learned elsewhere is left out. All randomness follows from the seed. Imports torch.
"""

import copy
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  as everybody calls it
from numpy.typing import NDArray
from torch import Tensor, nn

from digitpad.core.plans import Plan
from digitpad.core.records import DIGITS, PATH_PREFIX
from digitpad.learn import card_recognizer, checkpoint, device, networks
from digitpad.learn.card_recognizer import CardRecognizer
from digitpad.learn.class_examples import ClassExamples
from digitpad.learn.networks import Net
from digitpad.learn.path_network import PathNet
from digitpad.learn.seeds import derived
from digitpad.learn.teaching import Examples, cut
from digitpad.models.cards import OpenModel, Weights

BATCH = 250  # examples that go through the first layers at once
LIKE = 0.1  # share of a class's drawings that may be taken for a digit, which then shows nothing of what is no class
LOOKED_AT = 1000  # drawings that are asked about
PATH_SHARE = 0.2  # of the path branch in the mean of both: a few hands do not say how others move the pen


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassDose:
    """How much is trained; tests/benchmarks/own_classes.py measures it."""

    steps: int = 300
    rate: float = 1e-3  # of AdamW, falling to 0 along a cosine
    own: int = 48  # examples of classes in a batch
    others: int = 8  # made drawings that are none of them
    mixed: int = 8  # means of two classes
    layers: int = 2  # the last ones with weights, which are trained
    weight_decay: float = 0.02
    smoothing: float = 0.05  # of the labels
    scratch: bool = False  # all layers, from weights drawn at random


class ClassTeaching:
    """A model of `classes` classes and "none of these", trained again and again from the original's weights on.

    `digits`: pictures that show the glyph branch more of what is none of the classes, but for those that look like one.
    """

    def __init__(
        self,
        model: OpenModel,
        classes: int,
        given: ClassExamples,
        dose: ClassDose,
        seed: int,
        digits: Examples | None = None,
    ) -> None:
        self._seed, others, made = seed, given.others, given.varied
        card, net = model.card, card_recognizer.checked_net(model.card, model.weights)
        head, tail = _split(net, dose)
        seen, more = _seen(net, head, made.glyphs[:, None]), _seen(net, head, others.glyphs[:, None])
        strange = strangers(seen, torch.from_numpy(made.labels), more)
        labels = torch.from_numpy(made.labels)
        rows = torch.cat([seen, more[strange]])
        if digits is not None and card.classes == DIGITS and not dose.scratch:
            apart = unlike(model, given.plain, classes, digits)
            rows = torch.cat([rows, _seen(net, head, apart[:, None])])
        begun = partial(_built, card.plan, classes + 1) if dose.scratch else partial(_renewed, tail, classes + 1)
        self._branches = [_Branch(head, begun, rows, labels, classes, dose)]
        if dose.scratch:
            return
        if card.takes_path and made.paths is not None and others.paths is not None:
            path_net = card_recognizer.checked_path_net(card, model.weights)
            head, tail = _split(path_net, dose)
            kept = others.paths[strange.numpy()]
            rows = torch.cat([_seen(path_net, head, made.paths), _seen(path_net, head, kept)])
            begun = partial(_renewed, tail, classes + 1)
            self._branches.append(_Branch(head, begun, rows, labels, classes, dose, PATH_PREFIX))

    @property
    def takes_path(self) -> bool:
        """Whether there is a branch for the path."""
        return len(self._branches) > 1

    def taught(self, rows: NDArray[np.bool_], steps: int) -> Generator[float, None, None]:
        """Trains on these rows of the varied examples (N,); gives the share done. `weights` has the end."""
        chosen = torch.from_numpy(np.flatnonzero(rows))
        for number, branch in enumerate(self._branches):
            for share in branch.learn(chosen, steps, derived(self._seed, "classes", number)):
                yield (number + share) / len(self._branches)

    def weights(self) -> Weights:
        """The weights as they are now, named as the model's."""
        made: Weights = {}
        for branch in self._branches:
            made |= branch.weights()
        return made


def strangers(seen: Tensor, labels: Tensor, others: Tensor) -> Tensor:
    """Which made drawings (M,) look like none of the classes: rows of features (N, ...), (M, ...), labels (N,).

    One of them may well be what somebody wants to have as a class, such as an arrow or the letter A. It is left out
    where it is as near to the examples of a class as the middle one of these is to the others.
    """
    own, made = (F.normalize(rows.flatten(1)) for rows in (seen, others))
    kept = torch.ones(len(made), dtype=torch.bool)
    with device.using_threads(1):
        for label in sorted(set(labels.tolist())):
            some = own[labels == label][:BATCH]
            centre = F.normalize(some.mean(0, keepdim=True))
            kept &= (made @ centre.T)[:, 0] < (some @ centre.T)[:, 0].quantile(0.5)
    return kept


def unlike(model: OpenModel, plain: Examples, classes: int, digits: Examples) -> NDArray[np.float32]:
    """The pictures (M, 28, 28) of those digits that no class looks like to a model of digits.

    A digit may well be what somebody wants to have as a class, such as the letter O. It is left out where the model
    takes a tenth of a class's drawings, row by row in `plain`, for it.
    """
    some = slice(None, None, -(-len(plain) // LOOKED_AT))
    with device.using_threads(1):
        table, answered = CardRecognizer.of(model).probabilities(plain.glyphs[some])
    labels, best = plain.labels[some], table.argmax(axis=1)
    alike = set[int]()
    for label in range(classes):
        counts = np.bincount(best[(labels == label) & answered], minlength=len(DIGITS))
        alike |= set(np.flatnonzero(counts > LIKE * (labels == label).sum()).tolist())
    return digits.glyphs[~np.isin(digits.labels, sorted(alike))]


class _Branch:
    """One network whose last layers `begun` makes, and what its frozen layers, `head`, make of all examples."""

    def __init__(
        self,
        head: nn.Sequential,
        begun: Callable[[torch.Generator], nn.Sequential],
        seen: Tensor,
        labels: Tensor,
        classes: int,
        dose: ClassDose,
        prefix: str = "",
    ) -> None:
        self._head, self._begun, self._seen, self._dose, self._prefix = head, begun, seen, dose, prefix
        self._others = torch.arange(len(labels), len(seen))  # rows that are none of the classes
        self._labels = torch.cat([labels, torch.full((len(self._others),), classes)])
        self._none = classes
        self._tail = nn.Sequential()

    def learn(self, own: Tensor, steps: int, seed: int) -> Iterator[float]:
        """Trains on these rows, and on all that are none of the classes."""
        dose, generator = self._dose, torch.Generator().manual_seed(seed)
        self._tail = self._begun(generator)
        parameters = list(self._tail.parameters())
        optimizer = torch.optim.AdamW(parameters, lr=dose.rate, weight_decay=dose.weight_decay)
        evenly = 1 / self._labels[own].bincount().double().sqrt()[self._labels[own]]
        for step in range(steps):
            with device.using_threads(1):  # with more, sums end in other digits
                for group in optimizer.param_groups:
                    group["lr"] = dose.rate * 0.5 * (1 + np.cos(np.pi * step / steps))
                x, y = self._batch(own, evenly, generator)
                loss = F.cross_entropy(self._tail(x), y, label_smoothing=dose.smoothing)
                optimizer.zero_grad(set_to_none=True)
                loss.backward()  # type: ignore[no-untyped-call]  # torch has no types for it
                optimizer.step()
            yield (step + 1) / steps
        self._tail.eval()

    def _batch(self, own: Tensor, evenly: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """Examples of the classes, others that are none, and means of two classes, which are none either."""
        dose, others, labels = self._dose, self._others, self._labels
        rows = own[torch.multinomial(evenly, dose.own, replacement=True, generator=generator)]
        none = others[torch.randint(len(others), (dose.others,), generator=generator)] if len(others) else others
        drawn = torch.multinomial(evenly, 2 * max(dose.mixed, 1), replacement=True, generator=generator)
        pairs = own[drawn].view(2, -1)[:, : dose.mixed]
        pairs = pairs[:, labels[pairs[0]] != labels[pairs[1]]]
        means = (self._seen[pairs[0]] + self._seen[pairs[1]]) / 2
        between = torch.full((means.shape[0],), self._none)
        return torch.cat([self._seen[rows], self._seen[none], means]), torch.cat([labels[rows], labels[none], between])

    def weights(self) -> Weights:
        every = nn.Sequential(*self._head, *self._tail).state_dict()  # which numbers the layers from 0
        return {f"{self._prefix}body.{name}": checkpoint.on_cpu(value).numpy() for name, value in every.items()}


def _split(net: Net | PathNet, dose: ClassDose) -> tuple[nn.Sequential, nn.Sequential]:
    """The layers that stay as they are, and those that are trained."""
    at = 0 if dose.scratch else cut(net.body, dose.layers)
    return net.body[:at], net.body[at:]


def _built(plan: Plan, outputs: int, generator: torch.Generator) -> nn.Sequential:
    """All layers of a plan's network, in training, from the weights that the generator's seed draws."""
    return networks.build_for(plan, outputs, seed=generator.initial_seed()).body.train()


def _renewed(tail: nn.Sequential, outputs: int, generator: torch.Generator) -> nn.Sequential:
    """A copy of the last layers whose very last is a new one."""
    made = copy.deepcopy(tail).eval()
    last = made[-1]
    assert isinstance(last, nn.Linear)  # noqa: S101  as all networks that are built here
    made[-1] = nn.Linear(last.in_features, outputs)
    bound = last.in_features**-0.5
    with torch.no_grad():
        for parameter in made[-1].parameters():
            parameter.copy_(torch.rand(parameter.shape, generator=generator) * 2 * bound - bound)
    return made.requires_grad_(True)


@torch.no_grad()
def _seen(net: Net | PathNet, head: nn.Sequential, x: NDArray[np.float32]) -> Tensor:
    """What the frozen layers make of it: (N, 1, 28, 28) glyphs or (N, 9, 72) paths."""
    made = []
    for some in torch.split(torch.from_numpy(np.ascontiguousarray(x)), BATCH):
        with device.using_threads(1):
            first = net.scale(some) if isinstance(net, Net) else some.unsqueeze(2)
            made.append(head(first))
    return torch.cat(made)

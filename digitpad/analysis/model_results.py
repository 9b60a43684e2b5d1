"""All that is known of the models in a window: cards, scores, times, matrices, evaluations. No torch."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from digitpad.analysis.comparison import Key, ModelRow, fits, rows, score_of, set_for
from digitpad.analysis.confusion_matrix import Matrix, matrix_of
from digitpad.core.records import Card, Score
from digitpad.evaluation.evaluations import Evaluation, comparable


class ModelResults:
    """Remembers what was measured of each model, and forgets it with the model."""

    def __init__(self) -> None:
        self.cards: dict[str, Card] = {}
        self._scores: dict[Key, Score] = {}
        self._times: dict[str, float] = {}
        self._matrices: dict[Key, Matrix] = {}
        self._evaluated: dict[Key, Evaluation] = {}

    def show_models(self, cards: Sequence[Card]) -> None:
        """Takes these models in place of the ones before; what was measured of others, or older ones, is dropped."""
        before, self.cards = self.cards, {card.id: card for card in cards}
        for model, card in before.items():
            if model not in self.cards or self.cards[model].created != card.created:
                self._forget(model)

    def take_rows(self, table: Iterable[Mapping[str, Any]]) -> None:
        """Takes rows as `digitpad evaluate --json` prints them, each with `milliseconds` where it is known."""
        for row in table:
            model, score = str(row["model"]), score_of(row)
            self._scores[model, score.on] = score
            if row.get("milliseconds") is not None:
                self._times[model] = float(row["milliseconds"])
            counts = row.get("confusion")
            if counts is not None and model in self.cards and len(counts) == len(self.cards[model].classes):
                self._matrices[model, score.on] = matrix_of(counts, self.cards[model].classes)

    def take(self, found: Iterable[Evaluation]) -> None:
        """Takes evaluations row by row; those of models that are not here, or of other classes, are passed over."""
        for each in found:
            card = self.cards.get(each.model)
            if card is not None and each.classes == card.classes:
                self.take_rows([each.row()])
                self._evaluated[each.model, each.on] = each

    def take_times(self, milliseconds: Mapping[str, float]) -> None:
        """Takes times of one prediction by model."""
        self._times |= {model: time for model, time in milliseconds.items() if model in self.cards}

    def rows(self) -> list[ModelRow]:
        """A row for each model."""
        return rows(self.cards.values(), self._scores, self._times)

    def untimed(self) -> list[str]:
        """The models whose prediction time is not known."""
        return [model for model in self.cards if model not in self._times]

    def matrix(self, model: str, on: str) -> Matrix | None:
        """What the model takes for what on the set, None where it was not counted."""
        return self._matrices.get((model, on))

    def evaluated(self, model: str, on: str) -> Evaluation | None:
        """What the model said of every row of the set, None where it was not asked."""
        return self._evaluated.get((model, on))

    def sets(self) -> list[str]:
        """The sets that anything was evaluated on."""
        return list(dict.fromkeys(on for _, on in self._evaluated))

    def rival(self, model: str, on: str, chosen: Sequence[str], before: str = "") -> str:
        """Whom to compare a model with: another selected one, else the one before, else the best other; or nobody."""
        fitting = [card.id for card in self.cards.values() if card.id != model and fits(card, on)]
        for other in (*chosen, before):
            if other in fitting:
                return other
        accuracies = self.accuracies(fitting, on)
        return max(fitting, key=lambda other: ((other, on) in self._evaluated, accuracies.get(other, 0.0)), default="")

    def comparable(self, one: str, other: str, on: str) -> bool:
        """Whether both were asked about the same rows of this set."""
        a, b = self.evaluated(one, on), self.evaluated(other, on)
        return a is not None and b is not None and comparable(a, b)

    def accuracies(self, models: Sequence[str], on: str) -> dict[str, float]:
        """The accuracies on this set, of the models that have one."""
        table = {row.card.id: row.scores.get(on) for row in self.rows()}
        return {model: score.accuracy for model in models if (score := table.get(model)) is not None}

    def shown_set(self, model: str, on: str) -> str:
        """The chosen set where it fits the model, else the model's own."""
        card = self.cards.get(model)
        return on if card is None else set_for(card, on)

    def name(self, model: str) -> str:
        """What the window calls the model."""
        return self.cards[model].name if model in self.cards else model

    def _forget(self, model: str) -> None:
        """Drops what was measured of a model that is gone, or that another has taken the name of."""
        self._times.pop(model, None)
        for measured in (self._scores, self._matrices, self._evaluated):
            for key in [key for key in measured if key[0] == model]:
                del measured[key]

"""What several models say of one drawing: the majority, who agrees, in which order to show them. Imports records."""

from collections import Counter
from collections.abc import Mapping, Sequence

from digitpad.core.language import tr, tr_n
from digitpad.core.records import DIGITS, Answer, Refusal

AGREES, DISAGREES, REFUSED, APART, UNDECIDED, SILENT = "agrees", "disagrees", "refused", "apart", "undecided", "silent"
STEADY = 0.05  # a model overtakes another only when it is surer by this share, so that rows do not dance


def majority(answers: Mapping[str, Answer]) -> str:
    """The digit that more models give than any other, or an empty text where two lead alike or nobody answers.

    Models with other classes than digits have no vote.
    """
    votes = Counter(answer.label for answer in answers.values() if answer.label and answer.classes == DIGITS)
    first = votes.most_common(2)
    return first[0][0] if len(first) == 1 or (first and first[0][1] > first[1][1]) else ""


def standing(answer: Answer | None, said: str) -> str:
    """How one answer stands to the majority's."""
    if answer is None or answer.refused is Refusal.EMPTY:
        return SILENT
    if answer.digit is None:
        return REFUSED
    if answer.classes != DIGITS:
        return APART
    if not said:
        return UNDECIDED
    return AGREES if answer.label == said else DISAGREES


def summary(answers: Mapping[str, Answer]) -> str:
    """One sentence: who says what, most votes first."""
    votes = Counter(answer.label for answer in answers.values() if answer.label and answer.classes == DIGITS)
    refused = sum(standing(answer, "") == REFUSED for answer in answers.values())
    if not votes:
        return tr("No model takes this for a digit") if refused else ""
    voters = votes.total() + refused
    if len(votes) == 1 and not refused:
        digit = next(iter(votes))
        return tr_n("It says {digit}", "All {count} say {digit}", voters, digit=digit)
    ranked = sorted(votes.items(), key=lambda item: (-item[1], item[0]))
    parts = [tr_n("{count} says {digit}", "{count} say {digit}", number, digit=digit) for digit, number in ranked]
    if refused:
        parts.append(tr_n("{count} refuses", "{count} refuse", refused))
    return ", ".join(parts)


def order(answers: Mapping[str, Answer], before: Sequence[str], steady: float = STEADY) -> list[str]:
    """The models of `before`, the surest first, refusals and silence last.

    Of two neighbours that differ by no more than `steady`, the one that stood above stays there; over many models such
    small steps add up, so once the drawing rests 0 should be given.
    """

    def rank(model: str) -> int:
        answer = answers.get(model)
        where = standing(answer, "")
        if answer is None or where == SILENT:
            return 3
        return {REFUSED: 2, APART: 1}.get(where, 0)

    groups: list[list[str]] = [[], [], [], []]
    for model in before:
        groups[rank(model)].append(model)
    return [model for group in groups for model in _settled(group, answers, steady)]


def _settled(models: list[str], answers: Mapping[str, Answer], steady: float) -> list[str]:
    """Bubbles a model up past a neighbour only when it is surer by more than `steady`."""
    placed: list[str] = []
    for model in models:
        at = len(placed)
        while at and _sure(answers, model) > _sure(answers, placed[at - 1]) + steady:
            at -= 1
        placed.insert(at, model)
    return placed


def _sure(answers: Mapping[str, Answer], model: str) -> float:
    return answers[model].confidence if model in answers else 0.0

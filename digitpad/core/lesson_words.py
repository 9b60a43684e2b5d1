"""What is said of predictions and of what turned out, in window and result sheet. Imports lessons and records."""

from digitpad.core.language import tr
from digitpad.core.lesson_markup import plain
from digitpad.core.lesson_progress import Prediction
from digitpad.core.lessons import PredictBlock, QuestionKind


def figure(value: float, unit: str) -> str:
    """A number as people write it, with its unit."""
    shown = f"{value:,.0f}" if float(value).is_integer() and abs(value) >= 1 else f"{value:.4g}"
    return f"{shown} {unit}".strip()


def predicted(block: PredictBlock, prediction: Prediction) -> str:
    """What was predicted; a curve by its ends."""
    if block.kind is QuestionKind.CHOICE and prediction.choice is not None and prediction.choice < len(block.choices):
        return plain(block.choices[prediction.choice])
    if block.kind is QuestionKind.NUMBER and prediction.number is not None:
        return figure(prediction.number, block.unit)
    return _ends(prediction.curve, block.unit)


def turned_out(block: PredictBlock, prediction: Prediction) -> str:
    """What turned out, as far as it is known; empty: nothing is."""
    if block.kind is QuestionKind.CHOICE:
        return "" if block.right is None else plain(block.choices[block.right])
    if block.kind is QuestionKind.NUMBER:
        return "" if prediction.true_number is None else figure(prediction.true_number, block.unit)
    return _ends(prediction.true_curve, block.unit)


def _ends(curve: tuple[float, ...], unit: str) -> str:
    if not curve:
        return ""
    first, last = figure(float(f"{curve[0]:.3g}"), unit), figure(float(f"{curve[-1]:.3g}"), unit)
    return tr("from {first} to {last}", first=first, last=last)

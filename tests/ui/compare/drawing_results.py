"""What models say of the drawing on the pad, made up: curves of the robustness test, explanations."""

from typing import Any

import numpy as np

from digitpad.evaluation import robustness
from digitpad.evaluation.explanations import Explanation, Neighbour
from digitpad.evaluation.robustness import RobustnessCurve
from digitpad.ink.ink import Ink
from digitpad.ink.perturb import STEPS
from digitpad.ui.compare.compare_panel import ComparePanel

SEVEN = Ink.from_strokes([[(10, 10), (60, 10), (30, 90)]])


def curve(model: str, first: int, last: int, right: int = 7) -> RobustnessCurve:
    """A model that is right from one step to another, and takes the rest for a one."""
    table = np.full((STEPS, 10), 0.01)
    table[:, 1] = 0.6
    table[first : last + 1, right] = 0.9
    table[first : last + 1, 1] = 0.01
    return RobustnessCurve(model, table / table.sum(axis=1, keepdims=True))


def sweep(panel: ComparePanel, kind: str = "rotation") -> None:
    page = panel.reasons.robustness
    page.show_drawing(True, 7)
    page.show_perturbation(robustness.perturbation(SEVEN, kind))
    page.show_curves([curve("padnet", 0, 40), curve("cnn-5x5", 12, 33)])


def explanation(model: str, **changes: Any) -> Explanation:
    glyph = np.zeros((28, 28), np.float32)
    glyph[4:24, 12:15] = 1
    pull = np.zeros((28, 28), np.float32)
    pull[4:10, 12:15], pull[20:24, 12:15] = 2.0, -1.0
    return Explanation(model, "7", 0.93, glyph, pull, pull, **changes)


NEAR = tuple(Neighbour(at, np.full((28, 28), 40 * at, np.uint8), str(at), 1.5 + at) for at in range(5))

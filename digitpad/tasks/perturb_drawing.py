"""The robustness test of a drawing: changed step by step, and what each model makes of it. Imports evaluation."""

from collections.abc import Iterator, Sequence

from digitpad.evaluation import robustness
from digitpad.evaluation.robustness import Perturbation, RobustnessCurve
from digitpad.ink.perturb import Drawing
from digitpad.tasks.open_models import OpenModels
from digitpad.tasks.progress import Problem, going_on


def perturbed(
    models: OpenModels, ids: Sequence[str], drawing: Drawing, kind: str, *, fitted: bool, number: int = 0
) -> Iterator[Perturbation | RobustnessCurve | Problem]:
    """The drawing in all steps of this kind, and the curve of each model; a Problem for one that cannot be opened."""
    steps = robustness.perturbation(drawing, kind, fitted=fitted, number=number)
    yield steps
    for model in ids:
        yield from going_on(_one(models, model, steps), model)


def _one(models: OpenModels, model: str, steps: Perturbation) -> Iterator[RobustnessCurve]:
    yield from robustness.curves(steps, {model: models.get(model).recognizer})

"""Going on with a run from what its folder holds, or back to its last good epoch. Imports the rest of learn."""

from pathlib import Path

from digitpad.errors import DivergedError, RunError
from digitpad.learn import checkpoint, divergence, recipes
from digitpad.learn.checkpoint import Checkpoint
from digitpad.learn.control import RunControl
from digitpad.learn.datasets import Dataset
from digitpad.learn.trainer import Training
from digitpad.records import Plan


def resumed(
    plan: Plan, dataset: Dataset, folder: Path, *, control: RunControl | None = None, run: str = "run"
) -> tuple[Training, Checkpoint | None]:
    """The training as its newest usable checkpoint has it, and that; at its beginning and None where there is none.

    A checkpoint that cannot be read, is another run's or holds no numbers is passed over for the one before. Raises
    RunError for the newest where none can be used, and DivergedError where all that can be read have diverged.
    """
    problems: list[RunError] = []
    for path in checkpoint.newest_first(folder):
        try:
            saved = checkpoint.read(path)
            return Training(plan, dataset, control=control, resume=saved, run=run), saved
        except RunError as error:
            problems.append(error)
    if not problems:
        return Training(plan, dataset, control=control, run=run), None
    if any(isinstance(error, DivergedError) for error in problems):
        better = recipes.safer_rate(plan, plan.learning_rate)
        raise DivergedError(
            f"The run {run!r} cannot be continued: it had diverged, and what it kept holds no numbers any more.",
            f"Start it anew with a smaller learning rate, such as {better:g}.",
            {"learning_rate": better},
        )
    raise problems[0]


def last_good(plan: Plan, dataset: Dataset, folder: Path, *, run: str = "run") -> Training | None:
    """The training as it was behind its last good epoch, else at the newest place where its test loss is good.

    None where there is no such place.
    """
    for path in sorted(checkpoint.newest_first(folder), key=lambda path: not checkpoint.is_whole(path)):
        try:
            training = Training(plan, dataset, resume=checkpoint.read(path), run=run)
        except RunError:
            continue
        if training.begun and divergence.is_good(training.test_loss()):
            return training
    return None

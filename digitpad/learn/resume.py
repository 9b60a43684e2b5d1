"""Going on with a run from what its folder holds, or back to its last good epoch. Imports the rest of learn."""

from pathlib import Path

from digitpad.core import recipes
from digitpad.core.errors import BrokenCheckpointError, DivergedError, RunError
from digitpad.core.language import tr
from digitpad.core.plans import Plan
from digitpad.core.records import Noticed
from digitpad.core.run_control import RunControl
from digitpad.core.storage import put_aside
from digitpad.learn import checkpoint, divergence
from digitpad.learn.checkpoint import Checkpoint
from digitpad.learn.dataset import Dataset
from digitpad.learn.training_run import Training


def resumed(
    plan: Plan, dataset: Dataset, folder: Path, *, control: RunControl | None = None, run: str = "run"
) -> tuple[Training, Checkpoint | None, list[Noticed]]:
    """The training as its newest usable checkpoint has it, and that; at its beginning and None where there is none.

    A checkpoint that is broken, is another run's or holds no numbers is passed over for the one before; a broken one
    is kept beside it, as NAME.broken, and there is a Noticed for each. Raises RunError for the newest where none can
    be used, now or since all were found to be broken, and DivergedError where all that can be read have diverged.
    """
    problems: list[RunError] = []
    noticed: list[Noticed] = []
    for path in checkpoint.newest_first(folder):
        try:
            saved = checkpoint.read(path)
            return Training(plan, dataset, control=control, resume=saved, run=run), saved, noticed
        except BrokenCheckpointError as error:
            aside = put_aside(path)
            hint = tr("It is kept as {aside}.", aside=aside) if aside is not None else ""
            noticed.append(Noticed(tr("{message} The run goes on from the one before.", message=error.message), hint))
            problems.append(BrokenCheckpointError(error.message, f"{error.hint} {hint}".strip()))
        except RunError as error:
            problems.append(error)
    if not problems and (broken := sorted(folder.glob("checkpoint-*.broken*"))):
        told = tr("The run {run!r} cannot be continued: what it kept is damaged.", run=run)
        raise BrokenCheckpointError(
            told, tr("Start it anew under another name. What there is of it: {broken}.", broken=broken[-1])
        )
    if not problems:
        return Training(plan, dataset, control=control, run=run), None, noticed
    if any(isinstance(error, DivergedError) for error in problems):
        better = recipes.safer_rate(plan, plan.learning_rate)
        raise DivergedError(
            tr(
                "The run {run!r} cannot be continued: it had diverged, and what it kept holds no numbers any more.",
                run=run,
            ),
            tr("Start it anew with a smaller learning rate, such as {better:g}.", better=better),
            {"learning_rate": better},
        )
    raise problems[0]


def go_back(training: Training, folder: Path) -> bool:
    """Puts a run that diverged back behind its last good epoch, else to the newest place where its test loss is good.

    False where there is no such place; the training is then good for nothing any more.
    """
    for path in sorted(checkpoint.newest_first(folder), key=lambda path: not checkpoint.is_whole(path)):
        try:
            training.go_back(checkpoint.read(path))
        except RunError:
            continue
        if training.begun and divergence.is_good(training.test_loss()):
            return True
    return False

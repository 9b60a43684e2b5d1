"""From a plan to a model in the library: one run, checkpointed as it goes. A generator; imports library and learn.

Torch is loaded when the first event is asked for, so that whoever imports this file need not wait for it.
"""

import contextlib
import dataclasses
from collections.abc import Generator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from digitpad import __version__
from digitpad.core import plans, recipes
from digitpad.core.errors import (
    DivergedError,
    ModelError,
    PlanError,
    RunError,
    StoppedEarlyError,
    StorageError,
    UnknownNameError,
)
from digitpad.core.language import mark, tr
from digitpad.core.plans import Plan
from digitpad.core.records import (
    Card,
    EpochDone,
    EpochInsight,
    Noticed,
    Preparing,
    RunDone,
    RunStarted,
    SnapshotTaken,
    StepDone,
)
from digitpad.core.run_control import RunControl
from digitpad.models import batch_losses, epoch_weights, run_folder
from digitpad.models.cards import read_card
from digitpad.models.library import Library, check_name, check_replaceable, save_into
from digitpad.models.run_folder import RunInfo, resumable
from digitpad.tasks.train_path_branch import Weights, path_branch, with_branch, without_branch

if TYPE_CHECKING:
    from digitpad.learn.dataset import Dataset
    from digitpad.learn.loss_history import LossHistory
    from digitpad.learn.training_run import Training

__all__ = ["RunInfo", "resumable", "train"]

Event = Preparing | Noticed | RunStarted | StepDone | EpochDone | SnapshotTaken | EpochInsight | RunDone
LOCK_SECONDS = 1.0
NO_BRANCH: Mapping[str, NDArray[Any]] = {}
NOTHING_KEPT = mark(
    "Free space there, make it writable, or choose a folder with DIGITPAD_HOME; then start the run again."
)


def train(
    plan: Plan | None,
    library: Library,
    home: Path,
    *,
    name: str | None = None,
    resume: str | None = None,
    control: RunControl | None = None,
    command: str = "",
    into: Path | None = None,
) -> Generator[Event, None, None]:
    """Trains a plan, or continues the run called `resume` as it was begun (then `plan` is not looked at).

    A checkpoint is written after each epoch, before the event that tells of it, when `control` pauses the run, and when
    the generator is closed. `control.stop()` ends the run early and keeps the model; a run that diverges keeps the
    model of its last good epoch, or is put aside where it has none. It is saved under `name` (default: the recipe's id,
    numbered where that is taken), as `into/<id>` if `into` is given, and the run's folder is removed.
    Raises PlanError, UnknownNameError, DatasetError, RunError, StorageError, InstallError.
    """
    control = control or RunControl()
    info = _found(home, resume) if resume is not None else _begin(plan, library, home, name, command, into)
    with run_folder.locked(info, LOCK_SECONDS):
        done, diverged = yield from _run(info, library, home, control)
    if diverged is not None and done is None:
        raise _put_aside(info, diverged.message, diverged.hint, diverged.remedy)
    run_folder.remove(info)  # after its lock is let go: some systems keep files that are open
    if done is not None:
        yield done
    if diverged is not None:
        raise diverged


def _found(home: Path, name: str) -> RunInfo:
    """The run of that name, if its plan can be run; else it is put aside, or it would end so each time.

    Raises UnknownNameError, RunError, StorageError.
    """
    info = run_folder.find(home, name)
    try:
        plans.check(info.plan)
    except PlanError as error:  # an unknown name may be a newer digitpad's, which can still go on with the run
        what = tr("The run {name!r} cannot be continued. {message}", name=name, message=error.message)
        raise _put_aside(info, what, tr("{hint} Start it again.", hint=error.hint)) from error
    return info


def _put_aside(info: RunInfo, message: str, hint: str, remedy: Mapping[str, float] | None = None) -> RunError:
    """Takes a run of which nothing good will ever come out of the way; gives the error that says where it is."""
    return RunError(
        message, tr("{hint} What is left of it is in {info}.", hint=hint, info=run_folder.discard(info)), remedy
    )


def _begin(
    plan: Plan | None, library: Library, home: Path, name: str | None, command: str, into: Path | None
) -> RunInfo:
    """The folder of a new run under a name that no model has."""
    if plan is None:
        raise PlanError(tr("There is nothing to train."), tr("Choose a recipe, or a run to continue."))
    plan = plans.check(recipes.completed(plan))
    check_name(name or plan.recipe)
    if plan.start:
        _check_start(plan, library)
    if name is not None and into is None and library.has(name):
        raise PlanError(
            tr("There is a model called {name!r} already.", name=name), tr("Choose another name, or delete that model.")
        )
    if into is not None:
        check_replaceable(into / (name or plan.recipe))
    library.sweep()
    taken = set() if into is not None else library.names()
    return run_folder.create(home, name or plan.recipe, plan, command, exact=name is not None, taken=taken, into=into)


def _check_start(plan: Plan, library: Library) -> None:
    """Raises UnknownNameError, ModelError, or PlanError where the model to start from has other layers."""
    theirs = library.card(plan.start).layers
    if theirs != plans.layers_of(plan):
        raise PlanError(
            tr("The model {start!r} has other layers than this plan: {theirs}.", start=plan.start, theirs=theirs),
            tr("Choose the recipe it was trained with, or add its layers: --layers {theirs}", theirs=theirs),
        )


def _run(
    info: RunInfo, library: Library, home: Path, control: RunControl
) -> Generator[Event, None, tuple[RunDone | None, DivergedError | None]]:
    """The events of one locked run, up to the model on the disk; gives the last event, and how it diverged if it did.

    A run that diverged and has no good epoch gives no last event.
    """
    training: Training | None = None
    trail: LossHistory | None = None
    branch: Weights | None = {}
    try:
        training, trail = yield from _ready(info, library, home, control)
        yield from _learning(info, training, trail, control)
        branch = yield from path_branch(info, training, home, control)
    except DivergedError as error:
        if not run_folder.has_checkpoint(info):
            run_folder.remove(info)
            raise
        yield Preparing(tr("Keeping the last good model"))
        if training is None or not _went_back(training, info):
            return None, error
        _keep_batches(info, training, trail)
        return RunDone(_saved(info, training, library, home), stopped=True), error
    except BaseException as error:  # whatever ends it, the next run must find order; raised again
        if not run_folder.has_checkpoint(info):
            run_folder.remove(info)  # nothing was learned: nothing to go on from
            if isinstance(error, StorageError):
                raise StorageError(error.message, NOTHING_KEPT) from error
        raise
    yield Preparing(tr("Measuring the model"))
    _keep_batches(info, training, trail)
    return RunDone(_saved(info, training, library, home, branch or {}), stopped=branch is None), None


def _keep_batches(info: RunInfo, training: "Training", trail: "LossHistory | None") -> None:
    """Keeps the losses of the batches that made the weights: of a run that went back, those up to there."""
    if trail is not None:
        batch_losses.keep(info.folder, trail.batches(training.steps_done))


def _ready(
    info: RunInfo, library: Library, home: Path, control: RunControl
) -> Generator[Event, None, tuple["Training", "LossHistory"]]:
    """The training at its beginning, or where its newest usable checkpoint has it, with the losses up to there."""
    yield Preparing(tr("Loading torch"))
    from digitpad.learn import device

    device.import_torch()
    from digitpad.learn.loss_history import LossHistory
    from digitpad.learn.resume import resumed

    dataset = yield from _dataset(info, home, control)
    training, saved, noticed = resumed(info.plan, dataset, info.folder, control=control, run=info.name)
    yield from noticed
    if info.plan.start and saved is None:
        training.start_from(without_branch(library.open(info.plan.start)))
    return training, LossHistory(saved.tensors if saved else None)


def _learning(
    info: RunInfo, training: "Training", trail: "LossHistory", control: RunControl
) -> Generator[Event, None, None]:
    """The events of the training itself, with its checkpoints. Raises DivergedError, also for the latest steps."""
    from digitpad.learn import checkpoint

    def save() -> None:
        checkpoint.save(trail.beside(training.checkpoint()), info.folder)

    tested = 0  # the epoch whose snapshot comes next
    try:
        for event in training.events():
            if isinstance(event, StepDone):
                trail.add(event)
            if isinstance(event, SnapshotTaken) and tested:
                epoch_weights.keep(info.folder, tested, event.weights)
            tested = event.epoch if isinstance(event, EpochDone) else 0
            if isinstance(event, EpochDone) or control.take_save():
                save()
            yield trail.told(event) if isinstance(event, RunStarted) else event
        training.check()
    except GeneratorExit:
        with contextlib.suppress(DivergedError):  # nothing good has come since the last checkpoint
            save()
        raise


def _went_back(training: "Training", info: RunInfo) -> bool:
    """Whether a run that diverged is behind its last good epoch again."""
    from digitpad.learn.resume import go_back

    return go_back(training, info.folder)


def _dataset(info: RunInfo, home: Path, control: RunControl) -> Generator[Event, None, "Dataset"]:
    """The run's dataset; where it takes long, it tells how far it is, and can be ended. Raises RunError if it is."""
    from digitpad.learn import datasets

    yield Preparing(tr("Loading the data"))
    work = datasets.loading(info.plan.dataset, home)
    while not control.stopping:
        try:
            far = next(work)
        except StopIteration as done:
            dataset: Dataset = done.value
            return dataset
        yield Preparing(tr("Loading the data: {value:.0f} %", value=100 * far) if isinstance(far, float) else far.text)
    if run_folder.has_checkpoint(info):
        hint = tr("Continue it whenever you like.")
        raise StoppedEarlyError(tr("The run {name!r} was stopped before it went on.", name=info.name), hint)
    raise _too_early()


def _saved(
    info: RunInfo, training: "Training", library: Library, home: Path, branch: Mapping[str, NDArray[Any]] = NO_BRANCH
) -> Card:
    """Measures the finished model and writes it into the library; with the path branch's weights, if it has one."""
    from digitpad.evaluation import calibration, measure, test_sets

    if not training.begun:
        raise _too_early()
    before = _card_there(info, library)
    if before is not None and before.history == training.history:
        return before  # it was saved, and the process ended before the run's folder was removed
    weights = training.kept() | dict(branch)
    card = dataclasses.replace(
        with_branch(training.card, branch),
        id=info.model,
        digitpad_version=__version__,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        command=info.command or recipes.command(info.plan),
    )
    sets = test_sets.of(training.whole, home)
    card = calibration.calibrated(card, weights, sets)
    card = dataclasses.replace(card, scores=measure.test_scores(card, weights, sets))
    if info.into is None:
        saved = library.save(card, weights)
        epoch_weights.adopt(info.folder, home, saved)
        return saved
    # what a file says alone never replaces anything
    return save_into(info.into, card, weights, over=info.begun_here)


def _card_there(info: RunInfo, library: Library) -> Card | None:
    """The card of the model that already stands where this run's goes; None where none that can be used does."""
    try:
        if info.into is None:
            return library.card(info.model)
        return read_card(info.into / info.model, bundled=False)
    except (ModelError, UnknownNameError):
        return None


def _too_early() -> StoppedEarlyError:
    return StoppedEarlyError(
        tr("The run was stopped before its first step."), tr("There is nothing to keep; start it again.")
    )

"""The second half of a run that trains a model of two inputs: its path branch. A generator; imports learn late."""

from collections.abc import Generator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from digitpad.core.errors import RunError
from digitpad.core.language import tr
from digitpad.core.limits import CHECKPOINT_BYTES
from digitpad.core.records import GLYPH, PATH, PATH_PREFIX, Card, Preparing
from digitpad.core.run_control import RunControl
from digitpad.core.storage import put_aside, read_bounded, write_atomic
from digitpad.models.cards import OpenModel
from digitpad.models.run_folder import RunInfo

if TYPE_CHECKING:
    from digitpad.learn.path_training import PathEpochDone, PathProgress, PathTraining
    from digitpad.learn.training_run import Training

STATE_FILE = "path-branch.safetensors"  # beside the run's checkpoints, written after each epoch
BUFFERS = ("running_mean", "running_var", "num_batches_tracked")  # of batch normalisation: no training adjusts them
Weights = dict[str, NDArray[Any]]


def _place(event: "PathEpochDone | PathProgress") -> dict[str, int]:
    return {"epoch": event.epoch, "epochs": event.epochs}


def path_branch(
    info: RunInfo, training: "Training", home: Path, control: RunControl
) -> Generator[Preparing, None, Weights | None]:
    """Trains the path branch of a run whose glyph branch is done; gives its weights, named as the model has them.

    They are empty where the plan's model has one input, and None where the run was stopped: the glyph branch answers
    alone then.
    The state is kept after each epoch, so a run that goes on ends as one that was never interrupted.
    Raises RunError, StorageError.
    """
    from digitpad.learn import device, path_training
    from digitpad.learn.path_training import PathEpochDone

    if not training.over:
        return None
    if not path_training.wanted(info.plan):
        return {}
    yield Preparing(tr("Training the path branch"))
    branch = _begun(info, training, home)
    work = branch.events()
    while True:
        with device.using_threads(1):  # with more, sums end in other digits
            event = next(work, None)
        if event is None:
            return {f"{PATH_PREFIX}{name}": value for name, value in branch.weights().items()}
        if isinstance(event, PathEpochDone):
            _keep(branch, info.folder / STATE_FILE)
            text = tr("Path branch, epoch {epoch}/{epochs}: loss {loss:.4f}", loss=event.train_loss, **_place(event))
        else:
            share, place = 100 * event.share, _place(event)
            text = tr("Training the path branch, epoch {epoch}/{epochs}: {share:.0f} %", share=share, **place)
        yield Preparing(text)
        if control.stopping:
            return None


def with_branch(card: Card, branch: Mapping[str, NDArray[Any]]) -> Card:
    """The card of a model that has these weights of a path branch too; as it is where there are none."""
    if not branch:
        return card
    count = sum(array.size for name, array in branch.items() if is_trained(name))
    return replace(card, inputs=(GLYPH, PATH), parameters=card.parameters + count)


def is_trained(name: str) -> bool:
    """Whether training adjusts the weights of this name."""
    return not name.endswith(BUFFERS)


def without_branch(model: OpenModel) -> Weights:
    """The weights of a model's glyph branch: all of them where it has no other."""
    if not model.card.takes_path:
        return model.weights
    return {name: array for name, array in model.weights.items() if not name.startswith(PATH_PREFIX)}


def _begun(info: RunInfo, training: "Training", home: Path) -> "PathTraining":
    """The branch where its last whole epoch left it, else at its beginning: what is damaged is put aside."""
    from digitpad.ink import corpus
    from digitpad.learn.path_training import PathTraining, epochs_of

    ink, outputs, seed = corpus.load(home), training.dataset.outputs, info.plan.seed
    path = info.folder / STATE_FILE
    try:
        return PathTraining(ink, outputs, seed, epochs=epochs_of(info.plan), resume=_kept(path))
    except RunError:
        put_aside(path)
        return PathTraining(ink, outputs, seed, epochs=epochs_of(info.plan))


def _kept(path: Path) -> Mapping[str, Any] | None:
    """What was kept; None where nothing was. Raises RunError where it cannot be read."""
    from safetensors import SafetensorError
    from safetensors.torch import load

    try:
        return load(read_bounded(path, CHECKPOINT_BYTES))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, SafetensorError) as error:
        raise RunError(
            tr("{name} cannot be read ({error}).", name=path.name, error=error),
            tr("The path branch is trained from its start."),
        ) from error


def _keep(branch: "PathTraining", path: Path) -> None:
    from safetensors.torch import save

    write_atomic(path, save(branch.tensors()))

"""A model's weights as a state_dict for the script of `digitpad code`. Imports models; learn when called."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from digitpad.core.errors import StorageError
from digitpad.core.language import tr
from digitpad.core.storage import check_chosen, is_folder, write_chosen
from digitpad.models.cards import layered
from digitpad.models.library import Library
from digitpad.tasks.progress import Progress

SUFFIXES = (".pt", ".pth", ".safetensors")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedWeights:
    """Where the file lies, how large it is, the tensors' names; what the file lacks of the model, in a sentence."""

    path: Path
    bytes: int
    names: tuple[str, ...]
    lacking: str


def exported(library: Library, name: str, path: Path) -> Iterator[Progress | ExportedWeights]:
    """Writes the weights under the names of the script's `nn.Sequential`: "0.weight", "0.bias", ...

    Raises UnknownNameError, ModelError, InstallError, StorageError.
    """
    if path.suffix.lower() not in SUFFIXES and not is_folder(path):
        raise StorageError(
            tr("{name} is not the name of a file of weights.", name=path.name),
            tr("Name it {pt} or {safetensors}.", pt=f"{path.stem}.pt", safetensors=f"{path.stem}.safetensors"),
        )
    check_chosen(path)
    card = layered(library.card(name))
    yield Progress(tr("Exporting {name} …", name=name), -1.0)
    from digitpad.learn import device

    device.import_torch()
    from digitpad.learn import state_dicts

    model = library.open(name)
    tensors = state_dicts.plain(model.card, model.weights)
    content = state_dicts.written(tensors, path.suffix)
    write_chosen(path, content)
    lacking = [
        tr("The file is of the network that sees the picture, without the pen's path.") if card.takes_path else "",
        tr("It has no output for “not a digit”, since the script of digitpad code has none.") if card.reject else "",
    ]
    yield ExportedWeights(path=path, bytes=len(content), names=tuple(tensors), lacking=" ".join(filter(None, lacking)))

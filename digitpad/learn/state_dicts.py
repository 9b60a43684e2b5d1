"""Weights as torch keeps them, a `state_dict`: read with suspicion, fitted to layers, written with plain names.

Imports torch, safetensors and networks.

A `.pt` is a pickle: it is read with `weights_only=True`, which runs no code, and unpacked no further than the limit.
What torch would still let it make, such as a bytearray of any size, is refused before.
"""

import io
import pickletools
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import safetensors.torch
import torch
from numpy.typing import ArrayLike, NDArray
from safetensors import SafetensorError
from torch import Tensor, nn

from digitpad.core.errors import ModelError, UnreadableFileError
from digitpad.core.language import tr
from digitpad.core.limits import PICKLE_STEPS, WEIGHTS_BYTES
from digitpad.core.records import Card
from digitpad.core.storage import TooLargeError, read_bounded
from digitpad.learn.card_recognizer import checked_net
from digitpad.learn.networks import Net

SAFETENSORS = ".safetensors"
SUFFIXES = (".pt", ".pth", SAFETENSORS)
_INSIDE = ("state_dict", "model_state_dict", "model")  # where checkpoints of others keep it
_NAMES_SHOWN = 4
_MADE = re.compile(  # what tensors by name are made of
    r"collections OrderedDict|torch\._utils _rebuild_(?:tensor|tensor_v[23]|parameter)|torch\.nn\.parameter Parameter"
    r"|torch(?:\.storage)? \w*Storage|torch [a-z]\w*[0-9]\w*"  # the last: kinds of numbers
)
_DICTIONARY = re.compile(r"collections OrderedDict")
_PUTS, _GETS = ("PUT", "BINPUT", "LONG_BINPUT"), ("GET", "BINGET", "LONG_BINGET")
_MOST_ATTRIBUTES = 10  # dictionaries that have some: torch gives each state_dict its versions
_LEGACY_PICKLES = 5  # one after the other: a mark, the version, the machine, the tensors, where their numbers lie

StateDict = dict[str, Tensor]


def read(path: Path) -> StateDict:
    """The tensors of a file, by name, in its order, as float32: what cannot become that is none of a network's weights.

    Raises UnreadableFileError, ModelError for what are no weights.
    """
    try:
        content = read_bounded(path, WEIGHTS_BYTES)
    except OSError as error:
        raise UnreadableFileError(
            tr("{path} cannot be read: {strerror}.", path=path, strerror=error.strerror), tr("Name a file of weights.")
        ) from error
    except TooLargeError as error:
        raise UnreadableFileError(
            tr("{path} cannot be read: {strerror}.", path=path, strerror=error), tr("Name a file of weights.")
        ) from error
    found = _of_safetensors(path, content) if path.suffix.lower() == SAFETENSORS else _of_pickle(path, content)
    for name, value in found.items():
        odd = value.is_nested or value.is_quantized or value.is_complex() or value.is_meta
        if odd or value.layout is not torch.strided:
            raise _no_weights(path, tr("{name!r} is no plain array", name=name[:60]))
    if not found:
        raise _no_weights(path, tr("it is empty"))
    if 4 * sum(value.numel() for value in found.values()) > WEIGHTS_BYTES:  # a view may claim any size
        raise _no_weights(path, tr("it is larger than {limit:,} bytes", limit=WEIGHTS_BYTES))
    return {name: _numbers(path, name, value) for name, value in found.items()}


def _numbers(path: Path, name: str, value: Tensor) -> Tensor:
    try:
        return value.detach().to(torch.float32)
    except (RuntimeError, TypeError) as error:  # kinds that torch stores and cannot reckon with: bits, 4-bit floats
        raise _no_weights(path, tr("{name!r} is no plain array", name=name[:60])) from error


def _of_safetensors(path: Path, content: bytes) -> StateDict:
    try:
        return safetensors.torch.load(content)
    except (SafetensorError, ValueError, KeyError, TypeError, OverflowError, AttributeError, RuntimeError) as error:
        raise _no_weights(path, tr("it is broken, or no safetensors file")) from error


def _of_pickle(path: Path, content: bytes) -> StateDict:
    _check_unpacked(path, content)
    _check_made(path, content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of old files, whose storages are of a kind that goes
            found = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
    except Exception as error:  # unpickling a file of somebody's may fail in any way
        raise _no_weights(path, tr("it is broken, or holds more than weights"), whole=True) from error
    for key in _INSIDE:
        if isinstance(found, Mapping) and isinstance(found.get(key), Mapping):
            found = found[key]
    if not isinstance(found, Mapping) or not all(isinstance(value, Tensor) for value in found.values()):
        raise _no_weights(path, tr("it holds other things than tensors"), whole=True)
    return {str(name): value for name, value in found.items()}


def _check_unpacked(path: Path, content: bytes) -> None:
    """Raises ModelError for an archive that would unpack to more than the file may have."""
    if zipfile.is_zipfile(io.BytesIO(content)):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                size = sum(each.file_size for each in archive.infolist())
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise _no_weights(path, tr("it is broken, or holds more than weights"), whole=True) from error
        if size > WEIGHTS_BYTES:
            raise _no_weights(path, tr("it is larger than {limit:,} bytes", limit=WEIGHTS_BYTES))


def _check_made(path: Path, content: bytes) -> None:
    """Raises ModelError for a pickle that would make anything but tensors by name, or not come to an end."""
    steps = 0
    try:
        for stream, count in _pickles(content):
            for _ in range(count):
                for plain in _plain_steps(stream):
                    steps += 1
                    if steps > PICKLE_STEPS or not plain:
                        raise _no_weights(path, tr("it is broken, or holds more than weights"), whole=True)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise _no_weights(path, tr("it is broken, or holds more than weights"), whole=True) from error


def _plain_steps(stream: BinaryIO) -> Iterator[bool]:
    """Of each step of a pickle whether it is one that tensors by name need.

    A dictionary is made empty: of a list that the pickle has once, a thousand steps would make a thousand large ones.
    Attributes are copied likewise, and are given to a handful of dictionaries.
    """
    names: set[object] = set()  # under which the pickle remembers the dictionary's class
    waiting, attributes = False, 0
    for step, made, _at in pickletools.genops(stream):
        if step.name in _PUTS:
            if waiting:
                names.add(made)
            yield True
            continue
        plain = not waiting or step.name == "EMPTY_TUPLE"
        named = step.name == "GLOBAL" and _DICTIONARY.fullmatch(str(made)) is not None
        waiting = named or (step.name in _GETS and made in names)
        attributes += step.name == "BUILD"
        if step.name in ("GLOBAL", "INST"):
            plain &= bool(_MADE.fullmatch(str(made)))
        yield plain and attributes <= _MOST_ATTRIBUTES


def _pickles(content: bytes) -> Iterator[tuple[BinaryIO, int]]:
    """Each part of the file that is pickled, and how many pickles it holds."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        yield io.BytesIO(content), _LEGACY_PICKLES
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for each in archive.infolist():
            if each.filename.endswith(".pkl"):
                yield io.BytesIO(archive.read(each)), 1


def _no_weights(path: Path, what: str, *, whole: bool = False) -> ModelError:
    hint = (
        tr('Save the weights alone: torch.save(model.state_dict(), "weights.pt").')
        if whole
        else tr("A state_dict is needed, as torch.save or safetensors write it.")
    )
    return ModelError(tr("{name} cannot be used as weights: {what}.", name=path.name, what=what), hint)


# ---- fitted to a network


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """The tensors of one layer: its name before the last dot, and "weight", "bias", ... -> tensor."""

    name: str
    tensors: Mapping[str, Tensor]

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self.tensors["weight"].shape) if "weight" in self.tensors else ()


def outputs_of(found: StateDict, before: int) -> int:
    """How many classes the last layer tells apart, which takes so many numbers; 0: there is no such layer."""
    for parts in (_ordered(_parts(found)), _parts(found)):
        wide = [part.shape[0] for part in parts if len(part.shape) == 2 and part.shape[1] == before]
        if wide:
            return wide[-1]
    return 0


def fitted(net: Net, found: StateDict, *, bytes_taken: bool = False) -> dict[str, NDArray[np.float32]]:
    """The weights for the net, by its own names, whatever the file calls its layers: they follow in the same order.

    A bias before batch normalisation, which digitpad's layers leave out, goes into the mean that is subtracted there.
    `bytes_taken`: the weights were trained on pixels from 0 to 255; the first layer's are multiplied by that.
    Raises ModelError where they are another network's, or no numbers.
    """
    wanted = [(f"body.{number}", module) for number, module in net.body.named_children() if module.state_dict()]
    parts = _matched([module for _, module in wanted], _parts(found))
    made: dict[str, Tensor] = {}
    for at, ((name, module), part) in enumerate(zip(wanted, parts, strict=True)):
        tensors = _tensors(module, part)
        if at == 0 and bytes_taken:
            if not isinstance(module, nn.Linear | nn.Conv2d):
                raise ModelError(
                    tr("Weights for pixels from 0 to 255 need a dense or convolutional layer first."),
                    tr("Use --values unit or standard."),
                )
            tensors["weight"] = tensors["weight"] * 255
        lost = part.tensors.get("bias")
        if lost is not None and "bias" not in tensors:  # batch normalisation comes next
            follower = parts[at + 1].tensors
            mean = follower.get("running_mean")
            if mean is not None and mean.shape == lost.shape:  # else the next round says what it should be
                parts[at + 1] = _Part(name=parts[at + 1].name, tensors={**follower, "running_mean": mean - lost})
        made |= {f"{name}.{key}": value for key, value in tensors.items()}
    for name, value in made.items():
        if not bool(torch.isfinite(value).all()):
            raise ModelError(
                tr("The weights hold values that are no numbers, in {name!r}.", name=name),
                tr("Its training went wrong: train it again, with a smaller learning rate."),
            )
    return {name: np.array(value.detach().numpy()) for name, value in made.items()}


def _parts(found: StateDict) -> list[_Part]:
    parts: dict[str, dict[str, Tensor]] = {}
    for name, value in found.items():
        layer, _, last = name.rpartition(".")
        parts.setdefault(layer, {})[last] = value
    return [_Part(name=name, tensors=tensors) for name, tensors in parts.items()]


def _ordered(parts: list[_Part]) -> list[_Part]:
    """By name, numbers by their size: a safetensors file has no order of its own."""
    return sorted(parts, key=lambda part: [(len(bit), bit) if bit.isdigit() else (0, bit)
                                           for bit in re.split("([0-9]+)", part.name)])  # fmt: skip


def _matched(modules: list[nn.Module], parts: list[_Part]) -> list[_Part]:
    """The part for each module: in the file's order, in that of names, or by the shapes where each is there once."""
    shapes = [tuple(module.weight.shape) for module in modules if isinstance(module.weight, Tensor)]
    for order in (parts, _ordered(parts)):
        if [part.shape for part in order] == shapes:
            return list(order)
    own = [part.shape for part in parts]
    if sorted(own) == sorted(shapes) and len(set(own)) == len(own):
        return [parts[own.index(shape)] for shape in shapes]
    names = ", ".join(f"{part.name or '-'} {_words(part.shape)}" for part in parts[:_NAMES_SHOWN])
    more = " ..." if len(parts) > _NAMES_SHOWN else ""
    raise ModelError(
        tr("The weights are another network's: the layers have {wanted}, the file has {names}.",
           wanted=", ".join(_words(shape) for shape in shapes[:_NAMES_SHOWN]) + (" ..." if len(shapes) > _NAMES_SHOWN
                                                                                else ""),
           names=names + more),
        tr("Give the layers of the network that they were trained in."),
    )  # fmt: skip


def _words(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape)) or "-"


def _tensors(module: nn.Module, part: _Part) -> dict[str, Tensor]:
    """The part's tensors under the module's names, in its types. Raises ModelError for what does not fit."""
    made = {}
    for key, wanted in module.state_dict().items():
        given = part.tensors.get(key)
        if given is None and key in ("bias", "num_batches_tracked"):
            given = torch.zeros_like(wanted)
        if given is None or given.shape != wanted.shape:
            shown = tr("nothing") if given is None else _words(tuple(given.shape))
            raise ModelError(
                tr("The weights do not fit: {name!r} should be {wanted}, and is {shown}.",
                   name=f"{part.name}.{key}"[:80], wanted=_words(tuple(wanted.shape)) , shown=shown),
                tr("Give the layers of the network that they were trained in."),
            )  # fmt: skip
        made[key] = given.detach().to(wanted.dtype).contiguous()
    bias, width = part.tensors.get("bias"), made["weight"].shape[:1]
    extra = sorted(part.tensors.keys() - made.keys() - {"bias"})
    if bias is not None and "bias" not in made and bias.shape != width:
        extra.append("bias")
    if extra:
        name = f"{part.name}.{extra[0]}"[:80]
        raise ModelError(
            tr("The weights have {name!r}, which no layer here takes.", name=name),
            tr("Give the layers of the network that they were trained in."),
        )
    return made


# ---- written


def plain(card: Card, weights: Mapping[str, ArrayLike]) -> StateDict:
    """The weights as a state_dict of the `nn.Sequential` that `digitpad code` writes: names such as "0.weight".

    Of a model of two inputs, the glyph's branch; of one that can refuse, without that output.
    Raises ModelError for a model whose layers are not known.
    """
    made = {
        name.removeprefix("body."): value.clone() for name, value in checked_net(card, weights).state_dict().items()
    }
    if card.reject:
        last = max(int(name.split(".")[0]) for name in made)
        for key in (f"{last}.weight", f"{last}.bias"):
            made[key] = made[key][: len(card.classes)].clone()
    return made


def written(tensors: StateDict, suffix: str) -> bytes:
    """The file's bytes: safetensors, or what torch.save writes."""
    if suffix.lower() == SAFETENSORS:
        return safetensors.torch.save({name: value.contiguous() for name, value in tensors.items()})
    file = io.BytesIO()
    torch.save(tensors, file)
    return file.getvalue()

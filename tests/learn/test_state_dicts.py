"""Weights of others are fitted to layers by their order and shapes; what are no weights is a sentence."""

import codecs
import io
import zipfile
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch
from torch import nn

from digitpad.core.errors import ModelError, UnreadableFileError
from digitpad.core.recipes import recipe
from digitpad.learn import networks, state_dicts

SPEC = "conv4x3,batchnorm,relu,pool2,dense12,relu"


def theirs() -> nn.Sequential:
    torch.manual_seed(1)
    made = nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(4 * 14 * 14, 12), nn.ReLU(), nn.Linear(12, 10),
    )  # fmt: skip
    made(torch.rand(9, 1, 28, 28))  # running statistics of some pictures
    return made.eval()


def net(layers: str = SPEC) -> networks.Net:
    import dataclasses

    return networks.build_for(dataclasses.replace(recipe("mlp-256"), layers=layers, input="unit", init="torch"))


def answers(made: networks.Net, weights: dict[str, np.ndarray], x: torch.Tensor) -> torch.Tensor:
    made.load_state_dict({name: torch.from_numpy(value) for name, value in weights.items()})
    with torch.inference_mode():
        return made.eval()(x)


@pytest.mark.parametrize("suffix", [".pt", ".safetensors"])
def test_any_names_are_fitted_and_a_bias_before_batch_normalisation_goes_into_it(tmp_path: Path, suffix: str) -> None:
    own, x, path = theirs(), torch.rand(5, 1, 28, 28), tmp_path / f"w{suffix}"
    names = {"0": "features.conv", "1": "features.norm", "5": "head.9", "7": "head.10"}
    renamed = {f"{names[key.split('.')[0]]}.{key.split('.')[1]}": value for key, value in own.state_dict().items()}
    if suffix == ".pt":
        torch.save({"state_dict": renamed, "epoch": 3}, path)
    else:
        safetensors.torch.save_file(renamed, path)
    weights = state_dicts.fitted(net(), state_dicts.read(path))
    with torch.inference_mode():
        torch.testing.assert_close(answers(net(), weights, x), own(x), atol=1e-5, rtol=1e-4)
    assert state_dicts.outputs_of(state_dicts.read(path), 12) == 10
    taken = state_dicts.fitted(net(), state_dicts.read(path), bytes_taken=True)
    with torch.inference_mode():
        torch.testing.assert_close(answers(net(), taken, x), own(255 * x), atol=1e-3, rtol=1e-3)


@pytest.mark.parametrize(
    ("layers", "sentence"),
    [("dense12", "another network's"), ("conv4x3,batchnorm,relu,pool2,dense13", "another network's")],
)
def test_other_layers_are_refused_with_both_shapes(layers: str, sentence: str) -> None:
    with pytest.raises(ModelError, match=sentence):
        state_dicts.fitted(net(layers), dict(theirs().state_dict()))


def test_no_numbers_and_strange_tensors_are_refused(tmp_path: Path) -> None:
    found = dict(theirs().state_dict())
    found["5.weight"][0, 0] = float("inf")
    with pytest.raises(ModelError, match="no numbers"):
        state_dicts.fitted(net(), found)
    found["5.scale"] = torch.ones(3)
    with pytest.raises(ModelError, match=r"have '5\.scale', which no layer here takes"):
        state_dicts.fitted(net(), found)
    torch.save({"a": torch.zeros(3, dtype=torch.complex64)}, tmp_path / "a.pt")
    with pytest.raises(ModelError, match="no plain array"):
        state_dicts.read(tmp_path / "a.pt")


class Evil:
    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (Path("evil"),))


def test_what_is_no_file_of_weights_runs_nothing_and_is_a_sentence(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a/data.pkl", "w") as inside:
        for _ in range(600):
            inside.write(bytes(1_000_000))
    for content in (b"", b"nothing", bomb.getvalue()[:5000], b"\x80\x04" + b"K" * 99):
        (tmp_path / "a.pt").write_bytes(content)
        with pytest.raises(ModelError, match="cannot be used as weights"):
            state_dicts.read(tmp_path / "a.pt")
    (tmp_path / "a.pt").write_bytes(bomb.getvalue())
    with pytest.raises(ModelError, match="larger than 500,000,000 bytes"):
        state_dicts.read(tmp_path / "a.pt")
    for thing in (Evil(), theirs(), [1, 2], {"a": 1}, {}):
        torch.save(thing, tmp_path / "a.pt")
        with pytest.raises(ModelError, match="cannot be used as weights"):
            state_dicts.read(tmp_path / "a.pt")
    assert not (tmp_path / "evil").exists()
    (tmp_path / "a.safetensors").write_bytes(b"\xff" * 100)
    with pytest.raises(ModelError, match="no safetensors file"):
        state_dicts.read(tmp_path / "a.safetensors")
    with pytest.raises(UnreadableFileError):
        state_dicts.read(tmp_path / "none.pt")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"1.running_mean": None}, "'1.running_mean' should be 4, and is nothing"),
        ({"1.running_mean": torch.zeros(3)}, "'1.running_mean' should be 4, and is 3"),
        ({"1.running_mean": torch.zeros(())}, "'1.running_mean' should be 4"),
        ({"0.weight": torch.zeros(1).expand(10**6, 10**6)}, "larger than 500,000,000 bytes"),
        ({"0.weight": torch.zeros(36, dtype=torch.uint8).view(torch.bits8)}, "'0.weight' is no plain array"),
    ],
)  # fmt: skip
def test_weights_that_lack_or_claim_something_are_a_sentence(tmp_path: Path, changes, said: str) -> None:
    changed = theirs().state_dict() | changes
    torch.save({name: value for name, value in changed.items() if value is not None}, tmp_path / "a.pt")
    with pytest.raises(ModelError) as caught:
        state_dicts.fitted(net(), state_dicts.read(tmp_path / "a.pt"))
    assert said in caught.value.message and caught.value.hint


class Large:
    def __init__(self, made: object, *given: object) -> None:
        self.made, self.given = made, given

    def __reduce__(self) -> tuple[object, ...]:
        return self.made, self.given


class Attributed:
    def __reduce__(self) -> tuple[object, ...]:
        return OrderedDict, (), STATE


PAIRS, STATE = [["a", 0]], {"a": 0}  # large ones, in a file that means ill
ROW = [0.0] * 1000
ROWS = [[ROW] * 1000] * 1000


@pytest.mark.parametrize("new", [True, False], ids=["zip", "legacy"])
@pytest.mark.parametrize(
    "thing",
    [
        Large(bytearray, 3 << 30),
        Large(torch.FloatTensor, ROWS),
        Large(codecs.encode, "a", "utf-8"),
        [Large(OrderedDict, PAIRS) for _ in range(3)],
        [Attributed() for _ in range(11)],
    ],
)
def test_a_small_file_makes_nothing_large(tmp_path: Path, thing: object, new: bool) -> None:
    torch.save({"0.weight": thing}, tmp_path / "a.pt", _use_new_zipfile_serialization=new)
    with pytest.raises(ModelError, match="holds more than weights"):
        state_dicts.read(tmp_path / "a.pt")


@pytest.mark.parametrize("new", [True, False], ids=["zip", "legacy"])
def test_whatever_torch_writes_of_weights_is_read(tmp_path: Path, new: bool) -> None:
    made = theirs().state_dict()
    parameters = {name: nn.Parameter(value, requires_grad=False) for name, value in made.items()}
    for thing in (made, dict(made), parameters, {"state_dict": made, "epoch": 3, "lr": [0.1]}):
        torch.save(thing, tmp_path / "a.pt", _use_new_zipfile_serialization=new)
        read = state_dicts.read(tmp_path / "a.pt")
        assert all(torch.equal(read[name], value.float()) for name, value in made.items())


def test_truth_values_are_numbers_too(tmp_path: Path) -> None:
    torch.save(theirs().state_dict() | {"0.bias": torch.ones(4, dtype=torch.bool)}, tmp_path / "a.pt")
    made = state_dicts.fitted(net(), state_dicts.read(tmp_path / "a.pt"))
    assert np.allclose(made["body.1.running_mean"], theirs().state_dict()["1.running_mean"].numpy() - 1)

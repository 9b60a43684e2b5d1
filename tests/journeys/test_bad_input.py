"""Whatever is wrong with what the user gives: one sentence and a hint on stderr, exit 2, and nothing half-written."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
from PIL import Image

import digitpad
from digitpad import cli
from digitpad.models.library import open_library
from tests import tiny_mnist
from tests.learn.mirrors import closed_port
from tests.small_models import card_of, saved, weights_of

LINE = '{"word": "1", "drawing": [[[50, 50, 50], [10, 50, 90]]]}\n'


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_mnist.write(tmp_path_factory.mktemp("data"), train=300, test=100)


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one model, `good`; copied for each test."""
    home = tmp_path_factory.mktemp("furnished") / "home"
    saved(open_library(home), "good")
    return home


@pytest.fixture
def controller(home: Path, tiny: Path, furnished: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of one model, with the test's own folder as the working folder."""
    shutil.copytree(furnished, home)
    monkeypatch.setenv("DIGITPAD_DATA", str(tiny))
    monkeypatch.chdir(home.parent)
    monkeypatch.setenv("PYTHONPATH", str(Path(digitpad.__file__).parents[1]))  # for processes of their own
    Path("good.ndjson").write_text(LINE)
    return home


def everything(folder: Path) -> dict[str, bytes | None]:
    return {str(path): path.read_bytes() if path.is_file() else None for path in sorted(folder.rglob("*"))}


@pytest.fixture
def complaint(controller: Path, capsys: pytest.CaptureFixture[str]):
    """Runs a command line that must fail; gives what it says, once it is clear that it is a sentence and no more."""

    def run(*words: object) -> str:
        before = everything(controller)
        code = cli.main([str(word) for word in words])
        said = capsys.readouterr()
        assert (code, said.out) == (2, "")
        sentence, *hint = said.err.splitlines()
        assert sentence.startswith("digitpad: ") and sentence.rstrip().endswith((".", "?")), sentence
        assert len(hint) == 1 and hint[0].strip(), "a hint in one line"
        assert "Traceback" not in said.err and "Error" not in said.err
        assert everything(controller) == before
        return said.err

    return run


# ---- what is typed

TYPED = {
    "unknown command": (("modles",), "models"),
    "unknown option": (("models", "--jsn"), "--json"),
    "abbreviated option": (("train", "mlp-512", "--epoch", "1"), "--epochs"),
    "unknown recipe": (("train", "mlp-9"), "mlp-"),
    "no recipe": (("train",), "mlp-256-128"),
    "unknown model": (("predict", "--model", "godo", "good.ndjson"), "good"),
    "unknown model to measure": (("evaluate", "--model", "godo", "--on", "mnist"), "good"),
    "unknown model to compare": (("compare", "good", "godo", "--on", "mnist"), "good"),
    "unknown model to export": (("export", "godo", "--to", "x.onnx"), "good"),
    "one model to compare": (("compare", "good", "--on", "mnist"), "two models"),
    "unknown set": (("evaluate", "--model", "good", "--on", "mnits"), "mnist"),
    "no set": (("evaluate", "--model", "good"), "--on"),
    "no file": (("predict",), "FILE"),
    "negative epochs": (("train", "mlp-512", "--epochs", "-1"), "epochs"),
    "epochs in words": (("train", "mlp-512", "--epochs", "ten"), "'ten'"),
    "no epochs": (("train", "mlp-512", "--epochs"), "--epochs"),
    "learning rate of nan": (("train", "mlp-512", "--lr", "nan"), "learning rate"),
    "learning rate of zero": (("train", "mlp-512", "--lr", "0"), "learning rate"),
    "huge batch": (("train", "mlp-512", "--batch-size", "99999999"), "batch size"),
    "unknown optimizer": (("train", "mlp-512", "--optimizer", "addam"), "adam"),
    "unknown schedule": (("train", "mlp-512", "--schedule", "cosin"), "cosine"),
    "unknown architecture": (("train", "mlp-512", "--architecture", "mlp-521"), "mlp-512"),
    "unknown dataset": (("train", "mlp-512", "--dataset", "mnits"), "mnist"),
    "unknown device": (("train", "mlp-512", "--device", "gpu"), "cpu"),
    "unknown augmentation": (("train", "mlp-512", "--augment", "rotat=3"), "rotate"),
    "augmentation without a number": (("train", "mlp-512", "--augment", "rotate"), "rotate=2"),
    "name that is a path": (("train", "mlp-512", "--name", "../x"), "letters"),
    "name that is taken": (("train", "mlp-512", "--name", "good"), "another name"),
    "unknown run": (("train", "mlp-512", "--resume", "nothing"), "no run"),
    "unknown data": (("data", "fetch", "mnits"), "mnist"),
    "unknown data action": (("data", "fech"), "fetch"),
    "nothing to fetch": (("data", "fetch"), "fashion-mnist"),
}


@pytest.mark.parametrize(("words", "said"), TYPED.values(), ids=TYPED.keys())
def test_what_is_mistyped_is_explained(complaint, words: tuple[str, ...], said: str) -> None:
    assert said in complaint(*words)


# ---- files

FILES = {
    "empty.ndjson": b"",
    "blank.ndjson": b"\n\n",
    "number.ndjson": b'{"drawing": 7}\n',
    "half.ndjson": LINE.encode() + b'{"drawing": [[[1, 2], [3]',
    "uneven.ndjson": b'{"drawing": [[[1, 2], [3]]]}\n',
    "nan.ndjson": b'{"drawing": [[[1, NaN], [3, 4]]]}\n',
    "text.ndjson": b"hello\n",
    "bytes.ndjson": b"\xff\xfe\x00\x01",
    "no.ndjson.gz": b"\x1f\x8bnope",
    "broken.png": b"\x89PNG broken",
    "empty.png": b"",
    "text.jpg": b"hello",
    "head.bmp": b"BM",
    "unknown": b"what is this",
    "set.npz": b"PK",
}


@pytest.mark.parametrize("name", [name for name in FILES if not name.startswith("half")])
def test_a_file_that_cannot_be_read_is_named(complaint, name: str) -> None:
    Path(name).write_bytes(FILES[name])
    assert name in complaint("predict", "--model", "good", name)


@pytest.mark.parametrize("name", ["absent.png", "absent.ndjson", "absent", "absent.npz", "empty"])
def test_a_file_that_is_not_there_is_named(complaint, name: str) -> None:
    Path("empty").mkdir()  # a folder without anything to read
    assert name in complaint("predict", "--model", "good", name)


def test_a_blank_picture_is_named(complaint) -> None:
    Image.new("L", (200, 200), 255).save("blank.png")
    assert "blank.png" in complaint("predict", "--model", "good", "blank.png")


@pytest.mark.parametrize("name", ["empty.ndjson", "half.ndjson", "no.ndjson.gz", "set.npz", "unknown"])
def test_a_set_that_cannot_be_read_is_named(complaint, name: str) -> None:
    Path(name).write_bytes(FILES[name])
    assert name in complaint("evaluate", "--model", "good", "--on", name)


def test_a_dataset_cut_short_is_named_and_no_run_is_begun(complaint, tiny: Path, tmp_path: Path, monkeypatch) -> None:
    folder = shutil.copytree(tiny, tmp_path / "cut")
    path = folder / "mnist" / "t10k-labels-idx1-ubyte.gz"
    path.write_bytes(path.read_bytes()[:30])
    monkeypatch.setenv("DIGITPAD_DATA", str(folder))
    assert "t10k-labels" in complaint("evaluate", "--model", "good", "--on", "mnist")


# ---- models


def test_a_model_of_an_unknown_architecture_is_refused_by_name(complaint, controller: Path) -> None:
    path = controller / "models" / "good" / "card.json"
    card = json.loads(path.read_text())
    path.write_text(json.dumps(card | {"plan": card["plan"] | {"architecture": "transformer"}}))
    assert "transformer" in complaint("predict", "--model", "good", "good.ndjson")


def weights(controller: Path, **changes: np.ndarray) -> None:
    made = weights_of(card_of("good").plan) | changes
    (controller / "models" / "good" / "weights.safetensors").write_bytes(safetensors.numpy.save(made))


@pytest.mark.parametrize(
    "bias",
    [
        np.zeros(7, np.float32),
        np.zeros((10, 1), np.float32),
        np.full(10, np.nan, np.float32),
        np.float32([np.inf] * 10),
    ],
    ids=["wrong length", "wrong shape", "NaN", "infinite"],
)
def test_weights_that_do_not_fit_or_are_no_numbers_are_refused(complaint, controller: Path, bias: np.ndarray) -> None:
    weights(controller, **{"body.6.bias": bias})
    said = complaint("predict", "--model", "good", "good.ndjson")
    assert "'good'" in said and "body.6.bias" in said


def test_weights_with_a_layer_too_many_are_refused(complaint, controller: Path) -> None:
    weights(controller, **{"body.9.bias": np.zeros(3, np.float32)})
    assert "body.9.bias" in complaint("export", "good", "--to", "x.onnx")
    assert not Path("x.onnx").exists()


# ---- nowhere to write


def test_a_home_that_is_a_file_stops_a_training_before_it_begins(
    complaint, controller: Path, monkeypatch, tmp_path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("DIGITPAD_HOME", str(tmp_path / "file"))
    assert "could not be written" in complaint("train", "mlp-256-128", "--epochs", "1")
    assert (tmp_path / "file").read_text() == "not a folder"


def test_an_export_to_a_folder_that_cannot_be_is_a_sentence(complaint) -> None:
    pytest.importorskip("onnxruntime")
    assert "no folder" in complaint("export", "good", "--to", "good.ndjson/x.onnx")
    assert Path("good.ndjson").read_text() == LINE


BESIDE = "import sys; sys.path.insert(0, {!r}); from digitpad import cli; sys.exit(cli.main())"
FULL_DISK = """
import resource, signal, sys
from digitpad import cli
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # then a write over the limit fails as on a full disk, with an OSError
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
sys.exit(cli.main(["train", "mlp-256-128", "--epochs", "1", "--name", "late", "--device", "cpu", "--json"]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits stand in for a full disk")
def test_a_full_disk_ends_a_training_with_a_sentence_and_leaves_nothing(controller: Path) -> None:
    before = everything(controller / "models")
    done = subprocess.run([sys.executable, "-c", FULL_DISK], capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    assert "could not be written" in done.stderr and "Traceback" not in done.stderr
    assert everything(controller / "models") == before
    assert list((controller / "runs").iterdir()) == []


def test_stdout_that_is_full_is_a_sentence(controller: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "digitpad", "models", "--json"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=180)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr and "space" in done.stderr


# ---- what does not fit together


def test_a_torchvision_that_does_not_fit_torch_costs_no_download(controller: Path, tmp_path) -> None:
    """A torchvision of the kind that fails at import, found before the true one, as a wrong wheel would be."""
    (tmp_path / "site" / "torchvision").mkdir(parents=True)
    (tmp_path / "site" / "torchvision" / "__init__.py").write_text(
        'raise RuntimeError("operator torchvision::nms does not exist")\n'
    )
    code = BESIDE.format(str(tmp_path / "site"))
    command = [sys.executable, "-c", code, "data", "fetch", "fashion-mnist"]
    nobody = dict.fromkeys(("http_proxy", "https_proxy"), closed_port())  # no test asks the world for anything
    environment = {**os.environ, **nobody, "no_proxy": ""}
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert "could not be downloaded" in done.stderr and "proxy" in done.stderr and "refused" in done.stderr
    assert not list((controller / "data").rglob("*.gz"))


def test_a_torch_that_cannot_be_loaded_is_told_with_the_command_that_mends_it(controller: Path, tmp_path) -> None:
    (tmp_path / "site" / "torch").mkdir(parents=True)
    (tmp_path / "site" / "torch" / "__init__.py").write_text(
        'raise OSError("libtorch_cpu.so: cannot open shared object")\n'
    )
    for words in (["predict", "--model", "good", "good.ndjson"], ["train", "mlp-512"], ["models"]):
        code = BESIDE.format(str(tmp_path / "site"))
        done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, timeout=120)
        if words == ["models"]:
            assert (done.returncode, done.stderr) == (0, ""), "what needs no torch works without it"
        else:
            assert done.returncode == 2
            assert "pip install" in done.stderr and "Traceback" not in done.stderr

"""Weights after each epoch are kept at half precision, within a budget, under the model that they became."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from digitpad.core.errors import ModelError
from digitpad.models import epoch_weights
from tests.small_models import card_of

RNG = np.random.default_rng(1)
CARD = card_of("m", created="2026-01-02T03:04:05+00:00")


def weights(numbers: int = 1000) -> dict[str, np.ndarray]:
    return {
        "a": RNG.normal(size=numbers).astype(np.float32),
        "count": np.array(3, np.int64),
        "v": np.array([1e30], "f"),
    }


def test_they_come_back_after_the_run_as_single_precision(tmp_path: Path) -> None:
    run, home = tmp_path / "runs" / "r", tmp_path
    run.mkdir(parents=True)
    kept = {epoch: weights() for epoch in (1, 2, 10)}
    for epoch, each in kept.items():
        epoch_weights.keep(run, epoch, each)
    epoch_weights.adopt(run, home, CARD)
    assert epoch_weights.epochs(home, CARD) == (1, 2, 10)
    found = epoch_weights.read(home, CARD, 10)
    np.testing.assert_allclose(found["a"], kept[10]["a"], rtol=1e-3, atol=1e-6)
    assert found["a"].dtype == found["v"].dtype == np.float32 and found["v"][0] == np.float32(1e30)
    assert found["count"] == 3
    later = card_of("m", created="2027-01-02T03:04:05+00:00")
    assert epoch_weights.epochs(home, later) == (), "another model of that id has others"


def test_a_runs_older_epochs_are_thinned_and_the_oldest_models_folders_go(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(epoch_weights, "RUN_EPOCHS_BYTES", 10_000)
    run = tmp_path / "run"
    for epoch in range(1, 21):
        run.mkdir(exist_ok=True)
        epoch_weights.keep(run, epoch, weights(500))
    files = sorted(path.name for path in (run / "epochs").iterdir())
    assert files[0] == "00001.safetensors" and files[-1] == "00020.safetensors" and 3 <= len(files) <= 9
    assert sum(path.stat().st_size for path in (run / "epochs").iterdir()) <= 10_000
    monkeypatch.setattr(epoch_weights, "EPOCHS_BYTES", 25_000)
    for number in range(4):
        run.mkdir(exist_ok=True)
        for epoch in range(1, 7):
            epoch_weights.keep(run, epoch, weights(500))
        epoch_weights.adopt(run, tmp_path, card_of(f"m{number}", created=f"202{number}"))
    left = {path.name for path in (tmp_path / "epochs").iterdir()}
    assert "m3@2023" in left and "m0@2020" not in left


def test_what_cannot_be_kept_fails_nothing_and_what_is_broken_is_told(tmp_path: Path) -> None:
    epoch_weights.keep(tmp_path / "nowhere", 1, weights())
    epoch_weights.adopt(tmp_path / "nowhere", tmp_path / "home", CARD)
    assert epoch_weights.epochs(tmp_path / "home", CARD) == ()
    epoch_weights.keep(tmp_path, 1, weights())
    epoch_weights.adopt(tmp_path, tmp_path / "home", CARD)
    (file,) = (tmp_path / "home" / "epochs").rglob("*.safetensors")
    file.write_bytes(b"cut")
    with pytest.raises(ModelError):
        epoch_weights.read(tmp_path / "home", CARD, 1)


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from digitpad.models import epoch_weights
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # then a write over the limit fails as on a full disk
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
epoch_weights.keep(Path(sys.argv[1]), 1, {"a": np.zeros(100_000, np.float32)})
"""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits stand in for a full disk")
def test_a_full_disk_leaves_no_half_of_an_epoch(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FULL_DISK, str(tmp_path)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "epochs").iterdir()) == []

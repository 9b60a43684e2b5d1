"""What the tests of this room stand on: a library with nothing in it, and for those that train a small MNIST."""

from pathlib import Path

import pytest

from digitpad.library.library import Library
from tests import tiny_mnist
from tests.small_models import empty_library


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """A library with nothing in it."""
    return empty_library(tmp_path)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for DIGITPAD_DATA with an MNIST of 700 training and 200 test digits."""
    return tiny_mnist.write(tmp_path_factory.mktemp("data"), train=700, test=200)


@pytest.fixture
def small_mnist(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The small MNIST is the one that is found."""
    monkeypatch.setenv("DIGITPAD_DATA", str(tiny))

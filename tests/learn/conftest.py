"""Small pieces of the bundled MNIST, shared by learn's tests."""

from pathlib import Path

import pytest

from digitpad.core.plans import Plan
from digitpad.learn import datasets
from digitpad.learn.dataset import Dataset, Split


@pytest.fixture(scope="session")
def mnist() -> Dataset:
    """The whole of the bundled MNIST."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIGITPAD_DATA", "")
        return datasets.load("mnist", Path("/nowhere"), download=False)


@pytest.fixture(scope="session")
def small(mnist: Dataset) -> Dataset:
    """700 training and 300 test digits: 11 steps of 64, the last one of 60."""
    train = Split(mnist.train.x[:700], mnist.train.y[:700])
    test = Split(mnist.test.x[:300], mnist.test.y[:300])
    return Dataset(mnist.name, mnist.classes, train, test, datasets.fingerprint(train, test))


@pytest.fixture
def plan() -> Plan:
    """mlp-256-128 for two epochs: it has dropout, a scaled input and Adam's state."""
    return Plan(
        "mlp-256-128", "mlp-256-128", "mnist", "standard", "adam", 0.001, batch_size=64, epochs=2, seed=5, device="cpu"
    )

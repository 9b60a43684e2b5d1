"""A furnished home, and a hand that types command lines."""

import json
from pathlib import Path

import pytest

from digitpad import cli
from digitpad.models.library import open_library
from tests import tiny_mnist
from tests.cli.commands import STROKE
from tests.small_models import saved


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_mnist.write(tmp_path_factory.mktemp("data"), train=700, test=200)


@pytest.fixture
def furnished(home: Path, tiny: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with two models that answer, a small MNIST, and 10 drawings in `ten.ndjson` beside it."""
    monkeypatch.setenv("DIGITPAD_DATA", str(tiny))
    library = open_library(home)
    saved(library, "one", "mlp-256-128", seed=1)
    saved(library, "two", "mlp-256", seed=2)
    lines = [{"word": str(n), "key_id": f"drawing-{n}", "drawing": STROKE} for n in range(10)]
    (home.parent / "ten.ndjson").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return home


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]):
    """Runs a command line; gives its stdout."""

    def run(*words: object, code: int = 0) -> str:
        assert cli.main([str(word) for word in words]) == code
        said = capsys.readouterr()
        run.stderr = said.err  # type: ignore[attr-defined]
        return said.out

    return run


@pytest.fixture
def rows(say):
    """Runs a command line with --json; gives the objects, and fails on any other line of stdout."""
    return lambda *words: [json.loads(line) for line in say(*words, "--json").splitlines()]

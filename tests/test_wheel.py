"""What is installed works without the clone: the wheel in an environment of its own, away from here.

Takes minutes and gigabytes (torch), so it is not part of the plain run: `pytest -m wheel`.
"""

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

pytestmark = [pytest.mark.wheel, pytest.mark.timeout(1500)]

ROOT = Path(__file__).resolve().parent.parent
MODEL = "mlp-256-128"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the clone."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT, cwd=folder)
    return next(folder.glob("digitpad-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of a fresh environment that holds the wheel and what it asks for, and nothing else."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    commands = folder / ("Scripts" if sys.platform == "win32" else "bin")
    run(commands / "python", "-m", "pip", "install", "--quiet", wheel, cwd=folder)
    return commands


def run(*command: object, cwd: Path, home: Path | None = None) -> str:
    """Runs a command where nothing of the clone can be seen; gives what it printed."""
    hidden = ("PYTHONPATH", "VIRTUAL_ENV", "DIGITPAD_DATA", "DIGITPAD_HOME")
    environment = {key: value for key, value in os.environ.items() if key not in hidden}
    environment |= {"DIGITPAD_HOME": str(home or cwd / "home"), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{command}: {done.stdout}\n{done.stderr}"
    return done.stdout


def test_the_wheel_holds_the_resources_and_no_tests(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert sum(name.startswith("digitpad/resources/data/mnist/") and name.endswith(".gz") for name in names) == 4
    assert any(name.startswith(f"digitpad/resources/models/{MODEL}/") for name in names)
    assert sum(".dist-info/licenses/" in name for name in names) == 3
    assert {"digitpad/resources/report/page.html", "digitpad/py.typed"} <= set(names)
    assert not [name for name in names if name.startswith("tests/") or "__pycache__" in name]


def test_what_it_asks_for_fits_together(installed: Path, tmp_path: Path) -> None:
    run(installed / "python", "-m", "pip", "check", cwd=tmp_path)  # its exit status says it all


def test_it_is_not_the_clone_that_answers(installed: Path, tmp_path: Path) -> None:
    code = "import digitpad, digitpad.core.paths as p; print(digitpad.__file__); print(p.resources())"
    for line in run(installed / "python", "-c", code, cwd=tmp_path).splitlines():
        assert Path(line).is_relative_to(installed.parent)


def test_it_reads_a_picture(installed: Path, tmp_path: Path) -> None:
    page = Image.new("RGB", (300, 200), "white")
    ImageDraw.Draw(page).line([(150, 30), (150, 170)], fill="black", width=12)
    page.save(tmp_path / "one.png")
    printed = run(installed / "digitpad", "predict", "--model", MODEL, "--json", "one.png", cwd=tmp_path)
    rows = [json.loads(line) for line in printed.splitlines()]
    assert [row["answer"] for row in rows] == ["1"]


def test_it_lists_the_bundled_models(installed: Path, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in run(installed / "digitpad", "models", "--json", cwd=tmp_path).splitlines()]
    bundled = {path.name for path in (ROOT / "resources" / "models").iterdir() if path.is_dir()}
    assert {row["id"] for row in rows} == bundled


def test_it_builds_its_window(installed: Path, tmp_path: Path) -> None:
    code = (
        "from digitpad import app\n"
        "window = app.build()\n"
        "window.show()\n"
        "app.application().processEvents()\n"
        "assert window.isVisible()\n"
        "window.close()\n"
    )
    run(installed / "python", "-c", code, cwd=tmp_path)

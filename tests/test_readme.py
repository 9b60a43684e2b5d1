"""What the README says holds: its commands, the packages it names, the pictures it shows."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from digitpad.cli.window import DEBIAN_PACKAGES

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    """The shell block after the mark that `.ci/run` looks for."""
    found = re.search(rf"^<!-- ci: {name} -->\n```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert found, name
    return found[1]


def test_the_packages_are_those_that_the_program_would_ask_for() -> None:
    named = set(block("debian").split())
    assert {"python3-venv", *DEBIAN_PACKAGES.split()} <= named


def test_the_window_and_the_tests_are_one_command_each() -> None:
    assert block("window").strip().endswith(".venv/bin/digitpad")
    assert "-m pytest" in block("test")
    assert block("window").count("\n") == block("test").count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script")
def test_ci_reads_those_blocks() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\(readme (\w+)\)", script)) == {"debian", "test"}
    subprocess.run(["bash", "-n", str(ROOT / ".ci" / "run")], check=True)


def test_every_command_is_in_the_readme() -> None:
    command = [sys.executable, "-m", "digitpad", "--help"]
    described = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = re.findall(r"^    ([a-z]+)  ", described, re.MULTILINE)
    assert len(names) >= 7
    for name in names:
        assert re.search(rf"`digitpad {name}\b", README), name


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)]+)\)|<img[^>]+src=\"([^\"]+)\"", README):
        path = "".join(target).split("#")[0]
        if path and "://" not in path:
            assert (ROOT / path).exists(), path


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "CHANGELOG.md"])
def test_every_file_that_the_other_documents_name_is_there(name: str) -> None:
    text = (ROOT / ".github" / name).read_text(encoding="utf-8")
    roots = [ROOT, ROOT / "digitpad", ROOT / ".github"]
    named = re.findall(r"`((?:core|ink|models|learn|evaluation|analysis|tasks|jobs|ui|cli|resources)/[\w/.-]+)`", text)
    linked = [target.split("#")[0] for target in re.findall(r"\]\(([^)]+)\)", text) if "://" not in target]
    for path in {*named, *linked} - {"resources/locale/digitpad_LANG.ts"}:
        assert any((root / path).exists() for root in roots), path


def test_every_benchmark_is_run_in_one_way_and_is_there() -> None:
    folder = ROOT / "tests" / "benchmarks"
    texts = [file.read_text(encoding="utf-8") for file in (folder / "README.md", *folder.glob("*.py"))]
    assert not [text for text in texts if re.search(r"python tests/benchmarks", text)]
    for name in {name for text in texts for name in re.findall(r"python -m tests\.benchmarks\.(\w+)", text)} - {"NAME"}:
        assert (folder / f"{name}.py").exists(), name

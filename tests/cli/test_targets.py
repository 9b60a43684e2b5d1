"""Where commands write: links, rights, devices and pipes stay what they are, and a mistyped place is said and left."""

import os
import stat
import sys
from pathlib import Path

import pytest

ORIGINAL = '.SEGMENT DIGIT 0 ? "1"\n.COMMENT 1 5 1\n.PEN_DOWN\n1 90\n1 10\n'


@pytest.fixture
def original(furnished: Path) -> Path:
    """Somebody's recorded pen strokes."""
    path = furnished.parent / "some.tra"
    path.write_text(ORIGINAL)
    return path


@pytest.mark.parametrize("place", ["nowhere/x.ndjson", "", "some.tra/x.ndjson", "x" * 300 + ".ndjson", "a\0b.ndjson"])
def test_an_import_to_a_place_that_is_not_there_makes_none(furnished: Path, original: Path, say, place: str) -> None:
    before = sorted(furnished.parent.rglob("*"))
    assert say("data", "import", original, "--to", f"{furnished.parent}/{place}", code=2) == ""
    assert "could not be written" in say.stderr and "Traceback" not in say.stderr
    assert sorted(furnished.parent.rglob("*")) == before


@pytest.mark.skipif(sys.platform == "win32", reason="links, rights, devices and pipes of POSIX")
def test_an_import_writes_through_links_devices_and_pipes(furnished: Path, original: Path, say) -> None:
    real, link, pipe = (
        furnished.parent / "real.ndjson",
        furnished.parent / "link.ndjson",
        furnished.parent / "pipe.ndjson",
    )
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    say("data", "import", original, "--to", link)
    assert link.is_symlink() and "pendigits" in real.read_text() and stat.S_IMODE(real.stat().st_mode) == 0o640
    say("data", "import", original, "--to", "/dev/null")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    os.mkfifo(pipe)
    assert say("data", "import", original, "--to", pipe, code=2) == "", "nobody reads it, and nobody waits"
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.skipif(sys.platform == "win32", reason="links and rights of POSIX")
def test_a_page_follows_a_link_and_keeps_its_rights(furnished: Path, say) -> None:
    real, link = furnished.parent / "real.html", furnished.parent / "link.html"
    real.write_text("old")
    real.chmod(0o600)
    link.symlink_to(real)
    say("compare", "one", "two", "--on", furnished.parent / "ten.ndjson", "--html", link)
    assert link.is_symlink() and "<html" in real.read_text() and stat.S_IMODE(real.stat().st_mode) == 0o600


@pytest.mark.parametrize("on", [",", "", " , ", ",,"])
def test_measuring_on_nothing_is_a_question(furnished: Path, say, on: str) -> None:
    for words in (("evaluate", "--model", "one"), ("compare", "one", "two")):
        assert say(*words, "--on", on, code=2) == ""
        assert "On what should the models be evaluated" in say.stderr


@pytest.mark.parametrize("name", ["../elsewhere", "/etc", "..", "a\nb"])
def test_a_run_from_elsewhere_is_a_sentence(furnished: Path, say, name: str) -> None:
    assert say("train", "--resume", name, code=2) == ""
    assert "cannot be the name of a run" in say.stderr and "Traceback" not in say.stderr

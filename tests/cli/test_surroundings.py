"""Whatever digitpad is started in: odd names, odd encodings, closed outputs, no such user and little memory."""

import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from digitpad import cli
from digitpad.learn import device

LINE = '{{"word": "7", "key_id": "{}", "drawing": [[[1, 2], [3, 4]]]}}\n'


def ran(command: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A shell's line with `digitpad` in it, in a folder and a home of its own."""
    named = command.replace("digitpad", f"{sys.executable} -m digitpad")
    root = str(Path(cli.__file__).parents[2])
    env = os.environ | {"PYTHONPATH": root, "DIGITPAD_HOME": str(folder / "home"), "PYTHONUTF8": "0"} | environment
    done = subprocess.run(["bash", "-c", named], cwd=folder, env=env, capture_output=True, timeout=100)
    return subprocess.CompletedProcess(
        command, done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
    )


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_names_that_the_output_cannot_write_are_written_out(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "семь.ndjson").write_text(LINE.format("a"))
    done = ran("digitpad data import семь.ndjson --to восемь.ndjson", tmp_path, PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, "")
    assert ("восемь" if encoding == "utf-8" else r"\u0432\u043e") in done.stdout


def test_a_name_that_is_no_utf_8_is_written_out(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    odd = Path(os.fsdecode(b"\xff.ndjson"))
    odd.write_text(LINE.format("a"))
    assert cli.main(["data", "import", str(odd), "--to", f"to-{odd}"]) == 0
    assert r"to-\udcff.ndjson" in capsys.readouterr().out
    assert cli.main(["data", "import", str(odd), "--to", f"to-{odd}", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["path"] == r"to-\udcff.ndjson"
    assert cli.main(["data", "import", f"no-{odd}", "--to", "a.ndjson"]) == 2
    assert r"no-\udcff.ndjson" in capsys.readouterr().err


def test_closed_outputs_are_no_traceback(tmp_path: Path) -> None:
    done = ran("digitpad models >&-", tmp_path)
    assert done.returncode == 2 and "standard output is closed" in done.stderr and "Traceback" not in done.stderr
    done = ran("digitpad modles 2>&-", tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "")


TYPED = {
    "home": ({"DIGITPAD_HOME": "~nosuchuser"}, ("models",)),
    "data": ({"DIGITPAD_DATA": "~nosuchuser/data"}, ("data",)),
    "import": ({}, ("data", "import", "~nosuchuser/a", "--to", "b.ndjson")),
    "to": ({}, ("data", "import", "a.ndjson", "--to", "~nosuchuser/b.ndjson")),
    "on": ({}, ("evaluate", "--model", "padnet", "--on", "~nosuchuser/a.ndjson")),
    "html": ({}, ("compare", "padnet", "mlp-512", "--on", "a.ndjson", "--html", "~nosuchuser/a.html")),
    "export": ({}, ("export", "padnet", "--to", "~nosuchuser/a.onnx")),
    "into": ({}, ("train", "mlp-256", "--epochs", "1", "--into", "~nosuchuser")),
}


@pytest.mark.parametrize(("environment", "words"), TYPED.values(), ids=TYPED)
def test_a_user_that_there_is_not_is_a_sentence(
    home: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    words: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.ndjson").write_text(LINE.format("a"))
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert cli.main(list(words)) == 2
    assert "There is no user 'nosuchuser'" in capsys.readouterr().err


def test_half_characters_in_a_drawing_are_harmless(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.ndjson").write_text(LINE.format(r"\ud800").replace("{", r'{"writer": "\udfff", ', 1))
    assert cli.main(["predict", str(tmp_path / "a.ndjson")]) == 0
    assert cli.main(["evaluate", "--model", "padnet", "--on", str(tmp_path / "a.ndjson")]) == 0
    assert "�" in capsys.readouterr().out


@pytest.mark.parametrize("said", ["²", "", "0", "-1", "9" * 5000, "two", "1,1"])
def test_any_word_on_threads_gives_a_number_of_them(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", said)
    assert device.threads() >= 1


@pytest.mark.parametrize("megabytes", [700, pytest.param(2000, marks=pytest.mark.long)])
def test_too_little_memory_is_a_sentence(tmp_path: Path, megabytes: int) -> None:
    (tmp_path / "a.ndjson").write_text(LINE.format("a"))
    done = ran(f"ulimit -v {megabytes * 1024}; digitpad predict a.ndjson", tmp_path)
    assert done.returncode == 2, done.stderr
    assert "There is not enough memory for this." in done.stderr and "Traceback" not in done.stderr


def test_a_page_of_scribble_is_no_number(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    strokes = [[[n, n], [0, 9]] for n in range(20_000)]
    (tmp_path / "a.ndjson").write_text(json.dumps({"drawing": strokes}) + "\n")
    assert cli.main(["predict", "--numbers", str(tmp_path / "a.ndjson")]) == 2
    assert "a.ndjson:1: There are 20,000 marks, too many for one number" in capsys.readouterr().err


def test_a_scribble_in_two_columns_has_an_answer_all_the_same(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whether it is several digits is looked into on the way, and that it is no number is no error there."""
    chance = Random(1)
    strokes = [
        [[x + chance.random() * 40 for _ in range(600)], [chance.random() * 100 for _ in range(600)]]
        for x in [0] * 20 + [100] * 20
    ]
    (tmp_path / "a.ndjson").write_text(json.dumps({"drawing": strokes}) + "\n")
    assert cli.main(["predict", "--json", str(tmp_path / "a.ndjson")]) == 0
    assert json.loads(capsys.readouterr().out)["key_id"] == "a.ndjson:1"

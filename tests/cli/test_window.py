"""`digitpad` alone: where no window can be shown, a sentence says why."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def without_screen(**environment: str) -> subprocess.CompletedProcess[str]:
    """`digitpad` alone, in an environment without any display but what is given."""
    gone = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    env = {name: value for name, value in os.environ.items() if name not in gone} | environment
    command = [sys.executable, "-m", "digitpad"]
    return subprocess.run(command, capture_output=True, text=True, env=env, timeout=180)


@pytest.mark.skipif(sys.platform != "linux", reason="where Qt aborts without a display")
@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "DISPLAY is not set"),
        ({"DISPLAY": ":987"}, "':987' does not answer"),
        ({"DISPLAY": ":987", "QT_QPA_PLATFORM": "xcb"}, "':987' does not answer"),
        ({"WAYLAND_DISPLAY": "wayland-987"}, "Wayland display does not answer"),
    ],
    ids=["none", "dead X", "dead X, chosen", "dead Wayland"],
)
def test_without_a_display_a_sentence_says_so(environment: dict[str, str], said: str) -> None:
    done = without_screen(**environment)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr and "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 2


@pytest.mark.parametrize(("command", "opens"), [("digitpad", False), ("digitpad-window", True)])
def test_a_broken_state_is_said_where_it_is_read(tmp_path: Path, command: str, opens: bool) -> None:
    """A double click starts a command whose words nobody sees: so the window opens, and says it."""
    (tmp_path / "a.digitpad").write_text("no state")
    code = (
        "import sys, digitpad.app as app; app.main = lambda home, state: print(state.name) or 0; "
        "from digitpad import cli; sys.argv[0] = '/somewhere/' + sys.argv[1]; sys.exit(cli.main([sys.argv[2]]))"
    )
    started = [sys.executable, "-c", code, command, str(tmp_path / "a.digitpad")]
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(started, capture_output=True, text=True, env=env, timeout=180)
    assert (done.returncode, done.stdout.strip()) == ((0, "a.digitpad") if opens else (2, "")), done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="the hint names Debian's packages")
def test_a_system_library_that_qt_lacks_is_told_with_the_command_that_brings_it(
    furnished: Path, tmp_path: Path
) -> None:
    """A PySide6 that fails at import as it does without libEGL, found before the true one."""
    (tmp_path / "site" / "PySide6").mkdir(parents=True)
    (tmp_path / "site" / "PySide6" / "__init__.py").write_text(
        'raise ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")\n'
    )
    code = f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r}); from digitpad import cli; sys.exit(cli.main())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=180)
    assert (done.returncode, done.stdout) == (2, "")
    assert "libEGL.so.1" in done.stderr and "apt install" in done.stderr and "Traceback" not in done.stderr

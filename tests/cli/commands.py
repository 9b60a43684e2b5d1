"""Command lines under way in a process of their own, and what the tests of the commands share."""

import os
import signal
import subprocess
import sys

PIPE_BYTES = 4096  # the least that Linux gives
STROKE = [[[50] * 16, list(range(10, 90, 5))]]
SET_KEYS = {"model", "on", "n", "accuracy", "ci95", "confusion", "ece", "answered"}


def started(*words: object, **environment: str) -> subprocess.Popen[str]:
    """A command line under way, which hears Ctrl+C even where the tests were begun in the background and do not.

    Its pipes are small where the system lets them be: it cannot run far ahead of whoever reads them.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    command = [sys.executable, "-m", "digitpad", *map(str, words)]
    env = {**os.environ, **environment}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=env, pipesize=PIPE_BYTES)

"""A run of a sweep in a process of its own: begun, paused, heard, and ended in order. Imports core and the orders."""

import json
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path

from digitpad.core.language import tr
from digitpad.core.typed_json import from_json, to_json
from digitpad.tasks import sweep_run
from digitpad.tasks.sweep_order import PAUSE, RESUME, RunHeard, RunOrder

PATIENCE_SECONDS = 60.0  # for a process that was asked to end and writes its checkpoint
PACKAGES = Path(__file__).resolve().parents[2]  # where `digitpad` lies, be it installed or not
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


class SweepProcess:
    """One process; all that it says is put into `heard`, in the order in which it says it.

    The last of it says `is_over`, also where the process was killed. `one_thread`: other runs use the other cores.
    """

    def __init__(self, order: RunOrder, heard: "queue.Queue[RunHeard]", *, one_thread: bool) -> None:
        self._order, self._heard = order, heard
        path = os.pathsep.join(filter(None, [str(PACKAGES), os.environ.get("PYTHONPATH")]))
        environment = {"OMP_WAIT_POLICY": "PASSIVE"} | os.environ | {"PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}
        self._process = subprocess.Popen(  # noqa: S603  this very Python with a module of ours
            [sys.executable, "-m", sweep_run.__name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            env=environment | (_ONE_THREAD if one_thread else {}),
            start_new_session=True,  # Ctrl+C in the terminal is for whoever started the sweep
        )
        self._say(json.dumps(to_json(order)))
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()

    def pause(self) -> None:
        """Lets it wait after the step in progress, with a checkpoint."""
        self._say(PAUSE)

    def resume(self) -> None:
        """Lets it go on."""
        self._say(RESUME)

    def ask_to_end(self) -> None:
        """Ends it after the step in progress, with a checkpoint; does not wait."""
        pipe = self._process.stdin
        if pipe is not None and not pipe.closed:
            try:
                pipe.close()
            except OSError:
                return  # it is gone already

    def wait(self) -> None:
        """Returns when it has ended; one that does not is killed, and goes on from its last epoch the next time."""
        try:
            self._process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()

    def _say(self, line: str) -> None:
        pipe = self._process.stdin
        try:
            if pipe is not None and not pipe.closed:
                pipe.write(f"{line}\n")
                pipe.flush()
        except OSError:
            return  # it has ended, which is heard

    def _listen(self) -> None:
        last, over = "", False
        assert self._process.stdout is not None  # noqa: S101  it was asked for
        with self._process.stdout as lines:
            for line in lines:
                try:
                    news = from_json(RunHeard, json.loads(line), "a line")
                except ValueError:
                    last = line.strip() or last  # a warning, or the end of a traceback
                    continue
                over = over or news.is_over
                self._heard.put(news)
        code = self._process.wait()
        if not over:
            how = tr("with {last!r}", last=last) if last else tr("with exit code {code}", code=code)
            self._heard.put(
                RunHeard(
                    model=self._order.model,
                    is_over=True,
                    problem=tr("The run {model!r} ended {how}.", model=self._order.model, how=how),
                    hint=tr("Start the sweep again: it goes on from the last epoch."),
                )
            )

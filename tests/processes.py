"""Other processes for tests: real interpreters that begin at one moment and work on one home at machine pace."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_PATIENCE = 120.0
_HEAD = """
import json, sys, time
from pathlib import Path
home, number, gate = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
def begin():
    print("ready", flush=True)
    while not gate.exists():
        time.sleep(0.001)
def end(found):
    print(json.dumps(found), flush=True)
"""


def at_once(code: str, home: Path, count: int) -> list[Any]:
    """Runs the code in `count` processes; gives what each hands to `end`.

    The code knows `home`, its `number` from 0, `begin()` (which waits until all others are there) and `end(found)`.
    """
    gate = home.with_name(f"{home.name}.gate")
    gate.unlink(missing_ok=True)
    command = [sys.executable, "-c", _HEAD + code, str(home)]
    running = [
        subprocess.Popen(
            [*command, str(number), str(gate)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for number in range(count)
    ]
    try:
        for process in running:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n", process.communicate(timeout=_PATIENCE)
        gate.touch()
        give_up = time.monotonic() + _PATIENCE
        said = [process.communicate(timeout=give_up - time.monotonic()) for process in running]
    finally:
        for process in running:
            process.kill()
            process.communicate()
    assert all(process.returncode == 0 for process in running), "\n".join(err for _, err in said)
    return [json.loads(out) for out, _ in said]

"""What a piece of Python costs in a process of its own: its peak of memory, and the seconds that it took."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MEASURED = """
import resource, time
began, cpu = time.perf_counter(), time.process_time()
{code}
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(peak, time.perf_counter() - began, time.process_time() - cpu)
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Megabytes at the peak, all that Python itself takes included, seconds, and those in which it computed."""

    megabytes: float
    seconds: float
    cpu_seconds: float


def cost_of(code: str, *, most_megabytes: int = 3000, timeout: int = 60) -> Cost:
    """Runs the code with no more address space than that, so that a mistake costs nobody else; it must succeed."""
    # the shell stays: a process begins with the peak of the one whose place it takes
    limit = f'ulimit -v {most_megabytes * 1024}; "$0" -W error -c "$1"; exit $?'
    command = ["bash", "-c", limit, sys.executable, MEASURED.format(code=code)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=timeout)
    assert done.returncode == 0, done.stderr[-2000:]
    return Cost(*map(float, done.stdout.split()[-3:]))

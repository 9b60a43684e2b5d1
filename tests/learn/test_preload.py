"""torch's libraries come in beside a running window: they are the ones that torch itself uses, and nothing is lost."""

import subprocess
import sys

import pytest

BODY = """
import sys
from digitpad.learn import preload
names = preload.libraries()
assert "torch" not in sys.modules
import torch
assert float(torch.ones(3).sum()) == 3
maps = open("/proc/self/maps").read()
for name in names:
    assert len({line.split()[-1] for line in maps.splitlines() if line.endswith("/" + name)}) == 1, name
print(",".join(names), preload.libraries())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_the_libraries_are_loaded_once_and_torch_works_with_them():
    done = subprocess.run([sys.executable, "-c", BODY], capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    names, again = done.stdout.split()
    assert "libtorch_cpu.so" in names
    assert again == "[]"


def test_without_torch_there_is_nothing_to_load(monkeypatch):
    from digitpad.learn import preload

    monkeypatch.setattr(preload, "find_spec", lambda _name: None)
    assert preload.libraries() == []

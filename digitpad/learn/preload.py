"""torch's shared libraries, loaded while the window's thread runs on. Imports the standard library alone.

`import torch` holds Python's lock while the system loads some gigabytes of libraries and they register themselves: the
window stood still for up to four seconds on a busy machine. A foreign call to `dlopen` lets the lock go; the import
afterwards finds the libraries there, and the longest stillness was a fifth of that.
"""

import ctypes
import os
import sys
from importlib.util import find_spec
from pathlib import Path

_NAMES = ("libtorch_cpu", "libtorch_cuda", "libtorch")  # not libtorch_python, whose beginnings may need Python's lock


def libraries() -> list[str]:
    """Loads them and gives the names of those that came; what cannot be loaded is left to `import torch` to explain."""
    spec = find_spec("torch")
    if spec is None or spec.origin is None or sys.platform == "win32" or "torch" in sys.modules:
        return []
    suffix = ".dylib" if sys.platform == "darwin" else ".so"
    paths = [Path(spec.origin).parent / "lib" / f"{name}{suffix}" for name in _NAMES]
    opener = ctypes.CDLL(None).dlopen
    opener.restype = ctypes.c_void_p
    opener.argtypes = (ctypes.c_char_p, ctypes.c_int)
    return [path.name for path in paths if path.is_file() and opener(os.fsencode(path), os.RTLD_LAZY)]

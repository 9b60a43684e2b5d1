"""Qt, loaded so that Python's own import stays in place. Whoever loads Qt first imports this module first.

PySide6 puts a function of its own in the place of Python's import, which reads the source of every module that is
imported from then on, to learn whether it asks for `__feature__` (nobody here does). The 900 modules of torch cost
0.2 to 0.4 s and 41 MB of memory that way, the 300 before the window's first picture a sixth of their time.
"""

import builtins

_before = builtins.__import__

import PySide6.QtCore  # noqa: E402, F401  it is loaded here for what it does to the line above

builtins.__import__ = _before

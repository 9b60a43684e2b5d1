"""digitpad: a drawing pad that reads handwritten digits; `Recognizer`, `Ink`, `train`, `load_model` when asked for.

Their types stand in `__init__.pyi`: here nothing is imported, since every layer may import this file.
"""

from importlib import import_module

__version__ = "0.1.0"

_OFFERED = {
    "Ink": ("ink", "ink"),
    "Recognizer": ("evaluation", "named_recognizer"),
    "load_model": ("tasks", "python_api"),
    "train": ("tasks", "python_api"),
}
__all__ = [*_OFFERED, "__version__"]


def __getattr__(name: str) -> object:
    """Loads numpy or torch only for those who ask: `import digitpad` itself stays cheap."""
    if name not in _OFFERED:
        raise AttributeError(f"module 'digitpad' has no attribute {name!r}")
    room, module = _OFFERED[name]
    return getattr(import_module(f"digitpad.{room}.{module}"), name)

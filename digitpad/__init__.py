"""digitpad: a drawing pad that reads handwritten digits; `Recognizer`, `Ink`, `train`, `load_model` when asked for."""

from typing import TYPE_CHECKING

__version__ = "0.1.0"
__all__ = ["Ink", "Recognizer", "__version__", "load_model", "train"]

if TYPE_CHECKING:
    from digitpad.evaluation.named_recognizer import Recognizer
    from digitpad.ink.ink import Ink
    from digitpad.tasks.python_api import load_model, train


def __getattr__(name: str) -> object:
    """Loads numpy or torch only for those who ask: `import digitpad` itself stays cheap."""
    if name == "Ink":
        from digitpad.ink.ink import Ink

        return Ink
    if name == "Recognizer":
        from digitpad.evaluation.named_recognizer import Recognizer

        return Recognizer
    if name in ("load_model", "train"):
        from digitpad.tasks import python_api

        return getattr(python_api, name)
    raise AttributeError(f"module 'digitpad' has no attribute {name!r}")

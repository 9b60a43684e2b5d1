"""digitpad: a drawing pad that reads handwritten digits. Offers `Recognizer` and `Ink`, loaded only when asked for."""

from typing import TYPE_CHECKING

__version__ = "0.1.0"
__all__ = ["Ink", "Recognizer", "__version__"]

if TYPE_CHECKING:
    from digitpad.evaluation.named_recognizer import Recognizer
    from digitpad.ink.ink import Ink


def __getattr__(name: str) -> object:
    """Loads numpy or torch only for those who ask: `import digitpad` itself stays cheap."""
    if name == "Ink":
        from digitpad.ink.ink import Ink

        return Ink
    if name == "Recognizer":
        from digitpad.evaluation.named_recognizer import Recognizer

        return Recognizer
    raise AttributeError(f"module 'digitpad' has no attribute {name!r}")

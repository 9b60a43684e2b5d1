"""How long a frame of View > Layer by layer takes: trace, pictures, painting. python -m tests.benchmarks.layers

The medians of 40 frames, and the fastest: on a machine that does other things too, that is nearest to an idle one.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from digitpad.core import paths
from digitpad.learn.card_recognizer import CardRecognizer
from digitpad.models.library import Library
from digitpad.ui.draw.trace_view import TraceView

FRAMES = 40
WIDTH = 560  # of the layers' part of the window as it opens


def milliseconds(work: Callable[[], object]) -> list[float]:
    made = []
    for _ in range(FRAMES):
        begun = time.perf_counter()
        work()
        made.append(1000 * (time.perf_counter() - begun))
    return made


def main() -> None:
    app = QApplication([])  # kept until the end
    glyph = np.zeros((28, 28), np.float32)
    glyph[6:22, 12:16] = 1.0
    library = Library(Path("nowhere"), paths.resources() / "models")
    assert app
    print(f"{'model':<14}{'trace':>8}{'show':>8}{'paint':>8}{'frame':>8}{'fastest':>9}   ms")
    for card in library.cards():
        recognizer, view = CardRecognizer.of(library.open(card.id)), TraceView()
        view.resize(WIDTH, 600)
        view.show_layers(recognizer.traced(glyph))
        view.resize(WIDTH, view.minimumHeight())
        image = QImage(view.size(), QImage.Format.Format_RGB32)
        trace = milliseconds(lambda r=recognizer: r.traced(glyph))
        layers = recognizer.traced(glyph)
        show = milliseconds(lambda v=view, seen=layers: v.show_layers(seen))
        paint = milliseconds(lambda v=view, to=image: v.render(to))
        parts = [statistics.median(each) for each in (trace, show, paint)]
        fastest = sum(min(each) for each in (trace, show, paint))
        print(f"{card.id:<14}" + "".join(f"{each:8.2f}" for each in (*parts, sum(parts))) + f"{fastest:9.2f}")


if __name__ == "__main__":
    main()

"""The README's pictures of the window, taken anew from the real one: it draws, trains and evaluates for them.

    python -m tests.benchmarks.window_pictures [--to resources/pictures] [--only draw compare train chinese]

On a screen of its own: `xvfb-run -s "-screen 0 1280x820x24" python -m tests.benchmarks.window_pictures`.
The home is an empty one; MNIST and the bundled models are those of digitpad. For the window in Chinese, a font with its
letters is needed, and the catalogue (`python .ci/catalogues.py compile`). A JSON line for each picture.
"""

import argparse
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QAbstractButton, QSpinBox, QTableView

from digitpad import app
from digitpad.controllers import WindowController
from digitpad.ink.ink import Ink
from digitpad.ui.common.confusion_view import ConfusionView
from digitpad.ui.main_window import MainWindow

ROOT = Path(__file__).resolve().parents[2]
SEVEN = Ink.from_strokes(
    [[(35, 23), (62, 21), (88, 20), (84, 34), (72, 58), (66, 72), (57, 92)], [(49, 58), (60, 56), (86, 54)]]
)
SIZE = (1280, 820)
EPOCHS, SHOWN_AFTER = 8, 4
PATIENCE_MS, LOOK_MS = 600_000, 100
SETTLE_MS = 800  # after the last change: what is drawn at a timer's pace is drawn
COLOURS = 256  # of a picture: a third of the bytes, and no difference to be seen


def until(done: Callable[[], bool]) -> None:
    """Lets the window live until it is so. Raises TimeoutError."""
    for _ in range(PATIENCE_MS // LOOK_MS):
        if done():
            return
        live(LOOK_MS)
    raise TimeoutError("the window did not come so far")


def live(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def press(window: MainWindow, name: str) -> None:
    button = window.findChild(QAbstractButton, name)
    if button is None or not button.isEnabled():
        raise LookupError(f"{name} cannot be pressed")
    button.click()


def take(window: MainWindow, path: Path) -> None:
    """Saves what the window shows, with as few colours as do."""
    live(SETTLE_MS)
    window.grab().save(str(path))
    with Image.open(path) as whole:
        few = whole.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    print(json.dumps({"picture": path.name, "width": few.width, "height": few.height, "bytes": path.stat().st_size}))


def draw(window: MainWindow) -> None:
    """A barred seven, read."""
    (controller,) = window.findChildren(WindowController)
    until(lambda: controller.inference.idle)
    press(window, "tour-leave")  # a new home begins with it
    window.pad.set_ink(SEVEN)
    until(lambda: controller.inference.idle and window.pad.answer_view.label.text() == "7")


def compare(window: MainWindow) -> None:
    """The comparison, with the confusion matrix of a model that was just evaluated."""
    draw(window)
    (controller,) = window.findChildren(WindowController)
    window.show_compare()
    window.compare.select("padnet")
    press(window, "compare-evaluate-one")
    matrix = window.findChild(ConfusionView, "compare-confusion")
    until(lambda: matrix is not None and matrix.isVisible() and not controller.compare.running)


def train(window: MainWindow) -> None:
    """A training in the middle."""
    draw(window)
    window.show_train()
    epochs, table = window.findChild(QSpinBox, "train-epochs"), window.findChild(QTableView, "train-epoch-table")
    if epochs is None or table is None:
        raise LookupError("the training panel has lost its epochs")
    epochs.setValue(EPOCHS)
    press(window, "train-start")
    until(lambda: table.model().rowCount() >= SHOWN_AFTER)


# By what it shows: how the window comes to that, its theme and its language, and the file's name.
PICTURES = {
    "draw": (draw, "light", "en", "draw-light.png"),
    "compare": (compare, "light", "en", "compare-light.png"),
    "train": (train, "dark", "en", "train-dark.png"),
    "chinese": (train, "light", "zh_CN", "train-chinese.png"),
}


def taken(what: str, to: Path) -> None:
    """Opens the window on a home of its own, does what is to be seen, and leaves nothing of it."""
    act, theme, language, name = PICTURES[what]
    os.environ["DIGITPAD_LANG"] = language
    with tempfile.TemporaryDirectory() as home:
        window = app.build(Path(home))
        window.show()
        try:
            window.resize(*SIZE)
            window.apply_theme(theme)
            act(window)
            take(window, to / name)
        finally:
            gone: list[bool] = []
            window.closed.connect(lambda: gone.append(True))
            window.close()
            until(lambda: bool(gone))
            window.deleteLater()


def main() -> None:
    """Takes all pictures, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--to", type=Path, default=ROOT / "resources" / "pictures")
    parser.add_argument("--only", nargs="+", choices=PICTURES, default=list(PICTURES))
    arguments = parser.parse_args()
    for what in arguments.only:
        taken(what, arguments.to)


if __name__ == "__main__":
    main()

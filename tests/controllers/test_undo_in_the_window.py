"""Undo and redo in the real window: the canvas, the 28x28 view and the prediction are always of the same picture."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from digitpad.evaluation.named_recognizer import Recognizer
from digitpad.ink import glyph as glyphs
from digitpad.ink.subject import Picture
from digitpad.jobs.requests import Result
from digitpad.ui.main_window import MainWindow
from tests.journeys.windows import MODEL, ONE, SEVEN, at_rest, controller, draw

pytest_plugins = ["tests.journeys.windows"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen can neither raise nor grab


def garment(seed: int) -> np.ndarray:
    """A (28, 28) picture that fills its square as a shirt does, and is no digit."""
    random = np.random.default_rng(seed)
    shirt = np.zeros((28, 28), np.float32)
    shirt[3:26, 6:22] = random.uniform(0.3, 1.0, (23, 16))
    shirt[4:12, 1:27] = random.uniform(0.2, 0.9)
    return np.round(shirt * 255).astype(np.float32) / 255


def page(seed: int) -> np.ndarray:
    """A grey page with one bar of ink: the glyph is found on it by the pipeline for pictures."""
    paper = np.full((90, 70), 240, np.uint8)
    paper[15:75, 20 + 5 * seed : 28 + 5 * seed] = 20
    return paper


EXACT = [garment(1), garment(2), garment(3)]
PAGES = [page(0), page(1)]


class RandomUser:
    """Puts things on the pad, takes them back, and knows what should lie there."""

    def __init__(self, qtbot, window: MainWindow) -> None:
        self.qtbot, self.window = qtbot, window
        self.past: list[object] = []
        self.now: object = ""  # nothing; else strokes as a text, ("exact", n) or ("page", n)
        self.future: list[object] = []

    def step(self, to: object) -> None:
        self.past.append(self.now)
        self.now, self.future = to, []

    def do(self, action: str) -> None:
        word, _, number = action.partition(" ")
        pad = self.window.pad
        if word == "exact":
            self.window.pad.show_picture(Picture.of_glyph(EXACT[int(number)]))
            self.step(action)
        elif word == "page":
            pad.show_picture(Picture(PAGES[int(number)]))
            self.step(action)
        elif word in ("seven", "one"):
            draw(self.window, SEVEN if word == "seven" else ONE)
            drawn = self.now if isinstance(self.now, str) and not self.now.startswith(("exact", "page")) else ""
            self.step(f"{drawn} {word}".strip())
        elif word == "clear":
            pad.clear()
            if self.now:
                self.step("")
        elif word == "theme":
            self.window.theme_requested.emit(number)
        elif word == "rest":
            at_rest(self.qtbot, self.window)
        else:
            self.walk(word)

    def walk(self, word: str) -> None:
        getattr(self.window.pad, word)()
        source, target = (self.past, self.future) if word == "undo" else (self.future, self.past)
        if source:
            target.append(self.now)
            self.now = source.pop()


def settled(qtbot, window: MainWindow) -> None:
    """Until the digit on a page is found, asked about, and answered."""
    qtbot.waitUntil(lambda: not controller(window).job_pool.busy)
    QCoreApplication.processEvents()
    at_rest(qtbot, window)


def painted(window: MainWindow) -> np.ndarray:
    """The canvas as 28x28 greys, of what lies in the middle of it: ink is dark on light, or light on dark."""
    canvas = window.pad.canvas
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    side = min(canvas.width(), canvas.height()) - 16  # the picture has a space around it
    left, top = (canvas.width() - side) / 2, (canvas.height() - side) / 2
    middles = (np.arange(28) + 0.5) * side / 28
    return flat[(top + middles).astype(int)][:, (left + middles).astype(int)]


def expect(window: MainWindow, now: object, said: Callable[[np.ndarray], np.ndarray]) -> None:
    """Canvas, 28x28 view and bars are all of what should lie on the pad."""
    pad = window.pad
    shown = pad.answer_view.glyph.pixels
    word, _, number = str(now).partition(" ")
    if word == "exact":
        glyph = EXACT[int(number)]
        grey = np.rint(255 * glyph)
        dark = window.theme_choice == "dark"
        assert np.abs(painted(window).astype(int) - (grey if dark else 255 - grey)).max() <= 2
        assert np.array_equal(shown, grey)
    elif word == "page":
        assert pad.canvas.picture.grey is PAGES[int(number)]
        assert shown.any()
        glyph = shown.astype(np.float32) / 255
    else:
        assert pad.canvas.picture is None
        assert len(pad.canvas.ink.strokes) == len(str(now).split())
        glyph = glyphs.steps(pad.canvas.ink).centred if now else np.zeros((28, 28), np.float32)
        assert np.abs(shown - 255 * glyph).max() <= 1
    bars = np.array([row.share for row in pad.answer_view.bars.rows])
    wanted = said(glyph) if now else np.zeros(10)
    assert np.abs(bars - wanted).max() < 0.02, f"{now}: the bars are of something else"


THINGS = ["exact 0", "exact 1", "exact 2", "page 0", "page 1", "seven", "one", "clear", "theme dark", "theme light"]
actions = st.sampled_from([*THINGS, "undo", "undo", "undo", "redo", "redo", "rest"])


@pytest.fixture
def window(open_window) -> MainWindow:
    made = open_window()
    made.theme_requested.emit("light")
    return made


@pytest.fixture
def said(window_home: Path) -> Callable[[np.ndarray], np.ndarray]:
    """What the model says of a glyph, asked without the window."""
    reader = Recognizer(MODEL, home=window_home)
    return lambda glyph: np.array(reader.recognize_glyph(glyph).probabilities)


def test_two_exact_pictures_undo_and_redo(qtbot, window, said) -> None:
    user = RandomUser(qtbot, window)
    for action in ("exact 0", "exact 1", "undo", "rest", "redo", "theme dark", "undo", "undo", "redo", "theme light"):
        user.do(action)
        settled(qtbot, window)
        expect(window, user.now, said)


def test_whatever_is_shown_taken_back_and_brought_again(qtbot, window, said) -> None:
    @examples(max_examples=8, suppress_health_check=list(HealthCheck))
    @given(st.lists(actions, min_size=2, max_size=9))
    def walk(done: list[str]) -> None:
        draw(window, ONE)  # a stroke of its own, or the first redo could bring again what the walk before took back
        window.pad.clear()
        user = RandomUser(qtbot, window)
        user.past = [object()] * 999  # of the walks before; no walk of nine steps goes further back
        for action in done:
            if action == "undo" and user.past[-1].__class__ is object:
                continue
            user.do(action)
        settled(qtbot, window)
        expect(window, user.now, said)

    walk()


def shares(reply: Result) -> np.ndarray:
    """What the model under the pad says."""
    return np.array(reply.answers[MODEL].probabilities)


@pytest.mark.parametrize("numbers", [False, True], ids=["digits", "numbers"])
def test_the_models_under_the_pad_are_asked_about_what_lies_on_it(qtbot, window, numbers) -> None:
    window.show_compare()
    window.pad.tools.numbers.setChecked(numbers)
    user = RandomUser(qtbot, window)
    compared: list[Result] = []
    controller(window).inference.compared.connect(compared.append)
    for action in ("one", "page 0", "undo", "exact 0", "undo", "redo", "undo", "seven", "page 1", "undo", "undo"):
        user.do(action)
        settled(qtbot, window)
        pad = np.array([row.share for row in window.pad.answer_view.bars.rows])
        if len(pad) == 10:  # two digits are no prediction of one: the bars have a row for each
            qtbot.waitUntil(lambda pad=pad: len(compared) > 0 and np.abs(shares(compared[-1]) - pad).max() < 0.02)

"""The theme, changed under a window whose every page is filled: each follows, and nothing keeps a colour of before."""

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QTreeWidget, QWidget
from pytestqt.qtbot import QtBot

from digitpad.ink.files import Drawing
from digitpad.ink.ink import Ink
from digitpad.ui.common import theme as themes
from digitpad.ui.common.theme import CONTRAST, DARK, LIGHT, THEMES, Theme, dress
from digitpad.ui.draw.drawings_dialog import DrawingsDialog
from digitpad.ui.draw.icons import SIDE, IconButton, icon
from digitpad.ui.main_window import MainWindow
from tests.ui.compare.cards import answer, bundled, score_row
from tests.ui.compare.drawing_results import NEAR, explanation, sweep
from tests.ui.train.run_events import card_of, epoch_of, inside_of, started

SEVEN = Ink.from_strokes([[(10, 10), (60, 10), (30, 90)]])
GLYPHS = ("pad-glyph", "pad-step", "sweep-glyph", "train-mistakes", "why-row")  # black is the models' own ground
FEW = 12  # pixels that may have the other theme's colour by chance, where two of this one's are mixed
NAMES = ("undo", "redo", "clear", "numbers", "steps", "keep", "threshold")

NOTHING, WHITE = 0xFF000000, 0xFFFFFF  # white is also ink on the models' black

Codes = NDArray[np.uint32]


@pytest.fixture
def window(bare_window: MainWindow) -> MainWindow:
    """Every page has something to show, and was looked at once in the light theme."""
    bare_window.apply_theme("light")
    bare_window.resize(1280, 820)
    bare_window.show()
    fill(bare_window)
    for _page in pages(bare_window):
        QApplication.processEvents()
    return bare_window


def fill(window: MainWindow) -> None:
    window.pad.set_ink(SEVEN)
    window.pad.show_answer(answer(7))
    window.pad.show_inspector(True)
    window.train.show_models([card_of("before")])
    window.train.show_events([started(), *epoch_of(1), *inside_of(1), *epoch_of(2), *inside_of(2)])
    runs = window.train.findChild(QTreeWidget, "train-runs-list")
    runs.topLevelItem(0).setCheckState(0, Qt.CheckState.Checked)
    window.compare.show_models(bundled())
    window.compare.show_scores(score_row(each) for each in bundled())
    window.compare.show_answers({"padnet": answer(7), "cnn-5x5": answer(1)}, True)
    sweep(window.compare)
    window.compare.reasons.why.show_drawing(True)
    window.compare.reasons.why.show_explanations([explanation("padnet", neighbours=NEAR)])
    window.say("A message in its strip.", "And a hint.", "bad")


def pages(window: MainWindow) -> Iterator[str]:
    """Goes to every page that the window has, by what the user presses for it."""
    for tab, start in ((0, "train-view-"), (1, "compare-view-"), (1, "compare-page-")):
        window.tabs.setCurrentIndex(tab)
        buttons = [each for each in window.findChildren(QAbstractButton) if each.objectName().startswith(start)]
        assert len(buttons) > 1, start
        for button in buttons:
            button.click()
            yield button.objectName()


def codes(picture: QImage | QPixmap) -> Codes:
    """(height, width) colours as 0xrrggbb."""
    image = (picture if isinstance(picture, QImage) else picture.toImage()).convertToFormat(QImage.Format.Format_RGB32)
    whole = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.bytesPerLine() // 4)
    return whole[:, : image.width()] & np.uint32(0xFFFFFF)


def code(colour: str) -> int:
    return int(colour[1:], 16)


def light(colours: Codes | int) -> NDArray[np.float64]:
    """How light they are, of 255."""
    found = np.asarray(colours, np.int64)
    return np.asarray(((found >> 16) + (found >> 8 & 255) + (found & 255)) / 3)


def colours(theme: Theme) -> set[int]:
    names = (
        "window",
        "panel",
        "field",
        "text",
        "muted",
        "line",
        "edge",
        "accent",
        "soft",
        "good",
        "warn",
        "bad",
        "ink",
    )
    return {code(getattr(theme, name)) for name in names} | {code(colour) for colour in theme.series}


def place(widget: QWidget, window: MainWindow) -> QRect:
    """What is seen of the widget, in the window's pixels."""
    return widget.visibleRegion().boundingRect().translated(widget.mapTo(window, QPoint()))


def ground(part: Codes) -> int:
    """The colour that most of it has."""
    found, counts = np.unique(part, return_counts=True)
    return int(found[counts.argmax()])


def without_glyphs(window: MainWindow) -> Codes:
    """The window's colours, with NOTHING where a model's own picture is."""
    picture = codes(window.grab()).copy()
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.objectName().startswith(GLYPHS):
            at = place(widget, window)
            picture[at.top() : at.bottom() + 1, at.left() : at.right() + 1] = NOTHING
    return picture


def test_every_page_follows_and_nothing_keeps_a_colour_of_before(window: MainWindow) -> None:
    for theme, other in ((DARK, LIGHT), (LIGHT, DARK)):
        window.apply_theme(theme.name)
        for page in pages(window):
            QApplication.processEvents()
            check(window, page, theme, other)


def check(window: MainWindow, page: str, theme: Theme, other: Theme) -> None:
    """No colour of the other theme is seen, and no widget's ground is far from this one's."""
    strange = colours(other) - colours(theme) - {WHITE}
    picture = without_glyphs(window)
    found = dict(zip(*(values.tolist() for values in np.unique(picture, return_counts=True)), strict=True))
    stale = {f"#{colour:06x}": found.get(colour, 0) for colour in strange if found.get(colour, 0) > FEW}
    assert not stale, f"{page}: of the {other.name} theme"
    for widget in window.findChildren(QWidget):
        at = place(widget, window)
        part = picture[at.top() : at.bottom() + 1, at.left() : at.right() + 1]
        if not widget.isVisible() or min(part.shape) < 8 or (part == NOTHING).any():
            continue
        shade = ground(part)
        known = shade in colours(theme) or shade == code(theme.accent_text)
        assert known or abs(light(shade) - light(code(theme.panel))) < 80, f"{page}: {widget.objectName()}"


def test_what_was_kept_in_a_theme_is_made_anew_in_a_window_of_its_own(qtbot: QtBot) -> None:
    box = DrawingsDialog()
    qtbot.addWidget(box)
    box.show_drawings([Drawing(SEVEN, "7", "one")])
    box.show()
    for theme in (DARK, LIGHT):
        dress(theme)
        assert (codes(box.list.grab()) == code(theme.ink)).sum() > 20


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", NAMES)
def test_icons_are_in_the_themes_colours_sharp_at_every_ratio_and_fainter_when_disabled(
    qapp: QApplication, name: str, theme: Theme
) -> None:
    text = abs(light(code(theme.text)) - light(code(theme.panel)))
    for ratio in (1, 2):
        plain, disabled = (contrast(name, theme, ratio, mode) for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled))
        assert plain > 0.9 * text
        assert 0.15 * text < disabled < 0.6 * text


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_is_whole_on_every_screen(qapp: QApplication, name: str) -> None:
    marked = []
    for ratio in (1, 2, 3):
        image = icon(name, LIGHT).pixmap(QSize(SIDE, SIDE), ratio).toImage()
        spots = [(x, y) for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y).alpha()]
        marked.append(np.array([np.min(spots, axis=0), np.max(spots, axis=0) + 1]) / ratio)
    assert np.abs(marked[1] - marked[0]).max() <= 1, "as large at two device pixels as at one"
    assert np.abs(marked[2] - marked[0]).max() <= 1


def contrast(name: str, theme: Theme, ratio: int, mode: QIcon.Mode) -> float:
    """How far the icon's strongest pixel stands out from a panel, on a screen of this pixel ratio."""
    drawn = icon(name, theme).pixmap(QSize(SIDE, SIDE), ratio, mode)
    assert (drawn.width(), drawn.height()) == (SIDE * ratio, SIDE * ratio)
    page = QImage(drawn.size(), QImage.Format.Format_RGB32)
    page.setDevicePixelRatio(ratio)
    page.fill(QColor(theme.panel))
    painter = QPainter(page)
    painter.drawPixmap(QPoint(), drawn)
    painter.end()
    return float(np.abs(light(codes(page)) - light(code(theme.panel))).max())


def test_a_button_takes_its_icon_along_into_another_theme(qtbot: QtBot) -> None:
    button = IconButton("clear", "Clear", "Delete")
    qtbot.addWidget(button)
    button.show()
    for theme in (DARK, LIGHT):
        dress(theme)
        drawn = codes(button.grab())
        assert ground(drawn) == code(theme.panel)
        assert np.abs(light(drawn) - light(code(theme.text))).min() < 80  # the other's is 200 away


def luminance(colour: str) -> float:
    """WCAG 2.2's relative luminance."""
    share = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def ratio(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_controls_and_letters_stand_out_in_every_theme(theme: Theme) -> None:
    """30: borders of fields and buttons had 1.36:1, unfilled bars 1.19:1; WCAG 2.2 wants 3:1, and 4.5:1 for letters."""
    for ground in (theme.window, theme.panel, theme.field):
        assert ratio(theme.edge, ground) >= 3, f"edge on {ground}"
        assert ratio(theme.accent, ground) >= 3, f"accent on {ground}"
        for name in ("text", "muted", "bad", "good", "warn"):
            assert ratio(getattr(theme, name), ground) >= 4.5, f"{name} on {ground}"
    assert ratio(theme.accent_text, theme.accent) >= 4.5
    assert all(ratio(line, theme.panel) >= 3 for line in theme.series if line != LIGHT.series[5])


def test_the_high_contrast_theme_has_seven_to_one() -> None:
    """30: there was no high-contrast theme."""
    assert all(
        ratio(getattr(CONTRAST, name), CONTRAST.panel) >= 7 for name in ("text", "muted", "edge", "accent", "bad")
    )


def test_the_desktops_wish_for_contrast_is_followed(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> None:
    """30: the system's contrast setting was not asked."""
    monkeypatch.setattr(themes, "wants_contrast", lambda: True)
    assert themes.chosen("system") is CONTRAST and themes.chosen("light") is LIGHT
    monkeypatch.setattr(themes, "wants_contrast", lambda: False)
    assert themes.chosen("system") in (LIGHT, DARK)

"""Which lines the charts show and how each looks, as data. Imports the standard library alone."""

from typing import NamedTuple

from digitpad.core.language import mark


class Series(NamedTuple):
    """One line of a chart: its key, its word in the legend, its number in the theme's series, and its manner."""

    key: str
    label: str
    colour: int
    symbol: str = ""  # pyqtgraph's letter for the marker of each point
    glyph: str = "\u2501"  # the same in the legend
    size: int = 7  # of the marker, in pixels
    bold: bool = False
    faint: bool = False
    optional: bool = False  # in the legend only where there are figures


BATCH = Series("batch", mark("batch"), 0, faint=True, glyph="\u2500")
SMOOTH = Series("smooth", mark("smoothed"), 0, bold=True)
TRAIN = Series("train", mark("train"), 2, symbol="o", glyph="\u25cf")
TEST = Series("test", mark("test"), 1, symbol="d", size=11, glyph="\u25c6", bold=True)
VALIDATION = Series("validation", mark("validation"), 3, symbol="t", size=9, glyph="\u25bc", bold=True, optional=True)
RATE = Series("rate", mark("learning rate"), 5, bold=True)
NORM = Series("norm", mark("gradient norm"), 0, faint=True, glyph="\u2500")
SMOOTH_NORM = Series("smooth norm", mark("smoothed"), 0, bold=True)

LOSS = (BATCH, SMOOTH, TRAIN, TEST, VALIDATION)
ACCURACY = (TRAIN._replace(bold=True), TEST, VALIDATION)
STEPS = (RATE, NORM, SMOOTH_NORM)
OVERLAYS = (5, 6, 7, 4)  # the theme's series that earlier runs take in turn

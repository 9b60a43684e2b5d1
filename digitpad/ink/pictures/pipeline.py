"""From a picture to a glyph: for photographs, scans and canvases. Imports numpy and ink.

In steps, each of which can be seen and left out: the sheet that the digit stands on is cut out, its colours become one
channel, ink is told from paper, the lines of a form are taken away, dots are joined, the digit's marks are told from
dirt, faint strokes are brought up and outlined ones filled. What remains is fitted, centred and brought to the
canonical pen's width as drawn ink is. A picture that is a glyph already (MNIST's own digits are) comes out as it
went in.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core.errors import ImageError
from digitpad.core.language import tr
from digitpad.ink.glyph import BOX, MASS_CENTRE, SIZE, Picture, mass_centre
from digitpad.ink.pictures import form as forms
from digitpad.ink.pictures import stroke_repair as strokes
from digitpad.ink.pictures.bare import taken_away
from digitpad.ink.pictures.blobs import Blob, Field, blobs, digit
from digitpad.ink.pictures.colour import LUMINANCE, ColourPicture, Pair, mixed, opened
from digitpad.ink.pictures.glyph_fit import box_of, fitted, stroke_width
from digitpad.ink.pictures.panel import within
from digitpad.ink.pictures.paper import SMALL_SIDE, Grey, Inked, inked, largest

GLYPH_PEN = (1.05, 7.0)  # glyph pixels: MNIST's own extremes; a line of one pixel on a 28x28 canvas is thinner
FRAME = 0.3  # of the shorter side: a mark that runs so far along the border of a large picture is no digit
MARK = 0.3  # of full ink: what belongs to a mark
LINE = 0.15  # of full ink: what belongs to a form's line, which may be fainter
NOISE_MARK = 5.0  # standard deviations of the paper: what cannot be its noise
LEAST_PARTS = 40  # pixels of the longer side from which dots and outlines can be told from strokes
LEAST_CELL = 20  # pixels of the shorter side: a smaller picture is a scan that the digit fills, and no cell with lines
BOX_TOLERANCE, CENTRE_TOLERANCE = 1.3, 0.55  # glyph pixels by which MNIST's own digits differ from the rule
STEPS = ("picture", "sheet", "colour", "light", "lines", "dots", "digit", "pressure", "sharp", "outline", "glyph")


@dataclass(frozen=True, slots=True)
class PictureSwitches:
    """Which steps from picture to glyph are taken. All of them, but to see what one is good for."""

    sheet: bool = True  # off: the whole picture, with the table that a sheet lies on
    colour: bool = True  # off: the luminance alone
    light: bool = True  # off: the paper is taken to be equally light everywhere
    lines: bool = True  # off: the lines of cells, boxes and ruled paper stay
    dots: bool = True  # off: a dotted digit stays dotted
    digit: bool = True  # off: dirt, frames and neighbours stay
    pressure: bool = True  # off: faint parts of strokes are lost
    sharp: bool = True  # off: the gaps of small soft print stay closed
    outline: bool = True  # off: an outlined digit stays hollow


EVERY_PICTURE_STEP = PictureSwitches()
Seen = dict[str, NDArray[np.float32]]  # by step: (h, w) or, of the first two, (h, w, 1 or 3), in [0, 1]


@dataclass(frozen=True, slots=True, eq=False)
class PictureSteps:
    """What was seen after each step of STEPS that was reached, and the glyph; without one, why."""

    seen: Seen
    glyph: Picture | None = None
    problem: ImageError | None = None
    marks: "Marks | None" = None  # all that stands on the picture; None where it is a glyph already

    def found(self) -> Picture:
        """The glyph. Raises the problem where there is none."""
        if self.glyph is None:
            raise self.problem or ImageError(tr("There is nothing on this picture."))
        return self.glyph


def from_array(
    array: NDArray[Any], *, light_ink: bool | None = None, switches: PictureSwitches = EVERY_PICTURE_STEP
) -> Picture:
    """The (28, 28) float32 glyph of the digit on a picture.

    array: (height, width) or (height, width, 1 to 4 channels), of numbers; see `pictures_colour.opened`.
    light_ink: True where ink is known to be lighter than paper, False where darker, None to find out.
    Raises ImageError where the picture is unusable, blank or holds no digit.
    """
    found = steps(array, light_ink=light_ink, switches=switches)
    return found.found()


def steps(
    array: NDArray[Any], *, light_ink: bool | None = None, switches: PictureSwitches = EVERY_PICTURE_STEP
) -> PictureSteps:
    """As `from_array`, with what was seen on the way. Raises ImageError for what is no picture, not for a blank one."""
    seen: Seen = {}
    ready = as_it_is(array, light_ink)
    if ready is not None:
        seen["picture"] = seen["glyph"] = ready
        return PictureSteps(seen, ready)
    found = marks(array, light_ink, switches, seen)
    try:
        glyph = found.glyph(digit(found.blobs, found.place) if switches.digit else found.blobs, seen)
    except ImageError as error:
        return PictureSteps(seen, None, error, found)
    seen["glyph"] = glyph
    return PictureSteps(seen, glyph, None, found)


def as_it_is(array: NDArray[Any], light_ink: bool | None) -> Picture | None:
    """The picture where it is a glyph already, in either polarity unless one is told; else None."""
    if np.shape(array)[:2] != (SIZE, SIZE):
        return None
    picture = mixed(opened(array, crop=False).colours)
    candidates = (picture, 1 - picture) if light_ink is None else (picture if light_ink else 1 - picture,)
    return next((candidate for candidate in candidates if _is_glyph(candidate)), None)


def _is_glyph(picture: Grey) -> bool:
    """Whether a 28x28 picture has black paper, full ink, a usual pen, the 20x20 box and its mass in the middle."""
    if np.median(picture) > 0.0 or picture.max() < 0.9 or not GLYPH_PEN[0] < stroke_width(picture) < GLYPH_PEN[1]:
        return False
    left, top, right, bottom = box_of(picture)
    off = np.abs(mass_centre(picture) - MASS_CENTRE).max()
    return bool(abs(max(right - left, bottom - top) - BOX) <= BOX_TOLERANCE and off <= CENTRE_TOLERANCE)


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """A picture's ink, its connected marks and the picture of their labels.

    `step` and `origin` say where its pixels lie on the picture itself; `faint` is the level above which ink counts
    where the pen's pressure was uneven.
    """

    ink: Grey
    blobs: Sequence[Blob]
    labels: NDArray[np.int64]
    place: Field
    step: Pair = (1, 1)
    origin: Pair = (0, 0)
    faint: float | None = None
    switches: PictureSwitches = field(default=EVERY_PICTURE_STEP)

    def glyph(self, chosen: Sequence[Blob], seen: Seen | None = None) -> Picture:
        """The glyph of these marks. Raises ImageError where there are none."""
        ink = self._cut(chosen)
        seen = {} if seen is None else seen
        seen["digit"] = ink
        if self.faint is not None:
            ink = seen["pressure"] = strokes.evened(ink, self.faint)
        sharp = strokes.sharpened(ink) if self.switches.sharp else None
        if sharp is not None:
            ink = seen["sharp"] = sharp
        filled = strokes.filled(ink) if self.switches.outline and max(self.place.shape) >= LEAST_PARTS else None
        if filled is not None:
            ink = seen["outline"] = filled
        return fitted(ink)

    def _cut(self, chosen: Sequence[Blob]) -> Grey:
        """The ink of these marks alone, cut out: 0 wherever there is paper, dirt or a frame."""
        if not chosen:
            hint = tr("A digit should stand out, dark on light or light on dark.")
            raise ImageError(tr("There is nothing on this picture."), hint)
        mask = np.isin(self.labels, [mark.label for mark in chosen])
        top, left = (max(min(getattr(mark, side) for mark in chosen) - 2, 0) for side in ("top", "left"))
        bottom, right = (max(getattr(mark, side) for mark in chosen) + 2 for side in ("bottom", "right"))
        ink = self.ink * largest(mask.astype(np.float32), 3)  # with the soft edge around each mark
        return ink[top:bottom, left:right]


def marks(
    array: NDArray[Any],
    light_ink: bool | None = None,
    switches: PictureSwitches = EVERY_PICTURE_STEP,
    seen: Seen | None = None,
) -> Marks:
    """What stands out from the paper of a picture. Raises ImageError for what is no picture."""
    seen = {} if seen is None else seen
    picture = opened(array, crop=switches.sheet)
    seen["picture"] = picture.colours
    if switches.sheet:
        picture = within(picture)
        seen["sheet"] = picture.colours
    grey = mixed(picture.colours) if switches.colour else np.asarray(_luminance(picture.colours))
    seen["colour"] = grey
    found = inked(grey, light_ink, even=not switches.light)
    seen["light"] = found.ink
    return _marked(found, picture, switches, seen)


def _luminance(colours: NDArray[np.float32]) -> Grey:
    return colours[..., 0] if colours.shape[2] == 1 else np.asarray(colours @ LUMINANCE, np.float32)


def _marked(found: Inked, picture: ColourPicture, switches: PictureSwitches, seen: Seen) -> Marks:
    """The marks of a picture whose ink is known."""
    ink, shape = found.ink, found.ink.shape
    frame = 0.0 if found.photograph else FRAME if max(shape) > SMALL_SIDE else None
    cell = False
    if switches.lines and min(shape) >= LEAST_CELL:
        form = forms.form_lines(ink, max(LINE, NOISE_MARK * found.noise))
        if form:
            ink = taken_away(ink, max(LINE, NOISE_MARK * found.noise), form)
            cell = forms.is_cell(form, shape)
        seen["lines"] = ink
    level = max(MARK, NOISE_MARK * found.noise)
    large = max(shape) > SMALL_SIDE  # small pictures are too soft to tell pressure from a thin stroke
    faint = strokes.faint_level(ink, found.noise) if switches.pressure and large else None
    mask = ink > (level if faint is None else faint)
    each, labels = blobs(mask, ink)
    joined = strokes.joined(ink, each, labels) if switches.dots and max(shape) >= LEAST_PARTS else None
    if joined is not None:
        ink, faint = joined, None
        seen["dots"] = ink
        each, labels = blobs(ink > level, ink)
    place = Field(shape, frame, cell, edges=switches.lines and min(shape) >= LEAST_CELL)
    return Marks(ink, each, labels, place, picture.step, picture.origin, faint, switches)

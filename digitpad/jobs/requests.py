"""What is asked about the pad's subject, and what comes back: frozen, read in any thread. Imports records and ink."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from digitpad.core.layer_trace import NONE_OFF, LayerTrace, Units
from digitpad.core.records import Answer, Reading
from digitpad.ink.glyph import GlyphSteps
from digitpad.ink.subject import Glyph, Subject


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """A subject for some models; as a number, where it is to be read as one, it is read by the first of them.

    `traced`: the outputs of the first model's layers are wanted too, with the units of `off` switched off.
    """

    models: tuple[str, ...]
    subject: Subject
    traced: bool = False
    off: Units = NONE_OFF


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What each model that could be asked said, by id, and the glyph that it was shown.

    `focus` is what was read: the request's subject, or of a number the digit that was written last (on a picture the
    rightmost one), of which the answers and the glyph are too; `shown` is its place among the `reading`'s digits, from
    0. `steps` is the way to the glyph, None for a picture. `problems`: what went wrong with a model.
    `trace`: the layers of the first model, where they were wanted.
    """

    request: Request
    answers: Mapping[str, Answer]
    glyph: Glyph
    focus: Subject
    steps: GlyphSteps | None = None
    reading: Reading | None = None
    shown: int = 0
    problems: Mapping[str, Exception] = field(default_factory=dict)
    trace: tuple[LayerTrace, ...] = ()

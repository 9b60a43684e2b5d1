"""What the pad shows of a prediction, whole: for whoever shows it elsewhere too. Imports the pad's words."""

from dataclasses import dataclass

from digitpad.ui.draw.answer_text import BarRow

NOTHING, REFUSED = "\u2013", "?"  # stand for an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAnswer:
    """The class or number; what stands for it where there is none; the sentence under it, and the bars."""

    text: str = ""
    stand_in: str = NOTHING
    in_doubt: bool = False
    sentence: str = ""
    rows: tuple[BarRow, ...] = ()

    @property
    def shown(self) -> str:
        """What is written large: the text, as a question in doubt, or what stands for it."""
        return f"{self.text}{REFUSED}" if self.in_doubt and self.text else self.text or self.stand_in

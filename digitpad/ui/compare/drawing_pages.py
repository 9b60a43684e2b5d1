"""The pages about the drawing on the pad: until it breaks, and why. Imports QtWidgets and its own room."""

from collections.abc import Sequence

from digitpad.core.records import Card
from digitpad.ui.compare.comparison_exports import Exports
from digitpad.ui.compare.details import Details
from digitpad.ui.compare.explanation.explanation_page import ExplanationPage
from digitpad.ui.compare.robustness.robustness_page import RobustnessPage

BREAKS, WHY = "breaks", "why"


class DrawingPages:
    """Two pages among the details; both ask for what they show while they are seen."""

    def __init__(self, details: Details) -> None:
        self.breaks, self.why = RobustnessPage(), ExplanationPage()
        details.add_page(
            BREAKS, "Until it breaks", "The drawing bent until models stop reading it", self.breaks, roomy=True
        )
        details.add_page(WHY, "Why", "What in the drawing makes each model answer as it does", self.why, roomy=True)

    def show_models(self, cards: Sequence[Card]) -> None:
        """These models are in the library."""
        self.breaks.show_models(cards)
        self.why.show_models(cards)

    def offer_pictures(self, exports: Exports) -> None:
        """Both pages can be saved as pictures."""
        exports.offer_picture("sweep", "Until it breaks", self.breaks.picture, self.breaks.figures)
        exports.offer_picture("why", "Why", self.why.picture)

    def show_current(self, model: str) -> None:
        """The model that is current in the table."""
        self.breaks.show_current(model)
        self.why.show_current(model)

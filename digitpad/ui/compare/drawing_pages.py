"""The pages about the drawing on the pad: the robustness test, and explanations. Imports QtWidgets and its own room."""

from collections.abc import Sequence

from digitpad.core.language import tr
from digitpad.core.records import Card
from digitpad.ui.compare.comparison_exports import Exports
from digitpad.ui.compare.details import Details
from digitpad.ui.compare.explanation.explanation_page import ExplanationPage
from digitpad.ui.compare.robustness.robustness_page import RobustnessPage

ROBUSTNESS_PAGE, WHY = "breaks", "why"  # as in objectNames


class DrawingPages:
    """Two pages among the details; both ask for what they show while they are seen."""

    def __init__(self, details: Details) -> None:
        self.robustness, self.why = RobustnessPage(), ExplanationPage()
        details.add_page(
            ROBUSTNESS_PAGE,
            tr("Robustness test"),
            tr("Changes the drawing step by step until the models misread it"),
            self.robustness,
            roomy=True,
        )
        details.add_page(
            WHY,
            tr("Explanation"),
            tr("Which parts of the drawing each prediction rests on"),
            self.why,
            roomy=True,
        )

    def show_models(self, cards: Sequence[Card]) -> None:
        """These models are in the library."""
        self.robustness.show_models(cards)
        self.why.show_models(cards)

    def offer_pictures(self, exports: Exports) -> None:
        """Both pages can be saved as pictures."""
        exports.offer_picture(
            "sweep",
            tr("Robustness test"),
            self.robustness.picture,
            self.robustness.figures,
        )
        exports.offer_picture("why", tr("Explanation"), self.why.picture)

    def show_current(self, model: str) -> None:
        """The model that is current in the table."""
        self.robustness.show_current(model)
        self.why.show_current(model)

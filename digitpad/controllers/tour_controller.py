"""The tour on the first start, and whenever it is asked for; that it was seen is remembered. Imports ui and QtCore."""

from PySide6.QtCore import QObject, Slot

from digitpad.controllers.workspace import Workspace


class TourController(QObject):
    """Begins the tour where nobody has seen it, once the pad can predict."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace.window)
        self._window, self._settings_store = workspace.window, workspace.settings_store
        self._window.menus.tour_requested.connect(self.show)

    @Slot()
    def begin(self) -> None:
        """The window is ready: who has never used it is shown around."""
        settings = self._settings_store.settings
        used = settings.lessons or settings.plans or settings.lessons_shown or settings.recent
        if not (settings.tour_seen or used):
            self.show()

    @Slot()
    def show(self) -> None:
        """Shows the first bubble."""
        from digitpad.ui.tour import Tour  # here: it would hold up the first paint

        tour = self._window.findChild(Tour)
        if tour is None:
            tour = Tour(self._window)
            tour.ended.connect(self._ended)
            self._window.lessons.shown.connect(self._lessons_shown)
        tour.begin()

    @Slot(bool)
    def _lessons_shown(self, on: bool) -> None:
        """Who begins a lesson needs no tour, which would lie over the panels."""
        from digitpad.ui.tour import Tour

        tour = self._window.findChild(Tour)
        if on and tour is not None and tour.isVisible():
            tour.leave()

    @Slot()
    def _ended(self) -> None:
        self._settings_store.change(tour_seen=True)

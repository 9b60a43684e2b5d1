"""What connects panels with tasks and jobs. Imports ui, jobs, tasks and all below them; of Qt only QtCore."""

from digitpad.controllers.window_controller import WindowController

__all__ = ["WindowController"]

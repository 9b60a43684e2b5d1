"""The training panel: settings, the run, its curves. Imports QtWidgets, pyqtgraph and core."""

"""The robustness test of the drawing on the pad. Imports QtWidgets, pyqtgraph and evaluation's data."""

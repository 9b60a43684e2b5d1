"""The scatter plot of accuracy against cost. Imports QtWidgets, pyqtgraph and analysis."""

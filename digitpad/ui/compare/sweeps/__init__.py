"""Hyperparameter sweeps in the comparison. Imports QtWidgets, pyqtgraph and analysis."""

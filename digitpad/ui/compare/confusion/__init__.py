"""The confusion matrix. Imports QtWidgets and analysis."""

"""Explanations of the prediction for the drawing on the pad. Imports QtWidgets and evaluation's data."""

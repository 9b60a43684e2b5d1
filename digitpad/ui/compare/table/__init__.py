"""The table of models. Imports QtWidgets and analysis."""

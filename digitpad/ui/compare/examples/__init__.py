"""The drawings behind a figure, as thumbnails. Imports QtWidgets and analysis."""

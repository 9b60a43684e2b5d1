"""The comparison: models side by side, and what stands behind their figures. Imports QtWidgets and analysis."""

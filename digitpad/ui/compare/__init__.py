"""The comparison room: models side by side, in a table, a matrix and on the drawing of now. Imports QtWidgets."""

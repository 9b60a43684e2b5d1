"""Own classes: their dialog. Imports QtWidgets."""

"""Models into the library and out of it, and what they are made of. Imports QtWidgets and core."""

"""Work off the window's thread: one generator on one QThread. Imports QtCore and what stands below the window."""

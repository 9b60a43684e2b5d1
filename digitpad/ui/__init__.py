"""Everything that is seen: the window and its panels. Imports Qt, and of digitpad what needs no torch."""

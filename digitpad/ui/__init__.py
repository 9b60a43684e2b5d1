"""ROOM everything seen: the window and its three panels. Imports Qt, and of digitpad whatever needs no torch."""

"""ROOM the pad: what is drawn on, and what is read. Imports QtWidgets, records, ink and the theme; never torch."""

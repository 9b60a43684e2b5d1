"""The pad: what is drawn on, and what is read. Imports QtWidgets, ink and core; never torch."""

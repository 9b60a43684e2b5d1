"""The strip of lessons beside the panels: their list, and one step at a time. Imports QtWidgets and core's lessons."""

"""What connects the window's wishes with the work behind it. Imports ui, jobs and all below them; QtCore of Qt."""

from digitpad.wiring.house import House

__all__ = ["House"]

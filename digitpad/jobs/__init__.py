"""Work off the window's thread: a task on a QThread, and the thread that answers for the pad. Imports QtCore."""

"""ROOM in the window for training: settings, the run, its curves. May import Qt, pyqtgraph, records and recipes."""

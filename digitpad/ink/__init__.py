"""ROOM what the pen did, and how it becomes a glyph. Files in here import numpy, settings and errors alone."""

"""What the pen did, and how it becomes a glyph: strokes, files, pictures. Imports numpy, Pillow and core."""

"""From a picture to a glyph, step by step: colour, paper, panel, lines, strokes, fit. Imports numpy and Pillow."""

"""The presentation for the last row of a classroom. Imports Qt, and the pad's and the training's own parts."""

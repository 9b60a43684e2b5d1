"""Pictures of digits as people have them, made from scratch: a kind each, in many sizes, colours and hands.

`KINDS[name](maker) -> (array, label)`: uint8 (H, W, 3) or, with transparency, (H, W, 4); label None: no digit.
`python -m tests.benchmarks.picture_kinds` measures them all.
"""

from tests.ink.pictures.kinds import cells, forms, light, like_lines, pens, plain, surroundings
from tests.ink.pictures.picture_maker import KINDS, Maker

__all__ = ["KINDS", "Maker", "cells", "forms", "light", "like_lines", "pens", "plain", "surroundings"]

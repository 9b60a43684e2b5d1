"""Drawings kept by several processes at once are all kept; none is lost when others are deleted meanwhile."""

from pathlib import Path

import pytest

from digitpad.ink import files, my_drawings
from digitpad.ink.ink import Ink
from tests.processes import at_once

KEEPING = """
from digitpad.ink import my_drawings
from digitpad.ink.ink import Ink
ink = Ink.from_strokes([[(0, 0), (60.5, 0), (20, 100)]])
kept, gone = [], []
begin()
for at in range(15):
    kept.append(my_drawings.add(home, ink, str(number)).key_id)
    if at % 5 == 4:
        gone.append(kept.pop(-2))
        my_drawings.remove(home, gone[-1:])
end([kept, gone])
"""


@pytest.mark.parametrize("count", [2, pytest.param(4, marks=pytest.mark.long)])
def test_every_drawing_that_was_kept_is_there(tmp_path: Path, count: int) -> None:
    said = at_once(KEEPING, tmp_path / "home", count)
    there = {drawing.key_id for drawing in my_drawings.load(tmp_path / "home")}
    assert there == {name for kept, _ in said for name in kept}


def test_what_lies_beside_the_drawings_is_no_ink_file(tmp_path: Path) -> None:
    my_drawings.add(tmp_path, Ink.from_strokes([[(0, 0), (1, 9)]]), "1")
    folder = my_drawings.path(tmp_path).parent
    for name in (".mine.ndjson.gz.a1b2c3d4", "mine.ndjson.gz.broken"):
        (folder / name).write_bytes(b"")
    assert files.in_folder(folder) == [my_drawings.path(tmp_path)]

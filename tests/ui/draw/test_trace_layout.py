"""Maps and bars stand within the room beside each other, and zero is the ground's colour."""

import numpy as np
import pytest

from digitpad.core.layer_trace import LayerTrace
from digitpad.ui.draw.trace_layout import bar_pixels, coloured, laid_out


@pytest.mark.parametrize("width", [120, 500, 1400])
def test_no_tile_lies_over_another_or_beyond_the_room(width) -> None:
    shapes = [(1, 28, 28), (48, 14, 14), (512,), (10,), (9, 72), (112, 18)]
    layout = laid_out([LayerTrace(words="", values=np.zeros(shape, np.float32)) for shape in shapes], width, 6, 1.0)
    assert len(layout.tiles) == 1 + 48 + 512 + 10 + 9 + 112
    assert all(tile.x >= 6 and tile.x + tile.width <= 6 + width + 1e-6 for tile in layout.tiles)
    assert all(tile.y + tile.height <= layout.height for tile in layout.tiles)
    for tile in layout.tiles:
        x, y = tile.x + tile.width / 2, tile.y + tile.height / 2
        assert [each for each in layout.tiles if each.holds(x, y)] == [tile]


def test_the_strongest_value_has_the_full_colour_and_zero_the_ground() -> None:
    colours = coloured(np.array([-2, 0, 1, 2], np.float32), (0, 0, 0), (200, 0, 0), (0, 0, 200))
    assert colours[[0, 1, 3]].tolist() == [[200, 0, 0], [0, 0, 0], [0, 0, 200]]
    assert abs(int(colours[2][2]) - 100) <= 1
    assert not coloured(np.zeros((2, 3, 3), np.float32), (7, 7, 7), (0, 0, 0), (9, 9, 9)).std()


def test_bars_rise_from_zero_and_fall_below_it_and_none_is_where_another_is() -> None:
    ground, below, above = (9, 9, 9), (200, 0, 0), (0, 0, 200)
    pixels = bar_pixels(np.array([3, -1, 0], np.float32), 30, 8, ground, below, above)
    assert pixels.shape == (8, 30, 3)
    kinds = {colour: (pixels == colour).all(2) for colour in (ground, below, above)}
    assert kinds[above][:6, :9].all() and kinds[above].sum() == 6 * 9, "the last of a number's ten columns is a gap"
    assert kinds[below][6:, 10:19].all() and kinds[below].sum() == 2 * 9
    assert (kinds[ground][:, 19:]).all()
    assert bar_pixels(np.zeros(512, np.float32), 100, 8, ground, below, above).std() == 0

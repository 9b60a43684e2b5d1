"""The pen that keys move: where it is, how far an arrow takes it, what is said of it. Imports QtCore."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF, Qt

from digitpad.core.language import tr

Point = tuple[float, float]
Key = Qt.Key

# The keys of a number pad without its lock lie around one another as they lead: Home is up and left.
WAYS = {
    Key.Key_Left: (-1, 0), Key.Key_Right: (1, 0), Key.Key_Up: (0, -1), Key.Key_Down: (0, 1),
    Key.Key_Home: (-1, -1), Key.Key_PageUp: (1, -1), Key.Key_End: (-1, 1), Key.Key_PageDown: (1, 1),
}  # fmt: skip
STEP, FINE = 1 / 20, 1 / 100  # of the canvas's shorter side
REACH = 16  # pixels that the sign takes around its point, beside the pen's own width


@dataclass(frozen=True, slots=True)
class KeyPen:
    """Where the pen of the keys is, and which keys that lead somewhere are held: two at once lead between them."""

    at: Point
    held: frozenset[int] = frozenset()

    def pressed(self, key: int, area: QRectF, *, fine: bool) -> "KeyPen":
        """The pen after a key that leads somewhere, which stays held; it never leaves the area."""
        held = self.held | {key}
        step = (FINE if fine else STEP) * min(area.width(), area.height())
        across, down = (sum(way[side] for other in held if (way := WAYS.get(Key(other)))) for side in (0, 1))
        x = self.at[0] + step * max(-1, min(across, 1))
        y = self.at[1] + step * max(-1, min(down, 1))
        return KeyPen(inside((x, y), area), held)

    def released(self, key: int) -> "KeyPen":
        """The pen when a key is let go."""
        return replace(self, held=self.held - {key})


def inside(at: Point, area: QRectF) -> Point:
    """The point of the area that is nearest."""
    return min(max(at[0], area.left()), area.right()), min(max(at[1], area.top()), area.bottom())


def spoken(at: Point, area: QRectF) -> str:
    """Where the pen is, in words."""
    across, down = (at[0] - area.left()) / area.width(), (at[1] - area.top()) / area.height()
    return tr("{across:.0f} % across, {down:.0f} % down", across=100 * across, down=100 * down)

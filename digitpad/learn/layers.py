"""The layers that torch lacks: input scaling without parameters, and dropout with its own generator. Imports torch."""

from typing import Any

import torch
from torch import Tensor, nn

from digitpad.core.errors import PlanError
from digitpad.core.language import tr
from digitpad.core.plans import SCALES

_BITS = 16
_HALF = 1 << (_BITS - 1)


class Scale(nn.Module):
    """Glyphs in [0, 1] to what the net was trained on: (x - mean) / std. It has no parameters."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        if kind not in SCALES:
            raise PlanError(
                tr("There is no input scaling called {kind!r}.", kind=kind),
                tr("Known: {scales}.", scales=", ".join(SCALES)),
            )
        self.kind = kind
        self.mean, self.std = SCALES[kind]

    def forward(self, x: Tensor) -> Tensor:
        """(N, 1, 28, 28) float to the same, scaled."""
        return x if self.kind == "unit" else (x - self.mean) / self.std

    def into(self, room: Tensor, x: Tensor) -> Tensor:
        """The same, bit for bit, in a tensor that is there already; x itself where nothing is to be changed."""
        return x if self.kind == "unit" else torch.sub(x, self.mean, out=room).div_(self.std)

    def extra_repr(self) -> str:
        """What print(net) shows."""
        return f"mean={self.mean}, std={self.std}"


class FlattenPlaces(nn.Module):
    """As Flatten, but place by place instead of channel by channel: as the values lie in memory, channels last."""

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) to (N, H * W * C)."""
        return x.permute(0, 2, 3, 1).flatten(1)


class Dropout(nn.Module):
    """Dropout (Srivastava et al. 2014) whose randomness can be set: `generator` is the trainer's, None: torch's own.

    torch's dropout always draws from the generator that the whole process shares, so a run could not be repeated while
    anything else draws too. It is also 4 times slower on CPUs: here 64 random bits decide on four values, which makes
    `p` exact to 1/65536.
    """

    def __init__(self, p: float) -> None:
        super().__init__()
        if not 0 <= p < 1:
            raise PlanError(tr("A dropout of {p:g} cannot be.", p=p), tr("It is a share from 0 to less than 1."))
        self.p = p
        self.generator: torch.Generator | None = None

    def forward(self, x: Tensor) -> Tensor:
        """While training, each value is zero with probability p, else divided by 1 - p; else x as it is."""
        if not self.training or self.p == 0:
            return x
        mask = torch.empty_like(x)
        return x * self.draw(mask, self.bits(mask))

    def bits(self, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Room for the random bits of such a mask: as they are drawn (int64), and one number (int16) for each value."""
        words = torch.empty((mask.numel() + 3) // 4, dtype=torch.int64, device=mask.device)
        return words, words.view(torch.int16)[: mask.numel()].view(mask.shape)

    def draw(self, mask: Tensor, bits: tuple[Tensor, Tensor]) -> Tensor:
        """Fills the float tensor with 0 (with probability p) and 1 / (1 - p)."""
        keep = 1 - self.p
        bits[0].random_(-(2**63), None, generator=self.generator)
        return torch.lt(bits[1], round(keep * 2 * _HALF) - _HALF, out=mask).mul_(1 / keep)

    def extra_repr(self) -> str:
        """What print(net) shows."""
        return f"p={self.p}"

    def __deepcopy__(self, memo: dict[int, Any]) -> "Dropout":
        """A copy shares no generator: it would make two nets draw from one sequence."""
        made = Dropout(self.p)
        made.train(self.training)
        return made

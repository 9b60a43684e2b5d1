"""Random changes of a whole batch of glyphs at once, in tensors, on whatever device. Imports torch and records.

Rotation, scale, shear, shift and the elastic field become one displacement of the sampling grid, so that each picture
is interpolated once. Elastic: a smooth random field (Simard et al. 2003), here from a coarse grid enlarged bicubically.
"""

import math

import torch
import torch.nn.functional as F  # noqa: N812  as everybody calls it
from torch import Generator, Tensor

from digitpad.records import Augmentation

COARSE = 5  # points a side of the elastic field before it is enlarged
PATCH = (5, 11)  # the side of an erased patch in pixels: at least, less than


def augment(x: Tensor, how: Augmentation, generator: Generator) -> Tensor:
    """(N, 1, 28, 28) float in [0, 1] to the same, each picture changed in its own way; x itself if nothing is asked.

    The generator must be on x's device. The same generator state gives the same pictures.
    """
    if not how:
        return x
    if how.stroke:
        x = _stroke(x, how.stroke, generator)
    if how.rotate or how.scale or how.shear or how.shift or how.elastic:
        x = F.grid_sample(x, _grid(x, how, generator), mode="bilinear", padding_mode="zeros", align_corners=False)
        x = x.clamp_(0.0, 1.0)
    if how.erase:
        x = _erase(x, how.erase, generator)
    if how.noise:
        x = _noise(x, how.noise, generator)
    return x


def _uniform(x: Tensor, generator: Generator, *shape: int) -> Tensor:
    """Uniform in [-1, 1), on x's device."""
    return torch.rand(shape, generator=generator, device=x.device, dtype=x.dtype) * 2 - 1


def _grid(x: Tensor, how: Augmentation, generator: Generator) -> Tensor:
    """Where each pixel of the new pictures looks in the old ones: (N, H, W, 2), in units of half a side."""
    count, _, height, width = x.shape
    angle, grow, slant, right, down = _uniform(x, generator, 5, count)
    angle, slant = angle * math.radians(how.rotate), torch.tan(slant * math.radians(how.shear))
    cos, sin = torch.cos(angle), torch.sin(angle)
    zoom = 1 / (1 + grow * how.scale)
    theta = torch.stack(
        [
            torch.stack([cos * zoom, (cos * slant - sin) * zoom, right * (2 * how.shift / width)], dim=1),
            torch.stack([sin * zoom, (sin * slant + cos) * zoom, down * (2 * how.shift / height)], dim=1),
        ],
        dim=1,
    )
    grid = F.affine_grid(theta, [count, 1, height, width], align_corners=False)
    if how.elastic:
        coarse = _uniform(x, generator, count, 2, COARSE, COARSE) * (2 * how.elastic / width)
        field = F.interpolate(coarse, (height, width), mode="bicubic", align_corners=True)
        grid = grid + field.permute(0, 2, 3, 1)
    return grid


def _stroke(x: Tensor, most: float, generator: Generator) -> Tensor:
    """Each picture's strokes thicker or thinner by up to `most` pixels: a share of a 3x3 dilation or erosion."""
    share = (_uniform(x, generator, len(x), 1, 1, 1) * most).clamp_(-1.0, 1.0)
    thick = F.max_pool2d(x, 3, stride=1, padding=1)
    thin = -F.max_pool2d(-x, 3, stride=1, padding=1)
    return x + share.clamp(min=0) * (thick - x) + share.clamp(max=0) * (x - thin)


def _erase(x: Tensor, share: float, generator: Generator) -> Tensor:
    """A square patch anywhere is made black in this share of the pictures (Zhong et al. 2020)."""
    count, _, height, width = x.shape
    chance, top, left, side = torch.rand((4, count, 1, 1, 1), generator=generator, device=x.device, dtype=x.dtype)
    side = (PATCH[0] + side * (PATCH[1] - PATCH[0])).floor_()
    top, left = (top * (height - side)).floor_(), (left * (width - side)).floor_()
    rows = torch.arange(height, device=x.device).view(1, 1, -1, 1)
    columns = torch.arange(width, device=x.device).view(1, 1, 1, -1)
    patch = (rows >= top) & (rows < top + side) & (columns >= left) & (columns < left + side)
    return x.masked_fill(patch & (chance < share), 0.0)


def _noise(x: Tensor, most: float, generator: Generator) -> Tensor:
    """Grey noise on every pixel; its deviation is `most` times a random square, so most pictures get little of it."""
    deviation = _uniform(x, generator, len(x), 1, 1, 1).square_() * most
    grain = torch.randn(x.shape, generator=generator, device=x.device, dtype=x.dtype)
    return (x + grain * deviation).clamp_(0.0, 1.0)

"""Random changes of a whole batch of glyphs at once, in tensors, on whatever device. Imports torch and records.

Rotation, scale, shear, shift and the elastic field become one displacement of the sampling grid, so that each picture
is interpolated once. All of them are linear in a few numbers a picture, so one matrix product makes the whole grid.
Elastic: a smooth random field (Simard et al. 2003), here from a coarse grid enlarged bicubically.
"""

import dataclasses
import math
from functools import cache

import torch
import torch.nn.functional as F  # noqa: N812  as everybody calls it
from torch import Generator, Tensor

from digitpad.core.plans import Augmentation

COARSE = 5  # points a side of the elastic field before it is enlarged
PATCH = (5, 11)  # the side of an erased patch in pixels: at least, less than
EASED = 0.5  # of every change in the epochs that are eased


def eased(how: Augmentation, epoch: int, epochs: int) -> Augmentation:
    """The changes in an epoch (from 1) of so many: half as large in the last ones, if the run is to ease off.

    Strong changes teach what they leave alone; a net that ends on milder ones fits better what people really write.
    """
    if epoch <= round(epochs * (1 - how.ease)):
        return how
    return Augmentation(**{name: EASED * value for name, value in dataclasses.asdict(how).items() if name != "ease"})


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
        ]
    )
    basis = _basis(height, width)
    if how.elastic:
        coarse = _uniform(x, generator, count, 2, COARSE * COARSE) * (2 * how.elastic / width)
        theta = torch.cat([theta, coarse.transpose(0, 1)], dim=2)
    grid = theta.flatten(0, 1) @ basis[: theta.shape[2]].to(x)
    return grid.view(2, count, height, width).permute(1, 2, 3, 0)


@cache
def _basis(height: int, width: int) -> Tensor:
    """(3 + COARSE^2, H W): where each pixel lies across and down, 1, and its share in each point of a coarse grid.

    F.affine_grid and F.interpolate work the same out anew for each picture, and take ten times as long.
    """
    across, down = ((2 * torch.arange(size) + 1) / size - 1 for size in (width, height))
    places = torch.stack([across.repeat(height), down.repeat_interleave(width), torch.ones(height * width)])
    points = torch.eye(COARSE * COARSE).view(-1, 1, COARSE, COARSE)
    field = F.interpolate(points, (height, width), mode="bicubic", align_corners=True)
    return torch.cat([places, field.flatten(1)])


def _stroke(x: Tensor, most: float, generator: Generator) -> Tensor:
    """Each picture's strokes thicker or thinner by up to `most` pixels: a share of a 3x3 dilation or erosion."""
    share = (_uniform(x, generator, len(x), 1, 1, 1) * most).clamp_(-1.0, 1.0)
    thick, thin = _widest(F.pad(x, (1, 1, 1, 1))), -_widest(F.pad(-x, (1, 1, 1, 1), value=-math.inf))
    return x + share.clamp(min=0) * (thick - x) + share.clamp(max=0) * (x - thin)


def _widest(x: Tensor) -> Tensor:
    """Each 3x3 neighbourhood's largest value: ten times as fast as max_pool2d, which looks up where it was."""
    x = torch.maximum(torch.maximum(x[..., :-2], x[..., 1:-1]), x[..., 2:])
    return torch.maximum(torch.maximum(x[:, :, :-2], x[:, :, 1:-1]), x[:, :, 2:])


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

"""Times augmentation: a whole batch at once in tensors against each picture by itself with PIL, as tutorials have it.

    python -m tests.benchmarks.augment [--pictures 2048 --rounds 5]

Both rotate, shift, scale and shear by the same limits, interpolate bilinearly and end with a float tensor; in turn, so
that whatever else the machine does meets both alike. Prints the microseconds for one picture and the ratio as JSON.
"""

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable

from digitpad.__main__ import OPENMP

os.environ.update(OPENMP | os.environ)  # as the program itself does

import torch
from PIL import Image
from torchvision import transforms

from digitpad.core.plans import Augmentation
from digitpad.learn import datasets, device
from digitpad.learn.augment import augment
from digitpad.learn.batches import CHUNK

LEAST = 7.0
HOW = Augmentation(rotate=10, shift=2, scale=0.1, shear=10)


def main() -> int:
    """Prints one line; exit 1 where it is not as much faster as it must be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=CHUNK)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    pictures = datasets.load("mnist").train.x[: chosen.pictures]
    affine = transforms.RandomAffine(
        HOW.rotate,
        translate=(HOW.shift / 28, HOW.shift / 28),
        scale=(1 - HOW.scale, 1 + HOW.scale),
        shear=HOW.shear,
        interpolation=transforms.InterpolationMode.BILINEAR,
    )
    one_by_one = transforms.Compose([affine, transforms.ToTensor()])
    images = [Image.fromarray(picture.numpy()) for picture in pictures]
    generator = torch.Generator().manual_seed(1)

    def by_pil() -> None:
        torch.stack([one_by_one(image) for image in images])

    def at_once(how: Augmentation) -> None:
        augment(pictures.unsqueeze(1).to(torch.float32).div_(255), how, generator)

    ways: dict[str, Callable[[], None]] = {
        "pil": by_pil,
        "digitpad": lambda: at_once(HOW),
        "digitpad, elastic and stroke as well": lambda: at_once(Augmentation(10, 2, 0.1, 10, elastic=1, stroke=0.35)),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    with device.using_threads(device.threads()):
        for _ in range(chosen.rounds):
            for name, way in ways.items():
                begun = time.perf_counter()
                way()
                times[name].append((time.perf_counter() - begun) / len(pictures) * 1e6)
    medians = {name: round(statistics.median(values), 2) for name, values in times.items()}
    ratio = round(medians["pil"] / medians["digitpad"], 2)
    ratios = [round(one / two, 1) for one, two in zip(times["pil"], times["digitpad"], strict=True)]
    row = {"microseconds": medians, "ratio": ratio, "ratios": ratios, "load": round(os.getloadavg()[0], 1)}
    print(json.dumps(row))
    return 0 if ratio >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())

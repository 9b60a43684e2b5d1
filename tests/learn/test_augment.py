"""Augmentation: random, bounded, repeatable, and nothing at all where nothing is asked."""

import dataclasses

import pytest
import torch
from torch import Generator, Tensor

from digitpad.core.plans import Augmentation, Plan
from digitpad.core.records import DIGITS
from digitpad.learn.augment import augment, eased
from digitpad.learn.batches import Batches
from digitpad.learn.dataset import Dataset, Split

EACH = {
    "rotate": Augmentation(rotate=15),
    "shift": Augmentation(shift=2),
    "scale": Augmentation(scale=0.15),
    "shear": Augmentation(shear=15),
    "elastic": Augmentation(elastic=1.5),
    "stroke": Augmentation(stroke=0.5),
    "erase": Augmentation(erase=1.0),
    "noise": Augmentation(noise=0.4),
}
ALL = Augmentation(rotate=12, shift=1.5, scale=0.12, shear=12, elastic=1.2, stroke=0.4, erase=0.3, noise=0.3)


@pytest.fixture
def digits(small: Dataset) -> Tensor:
    return small.train.x[:200].unsqueeze(1).float() / 255


def seeded(seed: int = 1) -> Generator:
    return Generator().manual_seed(seed)


def centre(x: Tensor) -> Tensor:
    """The mass centres (N, 2): row and column."""
    at = torch.arange(28.0) + 0.5
    mass = x.sum(dim=(1, 2, 3))
    return torch.stack([(x.sum(dim=(1, 3)) @ at) / mass, (x.sum(dim=(1, 2)) @ at) / mass], dim=1)


def test_nothing_asked_changes_nothing(digits: Tensor) -> None:
    generator = seeded()
    state = generator.get_state()
    assert augment(digits, Augmentation(), generator) is digits
    assert torch.equal(generator.get_state(), state)


@pytest.mark.parametrize("name", EACH)
def test_each_kind_changes_pictures_and_keeps_them_pictures(digits: Tensor, name: str) -> None:
    before = digits.clone()
    made = augment(digits, EACH[name], seeded())
    assert torch.equal(digits, before)
    assert made.shape == digits.shape and made.dtype == torch.float32
    assert float(made.min()) >= 0 and float(made.max()) <= 1
    changed = (made != digits).flatten(1).any(dim=1).float().mean()
    assert float(changed) > 0.8  # a patch may fall where no ink is


@pytest.mark.parametrize("name", EACH)
def test_almost_nothing_asked_changes_almost_nothing(digits: Tensor, name: str) -> None:
    tiny = dataclasses.replace(Augmentation(), **{name: 1e-6})
    assert float((augment(digits, tiny, seeded()) - digits).abs().max()) < 1e-3


def test_the_same_seed_gives_the_same_pictures_and_another_gives_others(digits: Tensor) -> None:
    one, two, other = (augment(digits, ALL, seeded(seed)) for seed in (3, 3, 4))
    assert torch.equal(one, two)
    assert not torch.equal(one, other)


def test_each_picture_is_changed_in_its_own_way(digits: Tensor) -> None:
    same = digits[:1].repeat(50, 1, 1, 1)
    made = augment(same, ALL, seeded()).flatten(1)
    assert len({tuple(row.tolist()) for row in made}) == 50


def test_shifts_stay_within_the_limit_and_use_it(digits: Tensor) -> None:
    moved = centre(augment(digits, Augmentation(shift=2), seeded())) - centre(digits)
    assert float(moved.abs().max()) < 2.05
    assert float(moved.abs().max()) > 1.8 and abs(float(moved.mean())) < 0.3


def test_rotation_keeps_the_ink_and_its_distance_from_the_middle(digits: Tensor) -> None:
    made = augment(digits, Augmentation(rotate=20), seeded())
    torch.testing.assert_close(made.sum(dim=(1, 2, 3)), digits.sum(dim=(1, 2, 3)), rtol=0.03, atol=0.5)
    radius = [(centre(x) - 14).norm(dim=1) for x in (digits, made)]
    torch.testing.assert_close(radius[0], radius[1], rtol=0, atol=0.2)


def test_scaling_changes_the_size_within_the_limit(digits: Tensor) -> None:
    ratio = augment(digits, Augmentation(scale=0.1), seeded()).sum(dim=(1, 2, 3)) / digits.sum(dim=(1, 2, 3))
    assert 0.9**2 - 0.03 < float(ratio.min()) < 0.87 and 1.14 < float(ratio.max()) < 1.1**2 + 0.03


def test_strokes_get_thicker_and_thinner_where_they_are(digits: Tensor) -> None:
    made = augment(digits, Augmentation(stroke=0.5), seeded())
    ratio = made.sum(dim=(1, 2, 3)) / digits.sum(dim=(1, 2, 3))
    assert float(ratio.min()) < 0.75 and float(ratio.max()) > 1.25
    assert float((centre(made) - centre(digits)).abs().max()) < 1


def test_erasing_takes_ink_from_the_share_that_was_asked_for(small: Dataset) -> None:
    x = torch.ones(600, 1, 28, 28)
    made = augment(x, Augmentation(erase=0.25), seeded())
    lost = (made == 0).sum(dim=(1, 2, 3))
    assert float((lost > 0).float().mean()) == pytest.approx(0.25, abs=0.05)
    assert set(lost[lost > 0].tolist()) <= {side * side for side in range(5, 11)}


def test_in_the_last_epochs_of_a_run_that_eases_off_all_changes_are_half_as_large():
    easing = dataclasses.replace(ALL, ease=0.375)
    assert [eased(easing, epoch, 24) is easing for epoch in (1, 15, 16, 24)] == [True, True, False, False]
    halved = dataclasses.asdict(eased(easing, 16, 24))
    assert halved.pop("ease") == 0
    assert halved == {name: value / 2 for name, value in dataclasses.asdict(ALL).items() if name != "ease"}
    assert eased(ALL, 24, 24) is ALL


def test_each_epoch_is_changed_as_it_should_be():
    split = Split(torch.rand(64, 28, 28, generator=seeded()).mul(255).to(torch.uint8), torch.zeros(64).long())
    data = Dataset("tiny", DIGITS, split, split, "")
    shift = Plan("padnet", "padnet", "mnist", batch_size=64, epochs=2, augmentation=Augmentation(shift=4, ease=0.5))
    moved = []
    for plan in (shift, dataclasses.replace(shift, augmentation=Augmentation(shift=2))):
        batches = Batches(plan, data, torch.device("cpu"))
        moved.append([])
        for epoch in (1, 2):
            assert not list(batches.prepare(epoch))
            moved[-1].append(batches.chunk(0)[0])
    assert not torch.equal(moved[0][0], moved[1][0])  # as far as it was told
    assert torch.equal(moved[0][1], moved[1][1])  # half as far

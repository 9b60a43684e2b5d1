"""The datasets of pictures that plans are trained on: their names and classes. Imports language alone."""

from digitpad.core.language import mark

DIGIT_NAMES = tuple("0123456789")
INK_MIXED = "mnist+ink"
DATASETS = {
    "mnist": "MNIST", "fashion-mnist": "Fashion-MNIST", "kuzushiji-mnist": "Kuzushiji-MNIST",
    "emnist-letters": mark("EMNIST letters"), INK_MIXED: mark("MNIST + real ink"),
}  # fmt: skip
CLASSES: dict[str, tuple[str, ...]] = {
    "mnist": DIGIT_NAMES,
    "fashion-mnist": (
        "T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"
    ),
    "kuzushiji-mnist": tuple("おきすつなはまやれを"),  # a character for each row of the hiragana table
    "emnist-letters": tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),  # capital and small letters together
    INK_MIXED: DIGIT_NAMES,
}  # fmt: skip
IDX_SETS = tuple(name for name in DATASETS if name != INK_MIXED)  # each has a test set of its name


def test_pictures(dataset: str) -> str:
    """The set of IDX_SETS whose test pictures belong to a plan's dataset; MNIST's for one that is not known."""
    return dataset if dataset in IDX_SETS else "mnist"

"""The layers of the pen's path's branch, and what they cost. Standard library alone, so that a window knows it too."""

CHANNELS, POINTS = 9, 72  # of a path
WIDTHS = ((48, 7, 1), (48, 5, 1), (80, 5, 2), (80, 5, 1), (112, 5, 2), (112, 5, 1))  # channels, kernel, stride


def multiply_adds(outputs: int) -> int:
    """The products of one prediction with so many outputs; batch normalisation folds into the convolutions."""
    inputs, length, products = CHANNELS, POINTS, 0
    for width, kernel, stride in WIDTHS:
        length = -(-length // stride)
        products += inputs * width * kernel * length
        inputs = width
    return products + inputs * length * outputs

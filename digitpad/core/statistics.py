"""Two models on the same rows: is the difference real, and how large is it? Standard library alone, no torch."""

import math
from collections.abc import Sequence
from statistics import fmean, stdev

Z95 = 1.959963984540054
LIKELY = 0.05  # p from here on may be chance
TINY = 1e-300  # keeps Lentz's fractions from dividing by zero
CLOSE = 1e-14


def exact_p(only_a: int, only_b: int) -> float:
    """McNemar's exact test (1947): how likely a difference this large is if both models were equally good.

    Two-sided, from the counts of rows that only one of the two got right; 1 where there is none.
    """
    count, fewer = only_a + only_b, min(only_a, only_b)
    ways = total = 1
    for chosen in range(1, fewer + 1):  # whole numbers: exact however many rows there are
        ways = ways * (count - chosen + 1) // chosen
        total += ways
    return min(2 * total / 2**count, 1.0) if count else 1.0


def difference_interval(only_a: int, only_b: int, n: int, z: float = Z95) -> tuple[float, float]:
    """The interval for accuracy B minus accuracy A on the same n rows, 95 % by default; (-1, 1) for n = 0.

    Wald's interval for matched proportions with half a row added to each of the four cells, so that it holds its
    promise for few differing rows too: Agresti and Min, "Simple improved confidence intervals for comparing matched
    proportions", Statistics in Medicine 24 (2005). With b = only_b + 1/2, c = only_a + 1/2, m = n + 2:
    (b - c) / m +- z sqrt(b + c - (b - c)^2 / m) / m.
    """
    if n <= 0:
        return -1.0, 1.0
    b, c, m = only_b + 0.5, only_a + 0.5, n + 2
    middle = (b - c) / m
    half = z * math.sqrt(b + c - (b - c) ** 2 / m) / m
    return max(middle - half, -1.0), min(middle + half, 1.0)


def student_p(t: float, degrees: float) -> float:
    """Student's t (1908): the two-sided chance of a t at least this far from zero."""
    if math.isnan(t):
        return 1.0
    return _beta(degrees / (degrees + t * t), degrees / 2, 0.5) if math.isfinite(t) else 0.0


def student_quantile(confidence: float, degrees: float) -> float:
    """The t that is exceeded in size with probability 1 - confidence."""
    low, high = 0.0, 1.0
    while student_p(high, degrees) > 1 - confidence:
        high *= 2
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if student_p(middle, degrees) > 1 - confidence else (low, middle)
    return (low + high) / 2


def mean_interval(values: Sequence[float], confidence: float = 0.95) -> tuple[float, float]:
    """Student's interval for the mean that these values scatter around; two values or more."""
    half = student_quantile(confidence, len(values) - 1) * stdev(values) / math.sqrt(len(values))
    return fmean(values) - half, fmean(values) + half


def paired_p(differences: Sequence[float]) -> float:
    """The paired t-test: how likely a mean this far from zero is if there were no difference; two values or more."""
    spread, mean = stdev(differences), fmean(differences)
    if spread == 0:
        return 1.0 if mean == 0 else 0.0
    return student_p(mean / (spread / math.sqrt(len(differences))), len(differences) - 1)


def _beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (Abramowitz and Stegun 26.5.8)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):  # where the fraction converges slowly, its mirror image does not
        return 1 - _beta(1 - x, b, a)
    front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(front) * _fraction(x, a, b) / a


def _fraction(x: float, a: float, b: float) -> float:
    """Lentz's algorithm, as in Numerical Recipes 6.4."""
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1) or TINY)
    result = d
    for m in range(1, 500):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / (1 + step * d or TINY)
            c = 1 + step / c or TINY
            result *= c * d
        if abs(c * d - 1) < CLOSE:
            break
    return result

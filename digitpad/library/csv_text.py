"""Rows as the text of a CSV file, wherever something is saved as a table. Imports the standard library alone."""

import csv
import io
from collections.abc import Iterable


def written(rows: Iterable[Iterable[object]]) -> str:
    """The rows, heads first, as CSV whose lines end alike on every system."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue()

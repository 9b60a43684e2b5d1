"""Rows as the text of a CSV file, wherever something is saved as a table. Imports the standard library and escaping."""

import csv
import io
from collections.abc import Iterable

from digitpad.core.escaping import csv_cell


def written(rows: Iterable[Iterable[object]]) -> str:
    """The rows, heads first, as CSV whose lines end alike on every system."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(map(csv_cell, row) for row in rows)
    return file.getvalue()

"""`digitpad data import`: public originals of pen strokes become one ink file. Imports ink."""

from argparse import Namespace
from collections import Counter

from digitpad.cli import output
from digitpad.cli.batch import Batch
from digitpad.cli.parser import UsageError
from digitpad.core import paths
from digitpad.core.errors import InkError
from digitpad.core.storage import check_chosen
from digitpad.ink import files, importers


def imported(chosen: Namespace) -> int:
    """Reads all files, then writes what could be read as one ink file, whole or not at all; says what came from where.

    A file that cannot be imported is reported and costs the others nothing.
    """
    if not chosen.names:
        raise UsageError("Which files should be imported?", "Such as: digitpad data import A.tra --to A.ndjson.gz")
    if not chosen.to:
        raise UsageError("Where should the drawings go?", "Such as: --to INK.ndjson.gz")
    target = paths.expanded(chosen.to)
    check_chosen(target)
    batch = Batch()
    found = list(batch.good(importers.read_each(map(paths.expanded, batch.named(chosen.names)), chosen.only)))
    drawings = [drawing for each in found for drawing in each.drawings]
    if batch.bad and not drawings:
        return batch.code
    if not drawings:
        raise InkError("There is no drawing to import.", "Only drawings whose label is one character are taken.")
    files.save(target, drawings)
    row = {
        "path": str(target),
        "drawings": len(drawings),
        "left_out": sum(each.left_out for each in found),
        "files": len(found),
        "formats": sorted({each.format for each in found}),
        "writers": len({(drawing.extra.get("source"), drawing.extra.get("writer")) for drawing in drawings}),
        "words": dict(sorted(Counter(drawing.word or "" for drawing in drawings).items())),
    }
    if chosen.json:
        output.json_line(row)
        return batch.code
    counts = (_counted(row[what], what[:-1]) for what in ("drawings", "writers", "files"))
    output.line("{} of {} from {} written to {}.".format(*counts, target))
    if row["left_out"]:
        output.line(f"{row['left_out']:,} more were left out: their labels are others than were asked for.")
    return batch.code


def _counted(number: object, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"

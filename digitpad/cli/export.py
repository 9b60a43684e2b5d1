"""`digitpad export`: a model as ONNX, checked against torch before it is written. Imports tasks."""

from argparse import Namespace

from digitpad.cli import output
from digitpad.cli.batch import Batch
from digitpad.core import paths
from digitpad.core.language import tr
from digitpad.models.library import open_library
from digitpad.tasks import export_onnx


def export(chosen: Namespace) -> int:
    """Writes the file and says how closely it agrees with the model."""
    work = export_onnx.exported(open_library(), chosen.model, paths.expanded(chosen.to), paths.home())
    (made,) = Batch().results(work)
    if chosen.json:
        output.json_line(
            {
                "path": str(made.path),
                "bytes": made.bytes,
                "max_abs_difference": made.max_abs_difference,
                "checked": made.checked,
                "reference": str(made.reference),
            }
            | ({} if made.with_path is None else {"with_path": str(made.with_path)})
        )
    else:
        output.line(
            tr(
                "{model} is written to {path} ({bytes}).",
                model=chosen.model,
                path=made.path,
                bytes=output.size(made.bytes),
            )
        )
        if made.with_path is not None:
            output.line(
                tr("That file takes the glyph alone; {with_path} takes the pen's path too.", with_path=made.with_path)
            )
        output.line(
            tr("A small input with its answers, and how to make a glyph, is in {reference}.", reference=made.reference)
        )
        largest = f"{made.max_abs_difference:.1e}"
        output.line(
            tr(
                "On {checked:,} test digits, onnxruntime's probabilities differ by at most {largest}.",
                checked=made.checked,
                largest=largest,
            )
        )
    return 0

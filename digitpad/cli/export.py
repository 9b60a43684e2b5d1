"""`digitpad export`: a model as ONNX, checked against torch before it is written. Imports library and learn."""

from argparse import Namespace

from digitpad.cli import output
from digitpad.core import paths
from digitpad.learn import device
from digitpad.models.library import open_library


def export(chosen: Namespace) -> int:
    """Writes the file and says how closely it agrees with the model."""
    library = open_library()
    library.card(chosen.model)  # a mistyped name is told before torch is loaded
    device.import_torch()
    from digitpad.tasks.export_onnx import export as exported

    made = exported(library, chosen.model, paths.expanded(chosen.to), paths.home())
    if chosen.json:
        output.json_line(
            {
                "path": str(made.path),
                "bytes": made.bytes,
                "max_abs_difference": made.max_abs_difference,
                "checked": made.checked,
                "reference": str(made.reference),
            }
        )
    else:
        output.line(f"{chosen.model} is written to {made.path} ({output.size(made.bytes)}).")
        output.line(f"A small input with its answers, and how to make a glyph, is in {made.reference}.")
        largest = f"{made.max_abs_difference:.1e}"
        output.line(f"On {made.checked:,} test digits, onnxruntime's probabilities differ by at most {largest}.")
    return 0

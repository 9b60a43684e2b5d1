"""`digitpad export`: a model as ONNX, its weights as a state_dict, its run as a log. Imports tasks."""

from argparse import Namespace

from digitpad.cli import output
from digitpad.cli.batch import Batch
from digitpad.core import paths
from digitpad.core.language import tr, tr_n
from digitpad.models.library import open_library
from digitpad.tasks import export_model
from digitpad.tasks.export_log import NO_BATCHES, ExportedLog
from digitpad.tasks.export_onnx import Exported
from digitpad.tasks.export_weights import ExportedWeights


def export(chosen: Namespace) -> int:
    """Writes the file and says what is in it."""
    path, home = paths.expanded(chosen.to), paths.home()
    work = export_model.exported(open_library(home), chosen.model, path, home, chosen.format or "")
    code = 0
    for made in Batch().results(work):
        if isinstance(made, ExportedWeights):
            code = _weights(chosen, made)
        elif isinstance(made, ExportedLog):
            code = _log(chosen, made)
        elif isinstance(made, Exported):
            code = _onnx(chosen, made)
    return code


def _weights(chosen: Namespace, made: ExportedWeights) -> int:
    if chosen.json:
        output.json_line({"path": str(made.path), "bytes": made.bytes, "names": made.names})
        return 0
    size = output.size(made.bytes)
    output.line(tr("{model} is written to {path} ({bytes}).", model=chosen.model, path=made.path, bytes=size))
    output.line(
        tr("The script of {command} loads it: network().load_state_dict(...).", command=f"digitpad code {chosen.model}")
    )
    if made.lacking:
        output.line(made.lacking)
    return 0


def _log(chosen: Namespace, made: ExportedLog) -> int:
    if chosen.json:
        output.json_line({"path": str(made.path), "epochs": made.epochs, "batches": made.batches})
        return 0
    output.line(
        tr_n("{count:,} epoch of {model} is written to {path}.", "{count:,} epochs of {model} are written to {path}.",
             made.epochs, model=chosen.model, path=made.path)
    )  # fmt: skip
    if made.batches:
        some = tr_n("{count:,} of its batches is in it too.", "{count:,} of its batches are in it too.", made.batches)
        output.line(some)
    else:
        output.line(tr(NO_BATCHES))
    return 0


def _onnx(chosen: Namespace, made: Exported) -> int:
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

"""`digitpad data`: the datasets and where they are, one downloaded, or pen strokes imported. Imports tasks."""

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from digitpad.cli import output
from digitpad.cli.batch import Batch
from digitpad.cli.parser import UsageError
from digitpad.cli.run_progress import RunProgress
from digitpad.core import paths
from digitpad.core.errors import UnknownNameError
from digitpad.core.language import mark, tr, tr_n
from digitpad.core.records import Preparing
from digitpad.core.typed_json import to_json
from digitpad.learn.dataset_files import DataState
from digitpad.tasks import fetch_data, import_ink


def data(chosen: Namespace) -> int:
    """Lists the datasets and where they are, fetches one, or imports pen strokes."""
    home = paths.home()
    if chosen.action == "import":
        return _import(chosen)
    if chosen.to or chosen.only:
        raise UsageError(tr("--to and --only are for digitpad data import."), tr("See digitpad data --help."))
    if chosen.action is None:
        rows = list(fetch_data.states(home))
    elif chosen.action == "fetch" and len(chosen.names) == 1:
        rows = list(_fetched(chosen.names[0], home, quiet=chosen.json))
    elif chosen.action == "fetch":
        raise UsageError(tr("Which dataset should be fetched?"), tr("Such as: digitpad data fetch fashion-mnist"))
    else:
        raise UnknownNameError(tr("action of digitpad data"), chosen.action, ["fetch", "import"])
    if chosen.json:
        for row in rows:
            output.json_line({key: getattr(row, key) for key in ("name", "path", "state", "hint")})
    else:
        output.table(
            (mark("dataset"), mark("state"), mark("where")),
            [(row.name, row.state, row.path or row.hint) for row in rows],
        )
    return 0


def _fetched(name: str, home: Path, *, quiet: bool) -> Iterator[DataState]:
    """The state of a dataset once it is there; on a terminal a line tells how far it is."""
    shown = RunProgress()
    try:
        for event in fetch_data.fetched(name, home):
            if isinstance(event, DataState):
                yield event
            elif not quiet and event.share < 0:
                output.aside(event.text)
            elif not quiet:
                shown.show(Preparing(event.text))
    finally:
        shown.clear()


def _import(chosen: Namespace) -> int:
    """Makes one ink file of public originals; says what came from where. Raises UsageError."""
    if not chosen.names:
        raise UsageError(
            tr("Which files should be imported?"), tr("Such as: digitpad data import A.tra --to A.ndjson.gz")
        )
    if not chosen.to:
        raise UsageError(tr("Where should the drawings go?"), tr("Such as: --to INK.ndjson.gz"))
    batch = Batch()
    names = [paths.expanded(name) for name in batch.named(chosen.names)]
    for found in batch.results(import_ink.imported(names, chosen.only or "", paths.expanded(chosen.to))):
        if chosen.json:
            output.json_line(to_json(found))
            continue
        output.line(_written(found))
        if found.left_out:
            output.line(
                tr(
                    "{left_out:,} more were left out: their labels are others than were asked for.",
                    left_out=found.left_out,
                )
            )
    return batch.code


def _written(found: import_ink.InkImported) -> str:
    return tr(
        "{drawings} of {writers} from {files} written to {path}.",
        drawings=tr_n("{count:,} drawing", "{count:,} drawings", found.drawings),
        writers=tr_n("{count:,} writer", "{count:,} writers", found.writers),
        files=tr_n("{count:,} file", "{count:,} files", found.files),
        path=found.path,
    )

"""`digitpad code`: a plan as a script that needs only torch and torchvision. Imports tasks."""

from argparse import Namespace

from digitpad.cli import output
from digitpad.cli.batch import Batch
from digitpad.core import paths
from digitpad.core.language import tr
from digitpad.models.library import open_library
from digitpad.tasks import write_code


def code(chosen: Namespace) -> int:
    """Prints the script, or writes it where `--to` says."""
    to = paths.expanded(chosen.to) if chosen.to is not None else None
    (made,) = Batch().results(write_code.written(open_library(), chosen.plan, to))
    if chosen.json:
        output.json_line({"path": None if to is None else str(to), "code": made.text})
    elif to is None:
        for line in made.text.splitlines():
            output.line(line)
    else:
        output.line(
            tr(
                "{plan} is written to {to}. It needs torch and torchvision: python {name} DATA_FOLDER",
                plan=chosen.plan,
                to=to,
                name=to.name,
            )
        )
    return 0

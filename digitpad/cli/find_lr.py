"""`digitpad train --find-lr`: the learning rate range test, its steps and what it suggests. Imports core and tasks."""

import shlex

from digitpad.cli import output
from digitpad.cli.live_line import LiveLine
from digitpad.core import paths, rate_range
from digitpad.core.language import tr
from digitpad.core.plans import Plan
from digitpad.core.rate_range import RateFound, RateTried
from digitpad.core.recipes import command
from digitpad.core.typed_json import to_json
from digitpad.tasks import find_rate

SHOWN = 10  # one of so many steps is printed for people


def find_rate_of(plan: Plan, *, as_json: bool) -> int:
    """Runs the test, prints it, trains and keeps nothing; gives 0, or 2 where it has nothing to suggest."""
    live = LiveLine()
    code = 0
    for event in find_rate.found(plan, paths.home()):
        if isinstance(event, RateFound):
            code = 0 if event.rate is not None else 2
            live.clear()
            _print_found(event, plan, as_json=as_json)
        elif isinstance(event, RateTried):
            if as_json:
                output.json_line({"event": "rate"} | to_json(event))
            elif (event.step - 1) % SHOWN == 0:
                live.clear()
                output.line(tr("  {rate:10.2e}  loss {loss:.4f}", rate=event.rate, loss=event.smoothed))
        elif not as_json:
            live.rewrite(f"{event.text} ...")
    return code


def _print_found(found: RateFound, plan: Plan, *, as_json: bool) -> None:
    if as_json:
        output.json_line({"event": "found", "learning_rate": found.rate, "reason": found.reason})
        return
    said = tr("At most {count} batches, each with a larger rate.", count=rate_range.STEPS)
    output.line(f"{said} {found.reason}")
    if found.rate is not None:
        words = [*shlex.split(command(plan)), "--lr", f"{found.rate:g}"]
        output.line(
            tr("Suggested: {rate}. Train with it: {command}", rate=f"{found.rate:g}", command=shlex.join(words))
        )

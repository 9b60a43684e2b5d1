"""`digitpad train`: a run from the command line, to be interrupted and continued at will. Imports library and learn."""

import dataclasses
import shlex
import signal
import threading
from argparse import Namespace
from types import FrameType
from typing import Any

from digitpad.cli import output
from digitpad.cli.find_lr import find_rate_of
from digitpad.cli.parser import UsageError
from digitpad.cli.run_progress import RunProgress
from digitpad.core import amounts, paths, plans, recipes
from digitpad.core.errors import PlanError, UnknownNameError
from digitpad.core.language import tr
from digitpad.core.plans import Augmentation, Plan
from digitpad.core.records import EpochDone, Noticed, RunDone, RunStarted, StepDone
from digitpad.core.typed_json import to_json
from digitpad.learn import device
from digitpad.models import run_folder
from digitpad.models.library import open_library
from digitpad.tasks import train_model

_EVENTS = {StepDone: "step", EpochDone: "epoch"}


def train(chosen: Namespace) -> int:
    """Trains, prints the events, and gives 0, or 128 + the signal's number where one ended the run early."""
    plan = None
    if chosen.resume is not None:
        _check_resume(chosen)
    else:
        plan = plan_of(chosen)
        if chosen.find_lr:
            return find_rate_of(plan, as_json=chosen.json)
        device.choose(plan.device)  # torch is loaded for it: what it has to say comes before anything is begun
    into = paths.expanded(chosen.into) if chosen.into is not None else None
    command = shlex.join([output.PROG, *(word for word in chosen.words if word != "--json")])
    events = train_model.train(
        plan, open_library(), paths.home(), name=chosen.name, resume=chosen.resume, command=command, into=into
    )
    interrupt = Interrupt()
    shown = None if chosen.json else RunProgress()
    run = chosen.resume or ""
    try:
        for event in events:
            run = event.run if isinstance(event, RunStarted) else run
            if isinstance(event, Noticed):
                output.aside(f"{event.text} {event.hint}".strip())
            elif shown is None:
                _print_json(event)
            else:
                shown.show(event)
            if interrupt.signal and not isinstance(event, RunDone):
                break
    finally:
        events.close()  # writes the checkpoint of a run that is broken off
        interrupt.restore()
    return _farewell(interrupt.signal, run)


def plan_of(chosen: Namespace) -> Plan:
    """The recipe with the changes of the command line, checked. Raises UsageError, UnknownNameError, PlanError."""
    if chosen.recipe is None:
        raise UsageError(
            tr("Which recipe should be trained?"), tr("One of {recipes}.", recipes=", ".join(recipes.RECIPES))
        )
    plan = recipes.recipe(chosen.recipe)
    typed = {row.name: getattr(chosen, row.destination) for row in plans.FIELDS}
    values: dict[str, Any] = {name: value for name, value in typed.items() if value is not None}
    if "augmentation" in values:
        values["augmentation"] = augmentation(plan.augmentation, values["augmentation"])
    return plans.check(dataclasses.replace(plan, **values))


def augmentation(base: Augmentation, text: str) -> Augmentation:
    """`rotate=10,shift=2` as changes to an augmentation; `none` takes all away. Raises PlanError, UnknownNameError."""
    if text == "none":
        return Augmentation()
    known = {kind.name: kind.span for kind in plans.AUGMENTATIONS}
    values = {}
    for part in text.split(","):
        name, equals, value = part.strip().partition("=")
        if name not in known:
            raise UnknownNameError("augmentation", name, known)
        if not equals:
            raise PlanError(
                tr("How much should {name} change?", name=name), tr("Such as --augment {name}=2.", name=name)
            )
        if name in values:
            raise PlanError(
                tr("The augmentation's {name} is given twice.", name=name),
                tr("Name it once, such as --augment {name}=2.", name=name),
            )
        values[name] = amounts.number(value, tr("augmentation's {name}", name=name), known[name])
    return dataclasses.replace(base, **values)


class Interrupt:
    """Ctrl+C, SIGTERM and a closed terminal ask for an orderly end, between two steps. A second time ends at once."""

    def __init__(self) -> None:
        self.signal = 0
        self._before: dict[int, Any] = {}
        if threading.current_thread() is threading.main_thread():  # elsewhere signals cannot be caught
            numbers = [signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)]
            for number_ in dict.fromkeys(numbers):
                if signal.getsignal(number_) is not signal.SIG_IGN:  # as nohup has it
                    self._before[number_] = signal.signal(number_, self._note)

    def _note(self, number_: int, _frame: FrameType | None) -> None:
        self.signal = number_
        self.restore()

    def restore(self) -> None:
        """Gives the signals back to whoever had them."""
        for number_, handler in self._before.items():
            signal.signal(number_, handler)
        self._before = {}


def _check_resume(chosen: Namespace) -> None:
    """A run is continued as it was begun: no other settings. Raises UsageError."""
    options = (*(row.destination for row in plans.FIELDS), "name", "into", "find_lr")
    given = [option for option in options if getattr(chosen, option) not in (None, False)]
    if given:
        option = given[0].replace("_", "-")
        raise UsageError(
            tr("A run is continued with the settings it was begun with; --{option} cannot be changed.", option=option),
            tr("Leave it out, or start a new run."),
        )
    info = run_folder.find(paths.home(), chosen.resume)
    if chosen.recipe is not None and recipes.recipe(chosen.recipe).recipe != info.plan.recipe:
        raise UsageError(
            tr(
                "The run {resume!r} trains {recipe}, not {chosen_recipe}.",
                resume=chosen.resume,
                recipe=info.plan.recipe,
                chosen_recipe=chosen.recipe,
            ),
            tr(
                "Continue it with: {prog} train {recipe} --resume {resume}",
                prog=output.PROG,
                recipe=info.plan.recipe,
                resume=chosen.resume,
            ),
        )


def _print_json(event: object) -> None:
    if type(event) in _EVENTS:
        output.json_line({"event": _EVENTS[type(event)]} | to_json(event))
    elif isinstance(event, RunDone):
        from digitpad.cli.models import model_row

        output.json_line({"event": "done", "stopped": event.stopped} | model_row(event.card))


def _farewell(number_: int, run: str) -> int:
    if not number_:
        return 0
    if run:
        output.aside(
            tr(
                "stopped; what was learned is kept. Continue with: {prog} train --resume {run}",
                prog=output.PROG,
                run=run,
            )
        )
    else:
        output.aside(tr("stopped before the first step; there is nothing to keep."))
    return 128 + number_

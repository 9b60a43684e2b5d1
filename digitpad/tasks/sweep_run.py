"""The process of one run of a sweep: `python -m digitpad.tasks.sweep_run`. Imports models and the task that trains.

It reads its order from the first line of standard input and prints what happens, a JSON line each. A pause asked for on
the next lines is made between two steps. Where standard input ends, whoever asked has stopped it or is dead: it writes
a checkpoint and ends, and the next process with the same order goes on from there. An order that was carried out before
is answered from the model that is there: nothing is trained twice.
"""

import contextlib
import json
import sys
import threading
import time
from collections.abc import Generator, Iterable
from pathlib import Path

from digitpad.core import paths
from digitpad.core.errors import (
    DigitpadError,
    DivergedError,
    MemoryShortError,
    ModelError,
    RunError,
    UnknownNameError,
    short_of_memory,
)
from digitpad.core.language import tr
from digitpad.core.recipes import completed
from digitpad.core.records import Card, RunDone, StepDone
from digitpad.core.run_control import RunControl
from digitpad.core.sweep_plans import is_plan_of, run_of
from digitpad.core.typed_json import from_json, to_json
from digitpad.models import run_folder
from digitpad.models.cards import read_card
from digitpad.models.library import open_library
from digitpad.tasks import train_model
from digitpad.tasks.sweep_order import PAUSE, RESUME, RunHeard, RunOrder

TOLD_SECONDS = 0.5  # between two lines on how far it is


def main() -> int:
    """Carries out the order on standard input."""
    # unbuffered: a thread that waits in a buffered reader holds its lock, which Python needs when it ends
    lines = open(sys.stdin.fileno(), "rb", buffering=0, closefd=False)  # noqa: SIM115  open as long as we live
    order = from_json(RunOrder, json.loads(lines.readline()))
    control = RunControl()
    threading.Thread(target=_obey, args=(lines, control), daemon=True).start()
    heard = carried_out(order, control)
    with contextlib.closing(heard), contextlib.suppress(BrokenPipeError):
        for news in heard:
            print(json.dumps(to_json(news)), flush=True)  # noqa: T201  the line that is waited for
    return 0


def _obey(lines: Iterable[bytes], control: RunControl) -> None:
    for line in lines:
        if line.strip() == PAUSE.encode():
            control.pause()
        elif line.strip() == RESUME.encode():
            control.resume()
    control.cancel()


def carried_out(order: RunOrder, control: RunControl) -> Generator[RunHeard, None, None]:
    """What happens until the order's model is there, or it was cancelled, or has failed."""
    home = Path(order.home) if order.home else paths.home()
    into = home / "sweeps" / order.into if order.into else None
    try:
        card = _finished(order, home, into)
        if card is None:
            card = yield from _trained(order, home, into, control)
        if card is not None:
            yield _over(order, card, into)
    except DivergedError as error:
        card = _finished(order, home, into)  # of its last good epoch
        yield _failed(order, error, card, into, diverged=True)
    except RunError as error:
        yield _failed(order, error, None, into, diverged=bool(error.remedy))
    except DigitpadError as error:
        yield _failed(order, error, None, into, diverged=False)
    except (MemoryError, RuntimeError, OSError) as error:
        if not short_of_memory(error):
            raise
        yield _failed(order, MemoryShortError(), None, into, diverged=False)


def _finished(order: RunOrder, home: Path, into: Path | None) -> Card | None:
    """The model that an earlier process with this order has left. Raises ModelError where another has its name."""
    try:
        card = open_library(home).card(order.model) if into is None else read_card(into / order.model, bundled=False)
    except UnknownNameError:
        return None
    except ModelError:
        if into is None:
            raise
        return None
    if not is_plan_of(order.plan, card):
        raise ModelError(
            tr("The model {model!r} is none of this sweep.", model=order.model),
            tr("Delete it, or name the sweep otherwise."),
        )
    return card


def _trained(
    order: RunOrder, home: Path, into: Path | None, control: RunControl
) -> Generator[RunHeard, None, Card | None]:
    """Trains from where an earlier process stopped; gives the model, or None where it was cancelled."""
    yield RunHeard(model=order.model)  # it has begun; torch and the data take seconds
    resume = _begun(order, home)
    plan, name = (None, None) if resume else (order.plan, order.model)
    events = train_model.train(plan, open_library(home), home, name=name, resume=resume, control=control, into=into)
    card, told = None, 0.0
    with contextlib.closing(events):
        for event in events:
            if isinstance(event, RunDone):
                card = event.card  # and what may still come is how it diverged
            elif isinstance(event, StepDone) and time.monotonic() - told > TOLD_SECONDS:
                told = time.monotonic()
                yield RunHeard(model=order.model, share=event.step / event.steps, epoch=event.epoch)
            if card is None and not control.wait():
                break
    return card


def _begun(order: RunOrder, home: Path) -> str | None:
    """The run that an earlier process with this order has begun. Raises RunError where another has its name."""
    try:
        info = run_folder.find(home, order.model)
    except UnknownNameError:
        return None
    if completed(info.plan) != completed(order.plan):
        raise RunError(
            tr("The run {model!r} is none of this sweep.", model=order.model), tr("Finish or discard it first.")
        )
    return info.name


def _over(order: RunOrder, card: Card, into: Path | None) -> RunHeard:
    run = run_of(order.model, order.plan, card)
    return RunHeard(
        model=order.model, share=1.0, epoch=card.epochs_done, is_over=True, accuracy=run.accuracy, problem=run.problem,
        folder=_sent(into, card),
    )  # fmt: skip


def _failed(order: RunOrder, error: DigitpadError, card: Card | None, into: Path | None, *, diverged: bool) -> RunHeard:
    accuracy = run_of(order.model, order.plan, card).accuracy if card is not None else None
    return RunHeard(
        model=order.model, share=1.0, is_over=True, accuracy=accuracy, problem=error.message, hint=error.hint,
        diverged=diverged, folder=_sent(into, card),
    )  # fmt: skip


def _sent(into: Path | None, card: Card | None) -> str:
    return "" if into is None or card is None else str(into / card.id)


if __name__ == "__main__":
    sys.exit(main())

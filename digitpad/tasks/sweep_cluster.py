"""The runs of a sweep on a Dask cluster: its scheduler shares them out, its workers train. Imports models and the runs.

Needs the optional package `distributed`, and on the workers digitpad. A worker trains in a process of its own, as this
machine would, with its own data, and sends the model, which is saved here at once. What a worker had in progress when
it died is given to another one, which goes on from the last epoch where both share a home; what was saved here is never
trained again. Nothing is scheduled by digitpad.
"""

import contextlib
import hashlib
import json
import os
import queue
import re
import shutil
import socket
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from digitpad.core import paths
from digitpad.core.errors import ClusterError, DigitpadError, InstallError
from digitpad.core.language import mark, tr
from digitpad.core.sweep_plans import is_plan_of
from digitpad.core.typed_json import from_json, to_json
from digitpad.models.cards import card_content, parse_card, parse_weights, weights_content
from digitpad.models.library import Library
from digitpad.tasks.sweep_order import RunHeard, RunOrder
from digitpad.tasks.sweep_process import SweepProcess

CONNECT_SECONDS = 10
WORKER_SECONDS = 20  # for the first worker to appear
TICK_SECONDS = 0.5
ASKED_SECONDS = 2.0  # after which a worker asks whether its run is still wanted
_ADDRESS = re.compile(r"((tcp|tls|ucx|wss?)://)?([\w.-]+|\[[0-9a-fA-F:]+\]):[0-9]{1,5}")
_START_HINT = mark("Start one with `dask scheduler`, and give the address that it prints, such as tcp://host:8786.")
SENT = "sent"  # the folder of models that a worker has trained for others, in its home's `sweeps`
KEPT_SECONDS = 7 * 24 * 3600.0  # of such a model: whoever asked may have died before it arrived


def on_cluster(orders: Sequence[RunOrder], *, library: Library, address: str) -> Generator[RunHeard | None, None, None]:
    """Carries out the orders on the cluster at this address; a tick where nothing is heard for a while.

    Closed, it lets the workers write checkpoints and end. Raises InstallError, ClusterError.
    """
    distributed = _distributed()
    client = _client(distributed, address)
    mark = f"digitpad-stop-{os.urandom(8).hex()}"
    over: queue.Queue[Any] = queue.Queue()
    sent = {
        client.submit(train_for_others, _order_text(order), mark, key=f"{_key(order)}-{mark}", pure=False): order
        for order in orders
    }
    for future in sent:
        future.add_done_callback(over.put)
    try:
        while sent:
            try:
                future = over.get(timeout=TICK_SECONDS)
            except queue.Empty:
                _check_there(client, address)
                yield None
                continue
            order = sent.pop(future)
            yield _received(future, order, library)
    finally:
        with contextlib.suppress(Exception):  # the cluster may be gone: then there is nothing to end there
            if sent:
                distributed.Event(mark, client=client).set()
                client.cancel(list(sent))
        with contextlib.suppress(Exception):
            client.close()


def train_for_others(order_text: str, mark: str) -> dict[str, Any] | None:
    """On a worker: carries out an order in a process of its own; gives what was heard, the card's and weights' bytes.

    None where the sweep was stopped meanwhile; then a checkpoint is written.
    """
    distributed = _distributed()
    order = from_json(RunOrder, json.loads(order_text))
    _tidy(paths.home() / "sweeps" / order.into)
    stop, asked = distributed.Event(mark), time.monotonic()
    heard: queue.Queue[RunHeard] = queue.Queue()
    process = SweepProcess(order, heard, one_thread=True)
    try:
        while True:
            with contextlib.suppress(queue.Empty):
                news = heard.get(timeout=TICK_SECONDS)
                if news.is_over:
                    return _parcel(news)
            if time.monotonic() - asked > ASKED_SECONDS:
                asked = time.monotonic()
                if stop.is_set():
                    return None
    finally:
        process.ask_to_end()
        process.wait()


def _parcel(news: RunHeard) -> dict[str, Any]:
    if not news.folder:
        return {"heard": to_json(news)}
    folder = Path(news.folder)
    content = card_content(folder)
    return {"heard": to_json(news), "card": content, "weights": weights_content(folder, parse_card(folder, content))}


def _tidy(folder: Path) -> None:
    """Removes what was sent long ago."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if time.time() - path.stat().st_mtime > KEPT_SECONDS:
                shutil.rmtree(path, ignore_errors=True)


def _received(future: Any, order: RunOrder, library: Library) -> RunHeard:
    """What came of an order; its model is saved before it is told."""
    problem = RunHeard(model=order.model, is_over=True, hint=tr("Start the sweep again: what is done stays done."))
    try:
        parcel = future.result()
        if parcel is None:
            return replace(problem, problem=f"The run {order.model!r} was stopped.")
        news = from_json(RunHeard, parcel["heard"], tr("what a worker sent"))
        if "card" in parcel:
            _save(parcel, order, library)
        return replace(news, model=order.model, folder="")
    except DigitpadError as error:
        return replace(problem, problem=error.message, hint=error.hint)
    except Exception as error:  # noqa: BLE001  whatever happened on another machine comes back as it was raised there
        return replace(problem, problem=f"The run {order.model!r} failed on the cluster: {_short(error)}.")


def _save(parcel: Mapping[str, Any], order: RunOrder, library: Library) -> None:
    place = Path(order.model)  # what a message calls it
    card = parse_card(place, parcel["card"])
    if not is_plan_of(order.plan, card):
        raise ClusterError(
            tr("A worker sent another model than {model!r}.", model=order.model), tr("Update digitpad on the workers.")
        )
    library.save(replace(card, id=order.model), parse_weights(place, parcel["weights"]))


def _order_text(order: RunOrder) -> str:
    return json.dumps(to_json(replace(order, model=_key(order), home="", into=SENT)))


def _key(order: RunOrder) -> str:
    """A name for the run that no other run of any machine has, and that it has again when the sweep goes on."""
    told = json.dumps([socket.gethostname(), to_json(order)])
    return f"{order.model[:40]}-{hashlib.sha256(told.encode()).hexdigest()[:12]}"


def _distributed() -> Any:
    try:
        import distributed
    except ImportError as error:
        hint = tr("Install it, here and on the workers: pip install 'digitpad[cluster]'")
        raise InstallError(tr("A sweep on a cluster needs the package distributed."), hint) from error
    return distributed


def _client(distributed: Any, address: str) -> Any:
    """The cluster's client. Raises ClusterError where none answers or nobody works there."""
    if not _ADDRESS.fullmatch(address):
        raise ClusterError(tr("{address!r} is no address of a Dask scheduler.", address=address), _START_HINT)
    try:
        client = distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise ClusterError(
            tr("There is no Dask scheduler at {address}: {error}.", address=address, error=_short(error)),
            _START_HINT,
        ) from error
    try:
        client.wait_for_workers(1, timeout=WORKER_SECONDS)
    except TimeoutError as error:
        client.close()
        hint = tr("Start some, on as many machines as you like: dask worker {address} --nthreads 1", address=address)
        raise ClusterError(tr("The cluster at {address} has no workers.", address=address), hint) from error
    except BaseException:
        client.close()
        raise
    return client


def _check_there(client: Any, address: str) -> None:
    """Raises ClusterError where the scheduler is gone: it would be waited for without end."""
    if client.status not in ("running", "connecting"):
        hint = tr("Start it again, then the sweep: what is done stays done.")
        raise ClusterError(tr("The scheduler at {address} is gone.", address=address), hint)


def _short(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".")[:200] if lines else type(error).__name__

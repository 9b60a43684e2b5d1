"""A sweep from plans to models: stopped, gone on with, with runs that diverge or are killed."""

import time
from collections.abc import Generator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import psutil
import pytest

from digitpad.core import recipes
from digitpad.core.run_control import RunControl
from digitpad.core.sweep_plans import SweepRun, expand
from digitpad.models.library import Library
from digitpad.tasks import sweep_room, sweep_run
from digitpad.tasks.progress import Problem
from digitpad.tasks.run_sweep import RunAdvanced, SweepDone, SweepStarted, swept
from digitpad.tasks.sweep_order import RunHeard, RunOrder
from tests import tiny_mnist
from tests.small_models import card_of, empty_library, weights_of

BASE = replace(recipes.recipe("mlp-256-128"), epochs=2, device="cpu")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_mnist.write(tmp_path_factory.mktemp("data"), train=400, test=100)


@pytest.fixture
def library(home: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    monkeypatch.setenv("DIGITPAD_DATA", str(data))
    return empty_library(home.parent)


def here(orders: Sequence[RunOrder]) -> Generator[RunHeard | None, None, None]:
    """A room in this very process: what a run's own process would do, one after another."""
    for order in orders:
        yield from sweep_run.carried_out(order, RunControl())


def through(library: Library, plans, room=here, **options: object) -> list[object]:
    return list(swept(plans, library, room, **options))


def made(library: Library) -> dict[str, tuple[float, str]]:
    """What is there, and that nobody has written it again."""
    cards = {card.id: library.folder(card.id) / "card.json" for card in library.cards()}
    return {name: (path.stat().st_mtime_ns, path.read_text()) for name, path in cards.items()}


def test_every_combination_becomes_a_model_and_settings_their_means(library: Library) -> None:
    plans = expand(BASE, {"learning_rate": (0.001, 0.003), "seed": (1, 2)})
    events = through(library, plans, name="rates")
    cards = {card.id: card for card in library.cards()}
    assert [cards[f"rates.0{number}"].plan for number in (1, 2, 3, 4)] == list(plans)
    assert all(card.epochs_done == 2 for card in cards.values())
    found = [event for event in events if isinstance(event, SweepRun)]
    assert {run.id: run.accuracy for run in found} == {name: card.scores[0].accuracy for name, card in cards.items()}
    done = events[-1]
    assert isinstance(done, SweepDone) and not done.missing
    mean = sum(cards[name].scores[0].accuracy for name in ("rates.01", "rates.02")) / 2
    assert (dict(done.summaries[0].settings), done.summaries[0].n) == ({"learning_rate": 0.001}, 2)
    assert done.summaries[0].mean == pytest.approx(mean)


def test_a_sweep_that_was_stopped_goes_on_and_trains_nothing_twice(library: Library) -> None:
    plans = expand(BASE, {"seed": (1, 2, 3)})
    work = swept(plans, library, here)
    for event in work:
        if isinstance(event, SweepRun):
            break
    work.close()
    before = made(library)
    assert len(before) == 1
    started, *rest = through(library, plans)
    assert isinstance(started, SweepStarted) and [run.id for run in started.done] == list(before)
    assert made(library).items() >= before.items() and len(made(library)) == 3
    again = made(library)
    assert through(library, plans)[-1] == rest[-1], "a third time nothing is left to do"
    assert made(library) == again


def test_a_deleted_model_is_trained_again(library: Library) -> None:
    plans = expand(BASE, {"seed": (1, 2)})
    through(library, plans)
    library.delete("mlp-256-128-sweep.02")
    started = through(library, plans)[0]
    assert [run.id for run in started.done] == ["mlp-256-128-sweep.01"]
    assert len(library.cards()) == 2


def test_a_run_that_diverges_is_a_result_and_is_not_tried_again(library: Library) -> None:
    plans = expand(replace(BASE, optimizer="sgd"), {"learning_rate": (0.01, 100.0)})
    events = through(library, plans, name="rates")
    runs = {event.id: event for event in events if isinstance(event, SweepRun)}
    assert "rates.02" in runs and "learning rate of 100" in runs["rates.02"].problem
    assert [(row.n, row.failed) for row in events[-1].summaries] == [(1, 0), (0, 1)]
    again = through(library, plans, name="rates")
    assert not [event for event in again if isinstance(event, RunAdvanced | Problem)]
    assert again[-1] == events[-1]


def test_another_model_of_a_runs_name_is_neither_taken_for_it_nor_written_over(library: Library) -> None:
    plans = expand(BASE, {"seed": (1, 2)})
    card = card_of("mine.01")
    library.save(card, weights_of(card.plan))
    before = made(library)
    events = through(library, plans, name="mine")
    (problem,) = [event for event in events if isinstance(event, Problem)]
    assert problem.about == "mine.01" and "none of this sweep" in problem.message
    assert events[-1].missing == 1
    assert made(library)["mine.01"] == before["mine.01"]


def test_an_order_for_others_leaves_its_model_where_they_fetch_it(library: Library) -> None:
    order = RunOrder(model="key", plan=replace(BASE, epochs=1), home=str(library.home), into="sent")
    first, *_, heard = sweep_run.carried_out(order, RunControl())
    assert (first.share, first.is_over) == (0, False), "it has begun, which is told before torch is loaded"
    folder = library.home / "sweeps" / "sent" / "key"
    assert heard.is_over and Path(heard.folder) == folder and (folder / "card.json").exists()
    assert library.cards() == [] and not (library.home / "runs" / "key").exists()
    written = (folder / "card.json").stat().st_mtime_ns
    (again,) = sweep_run.carried_out(order, RunControl())
    assert again == heard and (folder / "card.json").stat().st_mtime_ns == written


def test_two_processes_train_at_a_time_rest_go_on_and_a_killed_one_is_told(library: Library) -> None:
    plans = expand(replace(BASE, epochs=300), {"seed": (1, 2)})
    control = RunControl()
    room = partial(sweep_room.on_this_machine, workers=2, control=control)
    work = swept(plans, library, room, name="two")
    advanced: set[str] = set()
    for event in work:
        if isinstance(event, RunAdvanced) and event.epoch > 1:
            advanced.add(event.model)
        if len(advanced) == 2:
            break
    assert advanced == {"two.01", "two.02"}, "both at a time"
    control.pause()
    quiet = time.monotonic() + 1.5
    while time.monotonic() < quiet:
        last = next(work)
    assert not isinstance(last, RunAdvanced)
    control.resume()
    assert next(event for event in work if isinstance(event, RunAdvanced))
    psutil.Process().children()[0].kill()
    problem = next(event for event in work if isinstance(event, Problem))
    assert problem.about in advanced and "exit code -9" in problem.message and problem.hint
    work.close()
    assert not psutil.Process().children()
    runs = sorted(path.name for path in (library.home / "runs").iterdir())
    assert runs == ["two.01", "two.02"]
    assert all(list((library.home / "runs" / name).glob("checkpoint-*")) for name in runs), "both can go on"

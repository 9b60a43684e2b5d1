"""Finding a learning rate: the range test of a plan, in seconds. A generator; torch is loaded when it is asked."""

from collections.abc import Generator
from pathlib import Path

from digitpad.core import plans, rate_range, recipes
from digitpad.core.language import tr
from digitpad.core.plans import Plan
from digitpad.core.rate_range import RateFound, RateTried
from digitpad.tasks.progress import Progress


def found(plan: Plan, home: Path) -> Generator[Progress | RateTried | RateFound, None, None]:
    """The steps of the range test, and at its end the suggestion. Raises PlanError, DatasetError, InstallError."""
    plan = plans.check(recipes.completed(plan))
    yield Progress(tr("Loading torch"), -1.0)
    from digitpad.learn import datasets, device

    device.import_torch()
    from digitpad.learn import rate_test

    work = datasets.loading(plan.dataset, home)
    while True:
        try:
            next(work)
        except StopIteration as done:
            dataset = done.value
            break
        yield Progress(tr("Loading the data"), -1.0)
    seen = []
    for event in rate_test.tried(plan, dataset):
        if isinstance(event, RateTried):
            seen.append(event)
            yield event
        else:
            yield Progress(tr("Drawing the ink"), event.share)
    yield rate_range.suggestion(seen)

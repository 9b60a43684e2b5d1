"""What fails in one member of many is a Problem, and costs the others nothing; a bug is not dressed up."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from digitpad.core.errors import ModelError
from digitpad.tasks import evaluate_models
from digitpad.tasks.progress import Problem, going_on
from tests.small_models import empty_library, saved


def failing(error: Exception) -> Iterator[int]:
    yield 1
    raise error


def test_results_before_a_failure_stand_and_the_failure_says_whose_it_is() -> None:
    assert list(going_on(failing(ModelError("It is broken.", "Train it.")), "mine")) == [
        1,
        Problem("It is broken.", "Train it.", "mine"),
    ]


def test_a_lack_of_memory_is_a_sentence_and_a_bug_stays_one() -> None:
    _, problem = going_on(failing(MemoryError()))
    assert isinstance(problem, Problem) and "memory" in problem.message
    with pytest.raises(RuntimeError, match="a bug"):
        list(going_on(failing(RuntimeError("a bug"))))


def test_a_model_that_is_not_there_costs_the_others_nothing(tmp_path: Path) -> None:
    library = empty_library(tmp_path)
    saved(library, "mine")
    gone, mine = evaluate_models.usable(library, ["gone", "mine"])
    assert isinstance(gone, Problem) and gone.about == "gone" and not gone.unkept
    assert not isinstance(mine, Problem) and mine.id == "mine"

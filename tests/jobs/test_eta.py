"""How long the rest of a work takes, in words: once it is no guess any more, and for one work at a time."""

import pytest

from digitpad.jobs.eta import Eta, words


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "5 s"), (3, "5 s"), (21, "25 s"), (55, "55 s"), (56, "1 min"), (61, "2 min"), (3600, "60 min"), (9000, "2 h")],
)
def test_it_is_rounded_up_to_what_people_say(seconds: float, said: str) -> None:
    assert words(seconds) == f"about {said} left"


def test_the_rest_is_told_at_the_pace_so_far() -> None:
    now = [100.0]
    remaining = Eta(lambda: now[0])
    assert remaining.added("Loading", -1.0) == "Loading"
    assert remaining.added("Measuring", 0.0) == "Measuring"
    now[0] += 1
    assert remaining.added("Measuring", 0.1) == "Measuring", "a second says nothing yet"
    now[0] += 9
    assert remaining.added("Measuring", 0.25) == "Measuring about 30 s left"
    now[0] += 30
    assert remaining.added("Measuring", 1.0) == "Measuring"


def test_another_work_begins_anew_wherever_its_share_begins() -> None:
    now = [0.0]
    remaining = Eta(lambda: now[0])
    remaining.added("One", 0.0)
    remaining.restart()
    now[0] = 1000.0
    assert remaining.added("Two", 0.5) == "Two", "what was kept cost no time"
    now[0] += 10
    assert remaining.added("Two", 0.75) == "Two about 10 s left"

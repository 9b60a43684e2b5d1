"""Desks for the tests of this room."""

import pytest

from digitpad.jobs.desk import Desk
from tests.jobs.upright import Ear, Stock


@pytest.fixture
def open_desk(qtbot):
    desks: list[Desk] = []

    def make(stock: Stock) -> tuple[Desk, Ear]:
        desk = Desk(stock)
        ear = Ear(desk)
        desks.append(desk)
        desk.start()
        return desk, ear

    yield make
    for desk in desks:
        desk.stop()
        assert desk.wait(60_000)

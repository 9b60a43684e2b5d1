"""Desks for the tests of this room."""

import pytest

from digitpad.jobs.inference_thread import InferenceThread
from tests.jobs.fake_models import Ear, Stock


@pytest.fixture
def open_inference(qtbot):
    threads: list[InferenceThread] = []

    def make(stock: Stock) -> tuple[InferenceThread, Ear]:
        inference = InferenceThread(stock)
        ear = Ear(inference)
        threads.append(inference)
        inference.start()
        return inference, ear

    yield make
    for inference in threads:
        inference.stop()
        assert inference.wait(60_000)

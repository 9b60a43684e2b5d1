"""Inference threads for the tests beside it."""

import pytest

from digitpad.jobs.inference_thread import InferenceThread
from tests.jobs.fake_models import FakeModels, SignalSpy


@pytest.fixture
def open_inference(qtbot):
    threads: list[InferenceThread] = []

    def make(models: FakeModels) -> tuple[InferenceThread, SignalSpy]:
        inference = InferenceThread(models)
        spy = SignalSpy(inference)
        threads.append(inference)
        inference.start()
        return inference, spy

    yield make
    for inference in threads:
        inference.stop()
        assert inference.wait(60_000)

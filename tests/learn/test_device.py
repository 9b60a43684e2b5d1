"""Devices, threads, and what is said where torch is not whole."""

import importlib
import os

import pytest
import torch

from digitpad.core.errors import InstallError, UnknownNameError
from digitpad.learn import device


def test_the_cpu_is_always_there_and_auto_is_the_best() -> None:
    assert device.names()[0] == "cpu"
    assert device.choose("cpu") == torch.device("cpu")
    assert device.choose("auto").type == device.names()[-1]
    with pytest.raises(UnknownNameError) as caught:
        device.choose("cpuu")
    assert "cpu" in caught.value.hint


def test_threads_follow_the_cores_and_the_wish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    assert device.threads() == min(cores, device.MAX_THREADS)
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    assert device.threads() == 1
    monkeypatch.setenv("OMP_NUM_THREADS", "rubbish")
    assert device.threads() >= 1


def test_a_block_with_other_threads_gives_them_back() -> None:
    before = torch.get_num_threads()
    with pytest.raises(KeyError), device.using_threads(before + 1):
        assert torch.get_num_threads() == before + 1
        raise KeyError
    assert torch.get_num_threads() == before


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (RuntimeError("operator torchvision::nms does not exist"), "does not fit"),
        (ModuleNotFoundError("No module named 'torch'", name="torch"), "not installed"),
        (OSError("libcudart.so.12: cannot open shared object file"), "cannot be loaded"),
    ],
)
def test_a_broken_installation_says_the_command_that_mends_it(
    error: Exception, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(name: str) -> object:
        raise error

    monkeypatch.setattr(importlib, "import_module", broken)  # the fault cannot be had for real in a whole installation
    with pytest.raises(InstallError) as caught:
        device.import_torch()
    assert words in caught.value.message and "pip install" in caught.value.hint and "torchvision" in caught.value.hint

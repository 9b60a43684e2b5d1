"""What stands before Qt and torch are loaded."""

import os

import pytest

from digitpad.__main__ import OPENMP, settle


def settled(monkeypatch: pytest.MonkeyPatch, given: dict[str, str]) -> dict[str, str]:
    """What OpenMP is told, where the user has said this."""
    others = {name: value for name, value in os.environ.items() if name not in OPENMP}
    monkeypatch.setattr(os, "environ", others | given)
    settle()
    return {name: value for name, value in os.environ.items() if name not in others}


def test_openmp_is_told_how_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settled(monkeypatch, {}) == {"OMP_WAIT_POLICY": "PASSIVE"}


def test_what_the_user_says_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settled(monkeypatch, {"OMP_WAIT_POLICY": "ACTIVE"}) == {"OMP_WAIT_POLICY": "ACTIVE"}

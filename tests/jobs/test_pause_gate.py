"""The gate between the steps of a work, driven from several threads."""

import threading

from digitpad.jobs.pause_gate import PauseGate


def waiting(gate: PauseGate) -> tuple[threading.Thread, list[bool]]:
    answers: list[bool] = []
    thread = threading.Thread(target=lambda: answers.append(gate.wait()))
    thread.start()
    return thread, answers


def test_an_open_gate_lets_pass():
    assert PauseGate().wait() is True


def test_a_closed_gate_holds_until_resume():
    gate = PauseGate()
    gate.pause()
    thread, answers = waiting(gate)
    thread.join(0.05)
    assert thread.is_alive() and answers == []
    gate.resume()
    thread.join(60)
    assert answers == [True]


def test_stop_lets_those_who_wait_go_with_no():
    gate = PauseGate()
    gate.pause()
    thread, answers = waiting(gate)
    gate.stop()
    thread.join(60)
    assert answers == [False]
    assert gate.wait() is False and gate.stopped and not gate.paused


def test_a_stopped_gate_stays_stopped_whatever_comes():
    gate = PauseGate()
    gate.stop()
    gate.resume()
    gate.step()
    assert gate.wait() is False


def test_a_single_step_ends_with_the_event_it_waited_for():
    gate = PauseGate()
    gate.step(lambda event: event == "epoch")
    assert gate.wait() and not gate.paused
    gate.passed("batch")
    assert not gate.paused
    gate.passed("epoch")
    assert gate.paused


def test_resume_forgets_a_step_in_progress():
    gate = PauseGate()
    gate.step(lambda event: event == "never")
    gate.resume()
    gate.passed("anything")
    assert gate.wait() is True and not gate.paused


def test_rest_ends_early_on_stop():
    gate = PauseGate()
    assert gate.rest(0.001) is True
    gate.stop()
    assert gate.rest(60) is False

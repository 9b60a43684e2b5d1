"""The gate between the steps of a work, driven from several threads."""

import threading

from digitpad.jobs.gate import Gate


def waiting(gate: Gate) -> tuple[threading.Thread, list[bool]]:
    answers: list[bool] = []
    thread = threading.Thread(target=lambda: answers.append(gate.wait()))
    thread.start()
    return thread, answers


def test_an_open_gate_lets_pass():
    assert Gate().wait() is True


def test_a_closed_gate_holds_until_resume():
    gate = Gate()
    gate.pause()
    thread, answers = waiting(gate)
    thread.join(0.05)
    assert thread.is_alive() and answers == []
    gate.resume()
    thread.join(60)
    assert answers == [True]


def test_stop_lets_those_who_wait_go_with_no():
    gate = Gate()
    gate.pause()
    thread, answers = waiting(gate)
    gate.stop()
    thread.join(60)
    assert answers == [False]
    assert gate.wait() is False and gate.stopped and not gate.paused


def test_a_stopped_gate_stays_stopped_whatever_comes():
    gate = Gate()
    gate.stop()
    gate.resume()
    gate.step()
    assert gate.wait() is False


def test_a_single_step_ends_with_the_event_it_waited_for():
    gate = Gate()
    gate.step(lambda event: event == "epoch")
    assert gate.wait() and not gate.paused
    gate.passed("batch")
    assert not gate.paused
    gate.passed("epoch")
    assert gate.paused


def test_resume_forgets_a_step_in_progress():
    gate = Gate()
    gate.step(lambda event: event == "never")
    gate.resume()
    gate.passed("anything")
    assert gate.wait() is True and not gate.paused


def test_rest_ends_early_on_stop():
    gate = Gate()
    assert gate.rest(0.001) is True
    gate.stop()
    assert gate.rest(60) is False

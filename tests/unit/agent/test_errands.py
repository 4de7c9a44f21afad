"""Errands: done by one thread, waited for by many, or not done at all."""

from __future__ import annotations

import threading

import pytest

from agent.errands import MOST_WAITING, Errands
from agent.errors import AgentError


def test_it_is_done_by_the_thread_that_acts_and_answered_to_the_one_that_asked() -> None:
    asked = threading.Event()
    errands = Errands(wait_s=30, wake=asked.set)
    answers: list[object] = []

    def ask() -> None:
        answers.append(errands.run(lambda: threading.current_thread().name))
        try:
            errands.run(lambda: 1 // 0)
        except ZeroDivisionError:
            answers.append("raised")

    thread = threading.Thread(target=ask)
    thread.start()
    while thread.is_alive():
        asked.wait(0.01)
        errands.do_due()
    assert answers == [threading.current_thread().name, "raised"]


def test_what_nobody_waits_for_any_more_is_not_done() -> None:
    errands, done = Errands(wait_s=0.01, wake=lambda: None), list[int]()
    with pytest.raises(AgentError, match="nothing was done"):
        errands.run(lambda: done.append(1))
    errands.do_due()
    assert done == []


def test_what_was_begun_in_time_is_finished_and_said_to_take_long() -> None:
    begun, go_on, done = threading.Event(), threading.Event(), list[int]()
    errands = Errands(wait_s=0.2, wake=begun.set)

    def slow() -> None:
        go_on.wait(30)
        done.append(1)

    def act() -> None:
        begun.wait(30)
        errands.do_due()

    acting = threading.Thread(target=act)
    acting.start()
    with pytest.raises(AgentError, match="begun and takes long"):
        errands.run(slow)
    go_on.set()
    acting.join(30)
    assert done == [1]


def test_too_many_are_turned_away() -> None:
    errands = Errands(wait_s=0.0, wake=lambda: None)
    for _ in range(MOST_WAITING):
        with pytest.raises(AgentError, match="nothing was done"):
            errands.run(lambda: None)
    with pytest.raises(AgentError, match="too much at once"):
        errands.run(lambda: None)

"""A smaller claim to the processor for a while, and the old one afterwards."""

from __future__ import annotations

import os
import threading

import pytest

from agent.leisure import NICE, Leisure
from agent.suspension import Suspension, slept_seconds


def niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def test_the_old_claim_comes_back() -> None:
    before = niceness()
    with Leisure().now():
        during = niceness()
        if os.geteuid() == 0:
            assert during == max(before, NICE)
    assert niceness() == before


def test_it_comes_back_after_an_error() -> None:
    before = niceness()
    with pytest.raises(ValueError, match="x"), Leisure().now():
        raise ValueError("x")
    assert niceness() == before


def test_sleep_shows_once() -> None:
    slept = iter([5.0, 5.0, 5.4, 65.4, 65.4])
    suspension = Suspension(lambda: next(slept))
    assert [suspension.is_over() for _ in range(4)] == [False, False, True, False]
    assert slept_seconds() > -1.0

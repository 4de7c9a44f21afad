"""What a supervisor hears, over a real socket."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent.supervision import Supervision

Supervised = Callable[..., tuple[Supervision, dict[str, str]]]


@pytest.fixture
def heard(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.setblocking(False)
        yield listening


def said(heard: socket.socket) -> list[str]:
    lines: list[str] = []
    while True:
        try:
            lines += heard.recv(4096).decode().splitlines()
        except BlockingIOError:
            return lines


@pytest.fixture
def supervised(heard: socket.socket) -> Iterator[Supervised]:
    made: list[Supervision] = []

    def make(**more: str) -> tuple[Supervision, dict[str, str]]:
        environment = {"NOTIFY_SOCKET": str(heard.getsockname()), "HOME": "/root", **more}
        made.append(Supervision(environment))
        return made[-1], environment

    yield make
    for each in made:
        each.is_going()


def test_it_says_that_it_is_ready_and_which_process_it_is(heard: socket.socket, supervised: Supervised) -> None:
    supervision, _ = supervised()
    supervision.is_ready("guarding")
    assert said(heard) == ["READY=1", f"MAINPID={os.getpid()}", "STATUS=guarding"]


def test_it_says_that_it_goes_on_twice_within_the_time_allowed(heard: socket.socket, supervised: Supervised) -> None:
    supervision, _ = supervised(WATCHDOG_USEC="20000000")
    supervision.is_alive(1000.0)
    assert said(heard) == ["WATCHDOG=1"]
    assert supervision.wait_s(1004.0, 60.0) == pytest.approx(6.0)
    supervision.is_alive(1009.9)
    assert said(heard) == []
    supervision.is_alive(1010.0)
    assert said(heard) == ["WATCHDOG=1"]


def test_without_a_watchdog_it_need_not_wake(heard: socket.socket, supervised: Supervised) -> None:
    supervision, _ = supervised()
    supervision.is_alive(1000.0)
    assert said(heard) == []
    assert supervision.wait_s(1000.0, 60.0) == 60.0


def test_what_it_starts_does_not_speak_in_its_name(heard: socket.socket, supervised: Supervised) -> None:
    _, environment = supervised(WATCHDOG_USEC="20000000")
    assert environment == {"HOME": "/root"}


@pytest.mark.parametrize("address", ["", "relative", "/nowhere/notify", "@nobody-listens-here"])
def test_where_nobody_supervises_nothing_is_said(address: str) -> None:
    supervision = Supervision({"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "1000"})
    supervision.is_ready("guarding")
    supervision.has_taken_over("guarding")
    supervision.is_going()
    assert supervision.fds == frozenset()
    assert supervision.wait_s(0.0, 5.0) == 5.0


def test_a_supervisor_that_listens_no_more_stops_nothing(heard: socket.socket, supervised: Supervised) -> None:
    supervision, _ = supervised()
    heard.close()
    supervision.is_ready("guarding")
    supervision.is_going()


def test_one_that_does_not_listen_fast_enough_is_not_waited_for(heard: socket.socket, supervised: Supervised) -> None:
    supervision, _ = supervised()
    for _ in range(10_000):
        supervision.is_ready("guarding")
    assert said(heard)[0] == "READY=1"


def test_an_abstract_address_is_reached() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind("")
        listening.setblocking(False)
        name = listening.getsockname()
        supervision = Supervision({"NOTIFY_SOCKET": "@" + os.fsdecode(name[1:])})
        supervision.is_going()
        assert said(listening) == ["STOPPING=1"]

"""The control socket against those who do not ask nicely."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from agent.control import MOST_AT_ONCE, NAME, ControlSocket, ask
from agent.errors import AgentError


def answer(request: Mapping[str, Any], uid: int, process: int) -> Mapping[str, Any]:
    match request.get("do"):
        case "fail":
            raise ZeroDivisionError
        case "refuse":
            raise AgentError("no", help="ask otherwise")
    return {"uid": uid, "process": process}


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    control = ControlSocket(tmp_path, answer)
    control.start()
    yield tmp_path
    control.stop()


def connect(data: Path) -> socket.socket:
    client = socket.socket(socket.AF_UNIX)
    client.settimeout(10)
    client.connect(str(data / NAME))
    return client


@pytest.mark.parametrize(
    "request_bytes",
    [b"\x00\xff\n", b"[1]\n", b'{"do":' + b"[" * 60000 + b"\n", b"x" * 70000 + b"\n", b'{"do": "\\ud800"}\n', b"\n"],
)
def test_garbage_is_answered_and_the_next_one_is_served(data: Path, request_bytes: bytes) -> None:
    with connect(data) as client:
        client.sendall(request_bytes)
        assert b"error" in client.recv(1000)
    assert ask(data, {"do": "hello"})["uid"] == os.geteuid()


def test_an_error_nobody_thought_of_ends_one_answer_only(data: Path) -> None:
    with pytest.raises(AgentError, match="ZeroDivisionError"):
        ask(data, {"do": "fail"})
    assert ask(data, {"do": "hello"})["uid"] == os.geteuid()


def test_who_says_nothing_keeps_nobody_waiting(data: Path) -> None:
    silent = [connect(data) for _ in range(MOST_AT_ONCE - 1)]
    done = threading.Event()
    threading.Thread(target=lambda: (ask(data, {"do": "hello"}), done.set()), daemon=True).start()
    # Far less than what the silent ones are given.
    assert done.wait(3)
    for client in silent:
        client.close()


def test_who_opens_too_many_is_turned_away(data: Path) -> None:
    clients = [connect(data) for _ in range(MOST_AT_ONCE)]
    with connect(data) as one_more:
        assert one_more.recv(10) == b""
    for client in clients:
        client.sendall(b'{"do": "hello"}\n')
        assert b"uid" in client.recv(100)
        client.close()

"""The thread between journal and server, with a server that is away."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from agent.config import Limits
from agent.courier import Courier
from agent.errors import Unreachable
from agent.journal import Journal
from agent.outbox import Outbox
from agent.trust import Trust
from agent.wire import EventBatch, EventReceipt, Heartbeat, HeartbeatReply, ReleaseList

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HEARTBEAT = Heartbeat(at=NOW, agent_version="0", policy_version=0, state="ok", outbox=0, holds=0, watches=())


class FarServer:
    """Cannot be reached; counts who tries."""

    url = "https://far.example"

    def __init__(self) -> None:
        self.tries = 0
        self.was_tried = threading.Event()

    def _fail(self) -> Unreachable:
        self.tries += 1
        self.was_tried.set()
        return Unreachable("no answer")

    def deliver(self, batch: EventBatch) -> EventReceipt:  # noqa: ARG002
        raise self._fail()

    def beat(self, heartbeat: Heartbeat) -> HeartbeatReply:  # noqa: ARG002
        raise self._fail()

    def releases(self) -> ReleaseList:
        raise self._fail()

    def download(self, url: str) -> bytes:  # noqa: ARG002
        raise self._fail()

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def server() -> FarServer:
    return FarServer()


@pytest.fixture
def courier(tmp_path: Path, server: FarServer) -> Courier:
    return Courier(
        server,
        Outbox(Journal(tmp_path / "journal.db", reserve_bytes=0)),
        cast("Trust", None),  # is asked only after the server has answered
        Limits(back_off_first_s=60.0, back_off_most_s=60.0),
        sink=lambda _: None,
        heartbeat=lambda: HEARTBEAT,
        heard=lambda _: None,
        told=lambda _: None,
        version=lambda: 0,
        clock=lambda: NOW,
        chance=lambda: 0.0,
        checkpoint=lambda _: None,
    )


def test_more_to_tell_does_not_ask_a_server_sooner_that_is_away(courier: Courier, server: FarServer) -> None:
    courier.start()
    assert server.was_tried.wait(10)
    server.was_tried.clear()
    for _ in range(5):
        courier.wake()
        assert not server.was_tried.wait(0.1)
    courier.stop()
    assert (server.tries, courier.problem) == (1, "no answer")


def test_stopping_does_not_wait_for_the_back_off(courier: Courier, server: FarServer) -> None:
    courier.start()
    assert server.was_tried.wait(10)
    courier.stop()
    assert "courier" not in {thread.name for thread in threading.enumerate()}

"""Talks to the server over mutual TLS: delivers the outbox, says how the agent is, fetches policy and releases.

Runs in a thread of its own. Everything the agent needs to decide is on the agent; this only carries.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import httpx
import msgspec

from agent.enrolment import reason_in
from agent.errors import AgentError, Unreachable
from agent.trust import MissingTarget
from agent.wire import EventBatch, EventReceipt, Heartbeat, HeartbeatReply, ReleaseList

if TYPE_CHECKING:
    from agent.config import Limits
    from agent.outbox import Outbox

T = TypeVar("T")


class Server(Protocol):
    """The server, as the agent sees it. Every method raises `Unreachable` where no answer comes."""

    url: str

    def deliver(self, batch: EventBatch) -> EventReceipt:
        """Deliver events; the receipt names those that are stored."""

    def beat(self, heartbeat: Heartbeat) -> HeartbeatReply:
        """Say how the agent is."""

    def releases(self) -> ReleaseList:
        """Releases for this agent; not trusted."""

    def download(self, url: str) -> bytes:
        """The bytes at an URL below the server's; raises `MissingTarget` where there are none."""

    def close(self) -> None:
        """Let go of the connections."""


class HttpsServer:
    """The enrolled server's agent routes. One client, kept open."""

    def __init__(self, url: str, tls: ssl.SSLContext, *, timeout_s: float) -> None:
        self.url = url
        self._client = httpx.Client(verify=tls, timeout=timeout_s, trust_env=False)

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def deliver(self, batch: EventBatch) -> EventReceipt:
        """Deliver events; the receipt names those that are stored."""
        return self._talk("POST", "/agent/v1/events", EventReceipt, batch)

    def beat(self, heartbeat: Heartbeat) -> HeartbeatReply:
        """Say how the agent is."""
        return self._talk("POST", "/agent/v1/heartbeat", HeartbeatReply, heartbeat)

    def releases(self) -> ReleaseList:
        """Releases for this agent; not trusted."""
        return self._talk("GET", "/agent/v1/releases", ReleaseList)

    def download(self, url: str) -> bytes:
        """The bytes at an URL below the server's.

        Raises:
            Unreachable: no answer.
            MissingTarget: another status than success.
        """
        answer = self._request("GET", url)
        if not answer.is_success:
            raise MissingTarget(answer.status_code)
        return answer.content

    def _talk(self, method: str, route: str, kind: type[T], message: Any = None) -> T:
        answer = self._request(method, self.url + route, message)
        if answer.status_code >= 500 or answer.status_code == 429:
            raise Unreachable(f"the server is in trouble: {reason_in(answer)}")
        if not answer.is_success:
            raise AgentError(f"the server refused `{route}`: {reason_in(answer)}")
        try:
            return msgspec.json.decode(answer.content, type=kind)
        except msgspec.DecodeError as error:
            raise AgentError(f"the server's answer to `{route}` is not understood") from error

    def _request(self, method: str, url: str, message: Any = None) -> httpx.Response:
        body = msgspec.json.encode(message) if message is not None else None
        headers = {"content-type": "application/json"} if body is not None else {}
        try:
            return self._client.request(method, url, content=body, headers=headers)
        except httpx.HTTPError as error:
            raise Unreachable(f"the server does not answer: {type(error).__name__}") from error


class BackOff:
    """How long to wait before the next try: doubles up to a bound, and differs between agents.

    Args:
        chance: Gives a number in [0, 1).
    """

    def __init__(self, limits: Limits, chance: Callable[[], float]) -> None:
        self._limits = limits
        self._chance = chance
        self._failures = 0

    def success(self) -> None:
        """The server answered."""
        self._failures = 0

    def failure(self) -> float:
        """The server did not answer; seconds to wait, between half of the step and the whole."""
        step_s = min(self._limits.back_off_first_s * 2 ** min(self._failures, 32), self._limits.back_off_most_s)
        self._failures += 1
        return float(step_s * (0.5 + self._chance() / 2))


def deliver_all(server: Server, outbox: Outbox, most: int, checkpoint: Callable[[str], None]) -> int:
    """Deliver batches until the outbox is empty; says how many events went.

    Raises:
        Unreachable: no answer; what was not confirmed stays.
    """
    delivered = 0
    while (batch := outbox.batch(most)).events:
        checkpoint("link:before-post")
        receipt = server.deliver(batch)
        checkpoint("link:after-post")
        sent = {event.id for event in batch.events}
        stored = sent & set(receipt.stored)
        outbox.delivered(stored)
        delivered += len(stored)
        if stored != sent:
            raise AgentError("the server did not store every event")
    return delivered

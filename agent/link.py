"""Talks to the server over mutual TLS: delivers the outbox, says how the agent is, fetches policy and releases.

Runs in a thread of its own. Everything the agent needs to decide is on the agent; this only carries.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from http.client import HTTPException, HTTPSConnection, RemoteDisconnected
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from urllib.parse import urlsplit

import msgspec

from agent.errors import AgentError, MissingTarget, Unreachable
from agent.wire import EventBatch, EventReceipt, Heartbeat, HeartbeatReply, ReleaseList

if TYPE_CHECKING:
    from agent.config import Limits
    from agent.outbox import Outbox

T = TypeVar("T")
# Tables and metadata of the largest policy come to some megabytes.
ANSWER_BYTES = 1 << 28


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
    """The enrolled server's agent routes. One connection, kept open; for one thread."""

    def __init__(self, url: str, tls: ssl.SSLContext, *, timeout_s: float) -> None:
        self.url = url
        self._tls, self._timeout_s = tls, timeout_s
        self._connection: HTTPSConnection | None = None

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

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
        status, body = self._request("GET", url)
        if not _is_success(status):
            raise MissingTarget(status)
        return body

    def _talk(self, method: str, route: str, kind: type[T], message: Any = None) -> T:
        status, body = self._request(method, self.url + route, message)
        if status >= 500 or status == 429:
            raise Unreachable(f"the server is in trouble: {reason_in(status, body)}")
        if not _is_success(status):
            raise AgentError(f"the server refused `{route}`: {reason_in(status, body)}")
        try:
            return msgspec.json.decode(body, type=kind)
        except msgspec.DecodeError as error:
            raise AgentError(f"the server's answer to `{route}` is not understood") from error

    def _request(self, method: str, url: str, message: Any = None) -> tuple[int, bytes]:
        body = msgspec.json.encode(message) if message is not None else None
        was_open = self._connection is not None
        try:
            try:
                return self._exchange(method, url, body)
            except (RemoteDisconnected, ConnectionError, ssl.SSLEOFError):
                if not was_open:
                    raise
                # The server closed a connection that nothing went over for a while: no request is lost by that, and
                # one that arrived twice counts once.
                self.close()
                return self._exchange(method, url, body)
        except (OSError, HTTPException, ValueError) as error:
            self.close()
            raise Unreachable(f"the server does not answer: {type(error).__name__}") from error

    def _exchange(self, method: str, url: str, body: bytes | None) -> tuple[int, bytes]:
        place = urlsplit(url)
        if self._connection is None:
            own = urlsplit(self.url)
            self._connection = HTTPSConnection(own.hostname or "", own.port, context=self._tls, timeout=self._timeout_s)
        if (place.scheme, place.netloc) != ("https", urlsplit(self.url).netloc):
            raise ValueError("an address elsewhere")
        headers = {"content-type": "application/json"} if body is not None else {}
        path = place.path + (f"?{place.query}" if place.query else "")
        self._connection.request(method, path, body=body, headers=headers)
        answer = self._connection.getresponse()
        data = answer.read(ANSWER_BYTES + 1)
        if len(data) > ANSWER_BYTES:
            raise ValueError("an answer without an end")
        if answer.will_close:
            self.close()
        return answer.status, data


def _is_success(status: int) -> bool:
    return 200 <= status < 300


def reason_in(status: int, body: bytes) -> str:
    """What a problem document (RFC 9457) says, or the status."""
    try:
        problem = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return f"status {status}"
    return str(problem.get("detail") or problem.get("title") or status)


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

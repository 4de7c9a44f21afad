"""The thread that goes to the server and back: events out, policy and releases in, with a bounded wait in between."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from agent.errors import AgentError, JournalFull, Unreachable
from agent.events import PolicyChanged, ReleasesListed
from agent.link import BackOff, Server, deliver_all

if TYPE_CHECKING:
    from agent.config import Limits
    from agent.outbox import Outbox
    from agent.supplies import Supplies
    from agent.trust import Trust
    from agent.wire import Heartbeat, HeartbeatReply


class Courier:
    """Carries between the journal and the server.

    Args:
        sink: Takes what came in.
        heartbeat: Gives the agent's health.
        told: Hears which health report the server has.
        heard: Hears what the server answered to it.
        version: Gives the version of the policy in force, 0 for none.
        supplies: Takes what the officers supply.

    Attributes:
        problem: Why the server cannot be used now; empty while it can.
        last_contact: When it last answered.
    """

    def __init__(
        self, server: Server, outbox: Outbox, trust: Trust, limits: Limits, *,
        sink: Callable[[PolicyChanged | ReleasesListed], None], heartbeat: Callable[[], Heartbeat],
        told: Callable[[Heartbeat], None], heard: Callable[[HeartbeatReply], None], version: Callable[[], int],
        clock: Callable[[], datetime],
        chance: Callable[[], float], checkpoint: Callable[[str], None], supplies: Supplies | None = None,
    ) -> None:  # fmt: skip
        self._server = server
        self._outbox = outbox
        self._trust = trust
        self._limits = limits
        self._sink = sink
        self._heartbeat = heartbeat
        self._told = told
        self._heard = heard
        self._version = version
        self._clock = clock
        self._checkpoint = checkpoint
        self._supplies = supplies
        self._back_off = BackOff(limits, chance)
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._polled_s = -float("inf")
        self._refreshed_s = -float("inf")
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)
        self.problem = "not asked yet"
        self.policy_problem = ""
        self.last_contact: datetime | None = None

    def start(self) -> None:
        """Begin to carry."""
        self._thread.start()

    def stop(self) -> None:
        """Carry no more; what is in the outbox stays there."""
        self._stopping.set()
        self._wake.set()
        self._thread.join(2 * self._limits.request_timeout_s)
        self._server.close()

    def wake(self) -> None:
        """There is something to deliver."""
        self._wake.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            wait_s = self._round()
            # Something new to deliver does not shorten the wait for a server that is away; stopping does.
            (self._stopping if self.problem else self._wake).wait(wait_s)
            self._wake.clear()
        if not self.problem:
            # What was told while stopping still goes out, where the server answered until now.
            self._deliver_last()

    def _deliver_last(self) -> None:
        with contextlib.suppress(AgentError):
            deliver_all(self._server, self._outbox, self._limits.batch_events, self._checkpoint)

    def _round(self) -> float:
        try:
            self._carry()
        except Unreachable as error:
            self.problem = error.message
            return self._back_off.failure()
        except (AgentError, JournalFull) as error:
            self.problem = error.message
            return self._back_off.failure()
        except Exception as error:  # noqa: BLE001 - the thread's rim: an answer nobody thought of must not end it
            self.problem = f"unexpected: {type(error).__name__}"
            return self._back_off.failure()
        self.problem = ""
        self.last_contact = self._clock()
        self._back_off.success()
        return max(0.0, self._polled_s + self._limits.poll_s - time.monotonic())

    def _carry(self) -> None:
        deliver_all(self._server, self._outbox, self._limits.batch_events, self._checkpoint)
        if time.monotonic() - self._polled_s < self._limits.poll_s:
            return
        heartbeat = self._heartbeat()
        reply = self._server.beat(heartbeat)
        self._told(heartbeat)
        self._heard(reply)
        self._refresh(reply.policy_version)
        listed = self._server.releases()
        self._sink(ReleasesListed(releases=listed.releases, stops=listed.stops))
        self._polled_s = time.monotonic()
        if self._supplies is not None:
            self._supplies.take(listed.supplies, self._server.url, self._server.download, between=self._between)

    def _between(self) -> bool:
        """Between two pieces of something large: what is to be told goes first, and what else is to be heard."""
        deliver_all(self._server, self._outbox, self._limits.batch_events, self._checkpoint)
        return not self._stopping.is_set() and time.monotonic() - self._polled_s < self._limits.poll_s

    def _refresh(self, offered: int) -> None:
        is_due = time.monotonic() - self._refreshed_s >= self._limits.refresh_s
        if offered == self._version() and not is_due:
            return
        try:
            tables = self._trust.refresh(self._server.url, self._server.download, self._clock())
        except Unreachable:
            raise
        except AgentError as error:
            # A policy that does not verify changes nothing, and is no reason to stop delivering.
            self.policy_problem = error.message
            return
        self.policy_problem = ""
        self._refreshed_s = time.monotonic()
        self._sink(PolicyChanged(tables=tables))

"""Who is kept from the network now, and from where in it they were kept."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from agent.errors import AgentError
from agent.taint.settings import NetworkUse, Protocol, Sanctioned, sanctioned

if TYPE_CHECKING:
    from agent.taint.cgroups import Cgroup, Cgroups
    from agent.taint.packets import Packets, Refused
    from agent.taint.settings import Network

HTTPS = 443
# Destinations told of at once; of more only the number is.
MOST_TOLD = 50
# How often the packet filter is asked while somebody is kept from the network.
LOOKS_EVERY_S = 5.0
# How often the same destination is told of.
TELLS_EVERY_S = 60.0


class Walling:
    """Keeps the packet filter's table as the settings say.

    Args:
        server: Address of the agent's own server, such as `https://sekimori.example:8444`.
    """

    def __init__(self, settings: Network, packets: Packets, cgroups: Cgroups, server: str) -> None:
        self._settings, self._packets, self._cgroups, self._server = settings, packets, cgroups, server
        self._is_laid = False
        self._shut: dict[int, Cgroup] = {}
        self._counts: dict[Refused, int] = {}
        self._told_s: dict[Refused, float] = {}
        self._looked_s = self._counted_s = 0.0
        self.refused = 0

    @property
    def use(self) -> NetworkUse:
        """Who is kept from the network."""
        return self._settings.use

    @property
    def is_used(self) -> bool:
        """Whether anybody is."""
        return self._settings.is_used

    @property
    def linger_s(self) -> float:
        """For how long a session stays shut after its last process."""
        return self._settings.linger_s if self.is_used else 0.0

    @property
    def shut(self) -> tuple[int, ...]:
        """Sessions that are shut."""
        return tuple(self._shut)

    def lay(self) -> bool:
        """Have the table stand; looked at again and again, as whoever flushes all rules takes it away.

        Returns:
            Whether it was gone.

        Raises:
            AgentError: the packet filter refuses.
        """
        now_s = time.monotonic()
        if self._is_laid and (not self._shut or now_s - self._looked_s < LOOKS_EVERY_S):
            return False
        self._looked_s, was_laid = now_s, self._is_laid
        if was_laid and self._packets.stands():
            return False
        self._packets.lay([*(each for text in self._settings.allow for each in sanctioned(text)), *self._own_server()])
        self._is_laid = True
        self._counts = {}
        for cgroup in tuple(self._shut.values()):
            self.close(cgroup)
        return was_laid

    def _own_server(self) -> Iterator[Sanctioned]:
        """Where the agent's server is now; nowhere while its name leads nowhere."""
        if not self._settings.server:
            return
        parts = urlsplit(self._server)
        port = parts.port or HTTPS
        with suppress(OSError, ValueError):
            for *_, address in socket.getaddrinfo(parts.hostname or "", port, type=socket.SOCK_STREAM):
                yield Sanctioned(ip_network(ip_address(str(address[0]))), Protocol.TCP, port)

    def close(self, cgroup: Cgroup) -> None:
        """Keep a session from the network, or all that its user does.

        Raises:
            AgentError: the packet filter refuses.
        """
        self._packets.shut_session(self._cgroups.path_for_nft(cgroup))
        if self.use is NetworkUse.USERS:
            self._packets.set_users({each.uid for each in (*self._shut.values(), cgroup)})
        self._shut[cgroup.number] = cgroup

    def open(self, cgroup: Cgroup) -> None:
        """Nobody is in the session any more."""
        self._shut.pop(cgroup.number, None)
        with suppress(AgentError):  # one that was never shut
            self._packets.open_session(self._cgroups.path_for_nft(cgroup))
        if self.use is NetworkUse.USERS:
            self._packets.set_users({each.uid for each in self._shut.values()})

    def end(self, *, is_needed: bool) -> None:
        """The agent ends in order: the table goes, unless somebody is in it."""
        if self._is_laid and not is_needed and not self._shut:
            with suppress(AgentError):
                self._packets.take_away()

    def newly_refused(self, accounts_of: Callable[[int], tuple[str, ...]]) -> list[str]:
        """From where somebody was kept since the last time, in words.

        Raises:
            AgentError: the table is gone.
        """
        now_s = time.monotonic()
        if not self._shut or now_s - self._counted_s < LOOKS_EVERY_S:
            return []
        self._counted_s = now_s
        now: Mapping[Refused, int] = self._packets.refused()
        # What is tried again and again is told of once a while, with all that came in between.
        self._told_s = {each: at_s for each, at_s in self._told_s.items() if now_s - at_s < TELLS_EVERY_S}
        new = {each: _grown(count, self._counts.get(each, 0)) for each, count in now.items()}
        new = {each: count for each, count in new.items() if count and each not in self._told_s}
        self._counts = {each: count if each in new else self._counts.get(each, 0) for each, count in now.items()}
        self._told_s |= dict.fromkeys(new, now_s)
        self.refused += sum(new.values())
        told = [
            f"{'/'.join(accounts_of(each.uid)) or f'user id {each.uid}'}: {each.address} {each.protocol}/{each.port}, "
            f"{count} packets"
            for each, count in sorted(new.items())
        ]
        return [*told[:MOST_TOLD], *([f"{len(told) - MOST_TOLD} more destinations"] if len(told) > MOST_TOLD else [])]


def _grown(count: int, before: int) -> int:
    """By how much a count has grown that may have begun anew."""
    return count - before if count >= before else count

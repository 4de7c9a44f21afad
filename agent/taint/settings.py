"""How sessions that have read a side's files are kept from the network: the table `[network]` of `config.toml`."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from agent.errors import AgentError

Address = ipaddress.IPv4Network | ipaddress.IPv6Network
HIGHEST_PORT = 65_535


class NetworkUse(StrEnum):
    """Who is kept from the network once a session has read a side's files."""

    OFF = "off"
    SESSIONS = "sessions"
    USERS = "users"


class Protocol(StrEnum):
    """What speaks to a port."""

    TCP = "tcp"
    UDP = "udp"


@dataclass(frozen=True, slots=True, order=True)
class Sanctioned:
    """Where everybody may go all the same."""

    network: Address
    protocol: Protocol
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Settings of the network.

    Attributes:
        use: `off`; `sessions`, each session that has read a side's files; or `users`, all that its user does on this
            machine as long as such a session has a process.
        allow: Where they may go all the same: `10.0.0.5:25`, `10.0.0.0/24:443/tcp`, `[fd00::5]:3128`; both protocols
            where none is named. Addresses, no names: who answers for a name can change it.
        server: Whether the agent's own server is among these.
        linger_s: For how long after its last process a session stays shut: what it had sent may still be under way.
    """

    use: NetworkUse = NetworkUse.OFF
    allow: tuple[str, ...] = ()
    server: bool = True
    linger_s: float = 600.0

    @property
    def is_used(self) -> bool:
        """Whether anybody is kept from the network."""
        return self.use is not NetworkUse.OFF

    def check(self) -> None:
        """Look whether this can be.

        Raises:
            AgentError: a destination is none, or a time is out of range.
        """
        if not 0 <= self.linger_s < 1e6:
            raise AgentError("`linger_s` is out of range", help="it must be a number of seconds")
        for each in self.allow:
            tuple(sanctioned(each))


def sanctioned(text: str) -> Iterator[Sanctioned]:
    """What one entry of `allow` means.

    Raises:
        AgentError: it is none.
    """
    place, _, last = text.rpartition("/")
    protocol = last if last in tuple(Protocol) else ""
    if not protocol:
        place = text
    address, _, port = place.rpartition(":")
    try:
        network = ipaddress.ip_network(address.removeprefix("[").replace("]", ""))
        number = int(port)
        if not 0 < number <= HIGHEST_PORT or (network.version == 6) != address.startswith("["):
            raise ValueError
    except ValueError:
        raise AgentError(
            f"`{text}` in `allow` is no destination",
            help="write `10.0.0.5:25`, `10.0.0.0/24:443/tcp` or `[fd00::5]:3128/tcp`; addresses, no names",
        ) from None
    for each in [Protocol(protocol)] if protocol else list(Protocol):
        yield Sanctioned(network, each, number)

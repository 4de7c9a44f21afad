"""The packet filter's table `inet sekimori`: who is kept from the network, and where everybody may go all the same.

Invariants of this module:

1. No other table is touched, and each change is one transaction of the kernel's: there is no moment without the rules.
2. The rules stand by themselves. An agent that dies leaves them; one that starts finds them and keeps who is in them.
3. A connection that a session had before is cut as well: rules look at each packet, and at who holds its socket. It is
   reset, so that nothing stays in the kernel's hands to be sent when the session is over.

Source: nft(8), "SOCKET EXPRESSION", "SET STATEMENT"; the kernel's net/netfilter/nft_socket.c.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import collapse_addresses
from typing import Any

from agent.errors import AgentError
from agent.taint.settings import Address, Protocol, Sanctioned

FAMILY_TABLE = "inet sekimori"
PATH = "/usr/sbin:/sbin:/usr/bin:/bin"
TIMEOUT_S = 10.0
REFUSED_KEPT = 4096
_TABLE = """
add table inet sekimori
add set inet sekimori sessions {{ type cgroupsv2; }}
add set inet sekimori users {{ type uid; }}
add set inet sekimori allowed4 {{ type ipv4_addr . inet_proto . inet_service; flags interval; }}
add set inet sekimori allowed6 {{ type ipv6_addr . inet_proto . inet_service; flags interval; }}
add set inet sekimori refused4 {{ type uid . ipv4_addr . inet_proto . inet_service; flags dynamic; size {kept}; \
timeout 1h; counter; }}
add set inet sekimori refused6 {{ type uid . ipv6_addr . inet_proto . inet_service; flags dynamic; size {kept}; \
timeout 1h; counter; }}
add counter inet sekimori refused
add chain inet sekimori output {{ type filter hook output priority 0; policy accept; }}
add chain inet sekimori tainted
flush chain inet sekimori output
flush chain inet sekimori tainted
flush set inet sekimori allowed4
flush set inet sekimori allowed6
add rule inet sekimori tainted ip daddr . meta l4proto . th dport @allowed4 accept
add rule inet sekimori tainted ip6 daddr . meta l4proto . th dport @allowed6 accept
add rule inet sekimori tainted icmpv6 type {{ nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit }} accept
add rule inet sekimori tainted meta l4proto {{ tcp, udp }} \
update @refused4 {{ meta skuid . ip daddr . meta l4proto . th dport }}
add rule inet sekimori tainted meta l4proto {{ tcp, udp }} \
update @refused6 {{ meta skuid . ip6 daddr . meta l4proto . th dport }}
add rule inet sekimori tainted counter name refused
add rule inet sekimori tainted meta l4proto tcp reject with tcp reset
add rule inet sekimori tainted reject with icmpx type admin-prohibited
add rule inet sekimori output socket cgroupv2 level {level} @sessions jump tainted
add rule inet sekimori output meta skuid @users jump tainted
"""


@dataclass(frozen=True, slots=True, order=True)
class Refused:
    """Where somebody was not let go.

    Attributes:
        uid: Who owned the socket.
    """

    uid: int
    address: str
    protocol: str
    port: int


class Packets:
    """Speaks to the packet filter.

    Args:
        level: How deep the cgroups of sessions lie below the root of their hierarchy.
    """

    def __init__(self, level: int) -> None:
        self._level = level

    def lay(self, allowed: Iterable[Sanctioned]) -> None:
        """Have the table stand with these destinations; who is in it stays in it.

        Raises:
            AgentError: the packet filter refuses.
        """
        lines = [_TABLE.format(kept=REFUSED_KEPT, level=self._level)]
        for each in _without_overlaps(allowed):
            where = f"{each.network} . {each.protocol} . {each.port}"
            lines.append(f"add element {FAMILY_TABLE} allowed{each.network.version} {{ {where} }}")
        self._run("\n".join(lines) + "\n")

    def shut_session(self, path: str) -> None:
        """Keep a cgroup from the network.

        Args:
            path: As `Cgroups.path_for_nft` gives it.

        Raises:
            AgentError: the packet filter refuses.
        """
        self._run(f'add element {FAMILY_TABLE} sessions {{ "{path}" }}\n')

    def open_session(self, path: str) -> None:
        """Keep it no longer.

        Raises:
            AgentError: as above, also where it was not in the table.
        """
        self._run(f'delete element {FAMILY_TABLE} sessions {{ "{path}" }}\n')

    def set_users(self, uids: Iterable[int]) -> None:
        """Keep these users from the network and no others.

        Raises:
            AgentError: the packet filter refuses.
        """
        elements = ", ".join(map(str, sorted(uids)))
        added = f"add element {FAMILY_TABLE} users {{ {elements} }}\n" if elements else ""
        self._run(f"flush set {FAMILY_TABLE} users\n{added}")

    def refused(self) -> Mapping[Refused, int]:
        """Packets that were refused within the last hour, by where they were to go.

        Raises:
            AgentError: the table is not there.
        """
        found = {}
        for name in ("refused4", "refused6"):
            told = json.loads(self._run("", "--json", "list", "set", *FAMILY_TABLE.split(), name))
            for each in _elements(told):
                uid, address, protocol, port = each["val"]["concat"]
                found[Refused(int(uid), str(address), str(protocol), int(port))] = int(each["counter"]["packets"])
        return found

    def stands(self) -> bool:
        """Whether the table is there."""
        try:
            self._run(f"list table {FAMILY_TABLE}\n")
        except AgentError:
            return False
        return True

    def take_away(self) -> None:
        """Remove the table.

        Raises:
            AgentError: it is not there.
        """
        self._run(f"delete table {FAMILY_TABLE}\n")

    @staticmethod
    def _run(script: str, *command: str) -> str:
        program = shutil.which("nft", path=PATH)
        if program is None:
            raise AgentError("`nft` is not installed", help='install nftables, or set `use = "off"` in `[network]`')
        try:
            done = subprocess.run(
                [program, *(command or ("--file", "-"))], input=script, capture_output=True, text=True,
                timeout=TIMEOUT_S, check=False, cwd="/",
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            raise AgentError(f"the packet filter does not answer: {type(error).__name__}") from error
        if done.returncode:
            why = next(iter(done.stderr.strip().splitlines()), "no reason given")
            raise AgentError(f"the packet filter refuses: {why}", help="the kernel needs nf_tables with nft_socket")
        return done.stdout


def _without_overlaps(allowed: Iterable[Sanctioned]) -> Iterator[Sanctioned]:
    """The same destinations, none within another one, which the kernel takes for an error."""
    found: dict[tuple[Protocol, int, int], list[Address]] = {}
    for each in allowed:
        found.setdefault((each.protocol, each.port, each.network.version), []).append(each.network)
    for (protocol, port, _), networks in sorted(found.items()):
        for network in collapse_addresses(networks):  # type: ignore[type-var]
            yield Sanctioned(network, protocol, port)


def _elements(told: Any) -> Iterable[Any]:
    for each in told.get("nftables", ()):
        for element in each.get("set", {}).get("elem", ()):
            yield element["elem"]

"""Which destinations are told of, and how often."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import pytest

from agent.taint import walling
from agent.taint.cgroups import Cgroup, Cgroups
from agent.taint.packets import Packets, Refused
from agent.taint.settings import Network, NetworkUse
from agent.taint.walling import Walling

SSH = Refused(uid=1000, address="10.0.0.9", protocol="tcp", port=22)
WEB = Refused(uid=1000, address="10.0.0.9", protocol="tcp", port=443)


class Counting:
    """Stands for the packet filter's counters."""

    def __init__(self) -> None:
        self.counts: dict[Refused, int] = {}
        self.users: set[int] = set()
        self.sessions: set[str] = set()

    def refused(self) -> Mapping[Refused, int]:
        return dict(self.counts)

    def shut_session(self, path: str) -> None:
        self.sessions.add(path)

    def open_session(self, path: str) -> None:
        self.sessions.discard(path)

    def set_users(self, uids: set[int]) -> None:
        self.users = set(uids)


def made(packets: Counting, use: NetworkUse) -> Walling:
    cgroups = Cgroups("/sys/fs/cgroup/unified", "sekimori")
    return Walling(Network(use=use, server=False), cast("Packets", packets), cgroups, "https://x:1")


def told(of: Walling) -> list[str]:
    return of.newly_refused(lambda uid: ("sato",) if uid == 1000 else ())


def test_each_destination_is_told_of_once_a_while_with_all_that_came_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walling, "LOOKS_EVERY_S", 0.0)
    packets = Counting()
    of = made(packets, NetworkUse.SESSIONS)
    packets.counts = {SSH: 2}
    assert told(of) == []  # nobody is kept from anything
    of.close(Cgroup(number=1, uid=1000, name="1000-a-1"))
    assert told(of) == ["sato: 10.0.0.9 tcp/22, 2 packets"]
    packets.counts = {SSH: 7, WEB: 1}
    assert told(of) == ["sato: 10.0.0.9 tcp/443, 1 packets"]
    monkeypatch.setattr(walling, "TELLS_EVERY_S", 0.0)
    assert told(of) == ["sato: 10.0.0.9 tcp/22, 5 packets"]
    packets.counts = {SSH: 3}  # forgotten by the filter, and begun anew
    assert told(of) == ["sato: 10.0.0.9 tcp/22, 3 packets"]
    assert told(of) == []
    assert of.refused == 11


def test_a_user_is_kept_in_as_long_as_one_of_their_sessions() -> None:
    packets = Counting()
    of = made(packets, NetworkUse.USERS)
    one, two = Cgroup(number=1, uid=1000, name="1000-a-1"), Cgroup(number=2, uid=1000, name="1000-b-2")
    of.close(one)
    of.close(two)
    of.open(one)
    assert (packets.users, packets.sessions) == ({1000}, {"unified/sekimori/1000-b-2"})
    of.open(two)
    assert (packets.users, packets.sessions, of.shut) == (set(), set(), ())

"""Destinations that stay open to everybody, as the configuration says them."""

from __future__ import annotations

import ipaddress

import pytest

from agent.config import parse_config
from agent.errors import AgentError
from agent.taint.settings import NetworkUse, Protocol, Sanctioned, sanctioned


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.0.0.5:25/tcp", [("10.0.0.5/32", "tcp", 25)]),
        ("127.0.0.53:53", [("127.0.0.53/32", "tcp", 53), ("127.0.0.53/32", "udp", 53)]),
        ("10.0.0.0/24:443/tcp", [("10.0.0.0/24", "tcp", 443)]),
        ("10.0.0.0/24:443", [("10.0.0.0/24", "tcp", 443), ("10.0.0.0/24", "udp", 443)]),
        ("[fd00::5]:3128/tcp", [("fd00::5/128", "tcp", 3128)]),
        ("[fd00::]/64:53/udp", [("fd00::/64", "udp", 53)]),
    ],
)
def test_what_an_entry_means(text: str, expected: list[tuple[str, str, int]]) -> None:
    assert list(sanctioned(text)) == [
        Sanctioned(ipaddress.ip_network(network), Protocol(protocol), port) for network, protocol, port in expected
    ]


@pytest.mark.parametrize(
    "text",
    ["", "mail.example:25", "10.0.0.5", "10.0.0.5:0", "10.0.0.5:65536", "10.0.0.5:25/icmp", "fd00::5:25",
     "[10.0.0.5]:25", "10.0.0.5/33:25", "10.0.0.7/24:25", "10.0.0.5:25 }; flush ruleset; #:1"],
)  # fmt: skip
def test_what_is_no_entry_says_how_to_write_one(text: str) -> None:
    with pytest.raises(AgentError) as raised:
        tuple(sanctioned(text))
    assert "addresses, no names" in raised.value.help


def test_the_whole_table() -> None:
    config = parse_config('[network]\nuse = "users"\nallow = ["10.0.0.5:25"]\nserver = false\nlinger_s = 5\n')
    assert (config.network.use, config.network.allow, config.network.server) == (
        NetworkUse.USERS,
        ("10.0.0.5:25",),
        False,
    )
    assert not parse_config("").network.is_used
    with pytest.raises(AgentError, match="`mail:25`"):
        parse_config('[network]\nallow = ["mail:25"]\n')
    with pytest.raises(AgentError, match="unknown key `alow`"):
        parse_config("[network]\nalow = []\n")
    with pytest.raises(AgentError, match="no name for `sessions`"):
        parse_config('[gate]\nsessions = "../x"\n')

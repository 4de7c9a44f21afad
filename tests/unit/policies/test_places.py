"""That an address leads to whom it says, and to nobody where it can be read in two ways."""

from __future__ import annotations

import dataclasses
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.compiler import compile_policy
from policies.examples import load_example
from policies.language import load_policy
from policies.model import PartyId, ZoneId
from policies.places import Places, Trie, host_of
from policies.tables import Tables

HARBOR, BRANCH, KYOTO = PartyId("harbor-university"), PartyId("harbor-hospital"), PartyId("bluefin-bearings")


def tables() -> Tables:
    whole = compile_policy(load_policy(load_example()))
    parties, zones = dict(whole.parties), dict(whole.zones)
    parties[BRANCH] = dataclasses.replace(parties[HARBOR], domains=("med.harbor-university.example",))
    parties[KYOTO] = dataclasses.replace(parties[KYOTO], domains=("京都.example", "Bücher.example"))
    zones[ZoneId("clean-room")] = dataclasses.replace(
        zones[ZoneId("common")], homes=("smb://FS1/QSensor/Clean Room/**", "/srv/Qsensor/**", "nfs://Nas.Example/q/**")
    )
    return dataclasses.replace(whole, parties=parties, zones=zones)


PLACES = Places(tables())


@pytest.mark.parametrize(
    ("address", "party"),
    [
        ("lee@harbor-university.example", HARBOR),
        ("lee@cs.harbor-university.example", HARBOR),
        ("Lee+x@CS.Harbor-University.EXAMPLE", HARBOR),
        ("mailto:lee@harbor-university.example?subject=hello", HARBOR),
        ("harbor-university.example", HARBOR),
        ("harbor-university.example.", HARBOR),
        ("harbor-university.example:8443", HARBOR),
        ("git@harbor-university.example:group/repository.git", HARBOR),
        ("https://harbor-university.example", HARBOR),
        ("HTTPS://user:word@www.harbor-university.example.:8443/a?b#c", HARBOR),
        ("//harbor-university.example/a", HARBOR),
        ("https://harbor-university.example:/a", HARBOR),
        ("doctor@med.harbor-university.example", BRANCH),
        ("x.y.med.harbor-university.example", BRANCH),
        ("lee@京都.example", KYOTO),
        ("https://BÜCHER.example/", KYOTO),
        ("https://xn--bcher-kva.example/", KYOTO),
        ("https://bücher。example/", KYOTO),
        ("https://ｂücher.example/", KYOTO),
        # Not theirs, though their name stands in it.
        ("lee@harbor-university.example.evil.example", None),
        ("lee@notharbor-university.example", None),
        ("https://harbor-university.example@evil.example/", None),
        ("https://harbor-university.example:443@evil.example/", None),
        ("https://harbor-university.example%40evil.example/", None),
        ("https://evil.example/@harbor-university.example", None),
        ("https://evil.example?@harbor-university.example/", None),
        ("https://evil.example#@harbor-university.example/", None),
        ("https://evil.example/harbor-university.example", None),
        ("hаrbor-university.example", None),  # a Cyrillic letter
        ("example", None),
        # Read in two ways by different programs.
        ("https://harbor-university.example\\@evil.example/", None),
        ("https://evil.example\\@harbor-university.example/", None),
        ("https://a@evil.example@harbor-university.example/", None),
        ("harbor-university.example:x@evil.example", None),
        ("evil.example:x@harbor-university.example", None),
        ('"x@evil.example"@harbor-university.example', None),
        ("@relay.example:lee@harbor-university.example", None),
        ("Lee <lee@harbor-university.example>", None),
        ("lee@harbor-university.example,x@evil.example", None),
        ("lee@harbor-university.example\n", None),
        ("lee@evil.example\r\nTo: lee@harbor-university.example", None),
        ("https://harbor-university.example:0x50/", None),
        ("https:harbor-university.example", None),
        ("harbor-university.example..", None),
        ("harbor-university..example", None),
        (".harbor-university.example", None),
        ("harbor-university.example／.evil.example", None),
        ("harbor-university.example/x@evil.example", None),
        ("harbor-university.example?x@evil.example", None),
        ("harbor-university.example#x@evil.example", None),
        ("mailto:harbor-university.example/x@evil.example", None),
        ("mailto:lee@harbor-university.example?subject=a&cc=x%40evil.example", None),
        ("mailto:lee@harbor-university.example?BCC=x%40evil.example", None),
        ("mailto:lee@harbor-university.example,x%40evil.example", None),
        ("[::1]", None),
        ("https://[::1]/", None),
        ("", None),
        ("@", None),
        ("@harbor-university.example", None),
        ("https://", None),
        ("a" * 300 + ".harbor-university.example", None),
    ],
)
def test_to_whom_an_address_leads(address: str, party: PartyId | None) -> None:
    assert PLACES.party_at(address) == party


@pytest.mark.parametrize(
    ("address", "zone", "rest"),
    [
        ("smb://fs1/qsensor/a.docx", "qsensor", "a.docx"),
        ("smb://fs1/qsensor", "qsensor", ""),
        ("smb://fs1/qsensor/", "qsensor", ""),
        ("SMB://FS1/QSENSOR/Dir/A.docx", "qsensor", "Dir/A.docx"),
        ("smb://FS1.:445/QSensor//x/./A.docx", "qsensor", "x/A.docx"),
        ("smb://miller@fs1/qsensor/a.docx", "qsensor", "a.docx"),
        ("smb://fs1/qsensor/clean room/a.docx", "clean-room", "a.docx"),
        ("smb://fs1\\qsensor\\Clean Room\\a.docx", "clean-room", "a.docx"),
        ("smb://fs1/qsensor/clean rooms/a.docx", "qsensor", "clean rooms/a.docx"),
        ("smb://fs1/gripper/100%25.docx", "gripper", "100%25.docx"),
        ("/srv/Qsensor/x", "clean-room", "x"),
        ("NFS://NAS.example:2049/q/x", "clean-room", "x"),
        ("smb://fs1/qsensors/a.docx", None, None),
        ("smb://fs10/qsensor/a.docx", None, None),
        ("smb://fs1.evil.example/qsensor/a.docx", None, None),
        ("smb://fs1@evil.example/qsensor/a.docx", None, None),
        ("smb://a@evil@fs1/qsensor/a.docx", None, None),
        ("smb://fs1:4450/qsensor/a.docx", None, None),
        ("nfs://fs1/qsensor/a.docx", None, None),
        ("smb://fs1", None, None),
        ("smb://", None, None),
        ("/srv/qsensor/x", None, None),  # a path of this machine has its case
        ("nfs://nas.example/Q/x", None, None),
        ("smb://fs1/qsensor/../gripper/x", None, None),
        ("smb://fs1/qsensor/%2e%2E/gripper/x", None, None),
        ("smb://fs1/qsensor%2fx", None, None),
        ("smb://fs1/qsensor/x\0", None, None),
        ("srv/Qsensor/x", None, None),
        ("", None, None),
    ],
)
def test_in_whose_home_a_place_lies(address: str, zone: str | None, rest: str | None) -> None:
    assert PLACES.zone_at(address) == zone
    assert PLACES.rest_at(address) == ((zone, rest) if zone is not None else None)


def test_names_are_compared_composed() -> None:
    whole = tables()
    zones = {ZoneId("z"): dataclasses.replace(whole.zones[ZoneId("common")], homes=("smb://fs1/がぎ/**",))}
    places = Places(dataclasses.replace(whole, zones=zones))
    assert places.zone_at("smb://fs1/か\u3099き\u3099/x") == "z"


def test_what_two_claim_is_nobodys() -> None:
    whole = tables()
    parties = dict(whole.parties)
    parties[PartyId("twin")] = dataclasses.replace(parties[BRANCH], domains=("MED.harbor-university.example.",))
    zones = {**whole.zones, ZoneId("twin"): dataclasses.replace(whole.zones[ZoneId("common")], homes=("/srv/Qsensor",))}
    places = Places(dataclasses.replace(whole, parties=parties, zones=zones))
    assert places.party_at("x@med.harbor-university.example") is None  # nor the outer domain's, which is a friend's
    assert places.party_at("x@harbor-university.example") == HARBOR
    assert places.zone_at("/srv/Qsensor/x") is None


def test_what_is_no_domain_is_passed_over() -> None:
    whole = tables()
    parties = {HARBOR: dataclasses.replace(whole.parties[HARBOR], domains=("", "*", "a b", "ok.example"))}
    places = Places(dataclasses.replace(whole, parties=parties))
    assert places.party_at("ok.example") == HARBOR
    assert places.party_at("evil.example") is None


@given(st.text(max_size=40))
def test_no_address_breaks_it(address: str) -> None:
    PLACES.party_at(address)
    PLACES.party_at(f"https://{address}")
    PLACES.zone_at(address)
    PLACES.zone_at(f"smb://{address}")


@given(st.text(alphabet=string.printable, max_size=30))
def test_nothing_before_the_host_decides_it(before: str) -> None:
    assert PLACES.party_at(f"https://{before}@evil.example/") is None or "/" in before or "?" in before or "#" in before


@given(st.lists(st.sampled_from("abc"), max_size=6))
def test_a_longer_path_stands_before_a_shorter(path: list[str]) -> None:
    trie: Trie[int] = Trie()
    for length in range(4):
        trie.add("abc"[:length], length)
    length = next(n for n in (3, 2, 1, 0) if "".join(path).startswith("abc"[:n]))
    assert trie.find(path) == (length, length)


def test_a_host_comes_out_canonical() -> None:
    assert host_of("X@FAß.example.") == "xn--fa-hia.example"  # and not fass.example, which is another's
    assert host_of("_smtp.good.example") == "_smtp.good.example"

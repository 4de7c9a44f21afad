"""The emergency stop: what is signed, who may sign, and when it holds."""

from __future__ import annotations

import base64
import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.compiler import compile_policy
from policies.emergency import (
    EmergencyStop,
    StopId,
    StopSignature,
    StopTerms,
    concerning,
    needed_signatures,
    sign_stop,
    stop_bytes,
    stop_faults,
    terms_bytes,
)
from policies.errors import PolicyError
from policies.examples import load_example
from policies.keys import public_text
from policies.language import KeyRing, load_policy
from policies.model import PersonId, Quorums, ZoneId
from policies.release import approval_bytes
from policies.wording import NOTICE_LANGUAGES, say_fault

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
OFFICERS = ("tanaka", "suzuki", "mori")
KEYS = {name: Ed25519PrivateKey.generate() for name in OFFICERS}
RING = KeyRing(officers={name: public_text(key) for name, key in KEYS.items()})
TABLES = compile_policy(load_policy(load_example(), overrides=RING))
TERMS = StopTerms(
    id=StopId("E-7F3K2QXA"), reason="火災", since=NOW, until=NOW + timedelta(hours=2), agents=("A-1",),
    zones=(ZoneId("common"),),
)  # fmt: skip


def signed(terms: StopTerms = TERMS, officers: tuple[str, ...] = OFFICERS[:2]) -> EmergencyStop:
    return EmergencyStop(
        terms=terms, signatures=tuple(sign_stop(terms, PersonId(each), KEYS[each]) for each in officers)
    )


def faults(stop: EmergencyStop, now: datetime = NOW, agent: str = "A-1", **changes: Any) -> tuple[str, ...]:
    return stop_faults(stop, replace(TABLES, **changes), now, agent=agent)


def test_two_officers_are_enough_and_it_holds_from_its_first_to_its_last_moment() -> None:
    assert faults(signed()) == ()
    assert faults(signed(), TERMS.until - timedelta(seconds=1)) == ()
    assert faults(signed(), NOW - timedelta(seconds=1)) == (f"emergency.not-yet: {NOW.isoformat()}",)
    assert faults(signed(), TERMS.until) == (f"emergency.expired: {TERMS.until.isoformat()}",)


def test_what_is_signed_is_canonical_and_of_a_type_of_its_own() -> None:
    said = json.loads(stop_bytes(TERMS, PersonId("tanaka"), "cli"))
    assert said["type"] == "sekimori/emergency-stop/1"
    assert (said["by"], said["officer"]) == ("cli", "tanaka")
    assert set(said["terms"]) == {field.name for field in fields(StopTerms)}
    assert json.loads(terms_bytes(TERMS)) == said["terms"]
    tokyo = timezone(timedelta(hours=9))
    assert terms_bytes(replace(TERMS, since=TERMS.since.astimezone(tokyo))) == terms_bytes(TERMS)
    assert b"release-approval" not in stop_bytes(TERMS, PersonId("tanaka"), "cli")
    assert callable(approval_bytes)


CHANGES: dict[str, Any] = {
    "id": StopId("E-00000000"),
    "reason": "another",
    "since": NOW - timedelta(minutes=1),
    "until": TERMS.until + timedelta(minutes=1),
    "agents": ("A-1", "A-2"),
    "zones": (),
    "is_everywhere": True,
}


@pytest.mark.parametrize("name", [field.name for field in fields(StopTerms)])
def test_no_word_can_be_changed_after_signing(name: str) -> None:
    stop = signed()
    forged = replace(stop, terms=replace(TERMS, **{name: CHANGES[name]}))
    if name == "is_everywhere":
        forged = replace(forged, terms=replace(forged.terms, agents=(), zones=()))
    assert [fault.partition(":")[0] for fault in faults(forged)][:2] == ["emergency.signature", "emergency.signature"]


@given(st.integers(0, 63), st.integers(0, 7))
@settings(max_examples=60, deadline=None)
def test_no_bit_of_a_signature_can_be_changed(byte: int, bit: int) -> None:
    stop = signed()
    raw = bytearray(base64.b64decode(stop.signatures[0].signature))
    raw[byte] ^= 1 << bit
    broken = replace(stop.signatures[0], signature=base64.b64encode(bytes(raw)).decode())
    said = faults(replace(stop, signatures=(broken, stop.signatures[1])))
    assert said == ("emergency.signature: tanaka", "emergency.quorum: 1 of 2")


@pytest.mark.parametrize("text", ["", "=", "AAAA", "ä", "x" * 88])
def test_what_is_no_signature_counts_for_nothing(text: str) -> None:
    stop = replace(signed(), signatures=(StopSignature(officer=PersonId("tanaka"), signature=text),))
    assert "emergency.signature: tanaka" in faults(stop)


def test_a_signature_of_one_officer_is_not_anothers() -> None:
    stop = signed()
    borrowed = replace(stop.signatures[0], officer=PersonId("mori"))
    assert "emergency.signature: mori" in faults(replace(stop, signatures=(borrowed, stop.signatures[1])))


def test_who_only_approves_releases_does_not_count() -> None:
    officers = tuple(replace(o, signs_policy=o.person != "tanaka") for o in TABLES.officers)
    assert "emergency.not-an-officer: tanaka" in faults(signed(), officers=officers)


def test_a_stranger_beside_enough_officers_takes_nothing_away() -> None:
    stop = signed()
    stranger = StopSignature(officer=PersonId("sato"), signature=stop.signatures[0].signature)
    assert faults(replace(stop, signatures=(stranger, *stop.signatures))) == ()


def test_never_fewer_than_a_release_across_a_wall_takes() -> None:
    assert needed_signatures(replace(TABLES, threshold=2, quorums=Quorums(cross_wall=3))) == 3
    assert needed_signatures(replace(TABLES, threshold=3, quorums=Quorums(cross_wall=2))) == 3
    assert faults(signed(), quorums=Quorums(cross_wall=3)) == ("emergency.quorum: 2 of 3",)
    assert faults(signed(officers=OFFICERS), quorums=Quorums(cross_wall=3)) == ()


def test_it_lasts_no_longer_than_the_policy_says() -> None:
    longer = replace(TERMS, until=NOW + timedelta(hours=4, seconds=1))
    assert faults(signed(longer))[0].startswith("emergency.too-long")
    assert faults(signed(longer), emergency_hours=5) == ()


def test_who_is_not_named_is_refused() -> None:
    assert faults(signed(), agent="A-2") == ("emergency.other-agent: A-2",)


@pytest.mark.parametrize(
    "changes",
    [
        {"agents": (), "zones": ()},
        {"is_everywhere": True},
        {"reason": ""},
        {"reason": "x" * 501},
        {"id": StopId("../../x")},
        {"until": NOW},
        {"until": NOW.replace(tzinfo=None)},
    ],
)
def test_terms_that_are_not_whole_are_refused(changes: dict[str, Any]) -> None:
    stop = EmergencyStop(terms=replace(TERMS, **changes))
    assert all(fault.startswith("emergency.malformed") for fault in faults(stop))
    assert faults(stop)


def test_a_time_without_a_zone_cannot_be_signed() -> None:
    with pytest.raises(PolicyError, match="no zone"):
        sign_stop(replace(TERMS, since=NOW.replace(tzinfo=None)), PersonId("tanaka"), KEYS["tanaka"])


def test_it_is_for_what_goes_into_the_zone_by_the_agent_at_the_time() -> None:
    stops = (signed(),)
    inside = NOW + timedelta(hours=1)
    assert concerning(stops, ZoneId("common"), "A-1", inside) is stops[0]
    for zone, agent, at in (
        ("gripper", "A-1", inside),
        ("common", "A-2", inside),
        ("common", "A-1", TERMS.until),
        ("common", "A-1", NOW - timedelta(seconds=1)),
    ):
        assert concerning(stops, ZoneId(zone), agent, at) is None
    assert concerning((replace(stops[0], is_ended=True),), ZoneId("common"), "A-1", inside) is None
    everywhere = replace(TERMS, agents=(), zones=(), is_everywhere=True)
    assert concerning((signed(everywhere),), None, "A-9", inside) is not None


def test_it_survives_the_way_over_the_wire() -> None:
    stop = signed()
    assert msgspec.json.decode(msgspec.json.encode(stop), type=EmergencyStop) == stop


@pytest.mark.parametrize("language", NOTICE_LANGUAGES)
def test_every_fault_has_words(language: str) -> None:
    stop = replace(signed(officers=("tanaka", "tanaka")), is_ended=True)
    every = [*faults(stop, agent="A-2"), *faults(replace(stop, terms=replace(TERMS, reason="")))]
    assert len({fault.partition(":")[0] for fault in every}) >= 5
    assert all(not say_fault(fault, language).startswith("emergency.") for fault in every)

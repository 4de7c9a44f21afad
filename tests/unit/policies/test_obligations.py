"""Obligations: encrypted or not, and which permit is recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from policies.compiler import compile_policy
from policies.engine import Engine
from policies.examples import load_example
from policies.label import Label, Level, ProjectId
from policies.language import load_policy
from policies.model import Channel, Endpoint, Obligation, PartyId, Permit, PermitId, PersonId, RuleName, Verdict, ZoneId
from policies.obligations import permit_reasons
from policies.tables import RuleFacts, Tables
from policies.transfer import Destination, KnownBy, Subject, Transfer, TransferId, TransferObject

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
ENERGY = Label(projects=frozenset({ProjectId("campus-energy")}))
TO_PARTY = Destination(party=PartyId("harbor-university"))
PERMIT = Permit(
    id=PermitId("p"),
    number="METI-7",
    authority="METI",
    projects=ENERGY.projects,
    parties=frozenset({PartyId("harbor-university")}),
)


@pytest.fixture(scope="module")
def tables() -> Tables:
    return compile_policy(load_policy(load_example()))


def transfer(to: Destination = TO_PARTY, **changes: object) -> Transfer:
    made = Transfer(
        id=TransferId("T-1"),
        subject=Subject(person=PersonId("sato"), known_by=KnownBy.OWNER),
        channel=Channel.HTTP,
        object=TransferObject(digest="d" * 64, name="a", size_bytes=1),
        destination=to,
        at=NOW,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def with_rule(tables: Tables, verdict: Verdict) -> Engine:
    rule = RuleFacts(
        name=RuleName("sealed"),
        source=Endpoint(projects=ENERGY.projects),
        to=Endpoint(),
        verdict=verdict,
        obligations=(Obligation.ENCRYPT,),
    )
    return Engine(replace(tables, rules=(rule,)))


@pytest.mark.parametrize("verdict", list(Verdict))
@pytest.mark.parametrize("is_encrypted", [False, True])
def test_a_rule_that_asks_for_encryption_holds_what_is_not(
    tables: Tables, verdict: Verdict, is_encrypted: bool
) -> None:
    decision = with_rule(tables, verdict).decide(transfer(is_encrypted=is_encrypted), ENERGY, (), (), NOW)
    assert decision.verdict is (verdict if is_encrypted else max(verdict, Verdict.HOLD))
    assert decision.rule == "rule:sealed"
    waits = not is_encrypted and verdict < Verdict.HOLD
    assert decision.reasons[0].key == ("obligation.encrypt" if waits else "rule.matched")
    assert decision.obligations == ("encrypt-to-recipient",)


def numbers(tables: Tables, *permits: Permit, moved: Transfer, label: Label = ENERGY) -> list[str]:
    reasons = permit_reasons(moved, label, replace(tables, permits=permits), NOW)
    return [reason.facts.get("number", reason.key) for reason in reasons]


def test_the_permit_that_names_the_party_is_recorded(tables: Tables) -> None:
    assert numbers(tables, PERMIT, moved=transfer()) == ["METI-7"]


@pytest.mark.parametrize(
    "changes",
    [
        {"until": date(2026, 11, 1)},
        {"since": date(2026, 11, 3)},
        {"parties": frozenset({PartyId("jianghai-university")})},
        {"projects": frozenset({ProjectId("qsensor")})},
        {"items": ("3A901",)},
    ],
)
def test_a_permit_that_does_not_count_is_not(tables: Tables, changes: dict[str, object]) -> None:
    permit = replace(PERMIT, **changes)  # type: ignore[arg-type]
    assert numbers(tables, permit, moved=transfer()) == ["obligation.no-permit"]


def test_a_permit_for_a_reader_of_the_zone_is_recorded(tables: Tables) -> None:
    home = transfer(Destination(zone=ZoneId("qsensor")))
    permit = replace(
        PERMIT, projects=frozenset({ProjectId("qsensor")}), parties=frozenset(), persons=frozenset({"sato"})
    )
    label = Label(projects=frozenset({ProjectId("qsensor")}), level=Level.CONTROLLED)
    assert numbers(tables, permit, moved=home, label=label) == ["METI-7"]
    stranger = replace(permit, persons=frozenset({"nobody"}))
    assert numbers(tables, stranger, moved=home, label=label) == ["obligation.no-permit"]


def test_content_of_no_project_is_under_no_permit(tables: Tables) -> None:
    assert numbers(tables, PERMIT, moved=transfer(), label=Label()) == ["obligation.no-permit"]

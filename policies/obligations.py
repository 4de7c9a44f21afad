"""What a rule asks for besides its verdict, as far as it can be answered from the tables."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from policies.decision import Reason
from policies.flow import day_of, destination_facts, readers_of, terms_of
from policies.label import Label, ProjectId
from policies.model import Permit, Verdict
from policies.permits import PermitIndex
from policies.tables import Tables, is_within

if TYPE_CHECKING:
    from policies.transfer import Transfer


def permit_reasons(transfer: Transfer, label: Label, tables: Tables, now: datetime) -> tuple[Reason, ...]:
    """The permits under which content goes where it goes, for the record; one reason says so where there is none.

    A permit is named if it is in force, covers all of the content's projects, and names the party or somebody who reads
    at the destination.

    Args:
        now: Aware UTC time.
    """
    found = _permits(transfer, label, tables, now)
    if not found:
        return (Reason(key="obligation.no-permit", verdict=Verdict.ALLOW, source="obligation:record-permit"),)
    return tuple(
        Reason(
            key="obligation.permit",
            verdict=Verdict.ALLOW,
            source=f"permit:{permit.id}",
            facts={"number": permit.number, "authority": permit.authority},
        )
        for permit in found
    )


def _permits(transfer: Transfer, label: Label, tables: Tables, now: datetime) -> tuple[Permit, ...]:
    today = day_of(now)

    def items_of(project: ProjectId) -> frozenset[str]:
        facts = tables.projects.get(project)
        return frozenset(item for terms in terms_of(facts, today) for item in terms.items) if facts else frozenset()

    zone, _ = destination_facts(transfer.destination, tables)
    readers = (readers_of(zone, tables, today) if zone else None) or frozenset()
    party = transfer.destination.party
    in_force = (permit for permit in tables.permits if is_within(permit.since, permit.until, today))
    covering = {permit.id for permit in PermitIndex(in_force, items_of).covering(label.projects)}
    return tuple(
        permit
        for permit in tables.permits
        if permit.id in covering and (party in permit.parties or bool(readers & permit.persons))
    )

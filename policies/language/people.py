"""People, as the export-control office recorded them, and what their status asks for."""

from __future__ import annotations

from policies.label import Level
from policies.language.entry import Entry, named_pairs, pairs_of, word_of
from policies.language.nodes import Node
from policies.language.scope import Claims, Scope
from policies.model import PartyId, Person, PersonId, Status

ALL_SPECIFIC_CATEGORIES = "specific-category-*"
_PERSON_KEYS = (
    "accounts", "employer", "clearance", "clearance_until", "status", "declared", "status_until", "funding", "groups",
)  # fmt: skip


def read_people(node: Node | None, scope: Scope) -> dict[PersonId, Person]:
    """The people of a policy."""
    people, accounts = {}, Claims("account", scope.faults)
    for name, _, value in named_pairs(node, scope.faults, "people"):
        entry = Entry(value, scope.faults, f"person `{name}`", _PERSON_KEYS)
        people[PersonId(name)] = _person(PersonId(name), entry, accounts, scope)
    return people


def _person(id_: PersonId, entry: Entry, accounts: Claims, scope: Scope) -> Person:
    employer = entry.reference("employer", scope.parties, "party")
    items = entry.items("accounts")
    for item in items:
        accounts.claim(item.value.casefold(), id_, item)
    declared, status_until = entry.day("declared"), entry.day("status_until")
    if declared is not None and status_until is not None and status_until < declared:
        scope.faults.add(entry.place("status_until"), f"ends on {status_until}, declared on {declared}")
    return Person(
        id=id_,
        accounts=frozenset(item.value.casefold() for item in items),
        employer=PartyId(employer) if employer else None,
        clearance=entry.word("clearance", Level, Level.INTERNAL),
        clearance_until=entry.day("clearance_until"),
        status=entry.word("status", Status, Status.UNKNOWN),
        declared=declared,
        status_until=status_until,
        funding=entry.countries("funding"),
        groups=entry.ids("groups"),
    )


def read_deemed_export(node: Node | None, scope: Scope) -> dict[Status, Level]:
    """From which level each status needs a permit; `specific-category-*` stands for all three."""
    bounds: dict[Status, Level] = {}
    for name, key, value in pairs_of(node, scope.faults, "deemed_export"):
        level = word_of(value, Level, scope.faults)
        if name == ALL_SPECIFIC_CATEGORIES:
            statuses = [status for status in Status if status.startswith("specific-category-")]
        else:
            status = word_of(key, Status, scope.faults)
            statuses = [status] if status else []
        bounds |= {status: level for status in statuses if level}
    return bounds

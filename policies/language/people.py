"""Parties, people, officers and reviewers."""

from __future__ import annotations

from itertools import combinations

import pyrage
from yaml.nodes import MappingNode, Node, SequenceNode

from policies.errors import PolicyError
from policies.keys import load_public
from policies.label import Level, ProjectId
from policies.language.entry import Entry, check_reference, named_pairs, pairs_of, word_of
from policies.language.projects import country_of
from policies.language.scope import Claims, Scope
from policies.model import (
    ListEffect,
    Officer,
    Party,
    PartyId,
    Person,
    PersonId,
    Project,
    Reviewer,
    ScreeningEntry,
    Status,
)

PARTNER = "partner"
ALL_SPECIFIC_CATEGORIES = "specific-category-*"


def read_parties(node: Node | None, scope: Scope) -> dict[PartyId, Party]:
    """The parties of a policy."""
    parties, domains = {}, Claims("domain", scope.faults)
    for name, key, value in named_pairs(node, scope.faults, "parties"):
        if name == PARTNER:
            scope.faults.add(key, f"`{PARTNER}` means any partner in a rule", help="name the party otherwise")
        entry = Entry(value, scope.faults, f"party `{name}`", ("name", "domains", "country", "screening"))
        for item in entry.items("domains"):
            domains.claim(item.value.lower(), name, item)
        parties[PartyId(name)] = Party(
            id=PartyId(name),
            name=entry.text("name"),
            domains=tuple(sorted(domain.lower() for domain in entry.texts("domains"))),
            country=country_of(entry, "country", scope, default=""),
            screening=_screening(entry, scope),
        )
    return parties


def _screening(entry: Entry, scope: Scope) -> tuple[ScreeningEntry, ...]:
    node = entry.get("screening")
    if node is None:
        return ()
    if not isinstance(node, SequenceNode):
        scope.faults.add(node, f"`screening` of {entry.what} is a list", help="write `- {list: …, effect: prohibit}`")
        return ()
    return tuple(_screening_entry(item, entry, scope) for item in node.value)


def _screening_entry(item: Node, party: Entry, scope: Scope) -> ScreeningEntry:
    entry = Entry(item, scope.faults, f"screening of {party.what}", ("list", "effect", "version", "note"))
    if isinstance(item, MappingNode) and entry.get("effect") is None:
        scope.faults.add(item, f"{entry.what} has no `effect`", help="`prohibit`, `licence` or `flag`")
    return ScreeningEntry(
        list=entry.text("list", required=True),
        effect=entry.word("effect", ListEffect, ListEffect.PROHIBIT),
        version=entry.text("version"),
        note=entry.text("note"),
    )


def read_people(node: Node | None, scope: Scope) -> dict[PersonId, Person]:
    """The people of a policy."""
    keys = ("accounts", "employer", "clearance", "status", "declared", "status_until")
    people, accounts = {}, Claims("account", scope.faults)
    for name, _, value in named_pairs(node, scope.faults, "people"):
        entry = Entry(value, scope.faults, f"person `{name}`", keys)
        employer = entry.reference("employer", scope.parties, "party")
        for item in entry.items("accounts"):
            accounts.claim(item.value.casefold(), name, item)
        declared, status_until = entry.day("declared"), entry.day("status_until")
        if declared is not None and status_until is not None and status_until < declared:
            scope.faults.add(entry.place("status_until"), f"ends on {status_until}, declared on {declared}")
        people[PersonId(name)] = Person(
            id=PersonId(name),
            accounts=frozenset(account.casefold() for account in entry.texts("accounts")),
            employer=PartyId(employer) if employer else None,
            clearance=entry.word("clearance", Level, Level.INTERNAL),
            status=entry.word("status", Status, Status.UNKNOWN),
            declared=declared,
            status_until=status_until,
        )
    return people


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


def read_officers(node: Node | None, scope: Scope) -> tuple[Officer, ...]:
    """The officers, sorted by person; a key may be empty until it is made."""
    officers, keys = [], Claims("key", scope.faults)
    for name, key, value in named_pairs(node, scope.faults, "officers"):
        entry = Entry(value, scope.faults, f"officer `{name}`", ("key", "signs_policy", "approves"))
        check_reference(key, scope.people, "person", scope.faults)
        written = entry.text("key")
        if written:
            _check_public_key(written, entry.place("key"), scope)
            keys.claim(written, name, entry.place("key"))
        officers.append(
            Officer(
                person=PersonId(name),
                key=written,
                signs_policy=entry.boolean("signs_policy", True),
                approves=entry.boolean("approves", True),
            )
        )
    return tuple(sorted(officers, key=lambda officer: officer.person))


def _check_public_key(written: str, node: Node, scope: Scope) -> None:
    try:
        load_public(written)
    except PolicyError as error:
        scope.faults.add(node, error.message, help=error.help)


def read_reviewers(node: Node | None, projects: dict[ProjectId, Project], scope: Scope) -> tuple[Reviewer, ...]:
    """The reviewers, sorted by person; none sees the evidence of both sides of a wall."""
    reviewers = []
    for name, key, value in named_pairs(node, scope.faults, "reviewers"):
        entry = Entry(value, scope.faults, f"reviewer `{name}`", ("recipient", "projects"))
        check_reference(key, scope.people, "person", scope.faults)
        seen = scope.project_ids(entry, "projects")
        sides = [side for project in sorted(seen) if project in projects for side in projects[project].sides]
        if any(a.conflicts_with(b) for a, b in combinations(sides, 2)):
            place = entry.place("projects")
            scope.faults.add(place, f"reviewer `{name}` would see both sides of a wall", help="name another reviewer")
        recipient = entry.text("recipient")
        check_recipient(recipient, entry.place("recipient"), scope)
        reviewers.append(Reviewer(person=PersonId(name), recipient=recipient, projects=seen))
    return tuple(sorted(reviewers, key=lambda reviewer: reviewer.person))


def check_recipient(written: str, node: Node, scope: Scope) -> None:
    """A fault where a text is neither empty nor an age recipient."""
    if not written:
        return
    try:
        pyrage.x25519.Recipient.from_str(written)
    except pyrage.RecipientError:
        advice = "the line that `sekimori key new-reviewer` prints, `age1…`"
        scope.faults.add(node, "not an age recipient", help=advice)

"""Parties: domains, owners and the lists that they stand on."""

from __future__ import annotations

import re

from policies.language.entry import Entry, list_of, named_pairs, text_of
from policies.language.nodes import MappingNode, Node
from policies.language.scope import Claims, Scope
from policies.model import ListEffect, Owner, Party, PartyId, ScreeningEntry
from policies.places import canonical_host

PARTNER = "partner"
_PARTY_KEYS = ("name", "aliases", "domains", "country", "owners", "screening")
_SCREENING_KEYS = ("list", "effect", "version", "dated", "note", "since", "until")
_PERCENT = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,6})?")
WHOLE = 100.0
# Shares that are rounded to a hundredth may come to a little more than all.
ROUNDING = 0.05


def read_parties(node: Node | None, scope: Scope) -> dict[PartyId, Party]:
    """The parties of a policy."""
    parties, domains = {}, Claims("domain", scope.faults)
    for name, key, value in named_pairs(node, scope.faults, "parties"):
        if name == PARTNER:
            scope.faults.add(key, f"`{PARTNER}` means any partner in a rule", help="name the party otherwise")
        entry = Entry(value, scope.faults, f"party `{name}`", _PARTY_KEYS)
        parties[PartyId(name)] = Party(
            id=PartyId(name),
            name=entry.text("name"),
            aliases=entry.texts("aliases"),
            domains=_domains(name, entry, domains, scope),
            country=entry.country("country"),
            owners=_owners(name, entry, scope),
            screening=_screening(entry, scope),
        )
    return parties


def _domains(party: str, entry: Entry, claims: Claims, scope: Scope) -> tuple[str, ...]:
    """Domains as addresses are compared with them: one that no address could match would keep nothing from anybody."""
    found = []
    for item in entry.items("domains"):
        host = canonical_host(item.value)
        if host is None:
            advice = "such as `mit.edu`, without `https://`, `@`, `*.` or a port: what lies below it counts too"
            scope.faults.add(item, f"`{item.value[:64]}` is not a domain", help=advice)
        elif "." not in host:
            advice = "name the organisation's own, such as `mit.edu`"
            scope.faults.add(item, f"`{item.value[:64]}` is no organisation's domain", help=advice)
        elif claims.claim(host, party, item):
            found.append(host)
    return tuple(sorted(found))


def _owners(party: str, entry: Entry, scope: Scope) -> tuple[Owner, ...]:
    node = entry.get("owners")
    owners: dict[str, Owner] = {}
    for item in list_of(node, scope.faults, f"`owners` of {entry.what}"):
        found = Entry(item, scope.faults, f"owner of {entry.what}", ("party", "percent"))
        owner = _owner(party, found, scope)
        if owner is not None and owner.party in owners:
            scope.faults.add(found.place("party"), f"`{owner.party}` stands twice in `owners`", help="add the shares")
        elif owner is not None:
            owners[owner.party] = owner
    total = sum(owner.percent for owner in owners.values())
    if node is not None and total > WHOLE + ROUNDING:
        scope.faults.add(node, f"the owners of {entry.what} hold {total:g} percent", help="at most 100 together")
    return tuple(owners[name] for name in sorted(owners))


def _owner(party: str, entry: Entry, scope: Scope) -> Owner | None:
    for key in ("party", "percent"):
        if isinstance(entry.node, MappingNode) and entry.get(key) is None:
            scope.faults.add(entry.node, f"{entry.what} has no `{key}`", help="write `{party: x, percent: 51}`")
    name, percent = entry.reference("party", scope.parties, "party"), _percent(entry, scope)
    if name == party:
        scope.faults.add(entry.place("party"), f"party `{party}` would own itself", help="leave own shares out")
        return None
    return Owner(party=PartyId(name), percent=percent) if name and percent is not None else None


def _percent(entry: Entry, scope: Scope) -> float | None:
    node = entry.get("percent")
    if node is None:
        return None
    written = text_of(node, scope.faults, "`percent`")
    if _PERCENT.fullmatch(written) and 0 < float(written) <= WHOLE:
        return float(written)
    scope.faults.add(node, f"`{written[:64]}` is no share", help="a number above 0, at most 100, without the sign")
    return None


def _screening(entry: Entry, scope: Scope) -> tuple[ScreeningEntry, ...]:
    nodes = list_of(entry.get("screening"), scope.faults, f"`screening` of {entry.what}")
    return tuple(_screening_entry(item, entry, scope) for item in nodes)


def _screening_entry(item: Node, party: Entry, scope: Scope) -> ScreeningEntry:
    entry = Entry(item, scope.faults, f"screening of {party.what}", _SCREENING_KEYS)
    if isinstance(item, MappingNode) and entry.get("effect") is None:
        scope.faults.add(item, f"{entry.what} has no `effect`", help="`prohibit`, `licence` or `flag`")
    since, until = entry.period()
    return ScreeningEntry(
        list=entry.text("list", required=True),
        effect=entry.word("effect", ListEffect, ListEffect.PROHIBIT),
        version=entry.text("version"),
        dated=entry.day("dated"),
        note=entry.text("note"),
        since=since,
        until=until,
    )

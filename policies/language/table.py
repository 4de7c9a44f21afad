"""Rules and defaults."""

from __future__ import annotations

from policies.label import Kind
from policies.language.entry import Entry, check_id, list_of
from policies.language.nodes import Node
from policies.language.parties import PARTNER
from policies.language.ranges import read_hours, read_levels, read_sizes
from policies.language.scope import Claims, Scope
from policies.model import (
    Channel,
    Defaults,
    Endpoint,
    Obligation,
    PartyId,
    Rule,
    RuleName,
    Selection,
    Stage,
    Status,
    Verdict,
    ZoneKind,
)

_RULE_KEYS = ("name", "from", "to", "verdict", "persons", "person", "hours", "obligations", "since", "until")
_FROM_KEYS = (
    "project", "side", "stage", "funding", "zone", "zone_kind", "kind", "field", "marking", "level", "size",
)  # fmt: skip
_TO_KEYS = ("project", "side", "zone", "zone_kind", "party", "country", "channel")
_PERSON_KEYS = ("group", "employer", "clearance", "status", "foreign_funding")


def read_rules(node: Node | None, scope: Scope) -> tuple[Rule, ...]:
    """The rules, in their order."""
    names, parties = Claims("rule", scope.faults), frozenset({*scope.parties, PARTNER})
    return tuple(_rule(item, names, parties, scope) for item in list_of(node, scope.faults, "rules"))


def _rule(item: Node, names: Claims, parties: frozenset[str], scope: Scope) -> Rule:
    entry = Entry(item, scope.faults, "rule", _RULE_KEYS)
    name = _name(entry, names, scope)
    entry.what = f"rule `{name}`" if name else entry.what
    entry.refuse_empty()
    if entry.get("verdict") is None:
        scope.faults.add(item, f"{entry.what} has no `verdict`", help="such as `verdict: hold`")
    since, until = entry.period()
    content = _half(entry, "from", _FROM_KEYS, scope)
    return Rule(
        name=RuleName(name),
        source=_from(content, scope),
        to=_to(_half(entry, "to", _TO_KEYS, scope), parties, scope),
        verdict=entry.word("verdict", Verdict, Verdict.HOLD),
        persons=scope.person_ids(entry, "persons"),
        selection=_selection(content, _half(entry, "person", _PERSON_KEYS, scope), scope),
        obligations=tuple(sorted(entry.words("obligations", Obligation))),
        hours=read_hours(entry, "hours", scope.faults),
        since=since,
        until=until,
        line=item.line + 1,
    )


def _name(entry: Entry, names: Claims, scope: Scope) -> str:
    items = entry.items("name")
    if not items:
        scope.faults.add(entry.node, f"{entry.what} has no `name`", help="decisions name the rule that gave them")
        return ""
    if check_id(items[0], scope.faults):
        names.claim(items[0].value, items[0].value, items[0])
    return str(items[0].value)


def _half(rule: Entry, key: str, keys: tuple[str, ...], scope: Scope) -> Entry | None:
    node = rule.get(key)
    if node is None:
        return None
    entry = Entry(node, scope.faults, f"`{key}` of {rule.what}", keys)
    entry.refuse_empty()
    return entry


def _from(entry: Entry | None, scope: Scope) -> Endpoint:
    if entry is None:
        return Endpoint()
    return Endpoint(
        projects=scope.project_ids(entry, "project"),
        sides=_sides(entry, scope),
        zones=scope.zone_ids(entry, "zone"),
        zone_kinds=entry.words("zone_kind", ZoneKind),
        kinds=entry.words("kind", Kind),
        fields=entry.ids("field"),
        markings=entry.ids("marking"),
        levels=read_levels(entry, "level", scope.faults),
        sizes=read_sizes(entry, "size", scope.faults),
    )


def _to(entry: Entry | None, parties: frozenset[str], scope: Scope) -> Endpoint:
    if entry is None:
        return Endpoint()
    return Endpoint(
        projects=scope.project_ids(entry, "project"),
        sides=_sides(entry, scope),
        zones=scope.zone_ids(entry, "zone"),
        zone_kinds=entry.words("zone_kind", ZoneKind),
        parties=entry.references("party", parties, "party"),
        countries=entry.countries("country"),
        channels=entry.words("channel", Channel),
    )


def _sides(entry: Entry, scope: Scope) -> frozenset[str]:
    found = (scope.side_of(item) for item in entry.items("side"))
    return frozenset(side.full_name for side in found if side is not None)


def _selection(content: Entry | None, person: Entry | None, scope: Scope) -> Selection:
    """Whom and what the rule is of, as the office recorded it; a group that nobody is in is a fault."""
    selection = Selection()
    if content is not None:
        selection = Selection(
            stages=content.words("stage", Stage),
            project_funding=content.references("funding", scope.funding, "funding of a project"),
        )
    if person is None:
        return selection
    return Selection(
        groups=person.references("group", scope.groups, "group"),
        employers=frozenset(map(PartyId, person.references("employer", scope.parties, "party"))),
        clearances=read_levels(person, "clearance", scope.faults),
        statuses=person.words("status", Status),
        foreign_funding=person.countries("foreign_funding"),
        stages=selection.stages,
        project_funding=selection.project_funding,
    )


def read_defaults(node: Node | None, scope: Scope) -> Defaults:
    """What the table says where no rule matches."""
    if node is None:
        return Defaults()
    entry = Entry(node, scope.faults, "default", ("labelled", "unlabelled"))
    return Defaults(
        labelled=entry.word("labelled", Verdict, Verdict.HOLD),
        unlabelled=entry.word("unlabelled", Verdict, Verdict.ALLOW),
    )
